"""The staff's page for writing: aiohttp and jinja2 over the help desk's ports; imports nothing else of the bot."""
