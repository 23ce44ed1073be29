"""A person at her own Discord: what she can type and press there, and what she sees of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.discord.gateway import DIRECT_MESSAGES
from tests.fakes.discord.rules import LINK, walk
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import (
    ADMINISTRATOR,
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    DM,
    MEMBER,
    MODAL_SENT,
    Guild,
    Interaction,
    Json,
    Message,
    Room,
    User,
)  # fmt: skip

PATIENCE = 10
"""Real seconds that a person of the tests waits for an answer."""
SLASH, ON_USER, ON_MESSAGE = 1, 2, 3
"""Kinds of command."""
GROUPS = {1, 2}
IN_GUILD, WITH_APP, BETWEEN_PEOPLE = 0, 1, 2
"""Where an interaction takes place."""
LABEL, ROW, TEXT_DISPLAY = 18, 1, 10
PEOPLE = {5, 6}


class NotOffered(Exception):
    """Her Discord shows no such thing, or does not let her send that."""


class DidNotRespond(Exception):
    """What she set going was never answered: "The application did not respond"."""


@dataclass(slots=True)
class Hands:
    """One person, in one room."""

    discord: FakeDiscord
    user: User
    room: Room

    def at(self, room: Room) -> Hands:
        """Return the same person in another room."""
        return Hands(self.discord, self.user, room)

    def in_dm(self) -> Hands:
        """Return the same person alone with the app."""
        return self.at(self.discord.dm(self.user))

    # What she sees

    def sees(self) -> list[Message]:
        """Return the messages that she can read in this room, the oldest first."""
        here = (each for each in self.discord.messages.values() if each.room == self.room.id)
        return sorted((each for each in here if each.only_for in {0, self.user.id}), key=lambda each: each.id)

    def inbox(self) -> list[Message]:
        """Return what the app wrote to her directly."""
        return [each for each in self.in_dm().sees() if each.author is self.discord.app]

    async def gets(self, count: int = 1) -> Message:
        """Wait until the app has written to her *count* times, and return the last."""
        await self.discord.until(lambda: len(self.inbox()) >= count, PATIENCE)
        return self.inbox()[-1]

    # What she types

    async def slash(self, name: str, *, despite: bool = False, **options: Any) -> Interaction:  # noqa: ANN401
        """Use a command; *despite* sends it though her Discord would not show it."""
        return await self._settled(await self.send(name, despite=despite, **options))

    async def send(self, name: str, *, despite: bool = False, **options: Any) -> Interaction:  # noqa: ANN401
        """Use a command and do not wait."""
        command, path, leaf = self._found(name)
        if not despite:
            self._offered(command)
        resolved: Json = {}
        given = [self._option(leaf, key, value, resolved) for key, value in options.items()]
        missing = {each["name"] for each in leaf.get("options", []) if each.get("required")} - options.keys()
        if missing:
            raise NotOffered(f"{name} needs {sorted(missing)}")
        return await self._start(COMMAND, self._command_data(command, path, given, resolved))

    async def typing(self, name: str, option: str, typed: str, **others: Any) -> list[str]:  # noqa: ANN401
        """Type into an option and return what is offered there."""
        command, path, leaf = self._found(name)
        resolved: Json = {}
        given = [self._option(leaf, key, value, resolved) for key, value in others.items()]
        if not _defined(leaf, option).get("autocomplete"):
            raise NotOffered(f"{option} of {name} offers nothing")
        given.append({"name": option, "type": 3, "value": typed, "focused": True})
        started = await self._start(AUTOCOMPLETE, self._command_data(command, path, given, resolved))
        answered = await self._settled(started)
        return [each["name"] for each in answered.choices or ()]

    async def user_menu(self, name: str, on: User) -> Interaction:
        """Use a command of the menu on a person."""
        guild = self._guild()
        resolved: Json = {"users": {str(on.id): on.plain()}}
        if guild and on.id in guild.members:
            resolved["members"] = {str(on.id): _without(self.discord.member(guild, on), "user")}
        return await self._menu(ON_USER, name, on.id, resolved)

    async def message_menu(self, name: str, on: Message) -> Interaction:
        """Use a command of the menu on a message."""
        return await self._menu(ON_MESSAGE, name, on.id, {"messages": {str(on.id): on.plain()}})

    async def _menu(self, kind: int, name: str, target: int, resolved: Json) -> Interaction:
        command = self._command(kind, name)
        self._offered(command)
        data = {
            "id": command["id"], "name": name, "type": kind, "target_id": str(target), "resolved": resolved,
        }  # fmt: skip
        return await self._settled(await self._start(COMMAND, data))

    async def says(self, words: str) -> Message:
        """Write a message here; the app hears of it when it is to it, and asked to."""
        made = self.discord.put(self.room, self.user, {"content": words})
        if self.room.kind == DM and self.discord.app.id in self.room.people:
            await self.discord.gateway.tell("MESSAGE_CREATE", made.plain(), intent=DIRECT_MESSAGES)
        return made

    async def dm(self, words: str) -> Message:
        """Write to the app directly, and return what it answers."""
        alone = self.in_dm()
        before = len(self.inbox())
        await alone.says(words)
        try:
            await self.discord.until(lambda: len(self.inbox()) > before, PATIENCE)
        except TimeoutError as error:
            raise DidNotRespond(words) from error
        return self.inbox()[-1]

    # What she presses

    async def click(self, message: Message, label: str) -> Interaction:
        """Press a button of a message."""
        return await self._settled(await self.press(message, label))

    async def press(self, message: Message, label: str) -> Interaction:
        """Press a button and do not wait."""
        button = message.buttons.get(label)
        if button is None or button.get("disabled") or button["style"] == LINK:
            raise NotOffered(f"no [{label}] to press on: {message.text[:80]!r} {sorted(message.buttons)}")
        return await self._component(message, button)

    async def choose(self, message: Message, *values: str) -> Interaction:
        """Choose from the first menu of a message, by label or value."""
        menu = message.selects[0]
        known = {each["label"]: each["value"] for each in menu.get("options", [])}
        chosen = [known.get(value, value) for value in values]
        if not set(chosen) <= set(known.values()):
            raise NotOffered(f"{values} of {sorted(known)}")
        return await self._settled(await self._component(message, menu, values=chosen))

    async def _component(self, message: Message, component: Json, **more: Any) -> Interaction:  # noqa: ANN401
        if message not in self.sees():
            raise NotOffered("she does not see that message")
        data = {"custom_id": component["custom_id"], "component_type": component["type"], **more}
        return await self._start(COMPONENT, data, message)

    async def submit(self, opened: Interaction, values: Mapping[str, Any]) -> Interaction:
        """Fill in a form by its fields' labels and send it."""
        return await self._settled(await self.sends(opened, values))

    async def sends(self, opened: Interaction, values: Mapping[str, Any]) -> Interaction:
        """Fill in a form, send it and do not wait."""
        if opened.modal is None:
            raise NotOffered("no form is open")
        resolved: Json = {}
        left = dict(values)
        filled = [_filled(each, left, resolved) for each in opened.modal["components"]]
        if left:
            raise NotOffered(f"the form has no {sorted(left)}: {labels(opened.modal)}")
        data = {"custom_id": opened.modal["custom_id"], "components": filled}
        if resolved:
            data["resolved"] = resolved
        return await self._start(MODAL_SENT, data, opened.source)

    async def repeat(self, interaction: Interaction) -> None:
        """Let the gateway deliver the same event once more."""
        await self._deliver(interaction)

    # What her Discord does

    def _guild(self) -> Guild | None:
        return self.discord.guilds.get(self.room.guild)

    def _command(self, kind: int, name: str) -> Json:
        for command in self.discord.commands:
            if command["type"] == kind and command["name"] == name:
                return command
        raise NotOffered(f"no command {name!r}")

    def _found(self, name: str) -> tuple[Json, list[Json], Json]:
        """Return the command, the groups on the way and the part that has options."""
        first, *steps = name.split()
        command = leaf = self._command(SLASH, first)
        path = []
        for step in steps:
            leaf = _defined(leaf, step)
            path.append(leaf)
        if any(each["type"] in GROUPS for each in leaf.get("options", [])):
            raise NotOffered(f"{name} is a group")
        return command, path, leaf

    def _offered(self, command: Json) -> None:
        guild = self._guild()
        context = IN_GUILD if guild else WITH_APP if self.discord.app.id in self.room.people else BETWEEN_PEOPLE
        installs = command.get("integration_types") or [0]
        by_guild = context == WITH_APP or (guild is not None and guild.has_app and 0 in installs)
        if not (by_guild or (self.user.installed and 1 in installs)):
            raise NotOffered(f"{command['name']} is not installed here")
        contexts = command.get("contexts")
        if contexts is not None and context not in contexts:
            raise NotOffered(f"{command['name']} is not for here")
        needed = int(command.get("default_member_permissions") or 0)
        if guild and needed and not self._may(guild, needed):
            raise NotOffered(f"{command['name']} is for people with permission {needed}")

    def _may(self, guild: Guild, needed: int) -> bool:
        has = guild.members.get(self.user.id, 0)
        return guild.owner == self.user.id or bool(has & ADMINISTRATOR) or has & needed == needed

    def _option(self, leaf: Json, key: str, value: Any, resolved: Json) -> Json:  # noqa: ANN401
        defined = _defined(leaf, key)
        match value:
            case User():
                resolved.setdefault("users", {})[str(value.id)] = value.plain()
                guild = self._guild()
                if guild and value.id in guild.members:
                    member = _without(self.discord.member(guild, value), "user")
                    resolved.setdefault("members", {})[str(value.id)] = member
                value = str(value.id)
            case Room():
                resolved.setdefault("channels", {})[str(value.id)] = value.plain() | {"permissions": str(MEMBER)}
                value = str(value.id)
            case {"filename": _}:
                resolved.setdefault("attachments", {})[value["id"]] = value
                value = value["id"]
            case str():
                value = _allowed(defined, value)
        return {"name": key, "type": defined["type"], "value": value}

    def _command_data(self, command: Json, path: list[Json], given: list[Json], resolved: Json) -> Json:
        for step in reversed(path):
            given = [{"name": step["name"], "type": step["type"], "options": given}]
        data: Json = {"id": command["id"], "name": command["name"], "type": SLASH, "options": given}
        return data | ({"resolved": resolved} if resolved else {})

    async def _start(self, kind: int, data: Json, source: Message | None = None) -> Interaction:
        discord, guild = self.discord, self._guild()
        here = guild is not None and guild.has_app
        made = Interaction(
            discord.new_id(), discord.new_token(), kind, self.user, self.room, discord.clock(), {}, source,
            only_installed=self.user.installed and not here and discord.app.id not in self.room.people,
        )  # fmt: skip
        made.payload = self._payload(made, data)
        discord.open(made)
        await self._deliver(made)
        return made

    async def _deliver(self, interaction: Interaction) -> None:
        guild = self._guild()
        await self.discord.gateway.tell("INTERACTION_CREATE", interaction.payload, guild.id if guild else 0)

    def _payload(self, made: Interaction, data: Json) -> Json:
        guild, app = self._guild(), self.discord.app
        told: Json = {
            "id": str(made.id), "application_id": str(app.id), "type": made.kind, "data": data, "token": made.token,
            "version": 1, "channel_id": str(self.room.id), "channel": self._channel(), "locale": self.user.locale,
            "entitlements": [], "app_permissions": str(MEMBER), "attachment_size_limit": 10_485_760,
            "authorizing_integration_owners": {},
        }  # fmt: skip
        if made.source:
            told["message"] = made.source.plain()
        if guild is None:
            told |= {"user": self.user.plain(), "context": WITH_APP if app.id in self.room.people else BETWEEN_PEOPLE}
            told["authorizing_integration_owners"] = {"1": str(self.user.id)} if self.user.installed else {"0": "0"}
            return told
        owners = {"0": str(guild.id)} if guild.has_app else {"1": str(self.user.id)}
        return told | {
            "context": IN_GUILD, "guild_id": str(guild.id), "guild_locale": "en-GB",
            "guild": {"id": str(guild.id), "locale": "en-GB", "features": []},
            "member": self._me_in(guild), "authorizing_integration_owners": owners,
        }  # fmt: skip

    def _channel(self) -> Json:
        others = [each for each in self.room.people if each != self.user.id]
        recipients = {"recipients": [self.discord.users[each].plain() for each in others]} if others else {}
        return self.room.plain() | recipients | {"permissions": str(MEMBER)}

    def _me_in(self, guild: Guild) -> Json:
        every = ADMINISTRATOR | (1 << 5) if guild.owner == self.user.id else 0
        return self.discord.member(guild, self.user) | {
            "permissions": str(guild.members.get(self.user.id, MEMBER) | every)
        }

    async def _settled(self, interaction: Interaction) -> Interaction:
        """Wait until there is something to see.

        Raises:
            DidNotRespond: there never was.
        """
        await _until(interaction, lambda: interaction.settled)
        return interaction


