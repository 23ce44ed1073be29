"""Reads a table of permissions, or a list of people not to be called, that was kept somewhere else before."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Literal

from bot.core.errors import Unreadable
from bot.core.permission.contacts import MOST, BadContact, Contact, cleaned, read_contact
from bot.core.permission.events import Means
from bot.core.permission.exporting import unguarded

Answer = Literal["yes", "no"]

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 100_000
MOST_LINES_OF_A_ROW = 50
"""A quotation mark that nobody closed would swallow the rest of the file; so long a cell is one of those."""
MOST_HEAD = 10_000
"""Characters of the first line that are looked at to tell what splits it."""
MOST_WORDS = 1_000
"""Characters of what somebody is quoted with."""
MOST_ECHOED = 80
"""Characters of a cell that a fault repeats."""

DELIMITERS = (",", ";", "\t")
CONTACTS = {"email": "bad_email", "phone": "bad_phone", "url": "bad_url", "contact": ""}
"""Columns that say who; in one that names a kind, nothing else will do."""
COLUMNS = {name: name for name in CONTACTS} | {
    **dict.fromkeys(("mail", "emailaddress", "mailaddress", "emailadresse"), "email"),
    **dict.fromkeys(("phonenumber", "telephone", "telephonenumber", "tel", "mobile", "mobilephone", "cell"), "phone"),
    **dict.fromkeys(("telefon", "telefonnummer", "mobil", "handy"), "phone"),
    **dict.fromkeys(("kontakt",), "contact"),
    **dict.fromkeys(("name", "fullname"), "name"),
    **dict.fromkeys(("answer", "permission", "consent", "optin", "oktocall", "maycall"), "answer"),
    **dict.fromkeys(("antwort", "erlaubnis", "einwilligung", "zustimmung"), "answer"),
    **dict.fromkeys(("until", "validuntil", "expires", "expiry", "bis", "gueltigbis", "gültigbis"), "until"),
    **dict.fromkeys(("words", "evidence", "note", "notes", "comment", "comments", "remark", "remarks"), "words"),
    **dict.fromkeys(("bemerkung", "bemerkungen", "notiz", "kommentar", "anmerkung"), "words"),
    **dict.fromkeys(("means", "channel", "kanal"), "means"),
    **dict.fromkeys(("country", "land"), "country"),
}
EXPORTED = ("number", "kind", "at", "subject")
"""How a table begins that we wrote ourselves: events about oneself, and no list of people."""
COUNTRIES = {"UK": "GB", "USA": "US"}
"""What people write for a country beside its two letters (ISO 3166-1) and its name."""
ANSWERS: dict[str, Answer] = dict.fromkeys(("yes", "y", "true", "1", "allowed", "optin"), "yes")
ANSWERS |= dict.fromkeys(("no", "n", "false", "0", "denied", "optout", "donotcall", "dnc"), "no")
MEANS = {means.value: means.value for means in Means} | {"": "", "call": "phone", "voicechat": "voice"}
"""No other channel is taken: a yes to e-mails is none to calls."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.+Z-]+)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)? ([a-z]{3,9})\.?,? (\d{4})", re.ASCII | re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII | re.IGNORECASE)
_FIGURES = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_MARKS = re.compile(r"[\W_]+")


class TooMuch(Unreadable):
    """The file is larger than we read at once."""


