"""What people say when somebody would like a call with them, as patterns over plain lower case.

Plain means: short forms as don't, can't, i'm, i'd, i'll; "it is" for it's; one space between words. Where two patterns
begin at the same word, the upper one counts.
"""

from __future__ import annotations

import re

from bot.core.permission.dates import FROM, UNTIL, WEEKDAYS

_OVER = r"(?= ?(?:$|[,.!;:)]| - | sorry| thanks| please))"
_ADVERB = r"(?:always|usually|absolutely|perfectly|totally|certainly|definitely|gladly|just|also|really|very|quite|too)"
_GOOD = r"(?:fine|ok|okay|good|great|best|perfect|better|ideal|nice|lovely|alright|welcome)"
_THEY = r"(?:you|she|he|they)"
_WITH = r"(?: (?:with|to) (?:her|him|them|you|that|this|it))?"
_FOR_ME = r"(?: (?:with|by|for) me)?"
_ON_THE_PHONE = r"(?: (?:on|by|over) (?:the )?phone)?"
_A_CALL = r"(?:an? |the |her |his |their |that )?(?:quick |short |brief )?(?:phone )?(?:calls?|chat)"
_CALL_ME = r"(?:(?:call|ring|phone|talk to|reach) me(?: up)?|give me a (?:call|ring|buzz))"
_TALK = rf"(?:talk|chat|speak|call|connect|do (?:it|so|that|this|{_A_CALL})|(?:have|take) {_A_CALL})"
_TROUBLE = r"(?:problem|problemo|prob|issues?|objections?|trouble|biggie)"
_NOT_A_NO = rf"(?:{_TROUBLE}|worries|rush|hurry|reason|calls?|phone|time|(?:earlier|later) than)(?!\w)"
_BUSY = r"(?:busy|swamped|snowed under|tied up|travell?ing|away|on (?:holiday|vacation|leave)|out of (?:the )?office)"
_AT_PRESENT = r"(?: (?:right now|now|at the moment|at present|these days|currently))?"

_WRITE = r"(?:write|text|e-?mail|mail|message|msg|dm|ping|slack)"
_LETTER = r"(?:e-?mails?|mails?|texts?|messages?|dms?|chat|writing|notes?)"
_BETTER = r"(?:i'd (?:much )?rather |rather |i'd prefer to |(?:i )?prefer to |let's |better |please |just )"

_BY = r"(?:(?:by|via|over|on|in|through|using) )?(?:an? |the |my )?"
_VIDEO = r"(?:video(?:[ -]?(?:calls?|chats?))?|zoom(?: calls?)?|google meet|(?:ms|microsoft) teams|facetime|skype)"
_PHONE = r"(?:phone(?: calls?)?|telephone|mobile|cell(?: ?phone)?|landline)"
_VOICE = r"(?:voice(?:[ -]?(?:chats?|channels?|calls?))?|huddles?|audio(?: calls?)?)"

_ASKED = r"(?:who|what|where|whose|which|why|when|how)"
_IS = r"(?:is|are|was|does|do|did|would|will|wants?|long|come)"
_CAN_YOU = rf"(?:can|could|would|will) (?:{_THEY}|we) (?:please |just |rather )?"

