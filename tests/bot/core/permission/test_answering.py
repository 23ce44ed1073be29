"""What people type when somebody would like a call with them, and how it is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.permission.answering import TypedAnswer, read_answer
from bot.core.permission.hours import spell_hours

NOW = datetime(2025, 11, 12, 10, 0, tzinfo=UTC)  # a Wednesday
ZONE = "Europe/Lisbon"

# What was typed, and how it is read: the kind, how often, [hours], by which means, until which day (that day included).
# A question mark in front: not the whole line was understood. A dash: it says nothing about calls.
READ = """\
yes                                                   | yes
Yes!                                                  | yes
YES                                                   | yes
yes.                                                  | yes
y                                                     | yes
k                                                     | yes
ok                                                    | yes
OK 👍                                                 | yes
okay...                                               | yes
yep                                                   | yes
yeah sure                                             | yes
yess!!                                                | yes
sure                                                  | yes
Sure thing                                            | yes
for sure                                              | yes
👍                                                    | yes
👍🏽                                                    | yes
yes 😀                                                | yes
sure :)                                               | yes
fine                                                  | yes
fine by me                                            | yes
fine with me                                          | yes
of course                                             | yes
absolutely                                            | yes
by all means                                          | yes
go ahead                                              | yes
go for it                                             | yes
please do                                             | yes
happy to                                              | yes
I'd be happy to                                       | yes
I’d love to!                                          | yes
gladly                                                | yes
yes please                                            | yes
Yes, thank you                                        | yes
yes, of course, thanks!                               | yes
sounds good                                           | yes
that works for me                                     | yes
no problem                                            | yes
No problem at all                                     | yes
no problem, call me                                   | yes
no objections                                         | yes
np                                                    | yes
I don't mind                                          | yes
i dont mind at all                                    | yes
I wouldn't mind                                       | yes
why not                                               | yes
sure, why not?                                        | yes
don't see why not                                     | yes
she can call me                                       | yes
yes she can                                           | yes
he may call                                           | yes
call me                                               | yes
give me a call                                        | yes
don't hesitate to call                                | yes
feel free to call me                                  | yes
happy to chat                                         | yes
Hi! Sure, happy to talk.                              | yes
let's do it                                           | yes
thanks for asking, yes                                | yes
yes, no rush                                          | yes
ja gerne                                              | yes
oui                                                   | yes
sí                                                    | yes
call me whenever you like                             | yes
yes, any time                                         | yes
that would be nice                                    | yes
yes, once                                             | yes once
yes but just once                                     | yes once
ok, one call                                          | yes once
sure, this one time                                   | yes once
just this once                                        | yes once
yes, until I say stop                                 | yes always
until i say stop                                      | yes always
always                                                | yes always
yes, from now on                                      | yes always
yes, until further notice                             | yes always
sure, Thursdays after 3                               | yes [thu 15:00-24:00]
Thursdays after 3                                     | yes [thu 15:00-24:00]
thursdays after 3 work for me                         | yes [thu 15:00-24:00]
Thursdays after 3 please                              | yes [thu 15:00-24:00]
I'm free thursdays after 3                            | yes [thu 15:00-24:00]
only Thursdays after 3                                | yes [thu 15:00-24:00]
yes but only on Thursdays after 3                     | yes [thu 15:00-24:00]
yes, weekdays 9-12                                    | yes [mon-fri 09:00-12:00]
Yes – mornings are best                               | yes [mon-sun 08:00-12:00]
mornings only                                         | yes [mon-sun 08:00-12:00]
only in the mornings please                           | yes [mon-sun 08:00-12:00]
mon-fri 9–5                                           | yes [mon-fri 09:00-17:00]
mon till fri 9-12                                     | yes [mon-fri 09:00-12:00]
sure, I'm available tue and thu 2-4pm                 | yes [tue, thu 14:00-16:00]
call me between 9 and 12                              | yes [mon-sun 09:00-12:00]
you can call me on weekday mornings or friday afternoons | yes [mon-thu 08:00-12:00; fri 08:00-18:00]
Thursday works                                        | yes [thu 00:00-24:00]
weekends only                                         | yes [sat, sun 00:00-24:00]
yes but not on Fridays                                | yes [mon-thu, sat, sun 00:00-24:00]
yes, but not before 10                                | yes [mon-sun 10:00-24:00]
any day but Friday                                    | yes [mon-thu, sat, sun 00:00-24:00]
sure, Thursdays after 3 Berlin time                   | yes [thu 15:00-24:00 Europe/Berlin]
tomorrow after 3                                      | yes [thu 15:00-24:00] until 2025-11-13
sure, tomorrow                                        | yes [thu 00:00-24:00] until 2025-11-13
today is fine                                         | yes [wed 00:00-24:00] until 2025-11-12
today or tomorrow after 3                             | yes [wed, thu 15:00-24:00] until 2025-11-13
this afternoon is ok                                  | yes [wed 12:00-18:00] until 2025-11-12
yes, tonight                                          | yes [wed 18:00-20:00] until 2025-11-12
you can call me now                                   | yes [wed 00:00-24:00] until 2025-11-12
until 5 December                                      | yes until 2025-12-05
yes until 5 December                                  | yes until 2025-12-05
yes, until the 5th of December                        | yes until 2025-12-05
yes until Dec 5th                                     | yes until 2025-12-05
until December 5, 2025                                | yes until 2025-12-05
until 2025-12-31                                      | yes until 2025-12-31
yes until 3 March                                     | yes until 2026-03-03
until the 20th                                        | yes until 2025-11-20
until the 5th                                         | yes until 2025-12-05
Yes, till Friday                                      | yes until 2025-11-14
yes, before Friday                                    | yes until 2025-11-13
ok for two weeks                                      | yes until 2025-11-26
for a month                                           | yes until 2025-12-12
yes, for the next 10 days                             | yes until 2025-11-22
sure, this week                                       | yes until 2025-11-16
this week only                                        | yes until 2025-11-16
yes until the end of the month                        | yes until 2025-11-30
until end of next month                               | yes until 2025-12-31
yes, until December                                   | yes until 2025-11-30
yes, until next week                                  | yes until 2025-11-16
yes until tomorrow                                    | yes until 2025-11-13
Thursdays after 3 until the end of the year           | yes [thu 15:00-24:00] until 2025-12-31
yes but only by video                                 | yes by video
video only                                            | yes by video
only by video                                         | yes by video
sure, on Zoom                                         | yes by video
a video call is fine                                  | yes by video
phone is fine                                         | yes by phone
by phone please                                       | yes by phone
voice chat is fine                                    | yes by voice
yes, in a huddle                                      | yes by voice
Thanks for asking. Thursdays after 3 suit me best     | yes [thu 15:00-24:00]
Yes, Thursdays after 3, but only by video, until end of November. | yes [thu 15:00-24:00] by video until 2025-11-30
Yes, you can call me once, Thursdays after 3          | yes once [thu 15:00-24:00]
yes, once, by phone, weekdays 9 to 12, until Friday   | yes once [mon-fri 09:00-12:00] by phone until 2025-11-14
I guess                                               | ?yes
I guess so                                            | ?yes
if you must                                           | ?yes
it's ok                                               | ?yes
no worries                                            | ?yes
yes, if it's short                                    | ?yes
yes, max 10 minutes                                   | ?yes
yes, my number is 555 0100                            | ?yes
yes, 3pm                                              | ?yes
Thursday at 3 works                                   | ?yes [thu 15:00-16:00]
ok, after work                                        | ?yes
yes, until 5                                          | ?yes
yes until 31 February                                 | ?yes
yes until 5 December 2020                             | ?yes
phone or video                                        | ?yes
yes for a while                                       | ?yes
no                                                    | no
No.                                                   | no
NO!!!                                                 | no
n                                                     | no
no thanks                                             | no
no, thanks                                            | no
No thank you                                          | no
nope                                                  | no
nah                                                   | no
noooo                                                 | no
no :(                                                 | no
👎                                                    | no
I'd rather not                                        | no
rather not, sorry                                     | no
I’d rather not talk on the phone                      | no
I'd prefer not to                                     | no
sorry, no                                             | no
thanks but no thanks                                  | no
not really                                            | no
never                                                 | no
no, never                                             | no
absolutely not                                        | no
of course not                                         | no
definitely not, sorry                                 | no
no way                                                | no
I'll pass                                             | no
not interested                                        | no
please don't                                          | no
no calls please                                       | no
I don't take calls                                    | no
I hate phone calls                                    | no
I don't want to                                       | no
I don't want to talk to her                           | no
I don't think so                                      | no
I'm not comfortable with that                         | no
I can't, sorry                                        | no
nein danke                                            | no
non merci                                             | no
yes… actually no                                      | no
yes, wait, no                                         | no
sure. on second thought, no thanks                    | no
don't call                                            | no
nobody may call me                                    | no
yes and no                                            | ?no
yes or no                                             | ?no
yeah, nah                                             | ?no
yeah no                                               | ?no
no, call me                                           | ?no
no, actually yes                                      | ?no
I'd love to but I can't                               | ?no
no mornings                                           | ?no [mon-sun 08:00-12:00]
don't call me before 10                               | ?no [mon-sun 00:00-10:00]
that is not ok                                        | ?no
I am not happy to talk                                | ?no
that doesn't work for me                              | ?no
I wouldn't say no                                     | ?no
no idea                                               | ?no
no. who is this?                                      | ?no
I'm good, thanks                                      | ?no
yes but no video                                      | ?yes
stop asking me                                        | ?no
don't email me                                        | ?no
no calls until Friday                                 | ?no until 2025-11-14
not now                                               | not_now
Not now, thanks                                       | not_now
not right now                                         | not_now
no, not now                                           | not_now
maybe later                                           | not_now
later                                                 | not_now
another time                                          | not_now
bad time                                              | not_now
I'm too busy at the moment                            | not_now
I don't have time right now                           | not_now
not yet                                               | not_now
ask me again later                                    | not_now
not today                                             | not_now until 2025-11-12
not this week                                         | not_now until 2025-11-16
sorry, I can't this week                              | not_now until 2025-11-16
not until Friday                                      | not_now until 2025-11-14
I'm busy until 5 December                             | not_now until 2025-12-05
I'm away for two weeks                                | not_now until 2025-11-26
not now, maybe next month                             | not_now until 2025-11-30
maybe next month                                      | not_now until 2025-11-30
ask me next week                                      | not_now until 2025-11-16
ask me again in two weeks                             | not_now until 2025-11-25
try again in January                                  | not_now until 2025-12-31
next week                                             | ?not_now until 2025-11-16
yes, next week                                        | ?not_now until 2025-11-16
maybe                                                 | ?not_now
not sure                                              | ?not_now
we'll see                                             | ?not_now
yes but not now                                       | ?not_now
sure, but not this week                               | ?not_now until 2025-11-16
call me later                                         | ?not_now
please write instead                                  | write
Please write to me instead                            | write
write                                                 | write
email me                                              | write
E-mail me please                                      | write
text me                                               | write
DM me                                                 | write
just message me here                                  | write
no, please email me                                   | write
No calls, email is fine                               | write
don't call, text me                                   | write
I prefer email                                        | write
email is better                                       | write
rather by mail                                        | write
I'd rather write                                      | write
in writing please                                     | write
email only                                            | write
could you write instead?                              | write
can she email me instead?                             | write
drop me a line                                        | write
send me a note instead                                | write
let's keep it here                                    | write
yes but email me first                                | ?write
sure, email me                                        | ?write
not now, but feel free to email                       | ?write
who is this?                                          | question
who is this                                           | question
Who is Ana                                            | question
who's that?                                           | question
yes? who is that                                      | question
What is this about?                                   | question
what's it about                                       | question
about what?                                           | question
what for?                                             | question
why?                                                  | question
why                                                   | question
when?                                                 | question
how long will it take?                                | question
How did she get my number?                            | question
is this the Ana from packaging?                       | question
does Thursday after 3 work?                           | question
can I call her instead?                               | question
Hi, what does she want to talk about?                 | question
sure, what about?                                     | ?question
ok, when?                                             | ?question
yes?                                                  | question
sure?                                                 | question
call me Thursday?                                     | ?question [thu 00:00-24:00]
???                                                   | ?question
stop                                                  | stop
STOP!                                                 | stop
Stop please                                           | stop
please stop                                           | stop
quit                                                  | stop
end                                                   | stop
revoke                                                | stop
cancel                                                | stop
unsubscribe                                           | stop
opt out                                               | stop
opt-out                                               | stop
leave me alone                                        | stop
Leave me alone!!                                      | stop
don't call me                                         | stop
Don’t call me again                                   | stop
do not call me                                        | stop
please don't call me any more                         | stop
never call me again                                   | stop
no more calls                                         | stop
stop calling me                                       | stop
stopp                                                 | stop
arrêt                                                 | stop
arrete                                                | stop
alto                                                  | stop
basta                                                 | stop
yes, but not on the phone                             | ?yes
yes but not in the mornings                           | ?yes
yes, any time but mornings                            | ?yes
any time except Mondays                               | yes [tue-sun 00:00-24:00]
always but mornings                                   | -
yes, not Thursdays after 3                            | ?no
not before noon                                       | ?yes [mon-sun 12:00-24:00]
it's not ok Thursdays                                 | ?no
call me at once                                       | ?yes
call me once I'm back                                 | ?yes
once a week is fine                                   | ?yes
not even once                                         | ?no once
nobody calls me ok                                    | ?no
nobody may ask me                                     | ?no
I would never say yes                                 | ?no
she can't call me                                     | ?no
the answer is no                                      | ?no
it's a no from me                                     | no
It's a yes from me                                    | yes
No, I don't mind                                      | ?no
do not disturb                                        | ?no
not from Ana again                                    | ?no
not anymore                                           | no
go away                                               | no
yes unless it's a sales pitch                         | ?yes
only if she emails me first                           | ?yes
Sure! What's a good time for her?                     | ?question
What is this, no thanks                               | ?no
how about no                                          | ?no
how about Thursday after 3?                           | question
Thursday after 3?                                     | ?question [thu 15:00-24:00]
maybe Thursday after 3                                | ?not_now [thu 15:00-24:00]
tomorrow at 3                                         | ?yes [thu 15:00-16:00] until 2025-11-13
call me at 3pm tomorrow                               | ?yes [thu 15:00-16:00] until 2025-11-13
tomorrow 3-4pm                                        | yes [thu 15:00-16:00] until 2025-11-13
call me on +351 912 345 678 after 3                   | ?yes
call me at 0912 1234                                  | ?yes
friday 2-4 works, by zoom                             | yes [fri 14:00-16:00] by video
Fri 14:00-16:00 (Lisbon time), video                  | yes [fri 14:00-16:00] by video
lovely idea, mornings are best for me, Berlin time    | yes [mon-sun 08:00-12:00 Europe/Berlin]
yes but only after 7 and not on weekends              | yes [mon-fri 19:00-24:00]
I can do Thursdays after 3                            | yes [thu 15:00-24:00]
I'd rather have a video call                          | ?yes by video
Yes (but only phone, no video)                        | ?yes by phone
rather not by phone, but video is fine                | ?no by video
"yes"                                                 | yes
*Yes*                                                 | yes
:+1:                                                  | yes
:-1:                                                  | no
+1                                                    | yes
yes +1 415 555 0100                                   | ?yes
yes 🙄                                                | ?yes
Morning! yes please                                   | yes
anytime                                               | yes
24/7                                                  | yes
whenever she wants                                    | yes
I'm not available                                     | not_now
I'm not free thursdays                                | ?not_now [thu 00:00-24:00]
sorry, too busy right now, maybe next month           | not_now until 2025-11-30
can't talk, email me                                  | ?write
Thursdays after 3 or just email me                    | ?write [thu 15:00-24:00]
don't email, call me                                  | ?no
email her? no                                         | ?no
I'll call her myself                                  | -
she has my number                                     | -
hello                                                 | -
thanks                                                | -
lol                                                   | -
😀                                                    | -
the end of the story                                  | -
can't stop thinking about bread                       | -
I was in Lisbon last year                             | -
2 + 2                                                 | -
"""
EXAMPLES = [
    (typed.strip(), read.strip()) for typed, _, read in (line.rpartition(" | ") for line in READ.splitlines()) if typed
]
CLEAR_YES = [typed for typed, read in EXAMPLES if read.startswith("yes")]


def told(answer: TypedAnswer | None) -> str:
    """Say how a line was read, the way the table says it."""
    if answer is None:
        return "-"
    pieces = (
        f"{'' if answer.sure else '?'}{answer.kind}",
        {None: "", True: "once", False: "always"}[answer.once],
        f"[{spell_hours(answer.hours).removesuffix(f' {ZONE}')}]" if answer.hours else "",
        f"by {answer.means}" if answer.means else "",
        f"until {(answer.until.astimezone(ZoneInfo(ZONE)) - timedelta(minutes=1)).date()}" if answer.until else "",
    )
    return " ".join(filter(None, pieces))


def read(text: str) -> str:
    return told(read_answer(text, ZONE, NOW))


@pytest.mark.parametrize(("typed", "meant"), EXAMPLES)
def test_an_answer_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert read(typed) == meant


def test_capitals_spaces_and_a_full_stop_change_nothing() -> None:
    for typed, meant in EXAMPLES:
        assert read(f"  {typed.upper()} \n") == meant, typed
        assert read(typed if typed.endswith("?") else f"{typed}.") == meant, typed


@pytest.mark.parametrize(
    "retraction", ["actually no", "no", "wait, no thanks", "but not now", "email me first", "stop asking"]
)
def test_no_yes_survives_what_takes_it_back(retraction: str) -> None:
    for line in CLEAR_YES:
        answer = read_answer(f"{line}, {retraction}", ZONE, NOW)

        assert answer is not None, line
        assert answer.kind != "yes", line


@pytest.mark.parametrize(
    "condition", ["if it is short", "unless I'm cooking", "zzgork", "and bring cake", "max 10 minutes"]
)
def test_nothing_is_sure_while_a_word_is_left_over(condition: str) -> None:
    for line in CLEAR_YES:
        answer = read_answer(f"{line} {condition}", ZONE, NOW)

        assert answer is None or not answer.sure, line


def test_a_day_ends_at_midnight_where_the_person_is() -> None:
    lisbon = read_answer("until 5 December", "Europe/Lisbon", NOW)
    auckland = read_answer("until 5 December", "Pacific/Auckland", NOW)
    unknown = read_answer("until 5 December", None, NOW)

    assert lisbon == TypedAnswer("yes", until=datetime(2025, 12, 6, 0, 0, tzinfo=UTC), sure=True)
    assert auckland == TypedAnswer("yes", until=datetime(2025, 12, 5, 11, 0, tzinfo=UTC), sure=True)
    assert unknown == lisbon


def test_tomorrow_is_the_day_after_today_where_the_person_is() -> None:
    late = datetime(2025, 11, 12, 12, 30, tzinfo=UTC)  # already Thursday in Auckland

    there = read_answer("tomorrow after 3", "Pacific/Auckland", late)

    assert there is not None
    assert there.hours is not None
    assert spell_hours(there.hours) == "fri 15:00-24:00 Pacific/Auckland"
    assert there.until == datetime(2025, 11, 14, 11, 0, tzinfo=UTC)


def test_hours_without_a_zone_are_not_kept_and_leave_the_answer_unsure() -> None:
    assert told(read_answer("sure, Thursdays after 3", None, NOW)) == "?yes"
    assert told(read_answer("sure, Thursdays after 3 Lisbon time", None, NOW)) == "yes [thu 15:00-24:00]"


def test_an_answer_too_long_to_be_read_is_never_sure() -> None:
    assert read("yes" + ", yes" * 150) == "yes"
    assert read("yes" + ", yes" * 300) == "?yes"


WORDS = """
yes no not now never call me don't i can't she can fine ok sure but only by video phone until friday thursdays after 3
once always email write maybe later next week who is happy to mind problem thanks please , . ? ! really rather of course
i'd like and or with that it good any time mornings except zzgork
"""


@settings(max_examples=500)
@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=6).map(" ".join))
def test_a_sure_yes_holds_no_word_that_says_otherwise(line: str) -> None:
    answer = read_answer(line, ZONE, NOW)

    kept = line.replace("don't mind", "").replace("no problem", "").replace("no thursdays", "").replace("no friday", "")
    if answer and answer.sure and answer.kind == "yes":
        assert not {"no", "never", "maybe", "later", "email", "write", "zzgork", "?", "don't", "can't"} & {
            *kept.split()
        }


@given(st.text(max_size=80), st.none() | st.sampled_from(["Europe/Lisbon", "Asia/Kolkata"]))
def test_whatever_is_typed_something_is_answered(text: str, zone: str | None) -> None:
    answer = read_answer(text, zone, NOW)

    assert answer is None or answer.until is None or answer.until > NOW
