"""The asker's side: may I call, please ask, never mind, and I called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.core.commands import Fill
from bot.core.errors import Refused, Unreadable
from bot.core.permission.events import REPORTS, WORDS, Fact, Kind, Means
from bot.core.permission.outcome import Checked, Recorded
from bot.core.permission.quotas import REQUEST, Allowance, Hindrance, open_requests
from bot.core.permission.rules import UNANSWERED_CALLS, Question, Reason, Ruling, Verdict, standing, verdict
from bot.core.permission.verbs import Block, Called, Check, Me, ReachMe, Report, Request, Respond, Terms, Withdraw
from bot.core.permission.visit import UNANSWERED, Visit, legible, not_to_myself, reference
from bot.core.phrasing import Later
from bot.core.ports import Person, Talk
from bot.core.replies import Button, Letter, Part, Paste, Quote, Reply, Text

LONGEST_WHY = 400
"""Characters of the asker's sentence; a first message that scrolls is not read."""
FEWEST_WORDS = 5
"""Words below which a sentence can hardly name a reason."""
HASTE = re.compile(
    r"\b(?<!no )(?<!not )(?<!nothing )(?:urgent\w*|asap|immediately|right now|hurry|quick call|need you)\b|!!",
    re.IGNORECASE,
)
BETTER = "=better"
"""Stands in a button for the better line, which is too long to be spelled in it."""
UNTOLD: Mapping[str, str | Later] = dict.fromkeys(("terms", "hours", "until", "on", "reporter", "opens"), "")


def check(visit: Visit, command: Check) -> Reply:
    """Say whether I may call, and what I can do next."""
    person = visit.sought(command.person)
    not_to_myself(visit, person, "self_call")
    said = verdict(visit.between(person.id, visit.me.id), Question(person.id, visit.me.id, _means(command)), visit.now)
    may = visit.allowance(person.id, said)
    parts: list[Part] = [
        *_verdict_and_next(visit, person, said, may),
        *_alternatives(visit, person, said, command),
    ]
    how = reference(person) if person.id else visit.spelling(command.person)
    return Reply(tuple(parts), _check_buttons(visit, how, person, said, may), result=Checked(said, may))


def _means(command: Check) -> Means:
    return command.means or Means.PHONE


def verdict_text(visit: Visit, person: Person, said: Verdict) -> Text:
    """Put a verdict into words: the verdict first, then what it rests on."""
    say, now, by, opens = visit.say, visit.now, said.by, said.opens
    values = {"name": person.name, **UNTOLD}
    if by:
        until, hours = by.limits.until, by.limits.hours
        values["terms"] = Later(lambda: say.terms(by.limits, by.at, now, giver=person.name))
        values["hours"] = Later(lambda: say.hours(hours) if hours else "")
        values["on"] = Later(lambda: say.date(by.at, now))
        values["reporter"] = Later(lambda: _reporter(visit, by))
        values["until"] = Later(lambda: say.last_day(until, now) if until else "")
    if opens:
        values["opens"] = Later(lambda: say.moment(opens, now))
    return say.text(f"check.{said.reason}", **values)


def _reporter(visit: Visit, fact: Fact) -> str:
    return visit.say.line("people.you") if fact.actor == visit.me.id else visit.name(fact.actor)


def _alternatives(visit: Visit, person: Person, said: Verdict, command: Check) -> list[Part]:
    """Name other means that would do, where the one asked for does not."""
    if said.ruling in {Ruling.ALLOWED, Ruling.OUTSIDE_HOURS, Ruling.BLOCKED}:
        return []
    facts = visit.between(person.id, visit.me.id)
    allowed = [
        visit.say.means(means)
        for means in Means
        if means is not _means(command)
        and verdict(facts, Question(person.id, visit.me.id, means), visit.now).ruling is Ruling.ALLOWED
    ]
    return (
        [Text(visit.say.line("check.other_means", name=person.name, means=visit.say.listed(allowed)))]
        if allowed
        else []
    )


