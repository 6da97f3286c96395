"""The settings: from the environment, `.env` and `footnote.toml`, built once at the entry."""

import datetime as dt
import re
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bot.shards import Shards
from index.readers.rules import Reader, Rules

if TYPE_CHECKING:
    from index.aliases import Aliases
    from index.chroma_server import ChromaServer

WriterChoice = Literal["auto", "extractive", "claude"]


class ArchiveRules(BaseModel):
    """What `[rules."PATH"]` of footnote.toml fixes for an archive."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reader: Reader = "auto"
    publication: str | None = None
    language: str | None = Field(default=None, pattern="^[a-z]{2}$")
    date_pattern: str | None = None

    @field_validator("date_pattern", mode="after")
    @classmethod
    def _with_groups(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            groups = re.compile(value).groupindex.keys()
        except re.error as error:
            raise ValueError(f"it is no regular expression: {error}") from None
        if missing := {"year", "month", "day"} - groups:
            raise ValueError(f"it lacks the group {min(missing)}: (?P<{min(missing)}>…)")
        return value


class SettingsFault(Exception):
    """A setting is wrong; the message is one line that names it. Printed by the command line."""


class Settings(BaseSettings):
    """Everything that can be set. Flags of the command win over the environment, that over files.

    Each is read from FOOTNOTE_ and its name; the key, its address and the token have the names
    that their owners gave them.
    """

    model_config = SettingsConfigDict(
        env_prefix="FOOTNOTE_",
        env_file=".env",
        toml_file="footnote.toml",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    archive: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Folders of digests and addresses of feeds, parted by commas; else the sample.",
    )
    data: Path = Field(default=Path("data"), description="Where the index and the state are kept.")
    now: dt.datetime | None = Field(
        default=None, description="The clock, for reproducible answers; else the machine's."
    )
    writer: WriterChoice = Field(
        default="auto",
        description="Who writes answers: `auto` (Claude where there is a key), `extractive` or "
        "`claude`.",
    )
    model: str = Field(
        default="claude-sonnet-5-5",
        min_length=1,
        max_length=128,
        description="The model that writes.",
    )
    max_tokens: int = Field(
        default=2_000, ge=64, le=64_000, description="The longest answer, in tokens."
    )
    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = Field(
        default=None,
        description="How much effort Claude puts into an answer: `low`, `medium`, `high`, `xhigh` "
        "or `max`; else the model's own.",
    )
    evidence_tokens: int = Field(
        default=12_000,
        ge=500,
        le=500_000,
        description="Evidence that is sent to Claude for one answer, about, in tokens.",
    )
    search_rounds: int = Field(
        default=3,
        ge=0,
        le=3,
        description="How often Claude may search further for one answer, up to 3.",
    )
    timeout: float = Field(default=60.0, gt=0, le=600, description="Seconds to wait for Claude.")
    evidence: int = Field(default=12, ge=1, le=50, description="Passages that an answer may use.")
    keep_answers: int = Field(
        default=30, ge=0, le=3_650, description="Days that records of answers are kept; `0`: none."
    )
    limit_person: int = Field(
        default=20,
        ge=0,
        description="Questions of one person on Discord within an hour; `0` for no limit, here and "
        "below.",
    )
    limit_channel: int = Field(
        default=120, ge=0, description="Questions in a channel with its threads within an hour."
    )
    limit_day: int = Field(
        default=1_000,
        ge=0,
        description="Questions on a server within a day; direct messages together are one.",
    )
    shards: Annotated[Shards | None, NoDecode] = Field(
        default=None,
        description="Which of Discord's shards run in this process: `0-3/16`, `0/2`; else all.",
    )
    stop_grace: float = Field(
        default=20.0,
        ge=0,
        le=600,
        description="Seconds in which answers and posts may finish when the bot is stopped.",
    )
    refresh: float = Field(
        default=30.0,
        ge=1,
        le=86_400,
        description="Seconds between looks at an archive whose file system tells no changes.",
    )
    sources: Literal["off", "local", "fetch"] = Field(
        default="local",
        description="Pages that digests cite: `off`, `local` (files beside the digests) or "
        "`fetch`.",
    )
    fetch_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Hosts that may be asked although they aren't public, parted by commas.",
    )
    fetch_agent: str = Field(
        default=f"Footnote/{version('footnote')}",
        min_length=1,
        description="How Footnote names itself to sites; add a contact, as in "
        f"`Footnote/{version('footnote')} (+mailto:you@example.org)`.",
    )
    feed_every: float = Field(
        default=1800.0, ge=60, le=604_800, description="Seconds between looks at a feed."
    )
    aliases: tuple[tuple[str, ...], ...] = Field(
        default=(),
        description="Names of one thing, besides those that are known: a list of lists, best in "
        "footnote.toml.",
    )
    rules: dict[str, ArchiveRules] = Field(
        default={}, description="What is fixed for an archive, by its path, best in footnote.toml."
    )
    log: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="What is logged: `debug`, `info`, `warning` or `error`."
    )
    log_format: Literal["auto", "json", "human"] = Field(
        default="auto", description="`json` lines or `human` ones; `auto`: human on a terminal."
    )
    watch_port: int = Field(
        default=0,
        ge=0,
        le=65_535,
        description="The port of health and metrics (docs/watch.md); `0` for none.",
    )
    watch_host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Its address; another one lets other machines read it, and is warned of.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL for the catalog and the state, as "
        "`postgresql://user:password@host/database`.",
    )
    chroma_url: str | None = Field(
        default=None,
        description="A Chroma server for the vectors, as `http://host:8000`.",
        repr=False,
    )
    chroma_token: SecretStr | None = Field(
        default=None, description="What the server, or the proxy before it, asks for."
    )
    chroma_tenant: str = Field(
        default="default_tenant",
        min_length=1,
        description="Where on the server the vectors are kept; that of Chroma Cloud.",
    )
    chroma_database: str = Field(
        default="default_database",
        min_length=1,
        description="Where on the server the vectors are kept; that of Chroma Cloud.",
    )

    anthropic_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("ANTHROPIC_API_KEY", "anthropic_api_key"),
        description="With it, Claude writes the answers.",
    )
    anthropic_base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("ANTHROPIC_BASE_URL", "anthropic_base_url"),
        description="Another address that speaks the Messages API.",
        repr=False,  # it may hold a password
    )
    discord_token: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("DISCORD_TOKEN", "discord_token"),
        description="The bot's token; without it `footnote run` is a chat in the terminal.",
    )

    @field_validator("archive", "fetch_allow", mode="before")
    @classmethod
    def _several(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("shards", mode="before")
    @classmethod
    def _numbered(cls, value: Any) -> Any:
        return Shards.read(value) if isinstance(value, str) else value

    @field_validator("archive", mode="after")
    @classmethod
    def _named(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(root.strip() for root in value):
            raise ValueError("an archive needs a path")
        return value

    @field_validator("data", mode="before")
    @classmethod
    def _somewhere(cls, value: Any) -> Any:
        if not str(value).strip():
            raise ValueError("it needs a path")
        try:
            return Path(value).expanduser()
        except RuntimeError:
            raise ValueError("there is no such home folder") from None

    @field_validator(
        *("anthropic_api_key", "discord_token", "anthropic_base_url", "model"),
        *("database_url", "chroma_url", "chroma_token"),
        mode="before",
    )
    @classmethod
    def _stripped(cls, value: Any) -> Any:
        return value.strip() or None if isinstance(value, str) else value

    @field_validator("anthropic_base_url", mode="after")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("it needs an address that begins with http:// or https://")
        return value

    @field_validator("database_url", mode="after")
    @classmethod
    def _database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            from index.database import asyncpg_url

            asyncpg_url(value.get_secret_value())
        return value

    @field_validator("chroma_url", mode="after")
    @classmethod
    def _server(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("it needs an address like http://localhost:8000")
        if "@" in parts.netloc or parts.path.strip("/") or parts.query:
            raise ValueError("it needs a host and a port alone; a token has its own setting")
        return value.rstrip("/")

    @field_validator("now", mode="after")
    @classmethod
    def _in_utc(cls, value: dt.datetime | None) -> dt.datetime | None:
        return value.replace(tzinfo=dt.UTC) if value and value.tzinfo is None else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, environment, .env, footnote.toml, in this order."""
        toml = TomlConfigSettingsSource(settings_cls)
        return init_settings, env_settings, dotenv_settings, toml

    @property
    def archives(self) -> tuple[str, ...]:
        """The archives that are set, or the sample that comes with Footnote."""
        from index.archive import SAMPLE

        return self.archive or (str(SAMPLE),)

    def rules_of(self) -> dict[str, Rules]:
        """How to read each of the archives that are set."""
        sources = self.sources != "off"
        fixed = {
            root: Rules(
                reader=rules.reader,
                publication=rules.publication,
                language=rules.language,
                date_pattern=re.compile(rules.date_pattern) if rules.date_pattern else None,
                sources=sources,
            )
            for root, rules in self.rules.items()
        }
        return {root: Rules(sources=sources) for root in self.archives} | fixed

    @property
    def other_names(self) -> "Aliases":
        """The names of one thing that are set."""
        from index.aliases import Aliases

        return Aliases.of(self.aliases)

    @property
    def chroma(self) -> "ChromaServer | None":
        """The Chroma server that is set."""
        if self.chroma_url is None:
            return None
        from index.chroma_server import ChromaServer

        return ChromaServer(
            self.chroma_url, self.chroma_token, self.chroma_tenant, self.chroma_database
        )

    @property
    def state(self) -> Path:
        """The file of the state database."""
        return self.data / "state.db"

    def clock(self) -> dt.datetime:
        """The time now, with its zone."""
        return self.now or dt.datetime.now(dt.UTC)

    @property
    def today(self) -> dt.date:
        """The day now."""
        return self.clock().date()