async def _until(interaction: Interaction, what: Callable[[], bool]) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not what():
                interaction.changed.clear()
                await interaction.changed.wait()
    except TimeoutError as error:
        raise DidNotRespond(str(interaction.payload["data"])[:200]) from error


def _without(told: Json, key: str) -> Json:
    return {name: value for name, value in told.items() if name != key}


def _defined(leaf: Json, name: str) -> Json:
    for option in leaf.get("options", []):
        if option["name"] == name:
            found: Json = option
            return found
    raise NotOffered(f"{leaf['name']} has no {name}")


def _allowed(defined: Json, value: str) -> str:
    """Return the value that her Discord would send for what she typed or chose."""
    choices = {each["name"]: each["value"] for each in defined.get("choices") or ()}
    chosen = choices.get(value, value)
    if choices and chosen not in choices.values():
        raise NotOffered(f"{defined['name']} is one of {sorted(choices)}")
    if not defined.get("min_length", 0) <= len(value) <= defined.get("max_length", 6000):
        raise NotOffered(f"{defined['name']} has another length than {len(value)}")
    return str(chosen)


def labels(modal: Json) -> list[str]:
    """Return the labels of a form's fields."""
    return [each["label"] for each in walk(modal["components"]) if each["type"] == LABEL]


def _filled(component: Json, left: dict[str, Any], resolved: Json) -> Json:
    if component["type"] != LABEL:
        return {"type": component["type"], "id": 0}
    inner = component["component"]
    value = left.pop(component["label"], None)
    if value is None:
        value = (
            inner.get("value") or [each["value"] for each in inner.get("options", []) if each.get("default")] or None
        )
    if value is None and inner.get("required", True):
        raise NotOffered(f"{component['label']} has to be filled in")
    return {"type": LABEL, "id": 0, "component": _value(inner, value, resolved)}


