"""Free words come to the command that their writer wanted, and none of them sends anything or says yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.commands import Ask, Clarify, Help, Opener, Remind, Review, SmallTalk, Why
from bot.core.errors import BrokenWords
from bot.core.heard import Heard, read
from bot.core.hearing import hear, shows_draft
from bot.core.permission.verbs import (
    Block,
    Called,
    Check,
    Export,
    Forget,
    Grant,
    Me,
    Overview,
    ReachMe,
    Report,
    Request,
    Respond,
    Revoke,
    Stop,
    Terms,
    Withdraw,
)
from bot.settings import PROMPTS

if TYPE_CHECKING:
    from bot.core.commands import Command

DRAFT = "hello Mr Farouk, your handles are on my door. May I visit?"
SAID = "Jo said I can call, does that count?"
MENTIONED = "Jo's fine with calls after 6 on weekdays, she told me at lunch"
NOTE = Opener("a note to Ana about bread", to="Ana", medium="linkedin", max_chars=300)


@pytest.fixture(scope="module")
def heard() -> Heard:
    return read(PROMPTS)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("may i call @bo", Check("bo")),
        ("can I ring Ana Ruiz tomorrow?", Check("Ana Ruiz")),
        ("may i call @{7}?", Check("{7}")),
        ("May I call Dr. Osei before lunch?", Check("Dr Osei")),
        ("has ana said yes?", Check("ana")),
        ("what's Ivan's answer", Check("Ivan")),
        ("ask bo if i can call", Request("bo")),
        ("please get Yusuf's ok for a video call", Request("Yusuf")),
        ("i don't want calls from kim", Block("kim")),
        ("take back my yes to Tom", Revoke("Tom")),
        ("withdraw my request to Joao", Withdraw("Joao")),
        ("who may call me", Overview()),
        ("what do you keep about me", Me()),
        ("delete everything you know about me", Forget()),
        ("can i have my data as csv", Export()),
        ("nobody may call me", ReachMe("never")),
        ("no calls after 6 please", ReachMe()),
        ("note that Jo said no", Report("Jo", False, "note that Jo said no")),
        ("Jo said I may ring her", Report("Jo", True, "Jo said I may ring her", told=True)),
        ("jo gave me permission to call", Report("jo", True, "jo gave me permission to call", told=True)),
        ("Jo says she's happy to be called", Report("Jo", True, "Jo says she's happy to be called", told=True)),
        ("Jo said no to calls", Clarify("calls", "Jo")),
        ("Jo may call me", Clarify("calls", "Jo")),
        (SAID, Report("Jo", True, SAID, told=True)),
        (MENTIONED, Report("Jo", True, MENTIONED, told=True)),
        ("calls from Jo are fine on weekdays 9-12", Clarify("calls", "Jo")),
        ("write to me instead", ReachMe("write")),
        ("may I call jo@example.org?", Check("jo@example.org")),
        ("I called Jo, no answer", Called("Jo", False)),
        ("I called Jo and she picked up", Called("Jo", True)),
        ("I called Jo and nobody answered", Called("Jo", False)),
        ("stop everything", Stop()),
    ],
)
def test_words_about_calls_become_the_verb_they_amount_to(heard: Heard, typed: str, command: object) -> None:
    assert hear(typed, heard, None) == command


@pytest.mark.parametrize(
    "typed",
    [
        "tell Ana yes but just the once",
        "bo can call me whenever he likes",
        "let Marta call me on weekdays before noon",
        "everyone on my team can call me whenever",
        "allow bo",
        "Samir told me he is happy to be called, note that please",
        "yes",
        "forget me",
        "delete all my data now",
        "ask bo for a call, i love his bread",
    ],
)
def test_no_guess_says_yes_or_sends_anything_or_deletes(heard: Heard, typed: str) -> None:
    command = hear(typed, heard, None)

    assert not isinstance(command, Grant | Respond)
    assert not (isinstance(command, Report) and command.yes and not command.told)
    assert not (isinstance(command, ReachMe) and command.choice == "fine")
    assert not (isinstance(command, Request) and (command.why or command.anyway))
    assert not (isinstance(command, Forget) and command.confirmed)


@pytest.mark.parametrize("somebody", ["a stranger from a forum", "someone", "her", "clients", "my boss", "people late"])
def test_only_what_could_be_a_name_is_looked_up(heard: Heard, somebody: str) -> None:
    typed = f"may i call {somebody}"

    assert hear(typed, heard, None) == Ask(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "write a message to Olu, she fixed my bike",
        "something friendly for a new colleague",
        "how would you word a request to an old boss",
        "i'd like to thank my old landlord",
        "linkedin note for a baker",
    ],
)
def test_an_opener_keeps_what_was_typed(heard: Heard, typed: str) -> None:
    assert hear(typed, heard, None) == Opener(typed)


@pytest.mark.parametrize(
    "typed",
    [
        f'look this over: "{DRAFT}"',
        f"does that read ok? {DRAFT}",
        f"i was going to send: {DRAFT}",
        f"{DRAFT} -- too long?",
        "rate this: yo Dave, big fan, wanna collab?",
        "Dear Ms Lund, I'd be grateful for ten minutes of your time. Best, Per",
    ],
)
def test_a_draft_is_looked_over_with_all_that_stands_around_it(heard: Heard, typed: str) -> None:
    assert hear(typed, heard, None) == Review(typed)


@pytest.mark.parametrize(
    "typed",
    [
        'he replied "not now, maybe in spring". do i write in march?',
        "is it rude to send the same note twice",
        "hi there, is it ok to call a client?",
        "what if he says: no calls",
    ],
)
def test_a_question_with_somebody_elses_words_in_it_is_no_draft(heard: Heard, typed: str) -> None:
    assert not shows_draft(typed, heard)
    assert hear(typed, heard, None) == Ask(typed)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("shorter", Opener(NOTE.brief, "Ana", medium="linkedin", max_chars=200)),
        ("a bit longer please", Opener(NOTE.brief, "Ana", medium="linkedin", max_chars=450)),
        ("max 120 characters", Opener(NOTE.brief, "Ana", medium="linkedin", max_chars=120)),
        ("make it for email", Opener(NOTE.brief, "Ana", medium="email", max_chars=300)),
        ("and as a voicemail?", Opener(NOTE.brief, "Ana", medium="voicemail", max_chars=300)),
        ("another one", Opener(NOTE.brief, "Ana", medium="linkedin", max_chars=300, angle=1)),
        ("no wait it's for bo", Opener(NOTE.brief, "bo", medium="linkedin", max_chars=300)),
        (
            "she never wrote that",
            Opener(NOTE.brief, "Ana", ("not: she never wrote that",), medium="linkedin", max_chars=300),
        ),
        (
            "she bakes with rye, and i run a mill in Porto",
            Opener(NOTE.brief, "Ana", ("she bakes with rye, and i run a mill in Porto",), "", "linkedin", "", 300),
        ),
        ("not so formal", Opener(f"{NOTE.brief}\nnot so formal", "Ana", medium="linkedin", max_chars=300)),
        ("stop", SmallTalk("fine")),
        ("thanks!", SmallTalk("thanks")),
        ("may i call Bo", Check("Bo")),
        ("what can you do", Help()),
        (f"ok now look this over: {DRAFT}", Review(f"ok now look this over: {DRAFT}", "linkedin")),
        ("thank you note for Obi, he fixed our printer", Opener("thank you note for Obi, he fixed our printer")),
        ("write to Jo that I am late", Opener("write to Jo that I am late")),
    ],
)
def test_a_change_of_mind_changes_the_opener_just_shown(heard: Heard, typed: str, command: object) -> None:
    assert hear(typed, heard, NOTE) == command


@pytest.mark.parametrize("shown", [NOTE, Review("Hi Ana, loved your rye. Could you show me the mill?")])
@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("ask Cy if I can call", Request("Cy")),
        ("ask @ana if I can call", Request("ana")),
        ("call @{U3}", Check("{U3}")),
        ("take back my yes to Tom", Revoke("Tom")),
        ("i don't want calls from kim", Block("kim")),
        ("me zone Europe/Lisbon", Me("Europe/Lisbon")),
        ("reach-me never", ReachMe("never")),
        ("can I ring her instead?", Ask("can I ring her instead?")),
        ("may I call him, or is that too much?", Ask("may I call him, or is that too much?")),
    ],
)
def test_a_command_or_a_question_about_a_call_wins_over_the_words_just_shown(
    heard: Heard, shown: Command, typed: str, command: object
) -> None:
    assert hear(typed, heard, shown) == command


@pytest.mark.parametrize("typed", ["and ask Ana for a call", "ask for a call on Tuesday", "ask her for a short call"])
def test_whom_the_words_are_for_may_be_asked_for_a_call_in_them(heard: Heard, typed: str) -> None:
    command = hear(typed, heard, NOTE)

    assert isinstance(command, Opener)
    assert typed in (command.brief, *command.brief.split("\n"), *command.facts)


def test_the_thread_is_kept_after_an_answer(heard: Heard) -> None:
    asked = Ask("may i call a stranger?")

    assert hear("even if its urgent?", heard, asked) == Ask("may i call a stranger? even if its urgent?")
    assert hear("why?", heard, asked) == hear("says who", heard, asked) == Why("may i call a stranger?")
    assert hear("thank you", heard, asked) == SmallTalk("thanks")


def test_the_thread_is_kept_after_a_review(heard: Heard) -> None:
    looked_over = Review("a draft", "email")
    second = "Hello Elif, your notes on dough saved my Sunday. Do you ever teach?"

    assert hear(f"i changed it a bit: {second}", heard, looked_over) == Review(f"i changed it a bit: {second}", "email")
    assert hear(second, heard, looked_over) == Review(second, "email")
    assert hear("why?", heard, looked_over) == Why()


def test_after_a_check_a_go_ahead_asks_the_person_and_leaves_the_sentence_open(heard: Heard) -> None:
    assert hear("ok ask him", heard, Check("Bo")) == Request("Bo")


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("rang him, no luck", Called("Bo", answered=False)),
        ("called him, he answered", Called("Bo", answered=True)),
        ("i take back my yes to him", Revoke("Bo")),
    ],
)
def test_after_a_check_him_is_whom_it_was_about(heard: Heard, typed: str, command: object) -> None:
    assert hear(typed, heard, Check("Bo")) == command


@pytest.mark.parametrize("typed", ["dont ask him", "don't ask her after all", "she can't call me on fridays?"])
def test_after_a_check_nobody_is_asked_or_refused_by_a_line_that_holds_back(heard: Heard, typed: str) -> None:
    assert not isinstance(hear(typed, heard, Check("Bo")), Request | Block)


@pytest.mark.parametrize(
    "typed",
    [
        "tell dmitri no thanks, but nicer",
        "say no to Marjorie for me, she sells insurance",
        "whats a way to tell Obinna no",
    ],
)
def test_a_no_to_be_put_in_words_takes_no_yes_back(heard: Heard, typed: str) -> None:
    assert not isinstance(hear(typed, heard, None), Revoke)


def test_a_yes_just_given_is_made_narrower_but_never_wider(heard: Heard) -> None:
    assert hear("make that once only", heard, Grant("Kim")) == Grant("Kim", Terms(once=True), narrow=True)
    assert hear("make that until christmas", heard, Grant("Kim")) == Overview()


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("remind us every monday at 9 in #sales", Remind("remind us every monday at 9 in #sales")),
        ("turn off the tips", Remind("turn off the tips")),
        ("any tips for calling a client", Ask("any tips for calling a client")),
        ("how does this work", Help()),
        ("what commands are there", Help()),
        ("cheers mate", SmallTalk("thanks")),
        ("lol ok", SmallTalk("fine")),
        ("👍", SmallTalk("fine")),
        ("call", Clarify("whom", "call")),
        ("??", Clarify("wish", "??")),
        ("the thing from before", Clarify("wish", "the thing from before")),
    ],
)
def test_whatever_else_is_wanted_is_heard_too(heard: Heard, typed: str, command: object) -> None:
    assert hear(typed, heard, None) == command


def test_the_lines_of_small_talk_alone_leave_everything_else_a_question() -> None:
    smalltalk = {"thanks": ["thanks a lot"]}

    assert hear("Thanks a lot!", smalltalk) == SmallTalk("thanks")
    assert hear("write to Ana", smalltalk) == Ask("write to Ana")


def test_a_very_long_line_is_read_in_time(heard: Heard) -> None:
    typed = "may i call and ask " * 6000

    assert hear(typed, heard, None) == Ask(typed)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('means = "stop"', 'means = "sing"', "there is no 'sing'"),
        ('id = "write-it"', 'id = "stop"', "taken twice"),
        ("{polite}? thank", "{polit}? thank", "no family {polit}"),
        ('"^ stopp', '"^ Stopp', "'Stopp' is no word"),
        ("[media]", "[medias]", "lacks media"),
        ('id = "leaving"\n', 'id = "leaving"\nmoast = 3\n', "nobody reads its moast"),
    ],
)
def test_a_broken_entry_names_its_file(tmp_path: object, was: str, becomes: str, says: str) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    text = (PROMPTS / "hearing.toml").read_text(encoding="utf-8")
    assert was in text
    (folder / "hearing.toml").write_text(text.replace(was, becomes, 1), encoding="utf-8")
    (folder / "phrases.toml").write_text((PROMPTS / "phrases.toml").read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(BrokenWords, match=r"hearing\.toml") as broken:
        read(folder)

    assert says in str(broken.value)
