"""Reads by what somebody is known, so that one person is looked up as one however it was typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.core.errors import Unreadable

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

ContactKind = Literal["email", "phone", "url", "name"]

MOST = 200
"""Characters of a contact; what follows a ? in an address does not count, it is dropped."""
MOST_PASTED = 4_000
"""Nothing longer is even looked at: NFKC makes eighteen characters out of one."""
MOST_LOCAL = 64
"""What may stand before the @: RFC 5321, 4.5.3.1.1."""
FEWEST_DIGITS = 3
"""From here on, digits without a letter are meant as a phone number."""

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""What shows nothing and is no control character: the rest of Unicode's Default_Ignorable_Code_Point, and the blank."""
_EMOJI = "[\u2190-\u2bff\U0001f000-\U0001faff]"
_JOINED = re.compile(f"((?:{_EMOJI}\ufe0f?\u200d)+{_EMOJI}\ufe0f?)")
_NAMED = re.compile(r"[^<>]*<([^<>@]*@[^<>]*)>")
_WEB = re.compile(r"https?:|[a-z][a-z0-9+.-]*://|www\.(?![^/]*@)|(?:[^\s/.@:]+\.)+[^\W\d_]{2,}/\S", re.IGNORECASE)
_QUERY = re.compile(r"[?#]")
_ADDRESS = re.compile(r"(?:https?://)?([^\s/@:\\]+)(?::(?:80|443))?(/[^\s\\]*)?", re.IGNORECASE)
_SCRIPT = re.compile(r"\.(?:aspx?|cgi|jsp|php)$", re.IGNORECASE)
_WWW = re.compile(r"^(?:www\.)+(?=.+\.)")
_LINKEDIN = re.compile(r"(?:[a-z]+\.)?linkedin\.com/(?:mwlite/)?in/([^/]+)", re.IGNORECASE)
_SLASHES = re.compile("/{2,}")
_CASELESS = re.compile(r"(?:github|gitlab|twitter|x|instagram|facebook)\.com/", re.IGNORECASE)
"""Hosts where a profile is the same in any case."""
_NUMBER_INSIDE = re.compile(r"\+[\d\s()./-]{7,}\d")
_ESCAPES = re.compile(r"(?:%[0-9a-f]{2})+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]@|.@[\w-]+\.\w")
_ATOM = r"[\w!#$%&'*+=?^`{|}~\u0080-\U0010ffff-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LETTERS = r"(?!-)[a-z0-9\u0080-\u3001\u3003-\U0010ffff-]{1,63}(?<!-)"
_DOMAIN = re.compile(rf"(?:{_LETTERS}\.)+(?!\d+$|.$){_LETTERS}")
_NUMBER = re.compile(r"[\s(]*\+?[\d\s()./\u2010-\u2015-]+(?:(?:;ext=|ext\.?|x|#)\s*\d{1,7})?", re.IGNORECASE)
_ABROAD = re.compile(r"[\s(]*\+[\s(]*\d")


class BadContact(Unreadable):
    """What was typed names nobody who can be looked up."""


@dataclass(frozen=True, slots=True)
class Contact:
    """By what somebody outside is known: the value is looked up, *shown* is what people read.

    Reading *shown* again gives the same contact.
    """

    kind: ContactKind
    value: str
    shown: str


def read_contact(text: str, region: str = "") -> Contact:
    """Tell an e-mail address, a phone number, a profile's address and a name apart, and normalise each.

    *region* (ISO 3166-1, two letters) allows phone numbers as they are dialled there; without it a number has to start
    with + and its country's code.

    Raises:
        BadContact: bad_email, bad_phone, no_country_code or bad_url, with `text`; contact_too_long, with `most`; or
            no_contact.
    """
    if len(text) > MOST_PASTED:
        raise BadContact("contact_too_long", most=str(MOST))
    typed = _unwrapped(cleaned(text))
    called = typed.lstrip("@ ")
    web = bool(_WEB.match(called))
    kept = _QUERY.split(called, maxsplit=1)[0] if web else called
    if len(kept) > MOST:
        raise BadContact("contact_too_long", most=str(MOST))
    return _read_url(kept) if web else _read_other(typed, called, region)


def read_name(text: str) -> Contact:
    """Take *text* for a name, whatever it looks like.

    Raises:
        BadContact: contact_too_long, with `most`; or no_contact.
    """
    if len(text) > MOST:
        raise BadContact("contact_too_long", most=str(MOST))
    return _read_name(cleaned(text).lstrip("@ "))


def _read_other(typed: str, called: str, region: str) -> Contact:
    """Read what is no address of a page: *typed*, or *called* without a leading @."""
    scheme, _, rest = called.partition(":")
    if scheme.casefold() == "mailto":
        return _read_email(_ESCAPES.sub(_spelled_out, _QUERY.split(rest, maxsplit=1)[0].strip()))
    if _MAIL.search(typed):
        return _read_email(typed)
    if scheme.casefold() == "tel":
        return _read_phone(rest.strip(), region)
    dialled = _is_dialled(called) or _NUMBER_INSIDE.search(called)  # "call +49 …" is nobody's name
    return _read_phone(called, region) if dialled else _read_name(called)