def _verdict_and_next(visit: Visit, person: Person, said: Verdict, may: Allowance) -> list[Text]:
    """Say the verdict and what comes next; after a question, that is all there is to say about no record."""
    text, following = verdict_text(visit, person, said), _next_text(visit, person, may)
    if said.ruling is Ruling.ALLOWED_REPORTED:
        return [text]
    if said.reason is Reason.NO_RECORD and may.hindrance in {Hindrance.WAITING, Hindrance.QUIET}:
        return [Text(following[0].text, text.lead)]
    return [text, *following]


def _next_text(visit: Visit, person: Person, may: Allowance) -> list[Text]:
    """Say what I can do next, and how often still; nothing where the verdict has said it all."""
    if may.hindrance in {Hindrance.ALREADY, Hindrance.UNWELCOME}:
        return []
    if may.can:
        return [Text(visit.say.line("next.twice" if may.remaining > 1 else "next.once"))]
    waiting = open_requests(visit.between(person.id, visit.me.id), visit.now)
    values = {"name": person.name, "after": "", "on": ""}
    if may.after:
        values["after"] = visit.say.date(may.after, visit.now)
    if waiting:
        values["on"] = visit.say.date(waiting[0].at, visit.now)
    phrase: str = may.hindrance or ""
    if may.hindrance is Hindrance.QUIET and (put_off := _put_off(visit, person)):
        phrase, values["on"] = "not_now", visit.say.date(put_off.at, visit.now)
    return [Text(visit.say.line(f"next.{phrase}", **values))]


def _put_off(visit: Visit, person: Person) -> Fact | None:
    """Return the "not now" that was the person's last word to me, if it was."""
    said = [fact for fact in visit.between(person.id, visit.me.id) if fact.kind in WORDS | {Kind.NOT_NOW}]
    latest = max(said, key=lambda fact: (fact.at, fact.number), default=None)
    return latest if latest and latest.kind is Kind.NOT_NOW else None


def _check_buttons(visit: Visit, how: str, person: Person, said: Verdict, may: Allowance) -> tuple[Button, ...]:
    if said.ruling is Ruling.ALLOWED:
        called = [(True, "reached"), (False, "missed")]
        return tuple(visit.button(label, Called(how, answered)) for answered, label in called)
    if may.can:
        return (visit.button("ask", Request(how), name=person.name),)
    return ()


def request(visit: Visit, command: Request) -> Reply:
    """Ask somebody for a call: look the sentence over, count it, and send it or hand it over to be sent."""
    person = visit.met(command.person)
    not_to_myself(visit, person, "self_call")
    said = visit.verdict(person.id, visit.me.id)
    _refuse_if_hindered(visit, person, said)
    why = _sentence(visit, command, person)
    if not why:
        return visit.ask("no_why", Request(reference(person)), name=person.name)
    if len(why) > LONGEST_WHY:
        raise Unreadable("long_why", most=str(LONGEST_WHY))
    if not command.anyway and (better := _better(visit, why)):
        return _offer(visit, person, why, better)
    if command.asked:
        return _about_to_send(visit, person, why)
    return _outside(visit, person, why) if person.outside else _sent(visit, person, why)


def _sentence(visit: Visit, command: Request, person: Person) -> str:
    """Return the asker's sentence: as typed, or one of the two that were shown."""
    if not command.anyway or command.why not in {"", BETTER}:
        return " ".join(legible(command.why).split())
    if visit.talk.about != person.id:  # the sentence on that button was about somebody else, or is long gone
        raise Refused("old_draft", name=person.name)
    return visit.talk.better if command.why else visit.talk.draft


def _refuse_if_hindered(visit: Visit, person: Person, said: Verdict) -> None:
    may = visit.allowance(person.id, said)
    if may.can:
        return
    parts = _verdict_and_next(visit, person, said, may)
    told = " ".join(" ".join(filter(None, (part.lead, part.text))) for part in parts)
    raise Refused(f"request_{may.hindrance}", said=told)


def _better(visit: Visit, why: str) -> str:
    """Return a better line for a sentence that hurries or gives no reason; nothing when it is fine."""
    if len(why.split()) >= FEWEST_WORDS and not HASTE.search(why):
        better = visit.look_over(why) if visit.look_over else None
        return visit.say.line("request.better_plain") if better == "" else better or ""
    calm = " ".join(HASTE.sub("", why).split()).rstrip("!.,;: ")
    if len(calm.split()) < FEWEST_WORDS:
        return visit.say.line("request.better_plain")
    return visit.say.line("request.better_line", why=f"{calm}.")


