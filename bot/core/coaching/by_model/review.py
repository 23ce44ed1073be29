"""Has a model look a draft over as well: it may add a remark and a better version, and takes back none of ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from bot.core.coaching.by_model.excerpt import Excerpt, excerpt
from bot.core.coaching.by_model.kit import Judged, Kit
from bot.core.coaching.by_model.objections import Objections
from bot.core.coaching.checking.advising import is_advice
from bot.core.coaching.checking.ground import Ground
from bot.core.coaching.checking.licence import unlicensed
from bot.core.coaching.checking.model_rules import CAREFUL, OPEN, Basis, broken, echoes, filled, unsendable
from bot.core.coaching.checking.support import strange
from bot.core.coaching.counting.tokens import words as tokens
from bot.core.coaching.fact_guard import Known, guarded
from bot.core.coaching.outcome import Checks, Sentence
from bot.core.coaching.privacy import visible
from bot.core.coaching.prompting import Plain, Task, maybe_in, objects_in, text_in
from bot.core.coaching.reviewing.mending import as_draft
from bot.core.coaching.reviewing.rules import remarks
from bot.core.coaching.reviews import SHOWN, Look, looked_at, reviewed
from bot.core.coaching.written import Finding, Reviewed
from bot.core.commands import Review
from bot.core.replies import Reply, Text, Trouble

READ = 6000
"""Characters of a draft that the model is given."""
ADVICE_WORDS = 14
GUIDELINES = 50
"""So many are told: those behind our own rules and messages, and some twenty that the draft is most like."""
RULE = "model"
"""What a remark of the model is called where those of ours have the names of rules."""
_ROOM = 1.2
"""A better version may be so many times as long as the draft, or AT_LEAST characters."""
AT_LEAST = 300
_SENTENCE = re.compile(r"(?<=[.!?])(?=\s)")


def reviewing(command: Review, composed: Reply, kit: Kit) -> Reviewing | None:
    """Return the job of looking a draft over; None where our own words are the only right ones."""
    foreign = isinstance(composed.result, Trouble) and composed.result.code == "other_language"
    if not foreign and not isinstance(composed.result, Reviewed):
        return None
    look = looked_at(command, kit.library)
    return None if look.wrongs else Reviewing(composed, look, foreign, kit)


@dataclass(frozen=True)
class Reviewing:
    """One draft, and what our rules found; *foreign* tells that they can't read it."""

    composed: Reply
    look: Look
    foreign: bool
    kit: Kit
    task: Task = "review"

    @property
    def ours(self) -> Reviewed:
        """Return what our rules say; of a draft that they can't read, nothing."""
        found = self.composed.result
        return found if isinstance(found, Reviewed) else Reviewed("ok", (), (), None, "", Checks(True, ()))

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """Return what is told: the draft, the words around it, and our own remarks."""
        look, hide = self.look, self.kit.cloak.hide
        remarks = [
            {"words": hide(one.quote), "card": one.card, "advice": one.advice.partition(". ")[0]}
            for one in self.ours.findings
        ]
        return {
            "draft": hide(self.told[:READ]),
            "around": hide(self.kit.cut(look.draft.around[:READ])),
            "medium": look.draft.medium,
            "relation": look.draft.relation,
            "remarks": remarks,
        }

    @cached_property
    def told(self) -> str:
        """Return what of the draft may be told."""
        return self.kit.cut(self.look.clean, verbs=False)

    @cached_property
    def basis(self) -> Basis:
        """Return what advice may rest on."""
        return self.kit.basis(self.told, self.excerpt.cards, foreign=self.foreign)

    @cached_property
    def excerpt(self) -> Excerpt:
        """Return what it may rest on: what our own rules and messages go by, and what the draft is most like."""
        library = self.kit.library
        rules = filter(None, (rule.card for rule in self.look.book.rules))
        messages = (card for purpose in library.openers["purpose"].values() for card in purpose["cards"])
        return excerpt((*rules, *messages), f"{self.told} {self.look.draft.around}", library, GUIDELINES)

    def judge(self, plain: Plain) -> Judged:
        """Add what stands to our remarks; where the model had something to say and none of it stands, say so."""
        plain = self.kit.cloak.restore(plain)
        wrong = self.kit.objections()
        offered, rewrite = objects_in(plain, "findings"), visible(maybe_in(plain, "rewrite")).strip()
        added = [found for one in offered if (found := self._finding(one, wrong))]
        if all(found.severity == "low" for found in (*self.ours.findings, *added)):
            wrong.note(*(["soft"] if added else []))  # what is merely good to have never stands alone
            added = []
        if rewrite and (rules := tuple(self._wrong_with(rewrite))):
            in_the_way = (*self._strange(rewrite), *self._asked_by_our_rules(rewrite))
            wrong.raise_against(rewrite, (f"rewrite-{rule}" for rule in rules), in_the_way)
            rewrite = self._without_inventions(rewrite)
        rules, told = tuple(wrong.rules), tuple(wrong.told)
        if (offered or maybe_in(plain, "rewrite")) and not added and not rewrite:
            return Judged(None, rules, told)
        return Judged(self._reply(added, rewrite, rules), rules, told)

    # ---- one remark ------------------------------------------------------------------------------------------------

    def _finding(self, plain: Plain, wrong: Objections) -> Finding | None:
        """Return a remark that stands, with our guideline's own reason; else note which rules it breaks."""
        words, card, advice = text_in(plain, "words"), text_in(plain, "card"), visible(text_in(plain, "advice")).strip()
        rewrite = visible(maybe_in(plain, "rewrite")).strip()
        place = self.look.given.find(words) if words.strip() else -1
        quote = text_in(plain, "quote")
        if rules := tuple(self._broken(advice, card, quote, found=place >= 0)):
            evidence = self.basis.evidence(Sentence(advice, "guidance", (card,), quote))
            wrong.raise_against(advice, rules, strange(advice, evidence))
            return None
        if rewrite and list(self._invented(rewrite)):
            wrong.raise_against(rewrite, ["rewrite"], self._strange(rewrite))
            rewrite = ""
        source = self.kit.library.cards[card]
        severity: Literal["high", "low"] = "high" if source.stance in CAREFUL else "low"
        text, end = f"{advice.rstrip('.')}. {source.why}", place + len(words)
        return Finding(RULE, place, end, words, card, source.document.id, severity, text, rewrite or None)

    def _broken(self, advice: str, card: str, quote: str, *, found: bool) -> Iterator[str]:
        if not found:
            yield "not-in-draft"
        if not advice or len(advice.split()) > ADVICE_WORDS or ". " in advice.rstrip("."):
            yield "long-advice"
        sentence = Sentence(advice, "guidance", (card,), quote)
        speaks_of_draft = is_advice(advice, self.kit.library.claims)  # its own words are what there is to mend
        yield from (rule for rule in broken(sentence, self.basis) if rule != "unlike-its-source" or not speaks_of_draft)
        yield from unsendable(advice, self.look.clean, self.kit.prompts.secret)
        if echoes(advice, self.look.given, self.basis.under(Sentence(advice, "guidance", (card,)))):
            yield "echo"

    # ---- words to send instead -------------------------------------------------------------------------------------

    def _invented(self, text: str) -> Iterator[str]:
        """Name what a line says that the draft does not."""
        look, library = self.look, self.kit.library
        said = f"{self.told}\n{look.draft.around}"
        yield from unsendable(text, said, self.kit.prompts.secret)
        if look.book.refused["instructions"].search(text.casefold()):
            yield "instructions"
        if library.is_foreign(text):
            if not self.foreign:
                yield "language"
            return
        doubts = guarded(filled(text), self._ground, self.kit.library.claims).hard
        yield from dict.fromkeys(f"invented-{doubt.kind}" for doubt in doubts)
        if unlicensed(text, self._ground, self.kit.library.house):
            yield "unlicensed"

    def _strange(self, text: str) -> tuple[str, ...]:
        """Return the words of a line that the draft does not say."""
        return () if self.foreign else self.kit.strange(text, self._ground)

    @cached_property
    def _ground(self) -> Ground:
        """Read what the draft and the words around it say, once for all lines."""
        return Known((self.told,), "", self.look.draft.around).ground(self.kit.library.claims)

    def _wrong_with(self, rewrite: str) -> Iterator[str]:
        """Name what keeps a whole version from being shown: it passes our rules, and is about as short."""
        look = self.look
        yield from self._invented(rewrite)
        if len(look.clean) > READ:
            yield "cut"
        if len(rewrite) > max(_ROOM * len(look.clean), AT_LEAST):
            yield "long"
        if not self.foreign:
            if self._asked_by_our_rules(rewrite):
                yield "rules"
            if self._repeats(rewrite):
                yield "repeats"

    def _asked_by_our_rules(self, rewrite: str) -> tuple[str, ...]:
        """Return what our rules would have done about a whole version; places left open are as good as filled."""
        look = self.look
        if self.foreign:
            return ()
        ours = {gap.casefold() for gap in OPEN.findall(rewrite) if gap not in look.clean}
        return tuple(found.rule.advice for found in remarks(as_draft(rewrite, look.draft), look.book, ours))

    def _without_inventions(self, rewrite: str) -> str:
        """Leave out the sentences of a whole version that say what the draft does not; empty where too much goes."""
        sentences = _SENTENCE.split(rewrite)
        kept = [sentence for sentence in sentences if not list(self._invented(sentence))]
        left = "".join(kept).strip()
        asks = "?" in left or "?" not in rewrite
        is_whole = asks and len(left) * 2 >= len(rewrite) and not list(self._wrong_with(left))
        return left if is_whole else ""

    def _repeats(self, rewrite: str) -> bool:
        """Tell whether an odd word stands in a version more often than in the draft."""
        before, after = Counter(tokens(self.told)), Counter(tokens(filled(rewrite)))
        library = self.kit.library
        return any(
            count > before[word] and word not in library.claims.small and not library.knows(word)
            for word, count in after.items()
        )

    # ---- the reply -------------------------------------------------------------------------------------------------

    def _reply(self, added: list[Finding], rewrite: str, fired: tuple[str, ...]) -> Reply:
        ours, said = self.ours, self.kit.library.phrases["model"]
        taken = [one for one in added if not any(_overlap(one, other) for other in ours.findings)]
        findings = (*ours.findings, *taken[: max(0, SHOWN - len(ours.findings))])
        result = replace(
            ours,
            verdict="fix" if findings else "ok",
            findings=findings,
            rewrite=(rewrite or ours.rewrite) if findings else None,
            writer=self.kit.writer,
            checks=Checks(True, fired),
        )
        notes = [Text(said["unchecked"])] if self.foreign else []
        if len(self.look.clean) > READ:
            notes.append(Text(said["cut"].replace("$most", f"{READ:,}")))
        reply = reviewed(result, self.look)
        return replace(reply, parts=(*reply.parts, *notes))


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end
