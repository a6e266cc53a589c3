"""python -m bot"""

from bot.cli.main import main

main("python -m bot")