def _offer(visit: Visit, person: Person, why: str, better: str) -> Reply:
    """Show one better line; both stay at hand until one is sent."""
    visit.remember(Talk(draft=why, better=better, about=person.id))
    buttons = (
        visit.button("send_this", Request(reference(person), BETTER, anyway=True)),
        visit.button("send_mine", Request(reference(person), anyway=True)),
    )
    bare = better == visit.say.line("request.better_plain")
    parts = (visit.say.text("request.better_bare" if bare else "request.better"), Paste(better))
    return Reply(parts, buttons, result=Recorded("request"))


def _about_to_send(visit: Visit, person: Person, why: str) -> Reply:
    """Show a sentence that was typed when asked for, before it reaches somebody: it may have been meant for me."""
    visit.remember(Talk(draft=why, about=person.id))
    button = visit.button("send_this", Request(reference(person), anyway=True))
    parts = (visit.say.text("request.about_to", name=person.name), Quote(why, visit.me.name))
    return Reply(parts, (button,), result=Recorded("request"))


def _sent(visit: Visit, person: Person, why: str) -> Reply:
    fact = visit.record(Kind.REQUESTED, person.id, visit.me.id, words=why)
    when = visit.awake(person)
    asked, ends = letter(visit, person, fact, why), fact.at + REQUEST
    visit.book.outbox.post(Letter(f"request:{fact.number}", person.id, asked, fact.number, when, ends), visit.now)
    _say_when_it_rests(visit, person, fact)
    visit.remember(Talk())
    lead = (
        visit.say.text("request.sent_later", name=person.name, when=visit.say.moment(when, visit.now))
        if when
        else visit.say.text("request.sent", name=person.name)
    )
    until = visit.say.date(fact.at + REQUEST, visit.now)
    wait = Text(visit.say.line("request.wait", name=person.name, until=until))
    parts = (lead, Quote(why, visit.me.name), wait)
    button = visit.button("withdraw", Withdraw(reference(person)))
    return Reply(parts, (button,), result=Recorded("request", event=fact.number, request=str(fact.number)))


def _say_when_it_rests(visit: Visit, person: Person, fact: Fact) -> None:
    """Set the letter to myself that there was no answer; an answer takes it back."""
    text = visit.say.text("told.unanswered", name=person.name)
    button = visit.button("write_instead", Fill("opener", (("who", person.name),)))
    visit.remind(f"{UNANSWERED}:{fact.number}", Reply((text,), (button,)), refers=fact.number, at=fact.at + REQUEST)


def letter(visit: Visit, person: Person, fact: Fact, why: str) -> Reply:
    """Compose what the person asked reads: who, why in their own words, and every way to answer."""
    say, name = visit.to(person), visit.me.name
    parts = (
        Text("", say.line("request.lead", name=name)),
        Quote(why, name),
        Text(say.line("request.outro", name=name)),
    )
    return Reply(parts, answers(visit, fact.number, visit.me))


def answers(visit: Visit, number: int, asker: Person) -> tuple[Button, ...]:
    """Return every way to answer a question with one press."""
    return (
        visit.button("yes_once", Respond("yes", number, Terms(once=True))),
        visit.button("write", Respond("write-instead", number)),
        visit.button("no", Respond("no", number)),
        visit.button("yes_standing", Respond("yes", number, Terms(once=False))),
        visit.button("hours", Fill("yes", (("request", str(number)),))),
        visit.button("not_now", Respond("not-now", number)),
        visit.button("block", Block(reference(asker)), name=asker.name),
        visit.button("never", ReachMe("never")),
        visit.button("kept", Me()),
    )


def _outside(visit: Visit, person: Person, why: str) -> Reply:
    """Hand over text to paste: whoever has no account here is asked by the asker."""
    fact = visit.record(Kind.REQUESTED, person.id, visit.me.id, words=why)
    visit.remember(Talk())
    known = visit.book.people.known_by(person.id)
    called = person.name if all(who.kind == "name" for who in known) else ""
    paste = visit.say.line("request.outside_line" if called else "request.outside_plain", name=called, why=why)
    parts = (
        visit.say.text("request.outside_name" if called else "request.outside", name=person.name),
        Paste(paste),
        Text(visit.say.line("request.outside_next")),
    )
    buttons = (
        visit.button("said_yes", Report(reference(person), yes=True)),
        visit.button("said_no", Report(reference(person), yes=False)),
        visit.button("withdraw", Withdraw(reference(person))),
    )
    return Reply(parts, buttons, result=Recorded("request", event=fact.number, request=str(fact.number)))


