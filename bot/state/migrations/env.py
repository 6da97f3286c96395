"""Alembic runs this for every command; the connection comes from bot.state.migrate."""

from alembic import context

from bot.state.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite alters a table by making it again.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
