"""Reads the files in prompts/ into plain values and checks them; a broken entry names its file and id.

What comes out is plain (strings, lists, dictionaries), so that it can be kept and taken back without reading, checking
and counting everything again; `library.Library` makes the nouns of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.core import heard
from bot.core.coaching import prompting, received
from bot.core.coaching.checking import claims
from bot.core.coaching.counting.intents import INTENTS
from bot.core.coaching.counting.tokens import words
from bot.core.coaching.library import ANYTHING_MISSING
from bot.core.coaching.reviewing import marked, rulebook
from bot.core.coaching.routes import Aside
from bot.core.coaching.verifier import QUOTE_WORDS
from bot.core.errors import BrokenWords
from bot.core.replies import Labels

Plain = dict[str, Any]

VERDICT_WORDS = 12
REASON_WORDS = 26
PASTE_WORDS = 30
SIDE_WORDS = 24
ASKED_LINES = range(4, 7)
PAGES = ("permission", "reminders")
"""Pages of the help beside the first."""
PLATFORMS = ("slack", "discord")
"""Where other things can be typed, so that the help has pages of its own."""
VOICES = ("author", "commenter", "reply")

TYPED = (
    "other", "ask", "call", "opener", "review", "request", "report", "yes", "reach-me", "me", "settings", "reminder"
)  # fmt: skip
"""Forms, and how to type each where none can be shown."""

_CARD_NEEDS = {"stance", "applies", "rule", "why", "how"}
_CARD_MAY = {"voice", "paste"}
WITH_SOMEBODY = ("check", "request", "allow", "block", "said_yes", "said_no")
WITH_NOBODY = ("list", "reach", "kept")
"""What may be meant about calls; each is the label of a button."""
_PHRASES: dict[str, set[str]] = {
    "labels": {"nearest", "parts"},
    "voices": set(VOICES),
    "console": {"greeting", "try", "tries", "usage", "wait", "prompt", "bye", "leave"},
    "help": {"lead", "text", "heading", "items", *PAGES, *PLATFORMS},
    "answers": {*Aside, "wish", "unsure", "why_nothing", "both", "others", "default"},
    "model": {
        "links",
        "again",
        "objections",
        "greeting",
        "cut",
        "unchecked",
        "marked",
        "who",
        "languages",
        "orders",
        "without",
        "doctor",
    },
    "smalltalk": set(),
    "heard": set(),
    "pressed": set(),
    "feedback": {"good", "bad"},
    "calls": {"with", "at_all"},
    "typed": {*TYPED},
    "beside": {"share", "good", "bad", "did_you_mean", "menu", "menu_text", "interrupted"},
    "errors": {
        "empty",
        "too_long",
        "no_card",
        "old_button",
        "failed",
        "no_memory",
        "long_brief",
        "empty_draft",
        "other_language",
        "no_model",
    },
}
ANGLES = 3
"""Versions that an opener has lines for."""
_OPENERS: dict[str, set[str]] = {
    "labels": {"subject", "answered", "voicemail", "used", "more", "left_out", "another", "shorter", "for_email"},
    "greeting": {"named", "titled", "nobody", "spoken", "spoken_nobody", "machine", "machine_nobody", "me", "number"},
    "anchor": {"noun", "clause", "would"},
    "purpose": set(),
    "too_early": set(),
    "no_calls": {"means", "what", "why", "ask", "card"},
    "needs": {"fact", "angle", "question", "work", "wish", "favour", "whom"},
    "nothing": {"lead", "named", "them", "text"},
    "left_out": {
        "guess", "private", "backstage", "order", "insult", "contradicted", "deceive", "early", "dropped", "language",
        "unsaid", "unwanted",
    },
    "brief": {
        "titles", "large_titles", "people", "ends", "nobody", "to_us", "of_mine", "tone", "turning", "giving",
        "writing", "messages", "tellers", "idle", "contact", "taken_in", "them", "meal", "manner", "wishing",
        "kind_words", "kinds",
    },
    "signs": {
        "order", "claim", "taken_back", "joins", "idle", "tail", "joint", "little", "contact", "taken_in", "medium",
    },
    "shape": set(),
    "unsaid": {"guess", "private", "backstage", "order", "insult", "deceive"},
}  # fmt: skip
_DOCUMENT_NEEDS = {"document", "title", "nickname"}
_DOCUMENT_MAY = {"year"}


def read(folder: Path) -> Plain:
    """Read and check everything the coach knows.

    Raises:
        BrokenWords: an entry lacks something, names something that does not exist, or is too long to be shown.
    """
    documents, cards = _documents(folder)
    known = {card["id"] for card in cards}
    lexicon = _toml(folder, "lexicon.toml")
    _table("lexicon.toml", "the page", lexicon, {"stop", "subject", "foreign", "slang", "same"})
    subject, foreign = (lexicon.pop(words, "").split() for words in ("subject", "foreign"))
    _known("lexicon.toml", "subject", subject, lexicon["same"])
    rules = rulebook.read(folder, known).rules  # these four are kept nowhere: they are read again when first needed
    received.read(folder, known)
    claims.read_claims(folder)
    heard.read(folder)
    for task in prompting.TASKS:
        prompting.read(folder, task)
    disagreements = _disagreements(folder, known)
    gaps = _gaps(folder, lexicon["same"])
    return {
        "documents": documents,
        "cards": cards,
        "disagreements": disagreements,
        "gaps": gaps,
        "situations": _situations(folder, known, lexicon["same"]),
        "lexicon": lexicon,
        "subject": subject,
        "foreign": foreign,
        "phrases": _phrases(folder),
        "openers": _openers(folder, known),
        "answers": list(_answers(folder, known, {d["id"] for d in disagreements})),
        "missing": list(_missing(folder, {gap["id"] for gap in gaps})),
        "intents": list(_intents(folder)),
        "families": _families(folder),
        "marked": marked.read(folder, {rule.id for rule in rules}),
        "offtopic": [line for _, line in _lines(folder, "asked/offtopic.txt")],
    }


# ---- guidelines ---------------------------------------------------------------------------------------------------


def _documents(folder: Path) -> tuple[list[Plain], list[Plain]]:
    documents: list[Plain] = []
    cards: list[Plain] = []
    for path in sorted((folder / "cards").glob("[!.]*.md")):
        file = f"cards/{path.name}"
        head, *entries = re.split(r"^## ", _text(folder, file), flags=re.MULTILINE)
        document = _fields(file, "the head", head.splitlines(), _DOCUMENT_NEEDS, _DOCUMENT_MAY)
        documents.append(document)
        for entry in entries:
            card = _card(file, entry.splitlines(), document["document"])
            _unique(file, (*(other["id"] for other in cards), card["id"]))
            cards.append(card)
    if not cards:
        raise BrokenWords("cards", "", "there is no guideline in it")
    return documents, cards


def _card(file: str, lines: list[str], document: str) -> Plain:
    name = lines[0].strip()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name):
        raise BrokenWords(file, name, "a name is made of lower-case letters, digits and hyphens")
    start = lines.index("asked:") if "asked:" in lines else len(lines)
    card = _fields(file, name, lines[1:start], _CARD_NEEDS, _CARD_MAY)
    asked = [line.removeprefix("- ").strip() for line in lines[start + 1 :] if line.strip()]
    if len(asked) not in ASKED_LINES:
        raise BrokenWords(file, name, f"it has {len(asked)} lines under asked, not 4 to 6")
    if card.setdefault("voice", "author") not in VOICES:
        raise BrokenWords(file, name, f"nobody speaks as {card['voice']!r}, only as one of {', '.join(VOICES)}")
    for field in ("rule", "why"):
        if len(card[field].split()) < QUOTE_WORDS[0]:
            raise BrokenWords(file, name, f"its {field} is too short to be quoted: {QUOTE_WORDS[0]} words or more")
    for field, most in (("rule", VERDICT_WORDS), ("why", REASON_WORDS), ("how", REASON_WORDS), ("paste", PASTE_WORDS)):
        _short_enough(file, name, field, card.get(field, ""), most)
    return {**card, "id": name, "document": document, "asked": asked}


def _fields(file: str, entry: str, lines: Iterable[str], needs: set[str], may: set[str]) -> Plain:
    fields: Plain = {}
    for line in filter(str.strip, lines):
        name, colon, value = line.partition(":")
        if not colon or name not in needs | may:
            raise BrokenWords(file, entry, f"can't read the line {line!r}")
        if name in fields:
            raise BrokenWords(file, entry, f"it has {name} twice")
        fields[name] = value.strip()
    _table(file, entry, fields, needs, may)
    return fields


# ---- disagreements, gaps, situations ------------------------------------------------------------------------------


def _disagreements(folder: Path, cards: Collection[str]) -> list[Plain]:
    file = "disagreements.toml"
    entries = _entries(
        _toml(folder, file), file, "disagreement", ("about", "sides", "decides", "default", "asks", "yes", "no")
    )
    for entry in entries:
        name = entry["id"]
        if not isinstance(entry["sides"], list) or len(entry["sides"]) != 2:
            raise BrokenWords(file, name, "a disagreement has two sides")
        for answer in ("yes", "no"):
            _table(file, f"{name}, {answer}", entry[answer], {"card", "says"})
        for side in entry["sides"]:
            _table(file, f"{name}, sides", side, {"cards", "says"})
            _known(file, name, side["cards"], cards)
            _short_enough(file, name, "says", side["says"], SIDE_WORDS)
        _known(file, name, [entry["yes"]["card"], entry["no"]["card"]], cards)
        _short_enough(file, name, "decides", entry["decides"], VERDICT_WORDS + 2)
    return entries


def _gaps(folder: Path, names: Collection[str]) -> list[Plain]:
    gaps = _entries(_toml(folder, "gaps.toml"), "gaps.toml", "gap", ("says", "where"), ("sign",))
    for gap in gaps:
        _known("gaps.toml", gap["id"], [gap["sign"]] if "sign" in gap else [], names)
        _short_enough("gaps.toml", gap["id"], "says", gap["says"], VERDICT_WORDS)
    if ANYTHING_MISSING not in {gap["id"] for gap in gaps}:
        raise BrokenWords("gaps.toml", ANYTHING_MISSING, "it is not there, and it stands for whatever is not named")
    return gaps


def _situations(folder: Path, cards: Collection[str], names: Collection[str]) -> Plain:
    file = "situations.toml"
    table = _toml(folder, file)
    _table(file, "the page", table, {"places", "slots", "echo", "case"})
    cases = _entries(table, file, "case", ("when", "verdict", "cards"), ("paste", "always", "alone", "silent"))
    slots, echoes = table["slots"], table["echo"]
    for slot, values in slots.items():
        for value, giveaways in values.items():
            _known(file, f"slots.{slot}.{value}", giveaways, names)
    for case in cases:
        _slots_exist(file, case["id"], case["when"], slots)
        _known(file, case["id"], case["cards"], cards)
        _short_enough(file, case["id"], "verdict", case["verdict"], VERDICT_WORDS)
        _short_enough(file, case["id"], "paste", case.get("paste", ""), PASTE_WORDS)
    for echo in echoes:
        _table(file, f"echo {echo.get('says', '')!r}", echo, {"when", "says"})
        _slots_exist(file, f"echo {echo['says']!r}", echo["when"], slots)
    return {"slots": slots, "echoes": echoes, "cases": cases, "places": table["places"]}


def _slots_exist(file: str, entry: str, when: Mapping[str, str], slots: Mapping[str, Collection[str]]) -> None:
    for slot, value in when.items():
        if value not in slots.get(slot, ()):
            raise BrokenWords(file, entry, f"there is no {slot} = {value!r} under [slots]")


def _phrases(folder: Path) -> Plain:
    """Read the program's own sentences; each has its place in the code, so that none may be missing."""
    file, phrases = "phrases.toml", _toml(folder, "phrases.toml")
    _table(file, "the page", phrases, set(_PHRASES))
    for table, needs in _PHRASES.items():
        _table(file, f"[{table}]", phrases[table], needs or set(phrases[table]))
    _help_pages(file, phrases["help"])
    _table(file, "[calls.with]", phrases["calls"]["with"], {"lead", "text", *WITH_SOMEBODY})
    _table(file, "[calls.at_all]", phrases["calls"]["at_all"], {"lead", "text", *WITH_NOBODY})
    _table(file, "[labels.parts]", phrases["labels"]["parts"], set(Labels.__dataclass_fields__))
    _known(file, "[heard]", phrases["heard"], phrases["smalltalk"])
    return phrases


