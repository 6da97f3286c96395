"""The state in PostgreSQL, saved and brought back by the server's own tools. All of it blocks."""

import os
import shutil
import subprocess
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import make_url

from bot.faults import BotFault

_CATALOG = "footnote_catalog*"  # the index: a cache of the archive
_NEEDS = "It takes a server in reach, {} of its version, and to restore an empty database."


def dump(url: SecretStr, target: Path) -> None:
    """Write the database to a file, less the index. Raises BotFault where that can't be done."""
    _run(
        "pg_dump",
        url,
        *("--format=custom", "--no-owner", "--no-privileges"),
        *(f"--exclude-schema={_CATALOG}", f"--file={target}"),
    )


def load(url: SecretStr, source: Path) -> None:
    """Bring a file of `dump` back, all of it or nothing. Raises BotFault where that can't be done.

    Where its tables are there already nothing is changed.
    """
    _run(
        "pg_restore",
        url,
        *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
        str(source),
    )


def _run(tool: str, url: SecretStr, *arguments: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise BotFault(
            f"The state is in PostgreSQL, and there is no {tool} here: install PostgreSQL's client "
            f"tools, or run {tool} where the server is."
        )
    address = make_url(url.get_secret_value()).set(drivername="postgresql")
    # Whoever lists processes sees the arguments: the password, wherever it stands, isn't in them.
    password = address.password or address.query.get("password")
    hidden = {"PGPASSWORD": str(password)} if password else {}
    shown = address._replace(password=None).difference_update_query(["password"]).render_as_string()
    done = subprocess.run(  # noqa: S603
        [found, f"--dbname={shown}", *arguments],
        env={**os.environ, **hidden},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no words"]
        raise BotFault(f"{lines[0][:300]}. {_NEEDS.format(tool)}")