def withdraw(visit: Visit, command: Withdraw) -> Reply:
    """Take my question back; if it has not gone out, nobody is bothered."""
    if not command.person:
        return _withdraw_the_open_one(visit)
    person = visit.sought(command.person)
    waiting = open_requests(visit.between(person.id, visit.me.id), visit.now)
    if not waiting:
        raise Refused("none_open", name=person.name)
    fact = visit.record(Kind.WITHDRAWN, person.id, visit.me.id, refers=waiting[0].number)
    visit.book.outbox.cancel(waiting[0].number)
    text = visit.say.text("request.withdrawn", name=person.name)
    return Reply((text,), result=Recorded("withdraw", event=fact.number, request=str(waiting[0].number)))


def _withdraw_the_open_one(visit: Visit) -> Reply:
    mine = visit.book.ledger.by(visit.me.id, visit.now - REQUEST)
    people = sorted({fact.subject for fact in mine if fact.kind is Kind.REQUESTED})
    asked = [each for each in people if open_requests(visit.between(each, visit.me.id), visit.now)]
    if not asked:
        raise Refused("nothing_asked")
    choices = [Withdraw(reference(visit.book.people.get(each))) for each in asked]
    if len(choices) == 1:
        return withdraw(visit, choices[0])
    buttons = tuple(Button(visit.name(each), choice) for each, choice in zip(asked, choices, strict=True))
    return Reply((visit.say.text("request.which"),), buttons, result=Recorded("withdraw"))


def called(visit: Visit, command: Called) -> Reply:
    """Write down that I called; an answered call uses up a yes to one, four in a row without an answer end a yes."""
    person = visit.met(command.person)
    not_to_myself(visit, person, "self_call")
    before = _yeses(visit, person)
    kind = Kind.ANSWERED if command.answered else Kind.UNANSWERED
    fact = visit.record(kind, person.id, visit.me.id)
    after = _yeses(visit, person)
    ended = [yes for yes in before if yes not in after]
    for yes in ended:
        visit.book.outbox.cancel(yes.number)  # nothing is left to ask about again
    phrase = _called_phrase(visit, person, before, ended, command)
    left = min((UNANSWERED_CALLS - _in_a_row(visit, person, yes) for yes in after), default=0)
    text = visit.say.text(f"called.{phrase}", name=person.name, left=str(left))
    return Reply((text,), result=Recorded("called", event=fact.number))


def _yeses(visit: Visit, person: Person) -> list[Fact]:
    """Return what lets me call this person, by whatever means, now or when the hours open."""
    facts = visit.between(person.id, visit.me.id)
    return [said.by for said in standing(facts, person.id, visit.me.id, visit.now) if said.by]


def _called_phrase(visit: Visit, person: Person, before: Sequence[Fact], ended: Sequence[Fact], command: Called) -> str:
    """Choose what to say after a call: what it left, or what it ended if nothing is left."""
    if not before:
        over = visit.verdict(person.id, visit.me.id).reason is Reason.UNANSWERED
        return "ended" if over and not command.answered else "no_yes"
    if len(ended) < len(before):
        return "answered" if command.answered else "unanswered"
    return "spent" if command.answered else "ended"


def _in_a_row(visit: Visit, person: Person, yes: Fact) -> int:
    """Count the calls without an answer since the last one that was answered, or since the yes."""
    since = yes.recorded if yes.kind in REPORTS else yes.at
    calls = sorted(
        (fact for fact in visit.between(person.id, visit.me.id) if fact.kind in {Kind.ANSWERED, Kind.UNANSWERED}),
        key=lambda fact: (fact.at, fact.number),
    )
    answered = [index for index, fact in enumerate(calls) if fact.kind is Kind.ANSWERED]
    return len([fact for fact in calls[answered[-1] + 1 if answered else 0 :] if fact.at >= since])