def _help_pages(file: str, everywhere: Plain) -> None:
    """Check the help of every platform, page by page."""
    page = _PHRASES["help"] - {*PAGES, *PLATFORMS}
    for platform in PLATFORMS:
        _table(file, f"[help.{platform}]", everywhere[platform], page | {*PAGES})
    for name, pages in (("help", everywhere), *((f"help.{each}", everywhere[each]) for each in PLATFORMS)):
        for each in PAGES:
            _table(file, f"[{name}.{each}]", pages[each], page)


# ---- openers and call scripts --------------------------------------------------------------------------------------


def _openers(folder: Path, cards: Collection[str]) -> Plain:
    """Read what openers and call scripts are made of."""
    file, openers = "openers.toml", _toml(folder, "openers.toml")
    _table(file, "the page", openers, set(_OPENERS))
    for table, needs in _OPENERS.items():
        if needs:
            _table(file, f"[{table}]", openers[table], needs)
    for kind, purpose in openers["purpose"].items():
        _table(
            file,
            f"[purpose.{kind}]",
            purpose,
            {"ask", "close", "subject", "cards"},
            {
                "means",
                "needs",
                "told",
                "begins",
                "behind",
                "then",
                "leads",
                "parting",
                "alone",
                "happened",
                "deeds",
                "passing",
                "answers",
            },
        )
        _known(file, f"[purpose.{kind}]", purpose["cards"], cards)
        _known(file, f"[purpose.{kind}]", [purpose["needs"]] if "needs" in purpose else [], openers["needs"])
        _three(
            file,
            f"[purpose.{kind}]",
            purpose,
            ("ask", "close", *(lines for lines in ("told", "parting", "alone") if lines in purpose)),
        )
    for entry in (*openers["too_early"], openers["no_calls"]):
        _table(file, f"too_early {entry.get('what', '')!r}", entry, _OPENERS["no_calls"])
        _known(file, entry["what"], [entry["card"]], cards)
        _three(file, entry["what"], entry, ("ask",))
    for shape in openers["shape"]:
        _table(file, f"shape {shape.get('said', '')!r}", shape, {"means", "said"})
    _three(file, "[anchor]", openers["anchor"], ("noun", "clause"))
    return openers | _scripts(folder, cards)