def load_settings(**given: Any) -> Settings:
    """Build the settings; `given` are flags, None for those that weren't given.

    Raises SettingsFault with one line that names the wrong setting.
    """
    import tomllib

    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
        unknown = TomlConfigSettingsSource(Settings)().keys() - Settings.model_fields.keys()
    except ValidationError as error:
        raise SettingsFault(_line(error)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsFault(f"footnote.toml can't be read: {error}.") from None
    except SettingsError as error:
        raise SettingsFault(f"A setting is no JSON: {error}.") from None
    except UnicodeDecodeError:
        # The error holds the file's text, and so perhaps a secret.
        raise SettingsFault("A settings file (.env or footnote.toml) is not UTF-8.") from None
    except OSError as error:
        raise SettingsFault(f"The settings can't be read: {error}.") from None
    if unknown:
        raise SettingsFault(f"footnote.toml has an unknown setting: {min(unknown)}.")
    return settings


def environment_name(name: str) -> str:
    """What a setting is called in the environment."""
    alias = Settings.model_fields[name].validation_alias
    own = alias.choices[0] if isinstance(alias, AliasChoices) else f"FOOTNOTE_{name.upper()}"
    return str(own)


def _line(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    place = str(first["loc"][0]) if first["loc"] else ""
    names = (n for n in Settings.model_fields if place in (n, environment_name(n)))
    if (name := next(names, None)) is None:
        return f"The settings are wrong: {first['msg']}."
    # A secret never stands in an error, nor an address, which may hold a password; another value
    # helps to find the mistake.
    kind = str(Settings.model_fields[name].annotation)
    value = "" if "SecretStr" in kind or name.endswith("_url") else f" ({first['input']!r})"
    return f"The setting {environment_name(name)}{value} is wrong: {first['msg']}."
