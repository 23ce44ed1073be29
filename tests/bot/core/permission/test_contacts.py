"""One person is one contact however she was typed, and what only looks like a contact is refused."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.permission.contacts import MOST, BadContact, Contact, cleaned, read_contact, read_name, shown_name

PIECES = st.sampled_from(
    (
        *("aBo9", *"+@./:-_%#?<>() ", "@x.com", "https://", "www.", "linkedin.com/in/", "xn--bcher-kva.example"),
        *("mailto:", "tel:", "+49 151 23456789", "ext 5", "%C3%A9", "%25", "%41", "ß", "İ", "e\u0301", "\u200b"),
        *("\ufe0f", "ﬁ", "％", "。", "．", "ŉ", "\u3000", "\x00", "\ud800", "🦊", "क्षि"),
    )
)


def refusal(text: str, region: str = "") -> str:
    with pytest.raises(BadContact) as refused:
        read_contact(text, region)
    return refused.value.phrase


@pytest.mark.parametrize(
    "typed",
    [
        "bo@example.com",
        "Bo@Example.COM",
        "  bo@example.com. ",
        "mailto:bo@example.com",
        "MAILTO:bo@example.com?subject=Hello",
        "Bo Ruiz <bo@example.com>",
        "ｂｏ＠example．com",
        "b\u200bo@example.com",
    ],
)
def test_one_mailbox_is_one_contact_however_it_is_typed(typed: str) -> None:
    assert (read_contact(typed).kind, read_contact(typed).value) == ("email", "bo@example.com")


def test_dots_and_what_follows_a_plus_tell_mailboxes_apart() -> None:
    typed = ("bo.ruiz@example.com", "boruiz@example.com", "boruiz+calls@example.com")

    assert [read_contact(address).value for address in typed] == list(typed)


def test_an_address_is_shown_as_typed_and_looked_up_folded() -> None:
    assert read_contact("Bo.Groß@Example.com") == Contact("email", "bo.gross@example.com", "Bo.Groß@example.com")


@pytest.mark.parametrize(
    "domain", ["bücher.example", "BÜCHER.example", "bu\u0308cher。example", "xn--bcher-kva.example"]
)
def test_a_domain_in_other_letters_is_readable_and_the_same_in_every_spelling(domain: str) -> None:
    assert read_contact(f"bo@{domain}") == Contact("email", "bo@bücher.example", "bo@bücher.example")
    assert read_contact(f"https://{domain}/bo").value == "bücher.example/bo"


@pytest.mark.parametrize("label", ["xn--aü", "xn--99999999", "xn--ab-7ha", "xn--ab-n1t", "xn--ab-mw3n"])
def test_a_domain_that_does_not_decode_to_lower_case_letters_stays_as_it_is(label: str) -> None:
    assert read_contact(f"bo@{label}.example").value == f"bo@{label}.example"


@pytest.mark.parametrize("label", ["xn--", "xn--abc-", "xn--ab-s13a"])
def test_a_domain_that_hides_what_none_may_hold_is_refused(label: str) -> None:
    assert refusal(f"bo@{label}.example") == "bad_email"


@pytest.mark.parametrize(
    "typed",
    [
        *("ann@@x", "ann@", "ann@x", "ann@x.", "@ann@x.example", "ann @example.com", "ann@ example.com"),
        *("ann@-x.com", "ann@x-.com", "ann@x..com", ".ann@x.com", "ann.@x.com", "a..n@x.com", "ann@1.2.3.4"),
        *('"ann b"@x.com', "ann,@x.com", "ann@x.com, bo@x.com", "Ann <ann@x.com> and Bo", "mailto:ann", "ann@x_y.com"),
        *("ann@[::1]", f"{'a' * 65}@x.com", f"a@{'b' * 64}.com", f"a@{'İ.' * 95}com"),
    ],
)
def test_what_looks_like_a_broken_address_is_not_taken_for_a_name(typed: str) -> None:
    assert refusal(typed) == "bad_email"


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "+49 151 23456789",
            "+4915123456789",
            "(+49) 151 / 234-567-89",
            "+49 (0)151 23456789",
            "tel:+49-151-23456789",
        ),
        *("＋４９ 151 23456789", "+٤٩ ١٥١ ٢٣٤٥٦٧٨٩", "+49\u2010151\u201023456789"),
    ],
)
def test_one_number_is_one_contact_however_it_is_written(typed: str) -> None:
    assert read_contact(typed) == Contact("phone", "+4915123456789", "+49 1512 3456789")


@pytest.mark.parametrize("typed", ["0151 23456789", "0049 151 23456789", "151-23456789"])
def test_a_number_as_it_is_dialled_at_home_needs_the_region(typed: str) -> None:
    assert read_contact(typed, "de").value == "+4915123456789"
    assert refusal(typed) == refusal(typed, "Atlantis") == "no_country_code"


@pytest.mark.parametrize("typed", ["+49 123", "+1 555 555 5555", "+44 7700 900123", "+999 12345678", "+1-800-FLOWERS"])
def test_a_number_that_is_only_possible_is_refused(typed: str) -> None:
    assert refusal(typed) == "bad_phone"


def test_a_number_that_may_have_lost_its_plus_is_not_guessed_at() -> None:
    assert refusal("4915123456789", "DE") == "no_country_code"
    assert read_contact("12125550123", "US").value == "+12125550123"
    assert read_contact("604 822 2211", "CA").value == "+16048222211"


@pytest.mark.parametrize("typed", ["+1 212 555 0123 ext. 4", "+1 (212) 555-0123 x4", "+12125550123;ext=4"])
def test_an_extension_tells_people_behind_one_switchboard_apart(typed: str) -> None:
    assert read_contact(typed).value == "+12125550123;ext=4"


@pytest.mark.parametrize("typed", ["12345", "007", "112", "24.12.2026", "(0) 12"])
def test_digits_alone_are_meant_as_a_number_and_not_as_a_name(typed: str) -> None:
    assert refusal(typed) == "no_country_code"


@pytest.mark.parametrize(
    "typed",
    [
        *("https://www.linkedin.com/in/Bo-Ruiz-1a2b/", "http://linkedin.com/in/bo-ruiz-1a2b?trk=x#about"),
        *(
            "linkedin.com/in/bo-ruiz-1a2b",
            "de.linkedin.com/in/bo%2Druiz-1a2b/de",
            "HTTPS://LINKEDIN.COM/IN/BO-RUIZ-1A2B",
        ),
        *(
            "https://www.linkedin.com/mwlite/in/bo-ruiz-1a2b",
            "https://linkedin.com/in/bo-ruiz-1a2b/details/experience/",
        ),
        "https://www.linkedin.com/in/bo-ruiz-1a2b?miniProfileUrn=" + "urn%3Ali%3Afs_miniProfile" * 20,
    ],
)
def test_one_linkedin_profile_is_one_contact_at_all_its_addresses(typed: str) -> None:
    assert read_contact(typed) == Contact("url", "linkedin.com/in/bo-ruiz-1a2b", "https://linkedin.com/in/bo-ruiz-1a2b")


def test_a_profile_in_other_letters_is_readable() -> None:
    assert read_contact("https://linkedin.com/in/%C3%89lodie").value == "linkedin.com/in/élodie"
    assert read_contact("https://linkedin.com/in/E\u0301lodie").value == "linkedin.com/in/élodie"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("https://GitHub.com/Bo/", "github.com/bo"),
        ("https://example.org//people///Bo", "example.org/people/Bo"),
        ("github.com/Bo?tab=repositories", "github.com/bo"),
        ("http://www.example.org:80/~bo/#me", "example.org/~bo"),
        ("https://example.org/%7Ebo%2fx", "example.org/~bo%2Fx"),
        ("https://example.org/%ef%bc%9fbo", "example.org/%EF%BC%9Fbo"),  # a ? once it is folded
        ("https://example.org/bo%ff", "example.org/bo%FF"),
        ("https://social.example/@bo", "social.example/@bo"),
        ("www.bo.example", "bo.example"),
    ],
)
def test_another_profile_keeps_host_and_path(typed: str, value: str) -> None:
    assert read_contact(typed) == Contact("url", value, f"https://{value}")


@pytest.mark.parametrize(
    "typed",
    [
        *("https://bo:secret@example.org/", "https://bo@example.org/", "ftp://example.org/bo", "file:///etc/passwd"),
        *("https://", "http:/example.org", "https://localhost/bo", "http://127.0.0.1/", "https://example.org:8080/bo"),
        *("https://example.org/bo ruiz", r"https://example.org\@evil.example", "www.", "https://ex ample.org"),
    ],
)
def test_an_address_that_is_no_profile_is_refused(typed: str) -> None:
    assert refusal(typed) == "bad_url"


def test_an_address_that_names_a_person_only_in_its_query_is_refused() -> None:
    assert refusal("https://social.example/profile.php?id=4711") == "bad_url"


@pytest.mark.parametrize(
    "typed", ["@bo", "bo", "BO", "  @ Bo ", "b\u200do\x00", "\u202ebo\u202c", "b\ufe0fo", "\uff22\uff4f"]
)
def test_a_name_is_folded_and_loses_what_nobody_sees(typed: str) -> None:
    assert (read_contact(typed).kind, read_contact(typed).value) == ("name", "bo")


def test_a_name_is_shown_as_typed() -> None:
    assert read_contact(" @Zoë\t  van Dongen\n") == Contact("name", "zoë van dongen", "Zoë van Dongen")


@pytest.mark.parametrize(
    "typed", ["Bo @ Acme", "Bo (@bo)", "@bo.social.example", "42", "Müller & Co/KG", "C3PO", "🦊", "क्षितिज"]
)
def test_what_is_nothing_else_is_a_name(typed: str) -> None:
    assert read_contact(typed).kind == "name"


@pytest.mark.parametrize("typed", ["", "  ", "@", "@ @", "-", "???", "\u200b", "\u3164", "\x00"])
def test_nothing_is_nobody(typed: str) -> None:
    assert refusal(typed) == "no_contact"


@pytest.mark.parametrize(
    "typed",
    [
        "x" * (MOST + 1),
        "x" * 1_000_000,
        "\ufdfa" * MOST,  # each becomes eighteen letters
        f"https://example.org/{'x' * MOST}",
        f"https://linkedin.com/in/{'ß' * 150}",
        "+" + "1" * MOST,
        f"bo@{'x.' * MOST}com",
    ],
)
def test_what_is_longer_than_any_contact_is_refused(typed: str) -> None:
    assert refusal(typed) == "contact_too_long"


@settings(deadline=None, max_examples=500)
@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40), st.sampled_from(["", "DE", "US"]))
def test_what_is_shown_reads_as_the_same_contact(text: str, region: str) -> None:
    try:
        contact = read_contact(text, region)
    except BadContact:
        return

    assert read_contact(contact.shown) == contact
    assert contact.value == cleaned(contact.value)
    contact.value.encode()


def test_numbers_cost_nothing_until_there_is_one() -> None:
    program = (
        "import sys; from bot.core.permission.contacts import read_contact;"
        "read_contact('@bo'); read_contact('bo@example.com'); assert 'phonenumbers' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb"),
        ("@Bo \U0001f469\U0001f3fd\u200d\U0001f4bb\u200d", "Bo \U0001f469\U0001f3fd\u200d\U0001f4bb"),
        ("B\u200do\u202e\x1b  Ruiz", "Bo Ruiz"),
        ("Bo Ruiz", "Bo Ruiz"),
    ],
)
def test_a_name_is_shown_with_its_emoji_whole_and_without_what_steers_a_screen(typed: str, shown: str) -> None:
    assert shown_name(typed) == shown
    assert read_name(shown).value == read_name(typed).value