def _scripts(folder: Path, cards: Collection[str]) -> Plain:
    file, page = "scripts.toml", _toml(folder, "scripts.toml")
    _table(file, "the page", page, {"script", "no"})
    _table(file, "[no]", page["no"], {"lead", "text"})
    for kind, shape in page["script"].items():
        _table(file, f"[script.{kind}]", shape, {"answered", "voicemail", "card"}, {"means"})
        _known(file, f"[script.{kind}]", [shape["card"]], cards)
    return page


def _three(file: str, entry: str, table: Plain, fields: Iterable[str]) -> None:
    """Check that a field has a line for every angle."""
    for field in fields:
        if not isinstance(table[field], list) or len(table[field]) != ANGLES:
            raise BrokenWords(file, entry, f"its {field} is no list of {ANGLES} lines")


# ---- what was asked before ----------------------------------------------------------------------------------------


def _answers(folder: Path, cards: Collection[str], disagreements: Collection[str]) -> Iterator[Plain]:
    file = "asked/answers.txt"
    for number, line in _lines(folder, file):
        where = f"line {number}"
        question, *rest = (part.strip() for part in line.split(" | "))
        if len(rest) != 2:
            raise BrokenWords(file, where, "it needs a question, its guidelines and its disagreement, split by |")
        lead, other = rest[0].split(), rest[1]
        quarrels = other.strip("()").split() if other != "-" else []
        _known(file, where, lead, cards)
        _known(file, where, quarrels, disagreements)
        contested = None if other.startswith("(") else bool(quarrels)
        yield {"question": question, "cards": lead, "disagreements": quarrels, "contested": contested}