class BadRow(Unreadable):
    """A line of the file can't be taken as it stands."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one line of the file says about somebody; *line* is where it begins, *means* is empty for any.

    *also* are further contacts of the same person.
    """

    line: int
    contact: Contact
    name: str
    answer: Answer
    until: date | None
    words: str
    means: str
    also: tuple[Contact, ...] = ()

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Return every contact of the line: by which whoever it is about is known."""
        return (self.contact, *self.also)

    def apart(self) -> tuple[Row, ...]:
        """Return the line once for each contact, as if each were somebody of her own."""
        return tuple(replace(self, contact=contact, also=()) for contact in self.contacts)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line is not taken: *code* names a phrase, *value* is what stood there, or the limit that it broke."""

    line: int
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says; every line that is not blank is in one of the two, and in one only."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def decoded(content: bytes) -> str:
    """Return what a file says, in whichever of three ways spreadsheets write it.

    Raises:
        Unreadable: it is no text, but a workbook, say.
    """
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):  # what spreadsheets call Unicode text
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise Unreadable("no_text_file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # what spreadsheets on Windows still write


def read_rows(text: str, today: date, region: str = "", everybody: Literal["", "no"] = "") -> Sheet:
    """Read a table whose first line names the columns; a bad line becomes a fault, and the others are taken.

    *everybody* is the answer of everybody in a file without answers. A fault of the first line is the only one: nothing
    is taken then.

    Raises:
        TooMuch: import_too_big, with `megabytes` and `lines`, the limits.
    """
    records = _records(_lines(text))
    number, heads = next(records, (1, []))
    try:
        form = _Form(_columns(heads, everybody), today, region)
    except BadRow as error:
        return Sheet((), (_fault(number, error),))
    read = [_read(line, cells, form) for line, cells in records]
    rows, twice = _settled([row for row in read if isinstance(row, Row)])
    faults = [*twice, *(fault for fault in read if isinstance(fault, Fault))]
    return Sheet(tuple(rows), tuple(sorted(faults, key=lambda fault: fault.line)))


def read_date(text: str) -> date:
    """Read a day: 2026-12-05, 5 December 2026, December 5, 2026, or 25/12/2026 where only one order is possible.

    Raises:
        BadRow: bad_until or ambiguous_date, with the text as `text`.
    """
    written = cleaned(text)
    try:
        found = _day(written)
    except ValueError:  # 31 February
        found = None
    if found is None:
        raise BadRow("bad_until", text=written)
    return found


def _day(written: str) -> date | None:
    if _ISO.fullmatch(written):
        return datetime.fromisoformat(written).date()
    if named := _DAY_FIRST.fullmatch(written):
        return date(int(named[3]), _month(named[2]), int(named[1]))
    if named := _MONTH_FIRST.fullmatch(written):
        return date(int(named[3]), _month(named[1]), int(named[2]))
    figures = _FIGURES.fullmatch(written)
    return _in_figures(written, *map(int, figures.groups())) if figures else None


def _month(name: str) -> int:
    """Number a month by its first letters; 0 if there is none."""
    return next((i for i, month in enumerate(_MONTHS, 1) if month.startswith(name.casefold())), 0)


def _in_figures(written: str, first: int, second: int, year: int) -> date:
    """Read 25/12/2026 and 12/25/2026; where both orders make a date, only whoever wrote it knows."""
    if first != second and max(first, second) <= 12:
        raise BadRow("ambiguous_date", text=written)
    return date(year, first, second) if second > 12 else date(year, second, first)


class _Feed:
    """Hands lines to the csv reader one by one, and can go back to where the row began."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.begun = 0
        self.at = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.at == len(self.lines):
            raise StopIteration
        if self.at - self.begun == MOST_LINES_OF_A_ROW:
            raise csv.Error("a quotation mark was never closed")
        self.at += 1
        return self.lines[self.at - 1]


def _lines(text: str) -> list[str]:
    """Cut the file where lines end, be it by CR, LF or both, with the ends left on."""
    if len(text) <= MOST_BYTES and len(text.encode(errors="replace")) <= MOST_BYTES:
        lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        if len(lines) <= MOST_LINES:
            return lines
    raise TooMuch("import_too_big", megabytes=str(MOST_BYTES // 1024**2), lines=f"{MOST_LINES:,}")


def _records(lines: list[str]) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each record that is not blank with the number of its first line; None where a line can't be split.

    After a line that can't be split reading goes on with the next one, whatever a quotation mark would have swallowed.
    """
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=_delimiter(lines), skipinitialspace=True, strict=True)
    while feed.at < len(lines):
        feed.begun = feed.at
        cells = _next(reader, feed)
        if cells is None or any(cell.strip() for cell in cells):
            yield feed.begun + 1, cells


def _next(reader: Iterator[list[str]], feed: _Feed) -> list[str] | None:
    try:
        cells = next(reader)
    except csv.Error:
        feed.at = feed.begun + 1
        return None
    return None if any("\0" in cell for cell in cells) else cells


def _delimiter(lines: Sequence[str]) -> str:
    """Choose what splits the first line into the most columns that we know."""
    first = next((line for line in lines if line.strip()), "")[:MOST_HEAD]
    return max(DELIMITERS, key=lambda mark: sum(_squashed(head) in COLUMNS for head in first.split(mark)))


def _squashed(text: str) -> str:
    """Leave letters and digits only, so that "Opt-in", "opt in" and "OPT_IN" are one."""
    return _MARKS.sub("", cleaned(text).casefold())


def _columns(heads: Sequence[str] | None, everybody: str) -> tuple[str, ...]:
    """Name the column of each cell; empty where we know none by that name."""
    if heads is None:
        raise BadRow("not_csv")
    columns = tuple(COLUMNS.get(_squashed(head), "") for head in heads)
    if tuple(map(_squashed, heads[: len(EXPORTED)])) == EXPORTED:
        raise BadRow("own_export")
    if CONTACTS.keys().isdisjoint(columns):
        raise BadRow("no_contact_column", text=", ".join(heads))
    if double := next((column for column in columns if column and columns.count(column) > 1), ""):
        raise BadRow("two_columns", text=double)
    if "answer" not in columns and not everybody:
        raise BadRow("no_answer_column", text=", ".join(heads))
    return columns


