"""Tells a clause that advises, asks or weighs from one that says how others are or what they do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.coaching.checking.claims import Claims
from bot.core.coaching.checking.clauses import Clause, Word, find, read_text
from bot.core.coaching.checking.deeds import tells_past

_WAITS = (("or", "not"), ("can", "wait"))
_IMPERSONAL = {"it", "that", "this"}
_POINTERS = {"this", "that", "these", "those"}
_ANY = {"a", "an", "one"}
_SUBJECT = 8
"""Among so many words stands what is said of something."""
_DONE = 3
"""Among so many words stands what was done to something."""
_COMPARED = {"more", "less", "fewer"}
_OBJECTS = {"him", "them"}
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
    """Tell whether *words* judge something that may be done, by its own name ("asking", "a short call") or as "it".

    What others do or had done to them is no judgement; neither is when or why, or what is more.
    """
    signs = claims.advice
    begins = _is_impersonal(words, claims) or words[0].fold in _ANY or words[0].fold in signs["acts"]
    at = next((i for i, word in enumerate(words[:_SUBJECT]) if _judges(word, claims)), None)
    if not begins or at is None:
        return False
    told = signs["behind"] | signs["others"] | claims.clauses["theirs"] | _OBJECTS | _COMPARED
    return not any(word.fold in told or word.head in told for word in words) and not any(
        tells_past(word.fold, claims) for word in (*words[:at], *words[at + 1 : at + _DONE])
    )


def _judges(word: Word, claims: Claims) -> bool:
    """Tell whether *word* brings in what is thought of something: "it's" does, but not "its"."""
    return word.fold in claims.advice["judges"] and word.text.casefold() != "its"


def foretells(clause: Clause, claims: Claims) -> bool:
    """Tell whether a clause promises, or says what somebody is going to do."""
    signs, short = claims.courtesy["future"], ("'ll", "\u2019ll")
    return not clause.asked and any(word.fold in signs or word.text.casefold().endswith(short) for word in clause.words)


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
    if word.fold in _POINTERS and not _is_impersonal(words, claims):
        return words[-1]
    return None if word.head in claims.advice["near"] | claims.advice["loose"] else word


def _is_impersonal(words: Sequence[Word], claims: Claims) -> bool:
    """Tell whether *words* begin with "it" or "that" alone, and not with "that number"."""
    first, alone = words[0], len(words) == 1 or words[1].fold in claims.small | claims.advice["judges"]
    return first.head in _IMPERSONAL and (alone or first.head != first.fold or first.fold == "it")


def _is_pronoun(word: Word, claims: Claims) -> bool:
    return word.head in claims.advice["others"] | claims.advice["near"]