SAYINGS: tuple[tuple[str, str], ...] = (
    # Not an end, but days of the week.
    ("days", rf"(?:{'|'.join(WEEKDAYS)})\w* (?:until|till?) (?:{'|'.join(WEEKDAYS)})\w*"),
    # How often.
    ("always", r"until i (?:say|tell you)(?: you)?(?: to)? (?:stop|otherwise|so)|until i change my mind"),
    ("always", rf"until further notice|from now on|always(?! (?:but|except))|as often as {_THEY} (?:likes?|wants?)"),
    ("once", r"(?<!at )(?:(?:just|only) )*once(?! (?:a|per|every|in|i|i'm|we|you|she|he|they|the|my)(?!\w))"),
    ("once", r"(?:(?:just|only) )*(?:this once|one (?:call|chat|time)(?: only)?|this one (?:time|call)|a single call)"),
    # Questions, after what only looks like one.
    ("yes", rf"why not ?\?*{_OVER}|(?:don't|can't) see (?:any reason )?why not|no reason (?:why )?not"),
    ("write", rf"{_CAN_YOU}{_WRITE}(?: (?:to )?me)?(?: instead)?(?: please)? ?\?*(?= ?(?:$|[,.!]))"),
    ("aside", r"(?:hello|hi|hey) ?\?+"),
    ("question", r"^(?:yes|yeah|yep|ok|okay|sure|sorry|um+|hm+|eh|huh) ?\?+"),
    ("question", rf"{_ASKED}(?!\w)[^?!.]*\?+|(?:about|for|regarding) what ?\?+"),
    ("question", rf"^(?:(?:about|for) what|what (?:about|for)|{_ASKED})$"),
    ("question", rf"{_ASKED} {_IS}(?!\w)[^?!.,]*"),
    ("question_maybe", r"^(?:who|what|why)(?: [\w']+){1,3}$"),
    ("question", r"(?:^|(?<=[,.!?] ))(?:is|are|do|does|did|can|could|would|will|have|has|may|shall)(?!\w)[^?!.]*\?+"),
    # Rather in writing.
    ("no_maybe", rf"(?:don't|never|no)(?: ever)? {_WRITE}s?(?: me)?|(?:no|without) {_LETTER}"),
    ("write", rf"{_BETTER}*{_WRITE} (?:to )?me(?: back| here)*(?: instead)?"),
    ("write", rf"{_BETTER}+{_WRITE}(?: instead| here)*|{_WRITE} instead|^{_WRITE}$"),
    ("write", rf"(?:i'd |i )?(?:(?:much|really) )?prefer (?:an? )?{_LETTER}"),
    ("write", rf"(?:i'd )?rather (?:(?:by|via|over|in|get) )?(?:an? )?{_LETTER}"),
    ("write", rf"(?:only |just )?(?:by|via|over|per|in) (?:an? )?{_LETTER}(?: only| instead)?"),
    ("write", rf"(?:an? )?{_LETTER} (?:only|instead|please)|only {_LETTER}"),
    ("write", rf"(?:an? )?{_LETTER} (?:is|are|would be) (?:{_ADVERB} )*(?:{_GOOD}|preferred|easier){_FOR_ME}"),
    ("write", rf"(?:an? )?{_LETTER} works(?: {_ADVERB}| {_GOOD})*{_FOR_ME}"),
    ("write", rf"(?:drop|send|shoot|leave) me (?:an? )?(?:quick |short )?(?:line|msg|{_LETTER})(?: instead)?"),
    ("write", rf"(?:let's )?keep (?:it|this|things) (?:here|in writing|to {_LETTER}|on (?:slack|discord|chat))"),
    ("write", rf"(?:feel free to|{_THEY} (?:can|may|could)(?: just)?) {_WRITE}(?: (?:to )?me)?"),
    # Not now.
    ("later", rf"(?:i )?(?:not|can't)(?= (?:{UNTIL}))|(?:i )?can't (?:talk )?(?:(?:right )?now|at the moment)"),
    ("later", r"not (?:just |right )?now|not (?:just |quite )?yet|(?:i'm )?not (?:free|available|around)"),
    ("later", r"not (?:at|for) (?:the moment|this (?:time|point|moment)|present|now)"),
    ("later", rf"(?:i'm )?(?:(?:too|very|really|pretty|quite|a bit|so|still) )*{_BUSY}{_AT_PRESENT}"),
    ("later", r"(?:it is |this is )?(?:a )?bad (?:time|moment)|not a (?:good|great) (?:time|moment|week|day|month)"),
    ("later", rf"(?:i )?(?:don't have|have no|no) time(?: for (?:calls|that|this|it))?{_AT_PRESENT}"),
    ("later", r"(?:maybe |perhaps )?(?:later(?! than)|(?:another|some other) (?:time|day|week)|in the future)"),
    ("later", r"(?:maybe |perhaps )?(?:(?:ask|try) (?:me )?again|check (?:back|again)(?: with me)?)"),
    ("later", rf"(?:maybe|perhaps|try|(?:maybe |perhaps )?ask me)(?= (?:{FROM}|later|another|some other))"),
    ("later_maybe", r"maybe|perhaps|possibly|not sure|we'll see|(?:it )?depends|let me think"),
    ("later_maybe", r"i'll (?:think about it|let you know)"),
    # No.
    ("after_all", r"(?:actually|wait|i mean|i meant|on second thoughts?|scratch that|make that)[,. ]*no+"
     rf"(?: thanks| thank you)?{_OVER}"),
    ("no", r"no (?:thanks|thank you|ta|sorry|way|chance|never)|nope|nah+|nay|^n$|:-1:|:thumbsdown:"),
    ("no", r"hard pass|i'll pass|^pass$|nein|non|não|nej|nee"),
    ("no", rf"(?:^no+(?: no+)*|no+(?: no+)*(?= ?(?:$|[,.!;:]| - )))(?! {_NOT_A_NO})"),
    ("no", rf"(?:i'd |i )?(?:(?:much|really) )?(?:rather not|prefer not(?: to)?)(?: {_TALK})?{_WITH}{_ON_THE_PHONE}"),
    ("no", r"(?:absolutely|definitely|certainly|probably|of course|preferably|surely|obviously|please|i'm afraid) not"),
    ("no", r"(?:i'm )?not (?:really|interested|keen|for me|my thing|a (?:phone|call) person)"),
    ("no", r"(?:i'm )?not comfortable(?: with (?:that|this|it|calls))?"),
    ("no", r"never(?: ever)?(?: again)?|not any ?more|i think not|i don't think so|i do mind"),
    ("no", r"(?:please )?(?:don't|never) (?:call|ring|phone|contact|bother)(?: me)?(?: again| ever)?|please don't"),
    ("no", r"no (?:more )?(?:phone )?calls?(?: for me| ever)?|no phone"),
    ("no", r"no ?(?:body|one) (?:can|may) (?:call|ring|phone)(?: me)?"),
    ("no_maybe", r"no ?(?:body|one) (?:can|may|should) \w+(?: me)?|block (?:her|him|them)|enough"),
    ("no", rf"i (?:don't|never|can't|won't) (?:(?:really|usually|normally) )?(?:do|take|like|enjoy|want|accept)"
     rf" (?:any )?{_A_CALL}{_WITH}{_OVER}"),
    ("no", rf"i (?:don't|can't|won't|don't want to|don't like to) (?:be called|{_TALK}){_WITH}{_ON_THE_PHONE}{_OVER}"),
    ("no", rf"i don't want (?:to|that|this|it){_OVER}|(?:i )?(?:can't|won't)(?: do (?:it|that|this))?{_OVER}"),
    ("no", r"(?:(?:it|that) is )?a (?:clear |firm |hard )?no(?: from me)?"),
    ("no", r"go away|get lost|(?:piss|fuck|bugger|sod|back) off|shut up|leave me be"),
    ("no", r"i hate (?:phone )?calls|i hate (?:the phone|phones|phoning)"),
    ("no_maybe", r"i'm (?:good|fine|ok|okay|all set)(?! (?:with|to|by))|not at all"),
    ("no_maybe", r"stop (?:asking|messaging|writing|bothering)(?: me)?"),
    # Yes.
    ("yes", rf"(?:i have |i've )?no {_TROUBLE}(?: (?:at all|with (?:that|it)|here|(?:for|from) me))?"),
    ("yes", r"not a problem(?: at all| for me)?|np"),
    ("yes_maybe", rf"i'd (?:rather|prefer)(?: to)?(?: (?:have|do|use))?(?= (?:an? )?(?:{_VIDEO}|{_PHONE}|{_VOICE}))"),
    ("yes_maybe", r"only if|no worries|i guess(?: so)?|i suppose(?: so)?|i think so|probably"),
    ("yes_maybe", rf"if {_THEY} (?:must|have to|has to)|(?:that|it) is (?:ok|okay|fine|alright|all right|good){_OVER}"),
    ("yes", rf"(?:i )?(?:(?:really|totally) )?(?:don't|wouldn't) mind(?: at all| that| {_A_CALL})?"),
    ("yes", rf"(?:don't hesitate|feel free)(?: to (?:{_CALL_ME}|call))?|let's (?:{_TALK}|do it)"),
    ("yes", rf"{_THEY} (?:can|may|could)(?: {_ADVERB})*(?: {_CALL_ME}| call|{_OVER})|{_CALL_ME}"),
    ("yes", r"y(?:e+s+|ep+|up+|eah+|ea|a)?|k+|ok+|okay|okey|sure(?: thing)?|for sure|a yes(?: from me)?"),
    ("yes", r"certainly|absolutely|definitely|of course|naturally|gladly|with pleasure|agreed|deal|aye|al(?:l )?right"),
    ("yes", r"by all means|go (?:right )?ahead|go for it|go on(?: then)?|please do|be my guest|you bet|can't wait"),
    ("yes", r"(?:i'd (?:be )?|i'm )?(?:(?:always|very|more than|totally|perfectly) )*"
     r"(?:happy|glad|pleased|delighted|willing|fine|ok|okay)"
     rf"(?: (?:to|for|with|by)(?!\w))?(?: {_TALK})?{_WITH}(?: me)?"),
    ("yes", rf"i'd (?:love|like) (?:to|that|it)(?: {_TALK})?{_WITH}|sounds {_GOOD}|looking forward(?: to it)?"),
    ("yes", rf"(?:is|are|would be)(?: {_ADVERB})* {_GOOD}{_FOR_ME}"),
    ("yes", r"i (?:can|could) (?:do|talk|make|manage)(?: it| that)?"),
    ("yes", rf"(?:would )?(?:works?|suits?)(?: {_ADVERB}| me| {_GOOD})*{_FOR_ME}"),
    ("yes", r"(?:good|great|lovely|nice) idea|great|perfect|lovely|cool|wonderful|excellent"),
    ("yes", r"\+1(?! ?\d)|:\+1:|:thumbsup:|:ok_hand:"),
    ("yes", rf"(?:whenever(?! {_THEY})|when(?:ever)? {_THEY} (?:likes?|wants?|can|needs?))(?! (?:but|except))"),
    ("yes", r"(?:i'm )?(?:(?:usually|mostly|always) )?(?:free|available|around|reachable)"),
    ("yes", r"ja|jep|oui|si|sí|sim|claro|natürlich|bien sûr|por supuesto"),
    # By which means, and until when.
    ("bar", rf"(?:no|not|without)(?: (?:by|on|over|via|the|an?))* (?:{_VIDEO}|{_PHONE}|{_VOICE})"),
    ("aside", rf"{_A_CALL}(?= (?:is|are|would|works?|suits?)(?!\w))"),
    ("video", _BY + _VIDEO),
    ("phone", _BY + _PHONE),
    ("voice", _BY + _VOICE),
    ("until", UNTIL),
    ("from", FROM),
    ("no_maybe", rf"^(?:don't|not)(?! (?:on|before|after|earlier|later|week\w*|(?:{'|'.join(WEEKDAYS)})\w*)(?!\w))"),
    # Neither here nor there.
    ("aside", r"(?:thanks|thank you|thx|ty)(?: (?:so much|very much|a lot))?(?: for (?:asking|checking))?|cheers"),
    ("aside", r"please|pls|plz|sorry|hi|hello|hey(?: there)?|good (?:morning|afternoon|evening|day)|no (?:rush|hurry)"),
    ("aside", r"^(?:morning|afternoon|evening)(?=[!,.])|danke|merci|gerne|gracias|obrigad[oa]"),
    ("aside", r"[:;]-?[()dp]|:skin-tone-\d:"),
)  # fmt: skip

_NUMBERED = (f"(?P<{name}_{number}>{pattern})" for number, (name, pattern) in enumerate(SAYINGS))
SAID = re.compile(rf"(?<![\w'])(?:{'|'.join(_NUMBERED)})(?![\w'])")


def name_of(found: re.Match[str]) -> str:
    """Return the name of the saying that *found*, a match of SAID, is."""
    return (found.lastgroup or "").rpartition("_")[0]


_STOP = (
    r"stop|stop it|quit|end|revoke|cancel|unsubscribe|opt[ -]?out|leave me alone|no more calls|stop calling me"
    r"|(?:don't|never)(?: ever)? (?:call|ring|phone|contact) me(?: again| any ?more| ever| ever again)?"
    r"|stopp|stoppen|arr[eê]t|arr[eê]te[rz]?|alto|basta|halt|pare|parar|parem|detener|ferma|smetti|sluta|aufhören|стоп"
)
STOP = re.compile(rf"(?:(?:please|pls),? )?(?:{_STOP})(?:[,.!]* (?:please|pls|now|thanks|thank you))?")
"""A whole line that takes everything back."""
