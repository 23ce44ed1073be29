"""Tells a clause that advises, asks or weighs from one that says how others are or what they do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.coaching.claims import Claims
from bot.core.coaching.clauses import Clause, Word, find, read_text

_WAITS = (("or", "not"), ("can", "wait"))
_IMPERSONAL = {"it", "that", "this"}
_ANY = {"a", "an", "one"}
_SUBJECT = 8
"""Among so many words stands what is said of something."""
_FORBIDS = {"do", "dont", "never"}
"""What stands behind these at the beginning of a clause is an order, whatever it is."""


def advises(clause: Clause, claims: Claims) -> bool:
    """Tell whether a clause tells somebody what to do: by its verb, or by what stands behind its first word."""
    at = lead(clause, claims)
    first, after = clause.words[at], clause.words[at + 1 : at + 2]
    if first.fold in claims.advice["verbs"] or any(word.fold in _FORBIDS for word in clause.words[:at]):
        return True
    is_verb = first.fold not in claims.small and not first.fold.endswith(("s", "ed", "ing"))
    return is_verb and bool(after) and after[0].fold in claims.advice["objects"]


def leaves_open(clause: Clause, claims: Claims) -> bool:
    """Tell whether a clause claims nothing of anybody: it asks, depends, has no doer, advises, or judges advice."""
    words, signs = clause.words[lead(clause, claims) :], claims.advice
    waits = any(any(find(turn, words)) for turn in _WAITS)
    bare = words[0].fold in signs["loose"] | signs["conditions"]
    return clause.asked or bare or waits or advises(clause, claims) or weighs(words, claims)


def weighs(words: Sequence[Word], claims: Claims) -> bool:
    """Tell whether *words* judge something that may be done, by its own name ("asking", "a short call") or as "it"."""
    signs = claims.advice
    if words[0].fold in signs["acts"]:
        return not any(word.fold in claims.deeds["past"] for word in words)
    begins = words[0].head in _IMPERSONAL or words[0].fold in _ANY
    judges = any(word.fold in signs["judges"] for word in words[:_SUBJECT])
    return begins and judges and signs["behind"].isdisjoint(word.fold for word in words)


def is_advice(text: str, claims: Claims) -> bool:
    """Tell whether *text* does nothing but tell somebody what to do."""
    return all(advises(clause, claims) for clause in read_text(text, claims).clauses)


def lead(clause: Clause, claims: Claims) -> int:
    """Return where a clause begins, after "then", "or" and the like."""
    last = len(clause.words) - 1
    return next((i for i, word in enumerate(clause.words[:last]) if word.fold not in claims.advice["leads"]), last)


def subject(clause: Clause, claims: Claims) -> Word | None:
    """Return the word that begins what a clause says of others; None where it says nothing of them."""
    if leaves_open(clause, claims):
        return None
    words = clause.words[lead(clause, claims) :]
    if len(words) > 1 and words[0].fold in claims.advice["behind"] | {"that"} and _is_pronoun(words[1], claims):
        return words[1] if words[1].head in claims.advice["others"] else None
    word = next((word for word in words if word.fold not in claims.advice["behind"]), words[-1])
    return None if word.head in claims.advice["near"] | claims.advice["loose"] else word


def _is_pronoun(word: Word, claims: Claims) -> bool:
    return word.head in claims.advice["others"] | claims.advice["near"]
