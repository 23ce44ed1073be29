"""The coach: two doors, one for words and one for commands, and who does what behind them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import assert_never

from bot.core.coaching import answers
from bot.core.coaching.library import Library
from bot.core.commands import Ask, Cards, Command, Help, Settle, SmallTalk, Why
from bot.core.errors import CoachError
from bot.core.hearing import hear
from bot.core.people import Caller
from bot.core.replies import Bullets, Reply, Text, Trouble

log = logging.getLogger(__name__)


class Coach:
    """What every platform talks to; neither door ever raises."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def hear(self, typed: str, caller: Caller) -> Reply:
        """Answer free words."""
        return await self.handle(self.understand(typed), caller)

    def understand(self, typed: str) -> Command:
        """Say which command free words amount to."""
        return hear(typed, self._library.phrases["heard"])

    async def handle(self, command: Command, caller: Caller) -> Reply:
        """Answer a command."""
        log.debug("%s in team %s", type(command).__name__, caller.team)
        try:
            return self._handle(command)
        except CoachError as error:
            return self._trouble(error.phrase, error.values)
        except Exception:
            log.exception("%s failed", type(command).__name__)
            return self._trouble("failed", {})

    def _handle(self, command: Command) -> Reply:
        match command:
            case Ask(question):
                return answers.answer(question, self._library)
            case Why(question):
                return answers.reasons(question, self._library)
            case Settle(disagreement, yes):
                return answers.settle(disagreement, yes, self._library)
            case Cards(id):
                from bot.core.coaching import browsing  # seldom asked for

                return browsing.guidelines(id, self._library)
            case Help():
                return self._help()
            case SmallTalk(topic):
                return Reply((Text(self._library.phrases["smalltalk"][topic]),))
            case _:
                assert_never(command)

    def _help(self) -> Reply:
        phrases = self._library.phrases["help"]
        return Reply((Text(phrases["text"], phrases["lead"]), Bullets(phrases["heading"], tuple(phrases["items"]))))

    def _trouble(self, code: str, values: Mapping[str, str]) -> Reply:
        from string import Template

        message = Template(self._library.phrases["errors"][code]).safe_substitute(values)
        return Reply((Text(message),), result=Trouble(code, message))
