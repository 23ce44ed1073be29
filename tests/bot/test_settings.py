"""Settings come from the environment, then from .env, then from the system's habits."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import BadSettings
from bot.settings import Settings


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("ASKFIRST_HOME=/from/file\n")

    assert Settings.read({"ASKFIRST_HOME": "/from/environment"}, dotenv).home == Path("/from/environment")
    assert Settings.read({}, dotenv).home == Path("/from/file")


def test_without_any_setting_data_goes_to_the_users_data_folder(tmp_path: Path) -> None:
    settings = Settings.read({"XDG_DATA_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}, tmp_path / ".env")

    assert settings.home.name == "askfirst"
    assert settings.home.is_absolute()


def test_a_server_needs_a_secret_and_everything_wrong_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as refused:
        Settings.read({"ASKFIRST_HOME": "here", "DATABASE_URL": "postgresql://localhost/x"}, tmp_path / ".env")

    assert "ASKFIRST_HOME is 'here'" in str(refused.value)
    assert "ASKFIRST_SECRET is missing" in str(refused.value)


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="too short"):
        Settings.read({"ASKFIRST_SECRET": "hunter2"}, tmp_path / ".env")


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    named = ("ASKFIRST_SECRET", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DISCORD_TOKEN")
    given = dict.fromkeys(named, "hunter2 hunter2 hunter2") | {"DATABASE_URL": "postgresql://u:hunter2@localhost/x"}

    settings = Settings.read(given, tmp_path / ".env")

    assert settings.slack_bot_token == settings.slack_app_token == settings.discord_token == settings.secret
    assert "hunter2" not in repr(settings)


def test_a_home_that_depends_on_where_one_stands_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="ASKFIRST_HOME is 'here'"):
        Settings.read({"ASKFIRST_HOME": "here"}, tmp_path / ".env")


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "8080 "])
def test_a_port_is_a_number_that_ports_have(port: str, tmp_path: Path) -> None:
    if port.strip() == "8080":
        assert Settings.read({"ASKFIRST_HTTP_PORT": port}, tmp_path / ".env").http_port == 8080
    else:
        with pytest.raises(BadSettings, match="ASKFIRST_HTTP_PORT"):
            Settings.read({"ASKFIRST_HTTP_PORT": port}, tmp_path / ".env")


@pytest.mark.parametrize(
    ("given", "reached_at"),
    [
        ({}, "127.0.0.1"),
        ({"DISCORD_TOKEN": "x"}, "127.0.0.1"),
        ({"SLACK_BOT_TOKEN": "x", "SLACK_APP_TOKEN": "x"}, "127.0.0.1"),
        ({"SLACK_BOT_TOKEN": "x"}, None),
        ({"SLACK_BOT_TOKEN": "x", "ASKFIRST_HTTP_HOST": "127.0.0.1"}, "127.0.0.1"),
        ({"DISCORD_TOKEN": "x", "ASKFIRST_HTTP_HOST": "0.0.0.0"}, "0.0.0.0"),  # noqa: S104 - as asked
    ],
)
def test_nobody_else_reaches_the_port_unless_slack_has_to(
    given: dict[str, str], reached_at: str | None, tmp_path: Path
) -> None:
    assert Settings.read(given, tmp_path / ".env").listens_at == reached_at


def test_several_keys_seal_tokens_the_first_one_first(tmp_path: Path) -> None:
    given = {"ASKFIRST_TOKEN_KEYS": f"{'n' * 32}, {'o' * 32}"}

    assert Settings.read(given, tmp_path / ".env").token_keys == ("n" * 32, "o" * 32)
    with pytest.raises(BadSettings, match="ASKFIRST_TOKEN_KEYS"):
        Settings.read({"ASKFIRST_TOKEN_KEYS": f"{'n' * 32},short"}, tmp_path / ".env")
