"""Writes out what was typed in a hurry: short forms, the pronoun I, the names of days and months."""

from __future__ import annotations

import re

_SIGNS = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'") | dict.fromkeys("\u201c\u201d", '"'))
_SHORT = """
im=I'm ive=I've id=I'd i=I i'm=I'm i've=I've i'd=I'd i'll=I'll dont=don't doesnt=doesn't didnt=didn't cant=can't
wont=won't isnt=isn't wasnt=wasn't werent=weren't arent=aren't havent=haven't hasnt=hasn't hadnt=hadn't
couldnt=couldn't wouldnt=wouldn't shouldnt=shouldn't theyre=they're youre=you're shes=she's hes=he's theyve=they've
weve=we've thats=that's whats=what's bc=because b/c=because w=with w/=with w/o=without til=until till=until
yrs=years yr=year wks=weeks wk=week mins=minutes hrs=hours pls=please plz=please u=you ur=your pics=pictures
pic=picture convo=conversation ppl=people &=and tmrw=tomorrow bday=birthday linkedin=LinkedIn dm'ing=messaging
dming=messaging dm'd=messaged dmed=messaged thx=thanks gonna=going_to wanna=want_to n=and cause=because cuz=because
coz=because xmas=Christmas smth=something abt=about nite=night
wd=would cd=could shd=should jan=January feb=February aug=August
sept=September oct=October nov=November dec=December wouldve=would've wouldnt=wouldn't anythings=anything's
"""
_SPELLED = {short: long.replace("_", " ") for short, long in (pair.split("=") for pair in _SHORT.split())}
_I = frozenset({"i", "i'm", "i've", "i'd", "i'll"})
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = "january february march april june july august september october november december"
_TONGUES = """
english french german spanish italian portuguese dutch turkish arabic hebrew chinese japanese korean russian
ukrainian swedish norwegian danish finnish greek hungarian romanian czech irish welsh scottish american british
european african asian brazilian indian slovak slovenian croatian serbian bulgarian vietnamese persian latin
"""
_PLACES = """
london paris berlin lisbon madrid rome vienna prague warsaw budapest dublin leeds glasgow edinburgh bristol
utrecht amsterdam rotterdam antwerp ghent brussels lyon lille munich hamburg cologne zurich geneva oslo bergen
stockholm gothenburg copenhagen helsinki tallinn riga vilnius krakow gdansk porto barcelona valencia milan turin
naples athens istanbul lagos accra nairobi cairo mumbai delhi pune bangalore tokyo osaka kyoto seoul beijing
shanghai singapore bangkok jakarta manila sydney melbourne auckland toronto montreal vancouver boston chicago
seattle denver austin texas california germany france spain italy portugal netherlands belgium austria
switzerland poland norway sweden denmark finland iceland ireland scotland wales england greece brazil argentina
chile peru mexico canada india japan nigeria ghana kenya easter christmas europe africa asia wageningen delft
bologna pristina cyprus
"""
_LETTERS = "cv pr icu uk usa eu hr ceo cto vp sql api pdf gis qa gp dj ux ui ngo faq"
_CAPITAL = {name: name.capitalize() for name in (*_DAYS, *(f"{day}s" for day in _DAYS), *_MONTHS.split())}
PLACES = frozenset((*_TONGUES.split(), *_PLACES.split(), *_CAPITAL))
"""Places, languages, days and months, which nobody is called."""
_CAPITAL |= {name: name.capitalize() for name in PLACES}
_CAPITAL |= {name: name.upper() for name in _LETTERS.split()} | {"phd": "PhD", "cvs": "CVs", "prs": "PRs"}
_DAY_SHORT = {day[:3]: day.capitalize() for day in _DAYS[:5]} | {"thurs": "Thursday", "tues": "Tuesday"}
_WEEKEND = re.compile(r"(?<=\bon )(?:sat|sun)\b|\b(?:sat|sun)(?=$|[,.;])", re.IGNORECASE)
_MAY = re.compile(
    r"(?<=\b(?:in|by) )may\b(?! be)|(?<=\d )may\b(?= |$|,|\.)(?! I\b)|(?<=\bevery )may\b|(?<=\b(?:last|next"
    r"|this) )may\b|(?<=\bsince )may\b"
)
_ILL = re.compile(r"(?:^|(?<=, )|(?<=\. )|(?<=and ))ill(?= (?!and\b|with\b|in\b|at\b|today\b)[a-z])")
_EVE = re.compile(r"(?<=Christmas )(?:eve|day)\b|(?<=New Year's )eve\b")
_ITS = re.compile(r"\bits(?= (?:for|on|at|in|the|an?|not|about|too|been|going|my|our|his|her|\d)\b)")
_WORD = re.compile(r"[\w'&/@#+-]+")


def tidy(text: str) -> str:
    """Write *text* as its writer would with more time; names stay as they were typed."""
    text = " ".join(text.translate(_SIGNS).split())
    text = _WEEKEND.sub(lambda found: "Saturday" if found[0].casefold() == "sat" else "Sunday", text)
    text = _ILL.sub("I'll", _ITS.sub("it's", text))
    return _EVE.sub(lambda found: found[0].capitalize(), _MAY.sub("May", _WORD.sub(_spelled_out, text)))


def _spelled_out(found: re.Match[str]) -> str:
    word, low = found[0], found[0].casefold()
    if low in _SPELLED and (word.islower() or low in _I or low == "&"):
        return _SPELLED[low]
    if low.endswith("'s") and low[:-2] in _CAPITAL:
        return f"{_CAPITAL[low[:-2]]}'s"
    return _CAPITAL.get(low) or (_DAY_SHORT.get(low) if word.islower() else None) or word