def cleaned(text: str) -> str:
    """Return *text* in NFKC, without what can't be seen, its words joined by single spaces."""
    if not (text.isascii() and text.isprintable()):
        seen = _UNSEEN.sub("", "".join(filter(_is_seen, unicodedata.normalize("NFKC", text))))
        text = unicodedata.normalize("NFKC", seen)  # what stood apart may have met
    return " ".join(text.split())


def _is_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}


def _folded(text: str) -> str:
    return cleaned(text.casefold())


def _unwrapped(text: str) -> str:
    """Take the address out of "Bo <bo@example.com>", as mail programs copy it."""
    named = _NAMED.fullmatch(text)
    return named[1].strip() if named else text


def _read_name(text: str) -> Contact:
    if text.isascii() and not any(map(str.isalnum, text)):
        raise BadContact("no_contact")
    return Contact("name", _folded(text), text)


def shown_name(text: str) -> str:
    """Return a name as it was typed, joined emoji in one piece, for the screen; without what else can't be seen."""
    pieces = _JOINED.split(unicodedata.normalize("NFKC", text))
    return " ".join("".join(_cleaned_piece(piece) for piece in pieces).split()).lstrip("@ ")


def _cleaned_piece(piece: str) -> str:
    return piece if _JOINED.fullmatch(piece) else "".join(filter(_is_seen, _UNSEEN.sub("", piece)))


def _read_email(text: str) -> Contact:
    """Fold case and nothing else: dots and what follows a + tell people apart at some providers."""
    local, _, rest = text.rpartition("@")
    domain = _domain(rest)
    shown = f"{local}@{domain}"
    if not (domain and _LOCAL.fullmatch(local) and len(local) <= MOST_LOCAL and len(shown) <= MOST):
        raise BadContact("bad_email", text=text)
    return Contact("email", _folded(shown), shown)


def _domain(text: str) -> str:
    """Return a domain in lower case and readable letters; empty if it is none."""
    plain = unicodedata.normalize("NFKC", text.removesuffix(".").replace("\u3002", ".").lower())
    domain = ".".join(map(_readable, plain.split(".")))
    return domain if _DOMAIN.fullmatch(domain) else ""


def _readable(label: str) -> str:
    """Decode one part of an internationalised domain (RFC 3492); leave alone what does not decode cleanly."""
    if not label.startswith("xn--"):
        return label
    try:
        plain = label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    return plain if not plain.isascii() and cleaned(plain.lower()) == plain else label


def _read_url(text: str) -> Contact:
    """Keep host and path: a profile is the same by http or https, with or without www and tracking."""
    address = _ADDRESS.fullmatch(text)
    host = _WWW.sub("", _domain(address[1])) if address else ""
    path = _SLASHES.sub("/", cleaned(_ESCAPES.sub(_spelled_out, (address and address[2]) or ""))).rstrip("/")
    if not host or _SCRIPT.search(path):  # profile.php?id=7: only what is dropped tells people apart
        raise BadContact("bad_url", text=text)
    value = _profile(_folded(host) + path)
    if len(value) > MOST:
        raise BadContact("contact_too_long", most=str(MOST))
    return Contact("url", value, f"https://{value}")


def _profile(address: str) -> str:
    """Bring the many addresses of one profile to one."""
    linkedin = _LINKEDIN.match(address)
    if linkedin:
        return f"linkedin.com/in/{_folded(linkedin[1])}"
    return _folded(address) if _CASELESS.match(address) else address


def _spelled_out(escapes: re.Match[str]) -> str:
    """Decode escapes that stand for letters and digits of any script (RFC 3986, 6.2.2.2); leave the others."""
    try:
        return "".join(map(_plain_or_escaped, bytes.fromhex(escapes[0].replace("%", "")).decode()))
    except UnicodeDecodeError:
        return escapes[0].upper()


def _plain_or_escaped(character: str) -> str:
    is_plain = character.isalnum() or character in "-._~" or not character.isascii()
    if is_plain and cleaned(character) == character:
        return character
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _is_dialled(text: str) -> bool:
    """Tell whether this is meant as a phone number, right or wrong."""
    lettered = any(map(str.isalpha, text)) and not _NUMBER.fullmatch(text)
    return bool(_ABROAD.match(text)) or (not lettered and sum(map(str.isdigit, text)) >= FEWEST_DIGITS)


def _read_phone(text: str, region: str) -> Contact:
    """Return E.164; an extension stays (RFC 3966), for it tells apart people behind one switchboard."""
    import phonenumbers

    if "+" not in text and region.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise BadContact("no_country_code", text=text)
    number = _number(text, region)
    if number is None and "+" not in text and _number(f"+{text}", ""):
        raise BadContact("no_country_code", text=text)  # a spreadsheet took the + off
    if number is None:
        raise BadContact("bad_phone", text=text)
    if "+" not in text and _may_lack_plus(text, number):
        raise BadContact("no_country_code", text=text)
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return Contact("phone", f"{value};ext={number.extension}" if number.extension else value, shown)


def _may_lack_plus(text: str, number: PhoneNumber) -> bool:
    """Tell whether this is another number of the same country once the + that a spreadsheet took off is put back."""
    other = _number(f"+{text}", "")
    return other is not None and other.country_code == number.country_code and other != number


def _number(text: str, region: str) -> PhoneNumber | None:
    """Return the number if it is not only possible but valid."""
    import phonenumbers  # a tenth of a second, which most starts can do without

    if not _NUMBER.fullmatch(text):
        return None
    try:
        number = phonenumbers.parse(text, region.upper())
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
