"""stub"""
from __future__ import annotations
from bot.core.coaching.library import Library
from bot.core.coaching.outcome import Checks, Finding, Reviewed
from bot.core.coaching.rulebook import Rulebook
from bot.core.coaching.drafts import pasted
from bot.core.coaching.rules import remarks
from bot.core.commands import Review
from bot.core.replies import Reply
def review(command: Review, library: Library, book: Rulebook) -> Reply:
    p = pasted(command.text, book.cues, command.medium, command.relation)
    fs=[]
    for r in remarks(p, book)[:3]:
        s = p.whole.as_given(r.span.start, r.span.end)
        fs.append(Finding(r.rule.id, s.start, s.end, command.text[s.start:s.end], r.rule.card or None, None, r.rule.severity, r.rule.advice, r.rule.rewrite))
    return Reply((), result=Reviewed("fix" if fs else "ok", tuple(fs), (), None, "offline", Checks(True, ())))
