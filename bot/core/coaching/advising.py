"""Tells a clause that advises from one that says how others are or what they do."""

from __future__ import annotations

from bot.core.coaching.claims import Claims
from bot.core.coaching.clauses import Clause, Word, read_text

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


def is_advice(text: str, claims: Claims) -> bool:
    """Tell whether *text* does nothing but tell somebody what to do."""
    return all(advises(clause, claims) for clause in read_text(text, claims).clauses)


def lead(clause: Clause, claims: Claims) -> int:
    """Return where a clause begins, after "then", "or" and the like."""
    last = len(clause.words) - 1
    return next((i for i, word in enumerate(clause.words[:last]) if word.fold not in claims.advice["leads"]), last)


def subject(clause: Clause, claims: Claims) -> Word | None:
    """Return the word that begins what a clause says of others; None where it says nothing of them."""
    if clause.asked or clause.words[0].fold in claims.advice["conditions"] or advises(clause, claims):
        return None
    words = clause.words[lead(clause, claims) :]
    if len(words) > 1 and words[0].fold in claims.advice["behind"] | {"that"} and _is_pronoun(words[1], claims):
        return words[1] if words[1].head in claims.advice["others"] else None
    word = next((word for word in words if word.fold not in claims.advice["behind"]), words[-1])
    return None if word.head in claims.advice["near"] | claims.advice["loose"] else word


def _is_pronoun(word: Word, claims: Claims) -> bool:
    return word.head in claims.advice["others"] | claims.advice["near"]
