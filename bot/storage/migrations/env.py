"""What alembic runs: the steps, on the connection and in the transaction that the store has opened."""

from alembic import context

from bot.storage.database.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
