"""The servers of a large installation: PostgreSQL and Chroma. Nothing is changed there."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

from pydantic import SecretStr

from bot.doctor.clock import check_against
from bot.doctor.finding import Finding, in_short, ok, warning, wrong
from bot.state.database import SCHEMA as STATE
from bot.state.migrate import newest
from index.chroma_server import Away, ChromaServer, ServerVectors
from index.errors import IndexFault
from index.schema import POSTGRES_SCHEMA, SCHEMA

_PATIENCE = 10.0  # seconds
_EXISTS = "SELECT to_regclass($1) IS NOT NULL"


async def check_postgres(url: SecretStr) -> AsyncIterator[Finding]:
    """Whether the database can be used, how its schemas are, and how its clock goes."""
    import asyncpg

    from index.database import asyncpg_url

    address = asyncpg_url(url.get_secret_value()).set(drivername="postgresql")
    try:
        base = await asyncpg.connect(
            address.render_as_string(hide_password=False), timeout=_PATIENCE
        )
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        cure = "See to the server, or to FOOTNOTE_DATABASE_URL."
        yield wrong("database", f"it can't be used ({in_short(error)})", cure)
        return
    try:
        yield ok("database", f"PostgreSQL {base.get_server_version().major}, it answers")
        now = await base.fetchval("SELECT clock_timestamp()")
        yield check_against("the database server", now, dt.datetime.now(dt.UTC))
        yield await _state(base)
        yield await _index(base)
    except asyncpg.PostgresError as error:
        yield wrong("database", f"it can't be read ({in_short(error)})", "See to its rights.")
    finally:
        await base.close(timeout=_PATIENCE)


async def check_chroma(server: ChromaServer) -> AsyncIterator[Finding]:
    """Whether the Chroma server answers, and speaks our version's language."""
    vectors = ServerVectors(server)
    try:
        await vectors.check()
    except Away as fault:
        yield warning("chroma", str(fault), "Start it, or see to FOOTNOTE_CHROMA_URL.")
    except IndexFault as fault:
        yield wrong("chroma", str(fault), "Words are searched meanwhile; nothing is lost.")
    else:
        yield ok("chroma", f"{server.url} answers, of a version that Footnote works with")
    finally:
        await vectors.close()


async def _state(base: Any) -> Finding:
    table = f"{STATE}.alembic_version"
    if not await base.fetchval(_EXISTS, table):
        return ok("state", "none yet: it is made at the first start")
    step = await base.fetchval(f"SELECT version_num FROM {table}")  # noqa: S608
    if step is None or step > newest():
        cure = "Start the version that wrote it, or restore a backup."
        return wrong("state", f"schema step {step}, this version knows {newest()}", cure)
    later = "" if step == newest() else f", brought to {newest()} at the next start"
    return ok("state", f"schema step {step}{later}")


async def _index(base: Any) -> Finding:
    cure = "Run footnote index, or start the bot: it keeps the index level."
    if not await base.fetchval(_EXISTS, f"{POSTGRES_SCHEMA}.meta"):
        return warning("index", "none yet", cure)
    query = f"SELECT value FROM {POSTGRES_SCHEMA}.meta WHERE key = 'version'"  # noqa: S608
    version = str(await base.fetchval(query) or "")
    if not version.startswith(f"{SCHEMA} "):
        return warning("index", f"of schema {version.partition(' ')[0] or 'none'}", cure)
    of = f"FROM {POSTGRES_SCHEMA}.outbox WHERE change = 'embed'"
    pending = await base.fetchval(f"SELECT count(*) {of}")
    passages = await base.fetchval(f"SELECT count(*) FROM {POSTGRES_SCHEMA}.passages")  # noqa: S608
    return ok("index", f"{passages} passages, {pending} wait for their vectors")
