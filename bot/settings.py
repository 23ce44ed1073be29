"""Reads the environment and .env into one value; nothing else reads them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.errors import BadSettings

PROMPTS = Path(__file__).resolve().parents[1] / "prompts"
SLACK_API = "https://slack.com/api/"


NOT_WHOLE = "ASKFIRST_HOME is {!r}; give the whole path of a folder, from the root on."
LACKING = "ASKFIRST_SECRET is missing; with PostgreSQL, give every process the same, 32 random characters or more."
LOOPBACK = "127.0.0.1"
FEWEST = 16
"""Characters below which a secret can be guessed."""
BAD_PORT = "ASKFIRST_HTTP_PORT is {!r}; give a number from 1 to 65535."
SHORT_KEY = f"ASKFIRST_TOKEN_KEYS holds a short key; give each {FEWEST} characters or more."
SHORT_SECRET = f"ASKFIRST_SECRET is too short; give it {FEWEST} characters or more."
CAPS = {"ASKFIRST_CAP_HOUR": 20, "ASKFIRST_CAP_DAY": 500, "ASKFIRST_CAP_TOKENS": 5_000_000}
NO_COUNT = "{} is {!r}; give it a whole number, 0 or more."
NO_URL = "OPENAI_BASE_URL is {!r}; give it an address that begins with http:// or https://."


@dataclass(frozen=True, slots=True)
class Model:
    """A language model: what it is called and where it is, and how much of it may be used.

    *hour* counts one person's requests, *day* and *tokens* what a whole team uses in twenty-four hours. An empty *url*
    is OpenAI's own, an empty *key* goes to servers that want none.
    """

    name: str
    url: str = ""
    key: str = field(default="", repr=False)
    hour: int = CAPS["ASKFIRST_CAP_HOUR"]
    day: int = CAPS["ASKFIRST_CAP_DAY"]
    tokens: int = CAPS["ASKFIRST_CAP_TOKENS"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are; *secret* is empty where the data folder keeps one, *model* None where none is used."""

    home: Path
    prompts: Path = PROMPTS
    database: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    debug: bool = False
    model: Model | None = None
    slack_bot_token: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_api_url: str = SLACK_API
    slack_config_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_client_id: str = ""
    slack_client_secret: str = field(default="", repr=False)
    public_url: str = ""
    discord_token: str = field(default="", repr=False)
    discord_api_base: str = ""
    discord_gateway_url: str = ""
    http_port: int | None = None
    http_host: str = ""
    token_keys: tuple[str, ...] = field(default=(), repr=False)

    @property
    def names_slack(self) -> bool:
        """Say whether Slack is to be served."""
        return any((self.slack_bot_token, self.slack_app_token, self.slack_signing_secret, self.slack_client_id))

    @property
    def over_http(self) -> bool:
        """Say whether Slack calls us, rather than we it."""
        return self.names_slack and not self.slack_app_token

    @property
    def listens_at(self) -> str | None:
        """Return the address at which HTTP is answered; None for every one that this computer has."""
        return self.http_host or (None if self.over_http else LOOPBACK)

    @property
    def embedded(self) -> Path | None:
        """Return the file of the embedded database; None with a server, which needs the secret from the environment."""
        return self.home / "askfirst.db" if not self.database else None

    @classmethod
    def read(cls, environ: Mapping[str, str], dotenv: Path) -> Settings:
        """Take settings from *environ*, and those missing there from the file *dotenv* if there is one.

        Raises:
            BadSettings: one or more settings can't be used; all of them are named.
        """
        try:
            given = {**_from_file(dotenv), **environ}
            home = given.get("ASKFIRST_HOME", "").strip()
            folder = Path(home).expanduser() if home else _user_data(environ)
        except (OSError, RuntimeError, UnicodeDecodeError) as error:
            raise BadSettings(f"{dotenv.name} or ASKFIRST_HOME can't be used: {error}") from error
        given = {name: value.strip() for name, value in given.items()}
        database, secret = given.get("DATABASE_URL", ""), given.get("ASKFIRST_SECRET", "")
        port, keys = given.get("ASKFIRST_HTTP_PORT", ""), given.get("ASKFIRST_TOKEN_KEYS", "").replace(",", " ").split()
        wrong = [
            *([] if not port or (port.isdecimal() and 0 < int(port) < 65_536) else [BAD_PORT.format(port)]),
            *([] if all(len(key) >= FEWEST for key in keys) else [SHORT_KEY]),
            *([] if folder.is_absolute() else [NOT_WHOLE.format(home)]),
            *([] if secret or not database or database.startswith("sqlite") else [LACKING]),
            *([SHORT_SECRET] if 0 < len(secret) < FEWEST else []),
            *_wrong_with_model(given),
        ]
        if wrong:
            raise BadSettings(" ".join(wrong))
        return cls(
            folder,
            database=database,
            secret=secret,
            debug=bool(given.get("ASKFIRST_DEBUG", "").strip()),
            model=_model(given),
            slack_bot_token=given.get("SLACK_BOT_TOKEN", ""),
            slack_app_token=given.get("SLACK_APP_TOKEN", ""),
            slack_api_url=given.get("SLACK_API_URL") or SLACK_API,
            slack_config_token=given.get("SLACK_CONFIG_TOKEN", ""),
            slack_signing_secret=given.get("SLACK_SIGNING_SECRET", ""),
            slack_client_id=given.get("SLACK_CLIENT_ID", ""),
            slack_client_secret=given.get("SLACK_CLIENT_SECRET", ""),
            public_url=given.get("ASKFIRST_PUBLIC_URL", "").rstrip("/"),
            discord_token=given.get("DISCORD_TOKEN", ""),
            discord_api_base=given.get("DISCORD_API_BASE", ""),
            discord_gateway_url=given.get("DISCORD_GATEWAY_URL", ""),
            http_port=int(port) if port else None,
            http_host=given.get("ASKFIRST_HTTP_HOST", ""),
            token_keys=tuple(keys),
        )


def _wrong_with_model(given: Mapping[str, str]) -> list[str]:
    counts = {name: given.get(name, "").strip() for name in CAPS}
    url = given.get("OPENAI_BASE_URL", "").strip()
    wrong = [NO_COUNT.format(name, count) for name, count in counts.items() if count and not count.isdecimal()]
    return [*wrong, *([NO_URL.format(url)] if url and not url.startswith(("http://", "https://")) else [])]


def _model(given: Mapping[str, str]) -> Model | None:
    """Return the model to use; only a name makes one be used."""
    name, url, key = (given.get(f"OPENAI_{what}", "").strip() for what in ("MODEL", "BASE_URL", "API_KEY"))
    hour, day, tokens = (int(given.get(cap, "").strip() or usual) for cap, usual in CAPS.items())
    return Model(name, url, key, hour, day, tokens) if name else None


def _from_file(dotenv: Path) -> dict[str, str]:
    if not dotenv.is_file():
        return {}
    from dotenv import dotenv_values  # only who has such a file waits for it

    return {name: value for name, value in dotenv_values(dotenv, interpolate=False).items() if value is not None}


def _user_data(environ: Mapping[str, str]) -> Path:
    """Return the folder where programs keep a person's data on this system."""
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "askfirst"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "askfirst"
    named = Path(environ.get("XDG_DATA_HOME", ""))
    return (named if named.is_absolute() else Path.home() / ".local" / "share") / "askfirst"
