"""A list from elsewhere is read whole: every line is taken, or it is said why not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.permission.importing import (
    MOST_BYTES,
    MOST_LINES,
    MOST_LINES_OF_A_ROW,
    MOST_WORDS,
    BadRow,
    Fault,
    Sheet,
    TooMuch,
    read_date,
    read_rows,
)

TODAY = date(2026, 12, 1)
HEAD = "contact,name,answer,until,words,means\n"
CELLS = st.text(st.characters(exclude_characters='\r\n"', exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["bo@example.com", "@bo", "yes", "no", "2026-12-24", "sure", "phone", "+4915123456789", "", " ", ",", "\0", "'=x"]
)


def read(text: str, region: str = "") -> Sheet:
    return read_rows(text, TODAY, region)


def fates(sheet: Sheet) -> list[tuple[int, str]]:
    """Return what became of each line, in their order."""
    taken = [(row.line, row.answer) for row in sheet.rows]
    return sorted([*taken, *((fault.line, fault.code) for fault in sheet.faults)])


def code(row: str, region: str = "") -> str:
    (fault,) = read(HEAD + row, region).faults
    return fault.code


def test_a_line_says_who_what_until_when_and_in_which_words() -> None:
    (row,) = read(HEAD + 'Bo@Example.com,Bo  Ruiz,Yes,2026-12-24,"sure, mornings",phone\n').rows

    assert (row.line, row.contact.value, row.name) == (2, "bo@example.com", "Bo Ruiz")
    assert (row.answer, row.until, row.words, row.means) == ("yes", date(2026, 12, 24), "sure, mornings", "phone")


@pytest.mark.parametrize(
    "text",
    [
        "contact,answer,words\nbo,yes,sure",
        '\ufeff"shoe size, if any",contact,answer,words\r\n43,bo,yes,sure\r\n',
        "Words; Answer ;CONTACT\nsure;yes;bo\n",
        "evidence\tconsent\tcontact\nsure\tyes\tbo\n",
        '"contact","answer","note, if any","words"\n"bo","yes","","sure"\n',
        "\n\ncontact,permission,note,shoe size\rbo,yes,sure,43\r",
        'contact, answer, words\nbo, yes, "sure"\n',
    ],
)
def test_columns_come_in_any_order_case_and_dress(text: str) -> None:
    (row,) = read(text).rows

    assert (row.contact.value, row.answer, row.words) == ("bo", "yes", "sure")


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    sheet = read('contact,answer,words\n\nbo,yes,"sure,\nany\r\ntime"\nann,no,\n\nzoe,what,\n')

    assert fates(sheet) == [(3, "yes"), (6, "no"), (8, "bad_answer")]
    assert sheet.rows[0].words == "sure,\nany\r\ntime"


@pytest.mark.parametrize("said", ["yes", "Y", "TRUE", "1", "allowed", "Opt-in", "opt in", "OPT_IN", " yes "])
def test_many_words_mean_yes(said: str) -> None:
    assert fates(read(f"contact,answer,words\nbo,{said},sure\n")) == [(2, "yes")]


@pytest.mark.parametrize("said", ["no", "N", "false", "0", "Denied", "opt-out", "Do not call", "do-not-call", "DNC"])
def test_many_words_mean_no_and_need_no_proof(said: str) -> None:
    assert fates(read(f"contact,answer\nbo,{said}\n")) == [(2, "no")]


@pytest.mark.parametrize("said", ["", "maybe", "ja", "2", "yes?no"])
def test_an_answer_that_is_neither_is_not_guessed_at(said: str) -> None:
    assert code(f"bo,,{said},,sure,") == "bad_answer"


def test_a_yes_needs_what_they_said() -> None:
    assert read(HEAD + "bo,,yes,, ,").faults == (Fault(2, "no_words", "bo"),)


@pytest.mark.parametrize(
    "written",
    [
        *("2026-12-05", "2026-12-05T09:30:00+01:00", "2026-12-05 00:00:00", "5 December 2026", "5. Dec. 2026"),
        *("5th december 2026", "December 5, 2026", "Dec 5 2026", "５ December ２０２６"),
    ],
)
def test_a_day_is_read_where_it_can_be_but_one(written: str) -> None:
    assert read_date(written) == date(2026, 12, 5)


@pytest.mark.parametrize("written", ["25/12/2026", "12/25/2026", "25.12.2026", "25-12-2026"])
def test_figures_are_read_where_only_one_order_is_possible(written: str) -> None:
    assert read_date(written) == date(2026, 12, 25)
    assert read_date("05/05/2026") == date(2026, 5, 5)


@pytest.mark.parametrize("written", ["03/04/2026", "3.4.2026", "12-11-2026"])
def test_figures_that_two_countries_read_differently_are_refused(written: str) -> None:
    assert code(f"bo,,no,{written},,") == "ambiguous_date"


@pytest.mark.parametrize(
    "written",
    [
        *("soon", "31 February 2026", "2026-13-01", "2026-12", "5 December", "5 Foo 2026", "13/13/2026", "5/12/26"),
        *("5 Decemberish 2026", "0000-01-01", "2026-12-05T99:00", "45996", "2026-W49-6"),
    ],
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(BadRow) as refused:
        read_date(written)

    assert refused.value.phrase == "bad_until"


def test_today_still_counts_and_yesterday_is_past() -> None:
    sheet = read(HEAD + "bo,,no,2026-12-01,,\nann,,no,2026-11-30,,\n")

    assert fates(sheet) == [(2, "no"), (3, "until_past")]


@pytest.mark.parametrize(
    ("written", "means"), [("", ""), ("Phone", "phone"), ("VIDEO", "video"), ("voice chat", "voice")]
)
def test_means_are_ours_or_any(written: str, means: str) -> None:
    assert read(HEAD + f"bo,,yes,,sure,{written}").rows[0].means == means


def test_a_yes_to_mails_is_none_to_calls() -> None:
    assert code("bo,,yes,,sure,email") == "bad_means"


def test_a_column_that_names_a_kind_takes_nothing_else() -> None:
    sheet = read("email,phone,url,answer\nbo,,,no\n,bo,,no\n,,bo,no\n,+4915123456789,,no\n,0151 23456789,,no\n")

    assert [code for _, code in fates(sheet)] == ["bad_email", "bad_phone", "bad_url", "no", "no_country_code"]


def test_a_number_as_dialled_at_home_is_read_where_the_region_is_known() -> None:
    (row,) = read("phone,answer\n0151 23456789,no\n", "DE").rows

    assert row.contact.value == "+4915123456789"


def test_two_contacts_in_one_line_are_one_persons() -> None:
    (row,) = read("email,phone,contact,answer\nbo@example.com,+4915123456789,Bo,no\n").rows

    assert [contact.value for contact in row.contacts] == ["bo@example.com", "+4915123456789"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["a@x.org,{n},yes", "b@x.org,{n},yes"], ["yes", "yes"]),
        (["a@x.org,{n},yes", "b@x.org,{n},no"], ["twice", "no"]),
        (["a@x.org,{n},no", ",{n},yes"], ["no", "twice"]),
        (["a@x.org,,yes", "a@x.org,{n},yes"], ["yes", "twice"]),
    ],
)
def test_a_number_may_be_shared_but_a_no_on_it_holds_for_whoever_has_it(rows: list[str], expected: list[str]) -> None:
    lines = "".join(f"{row},sure\n".replace("{n}", "+4915123456789") for row in rows)

    assert fates(read(f"email,phone,answer,words\n{lines}")) == list(enumerate(expected, 2))


@pytest.mark.parametrize(
    "head",
    [
        "Name;E-Mail;Telefon;Erlaubnis;Bemerkung",
        "full name;email address;phone number;ok to call?;comments",
        "Name;E-mail;Mobile;Opt in;Remarks",
        "Name;Mail;Tel.;Consent;Notes",
    ],
)
def test_real_sheets_call_their_columns_many_names(head: str) -> None:
    (row,) = read(f"{head}\nBo Ruiz;bo@example.com;+49 30 901820;yes;sure\n").rows

    assert (row.name, len(row.contacts), row.answer, row.words) == ("Bo Ruiz", 2, "yes", "sure")


@pytest.mark.parametrize("country", ["DE", "de", "Germany", "Deutschland", "Allemagne"])
def test_a_column_says_in_which_country_a_number_is_dialled(country: str) -> None:
    (row,) = read(f"phone,answer,country\n030 901820,no,{country}\n", "FR").rows

    assert row.contact.value == "+4930901820"


def test_a_country_nobody_knows_is_in_the_way_only_where_it_is_needed() -> None:
    sheet = read("contact,answer,country\n030 901820,no,Atlantis\n+49 30 901820,no,Atlantis\nbo@x.org,no,EMEA\n", "DE")

    assert fates(sheet) == [(2, "bad_country"), (3, "no"), (4, "no")]


def test_a_number_whose_plus_was_taken_off_says_what_to_do() -> None:
    sheet = "phone,answer\n49309018201,no\n"

    assert [fault.code for fault in (*read(sheet).faults, *read(sheet, "FR").faults)] == ["no_country_code"] * 2
    assert read(sheet, "DE").rows[0].contact.value == "+49309018201"


def test_a_record_exported_here_is_told_from_a_list() -> None:
    (fault,) = read("number,kind,at,subject,caller\n1,granted,2026-12-01,Bo,Ana\n").faults

    assert fault.code == "own_export"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",Bo,no,,,", "no_contact"),
        ("ann@@x,,no,,,", "bad_email"),
        ("https://ann@x.com/,,no,,,", "bad_url"),
        ("+49 123,,no,,,", "bad_phone"),
        ("x" * 201 + ",,no,,,", "contact_too_long"),
        ("bo," + "x" * 201 + ",no,,,", "cell_too_long"),
        ("bo,,yes,," + "x" * (MOST_WORDS + 1) + ",", "cell_too_long"),
        ("bo,,yes,,sure, why not, call,", "too_many_cells"),
        ("b\0o,,no,,,", "not_csv"),
        ('"bo"x,,no,,,', "not_csv"),
    ],
)
def test_a_line_that_can_not_be_taken_says_why(row: str, fault: str) -> None:
    assert code(row) == fault


def test_a_quotation_mark_that_nobody_closed_swallows_no_other_line() -> None:
    after = "".join(f"ann{i},,no,,,\n" for i in range(MOST_LINES_OF_A_ROW * 2))

    sheet = read(HEAD + 'bo,,yes,,"sure\n' + after)

    assert fates(sheet) == [(2, "not_csv"), *((line, "no") for line in range(3, MOST_LINES_OF_A_ROW * 2 + 3))]
    assert fates(read(HEAD + 'bo,,yes,,"sure\nann,,no,,,')) == [(2, "not_csv"), (3, "no")]
    assert len(read(HEAD + 'bo,,yes,,"sure\n' + after + 'zoe,,yes,,fine",phone\n').rows) == MOST_LINES_OF_A_ROW * 2 + 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault(1, "no_contact_column", "")),
        ("\n\nname,answer\nbo,no\n", Fault(3, "no_contact_column", "name, answer")),
        ("bo@example.com,yes\n", Fault(1, "no_contact_column", "bo@example.com, yes")),
        ("contact,name\nbo,Bo\n", Fault(1, "no_answer_column", "contact, name")),
        ("contact,answer,consent\nbo,yes,no\n", Fault(1, "two_columns", "answer")),
        ("contact,do not call\nbo,yes\n", Fault(1, "no_answer_column", "contact, do not call")),
        ("con\0tact,answer\nbo,no\n", Fault(1, "not_csv", "")),
        ('"contact,answer\nbo,no\n', Fault(1, "not_csv", "")),
        ("%PDF-1.7\n1 0 obj\n", Fault(1, "no_contact_column", "%PDF-1.7")),
    ],
)
def test_a_first_line_that_names_no_columns_is_the_only_fault(text: str, fault: Fault) -> None:
    assert read(text) == Sheet((), (fault,))


def test_a_list_without_answers_is_a_list_of_noes_only_when_somebody_says_so() -> None:
    listed = "phone\n+4915123456789\n+12125550123\n"

    assert fates(read_rows(listed, TODAY, everybody="no")) == [(2, "no"), (3, "no")]
    assert fates(read_rows(listed, TODAY)) == [(1, "no_answer_column")]


def test_answers_count_even_where_everybody_was_said_to_refuse() -> None:
    assert fates(read_rows("contact,answer,words\nbo,yes,sure\n", TODAY, everybody="no")) == [(2, "yes")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["bo,yes,", "BO,no,"], ["twice", "no"]),
        (["bo,no,", "@bo,yes,"], ["no", "twice"]),
        (["bo,yes,", "bo,yes,"], ["yes", "twice"]),
        (["bo,no,", "bo,no,", "bo,yes,"], ["no", "twice", "twice"]),
        (["bo,yes,phone", "bo,no,"], ["twice", "no"]),
        (["bo,yes,", "bo,no,video"], ["twice", "no"]),
        (["bo,yes,phone", "bo,no,video", "bo,no,voice"], ["yes", "no", "no"]),
        (["bo,yes,phone", "ann,no,phone"], ["yes", "no"]),
    ],
)
def test_of_two_lines_about_one_contact_the_no_counts_and_else_the_first(rows: list[str], expected: list[str]) -> None:
    text = "contact,answer,means,words\n" + "".join(f"{row},sure\n" for row in rows)

    assert fates(read(text)) == list(enumerate(expected, 2))


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=7).map(",".join), max_size=30))
def test_every_line_has_one_fate(lines: list[str]) -> None:
    sheet = read(HEAD + "".join(f"{line}\n" for line in lines))

    filled = [number for number, line in enumerate(lines, 2) if line.replace(",", "").strip()]
    assert [line for line, _ in fates(sheet)] == filled
    assert list(sheet.faults) == sorted(sheet.faults, key=lambda fault: fault.line)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*'",;\t\r\n\0= ', "bo", "ann@@x", "no", "yes", "\ufeff", HEAD]), max_size=60).map("".join)
)
def test_no_text_is_more_than_a_list_of_faults(text: str) -> None:
    for sheet in (read(text), read(HEAD + text), read_rows("contact\n" + text, TODAY, everybody="no")):
        lines = [line for line, _ in fates(sheet)]
        assert len(lines) == len(set(lines))


@settings(deadline=None)
@given(st.permutations(["bo,yes,sure,", "bo,no,,", "bo,yes,fine,phone", "bo,no,,video"]))
def test_a_no_is_never_lost_to_the_order_of_lines(rows: list[str]) -> None:
    sheet = read("contact,answer,words,means\n" + "\n".join(rows))

    assert ("no", "") in [(row.answer, row.means) for row in sheet.rows]
    assert "yes" not in [row.answer for row in sheet.rows]


def test_more_than_can_be_read_at_once_is_refused_whole() -> None:
    for text in ("x" * (MOST_BYTES + 1), "ü" * (MOST_BYTES // 2 + 1), "\n" * (MOST_LINES + 1)):
        with pytest.raises(TooMuch) as refused:
            read(text)
        assert refused.value.values == {"megabytes": "10", "lines": "100,000"}


def test_as_much_as_can_be_read_is_read() -> None:
    """A reader whose time grows with the square of what it reads would need hours, and is given up before."""
    head = "contact,answer,words\n"
    room = MOST_BYTES // (MOST_LINES - 1) - 1
    rows = (f"+49151{20_000_000 + 37 * i},yes,sure".ljust(room - 3, ".") for i in range(MOST_LINES - 1))
    text = head + "\n".join(rows)

    sheet = read(text)

    assert len(text) > MOST_BYTES * 0.9
    assert len(sheet.rows) == MOST_LINES - 1