@dataclass(frozen=True, slots=True)
class _Form:
    """How the lines of one file are read."""

    columns: tuple[str, ...]
    today: date
    region: str

    def row(self, line: int, cells: Sequence[str] | None) -> Row:
        """Read one line.

        Raises:
            BadContact, BadRow: it can't be taken.
        """
        said = self._said(cells)
        (contact, *also), answer = self._contacts(said), self._answer(said)
        words = _at_most(MOST_WORDS, said.get("words", ""))
        if answer == "yes" and not words:
            raise BadRow("no_words", text=contact.shown)
        name = _at_most(MOST, cleaned(said.get("name", "")))
        return Row(line, contact, name, answer, self._until(said), words, _means(said), tuple(also))

    def _said(self, cells: Sequence[str] | None) -> Mapping[str, str]:
        if cells is None:
            raise BadRow("not_csv")
        said = [unguarded(cell.strip()).strip() for cell in cells]
        if surplus := "".join(said[len(self.columns) :]):
            raise BadRow("too_many_cells", text=surplus)
        return dict(zip(self.columns, said, strict=False))

    def _contacts(self, said: Mapping[str, str]) -> list[Contact]:
        """Read by what somebody is known; beside an address or a number, what is only a name is no contact."""
        filled = [column for column in CONTACTS if said.get(column)]
        found = [self._contact(column, said) for column in filled or ["contact"]]
        return [contact for contact in found if contact.kind != "name"] or found[:1]

    def _contact(self, column: str, said: Mapping[str, str]) -> Contact:
        country = said.get("country", "")
        region = region_of(country) if country else self.region
        try:
            contact = read_contact(said.get(column, ""), region)
        except BadContact as error:
            if country and not region and error.phrase == "no_country_code":
                raise BadRow("bad_country", text=country) from error
            raise
        if column not in {"contact", contact.kind}:
            raise BadContact(CONTACTS[column], text=said[column])
        return contact

    def _answer(self, said: Mapping[str, str]) -> Answer:
        if "answer" not in self.columns:
            return "no"
        written = said.get("answer", "")
        answer = ANSWERS.get(_squashed(written))
        if answer is None:
            raise BadRow("bad_answer", text=written)
        return answer

    def _until(self, said: Mapping[str, str]) -> date | None:
        written = said.get("until", "")
        until = read_date(written) if written else None
        if until and until < self.today:
            raise BadRow("until_past", text=written)
        return until


@cache
def region_of(country: str) -> str:
    """Return the two letters of a country by whose habits numbers can be read; empty where there is none."""
    from phonenumbers import SUPPORTED_REGIONS  # only a sheet that names a country waits for them
    from phonenumbers.geodata.locale import LOCALE_DATA

    typed = cleaned(country).upper()
    if typed in SUPPORTED_REGIONS:
        return typed
    named = (region for region, names in LOCALE_DATA.items() if typed in {name.upper() for name in names.values()})
    found = COUNTRIES.get(typed) or next(named, "")
    return found if found in SUPPORTED_REGIONS else ""


def _means(said: Mapping[str, str]) -> str:
    written = said.get("means", "")
    means = MEANS.get(_squashed(written))
    if means is None:
        raise BadRow("bad_means", text=written)
    return means


def _at_most(most: int, text: str) -> str:
    if len(text) > most:
        raise BadRow("cell_too_long", most=str(most))
    return text


def _read(line: int, cells: Sequence[str] | None, form: _Form) -> Row | Fault:
    try:
        return form.row(line, cells)
    except (BadContact, BadRow) as error:
        return _fault(line, error)


def _fault(line: int, error: BadContact | BadRow) -> Fault:
    return Fault(line, error.phrase, "".join(error.values.values())[:MOST_ECHOED])


def _settled(rows: Sequence[Row]) -> tuple[list[Row], list[Fault]]:
    """Keep one line about each contact and means: a no rather than a yes, else the first.

    A second contact may be shared, as one switchboard is by many; a no on it is in the way of a yes all the same.
    """
    kept: list[Row] = []
    about: dict[tuple[str, str], list[Row]] = {}
    twice = []
    for row in sorted(rows, key=lambda row: (row.answer == "yes", row.line)):
        others = [other for contact in row.contacts for other in about.get((contact.kind, contact.value), ())]
        same = [other for other in others if other.contact == row.contact or other.answer != row.answer]
        if any(_settles(other, row) for other in same):
            twice.append(Fault(row.line, "twice", row.contact.shown[:MOST_ECHOED]))
            continue
        kept.append(row)
        for contact in row.contacts:
            about.setdefault((contact.kind, contact.value), []).append(row)
    return sorted(kept, key=lambda row: row.line), twice


def _settles(kept: Row, row: Row) -> bool:
    """Say whether *kept* leaves nothing for *row* to say; any no is in the way of a yes by all means."""
    return kept.means in {"", row.means} or (kept.answer != row.answer and not row.means)