def _value(inner: Json, value: Any, resolved: Json) -> Json:  # noqa: ANN401
    told: Json = {"type": inner["type"], "id": 0, "custom_id": inner["custom_id"]}
    if inner["type"] == 4:
        written = str(value or "")
        if written and not inner.get("min_length", 0) <= len(written) <= inner.get("max_length", 4000):
            raise NotOffered(f"{len(written)} characters do not fit")
        return told | {"value": written}
    if inner["type"] == 21:  # one of several, pressed like a radio's keys
        return told | {"value": _chosen(inner, value)}
    chosen = [value] if isinstance(value, str | User | Room) else list(value or ())
    return told | {"values": [_picked(inner, each, resolved) for each in chosen]}


def _picked(inner: Json, value: Any, resolved: Json) -> str:  # noqa: ANN401
    if isinstance(value, User):
        resolved.setdefault("users", {})[str(value.id)] = value.plain()
        return str(value.id)
    if isinstance(value, Room):
        resolved.setdefault("channels", {})[str(value.id)] = value.plain() | {"permissions": str(MEMBER)}
        return str(value.id)
    return _chosen(inner, value)


def _chosen(inner: Json, value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    known: Iterable[Json] = inner.get("options", [])
    values = {each["label"]: each["value"] for each in known}
    if value not in values and value not in values.values():
        raise NotOffered(f"{value} is none of {sorted(values)}")
    return str(values.get(value, value))
