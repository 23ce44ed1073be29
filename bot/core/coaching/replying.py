"""Says how a message that somebody got can be answered."""

from __future__ import annotations

from dataclasses import replace

from bot.core.coaching import answers
from bot.core.coaching.finding import Found
from bot.core.coaching.library import Library
from bot.core.coaching.routes import Aside, Route
from bot.core.commands import Cards
from bot.core.replies import Button, Draft, Reply, Text


def answer(text: str, library: Library) -> Reply:
    """Say what kind of message *text* is and how to answer it, or that it is none of ours."""
    received = library.received
    kind = received.kind(text)
    if kind is None and text.strip() and library.is_foreign(text):
        return answers.aside(Found(Route.CLARIFY, aside=Aside.LANGUAGE), library)
    if kind is None:
        lead, more = received.nothing if text.strip() else received.empty
        return Reply((Text(more, lead),))
    if kind.aside:
        return answers.aside(Found(Route.OFFTOPIC, aside=kind.aside), library)
    card = library.cards[kind.card]
    reply = answers.told(answers.Draft(card, kind.verdict, kind.says, card.why, kind.paste or card.paste), library)
    other = (Draft(kind.other, received.label),) if kind.other else ()
    return replace(reply, parts=(*reply.parts, *other), buttons=(Button(library.labels.why, Cards(card.id)),))