def _missing(folder: Path, gaps: Collection[str]) -> Iterator[tuple[str, str]]:
    file = "asked/gaps.txt"
    for number, line in _lines(folder, file):
        question, _, gap = (part.strip() for part in line.rpartition(" | "))
        _known(file, f"line {number}", [gap], gaps)
        yield question, gap


def _intents(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what was typed and what for; a / between spaces stands for a new line."""
    file = "asked/intents.txt"
    for number, line in _lines(folder, file):
        intent, _, typed = (part.strip() for part in line.partition(" | "))
        _known(file, f"line {number}", [intent], INTENTS)
        yield intent, typed.replace(" / ", "\n")


def _families(folder: Path) -> dict[str, list[str]]:
    """Read families of words that mean the same in a draft."""
    page = _toml(folder, "families.toml")
    for name, spelled in page.items():
        if not isinstance(spelled, str) or not all(words(one) for one in spelled.split(",")):
            raise BrokenWords("families.toml", name, "it is no words with commas between them")
    return {name: spelled.split(",") for name, spelled in page.items()}


def _lines(folder: Path, file: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_text(folder, file).splitlines(), 1):
        if line.strip() and not line.startswith("# "):
            yield number, line.strip()


# ---- small checks -------------------------------------------------------------------------------------------------


def _text(folder: Path, file: str) -> str:
    try:
        return (folder / file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenWords(file, "", f"can't be read ({error})") from error


def _toml(folder: Path, file: str) -> Plain:
    try:
        return tomllib.loads(_text(folder, file))
    except tomllib.TOMLDecodeError as error:
        raise BrokenWords(file, "", str(error)) from error


def _entries(page: Plain, file: str, table: str, needs: tuple[str, ...], may: tuple[str, ...] = ()) -> list[Plain]:
    entries = page.get(table, [])
    if not isinstance(entries, list) or not entries:
        raise BrokenWords(file, table, f"there is no [[{table}]] in it")
    for number, entry in enumerate(entries, 1):
        _table(file, entry.get("id", f"{table} {number}"), entry, {"id", *needs}, may)
    _unique(file, (entry["id"] for entry in entries))
    return entries


def _table(file: str, entry: str, found: object, needs: set[str], may: Collection[str] = ()) -> None:
    """Check that a table has every field it needs, and none that nobody reads."""
    if not isinstance(found, dict):
        raise BrokenWords(file, entry, f"it is no table with {', '.join(sorted(needs))}")
    if missing := sorted(field for field in needs if not found.get(field)):
        raise BrokenWords(file, entry, f"it lacks {', '.join(missing)}")
    if strange := sorted(field for field in found if field not in needs and field not in may):
        raise BrokenWords(file, entry, f"nobody reads its {', '.join(strange)}")


def _unique(file: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BrokenWords(file, name, "the name is taken twice")
        seen.add(name)


def _known(file: str, entry: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise BrokenWords(file, entry, f"there is no {name!r}")


def _short_enough(file: str, entry: str, field: str, text: str, most: int) -> None:
    if (length := len(text.split())) > most:
        raise BrokenWords(file, entry, f"its {field} has {length} words; {most} fit")
