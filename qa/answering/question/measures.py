"""Measures that a question asks for, such as a time of day or a price, and whether a text states one at all.

The words for it are many, so each list is wide: what has none of them cannot answer, what has one may. Where the
question is in the past tense a century is a time and a year a date.
"""

import re
from functools import lru_cache

from index.notation import MONTH
from qa.answering.question.counting import has_number
from qa.answering.question.dimensions import UNITS, without_others

# The number of a clause or rule at the beginning of a line.
_NUMBERING = re.compile(
    rf"^[^\S\n]*(?:\d{{1,3}}(?:\.\d{{1,3}}){{2,}}\.?|\d{{1,3}}\.\d{{1,3}}\.?(?=\s+[A-Z])(?!\s+(?i:{UNITS})\b)|\d{{1,3}}[.)])(?=\s)",
    re.MULTILINE,
)
_ASKS_ELSE = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_SOMETHING_IS = r"(?= (?:do|does|did|is|are|was|were|has|have|had|can|could|may|might|must|will|would|should)(?!\w))"
_NOW = r"(?= (?:do|does|is|are|must|should|can|may|will|shall|has|have)(?!\w))"


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{text})(?!\w)", re.IGNORECASE)


_CLOCK_WORDS = (
    r"\d{1,2}[:.]\d{2}|\d{1,2}\s?[–-]\s?\d{1,2}|\d{1,2}\s*(?:a\.?m\.?|p\.?m\.?|h|hrs?|hours?|o['’]?clock|uhr)|noon|midnight|midday|dawn|dusk"
    r"|sunrise|sunset|mornings?|afternoons?|evenings?|nights?|hourly|hours?|o['’]?clock"
    r"|(?:at|by|until|till|from|to|past|around|about|after|before) (?:half past |quarter (?:past|to) )?"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
)
_CLOCK = _words(_CLOCK_WORDS)
_ERA_WORDS = rf"{_CLOCK_WORDS}|\d{{3,4}}s?|centur\w+|millenni\w+|periods?|windows?|ages?"
_ERA = _words(_ERA_WORDS)
_DAY_WORDS = (
    r"\d{4}-\d{2}-\d{2}|(?:since|by|in|least) \d{4}"
    r"|\d{1,2}[./]\s?\d{1,2}[./]?(?:\s?\d{2,4})?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?|(?:\w+\s+)?days?|today|tomorrow|yesterday|daily|christmas"
    r"|easter|sabbath|(?:week|month|year)(?:ly|s)?|birthday|holidays?"
)
_DAY = _words(_DAY_WORDS)
_WHEN = _words(
    rf"{_ERA_WORDS}|{_DAY_WORDS}|after|before|during|until|since|when|while|once|if|upon|within|ago|later|soon|now"
    r"|immediately|(?:begin|end|start)\w*|first|last|spring|summer|autumn|winter|weekends?|daytime|between|leading up"
    r"|seasons?|rounds?|closed|tim(?:e|es|ing)|prehistor\w+|depending|in case|provided"
)
_ASKS_WHEN = re.compile(r"\W*(?:(?:and|so|since|until|from|by) )?when\b", re.IGNORECASE)
_DURATION_WORDS = (
    r"seconds?|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|semesters?|terms?|seasons?|years?|decades?"
    r"|centur\w+|millenni\w+|ages?|times?|until|till|through|reign|rest|remainder|forever|indefinite\w*|permanent\w*"
    r"|perpetual\w*|long|short|soon|brief\w*|temporar\w*|daily|overnight|lifetime|while|always|never|immediately"
)
_DURATION = _words(_DURATION_WORDS)
_OFTEN = _words(
    r"every|each|per|daily|nightly|hourly|weekly|monthly|quarterly|yearly|(?:bi|semi-?)?annual\w*|once|twice|times?"
    r"|often|always|never|rarely|seldom|regular\w*|frequent\w*|occasion\w*|whenever|when|after|few|continu\w+"
    r"|an? (?:day|week|month|year)|years?|@\w+"
)
_SIZE = _words(
    r"(?:larg|small|big|tall|high|low|deep|shallow|wide|narrow|heav|light|fast|slow|old|young)\w*|far|near|size\w*|same"
    r"|moderate|massive|major|ancient|elderly|adults?|child\w*|age[sd]?|teens|twenties|thirties|through|from|to"
)
_UNIT = r"(?:[mck]?m|kg|g|lbs?|oz|m?l|h|°|hours?|days?|years?)"  # a number of these is no price
_MONEY = _words(
    rf"[$€£¥]\S+|[a-z]{{0,3}}(?<!section )(?<![§/.])\d+(?:[.,]\d+)*(?![\d/]|[.,]\d|\s?{_UNIT}(?!\w))[a-z.,:;)%-]*"
    r"|dollars?|euros?|pounds?|pence|cents?|crowns?|kron\w+|francs?|marks?|yen|yuan|rupees?|pesos?|dirhams?"
    r"|roubles?|lire|bucks?|hundreds?|thousands?|millions?|billions?|free|nothing|no (?:charge|fee|cost)s?"
    r"|without (?:charge|cost)|waived|included|gratis|discount\w*|percent"
    r"|expensive|cheap\w*|costly|price\w*|profit\w*"
)
_NO_MONEY = re.compile(  # years, and the numbers of claims, orders and the like
    rf"\b(?i:{MONTH}|in|since|until|year)\.?\s+(?:1[5-9]|20)\d\d(?![\w,.]\d)(?!\s?(?i:[A-Z]{{3}}\b|[$€£¥]|euros?|dollars?|pounds?|per))"
    r"|\b[A-Z]{2,}(?:-\d+){2,}\b"
)
_SOON = _words(
    rf"{_DURATION_WORDS}|delay\w*|prompt\w*|within|once|instant\w*|quick\w*|fast\w*|slow\w*|rapid\w*|speed\w*|sudden\w*"
    r"|gradual\w*|rate|annual\w*|every|per|when|as soon as|by"
)
_SHARE = _words(
    r"\d[\d.,]*|percent\w*|half|halves|third|quarters?|fifth|tenth|most|majority|minority|all|none|every\w*|few|nearly"
    r"|almost"
)
_YEAR = _words(r"\w*\d{3,4}s?|['’]\d\ds?|\d{1,2}[./-]\d{1,2}[./-]\d{2}|years?|centur\w+|b\.?c\.?e?|a\.?d\.?")
_MONTH = _words(
    r"january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug"
    r"|sept?|oct|nov|dec|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}(?:-\d{2})?|months?|spring|summer|autumn|winter|fall"
    r"|ramadan|christmas|easter"
)
_COLOUR = _words(
    r"(?:\w+\W?)?(?:red|green|blue|yellow|orange|purple|violet|pink|brown|black|white|gr[ae]y)\w*|gold\w*|silver\w*"
    r"|crimson|scarlet|maroon|beige|cream|tan|ivory|bronze|copper|turquoise|teal|cyan|magenta|indigo|khaki|olive|navy"
    r"|amber|ruby|emerald|dark\w*|pale\w*|bright\w*|blond\w*|transparent|clear|\w*colou?r\w*|rainbow|\w{3,}ish"
    r"|#[0-9a-f]{3,8}"
)
_QUANTITY = _words(
    r"(?:hundred|thousand|million|billion|trillion|dozen)s?|double\w*|triple\w*|halv\w+|thirds?|quarters?|all|any\w*"
    r"|every\w*|nothing|whole|entire\w*|complete\w*|full\w*|total\w*|some|few|many|most\w*|more|less|least|little|lots?"
    r"|enough|several|equal\w*|same|too|as|large\w*|small\w*|great\w*|high\w*|low\w*|long\w*|short\w*|big\w*|moderate\w*"
    r"|minim\w+|maxim\w+|considerabl\w+|substantial\w*|significant\w*|slight\w*|vast\w*|huge\w*|rarely|often|free|room"
    r"|cold|cool|hot|warm|ambient|boiling|freezing|infinite|unlimited"
)
_QUANTITIES = (
    r"(?:population|temperature|height|length|weight|distance|speed|depth|width|diameter|voltage|capacity|altitude"
    r"|elevation|amount|total|balance|rate)"
)
_OF = r"(?= (?:of|for|in|at|to|from|between|on)(?!\w))"
_NAMED = r"(?:(?<!\w)(?:called|named|known|termed|used for)(?!\w)|(?<!\w)by\W*$)"
_PRICED = r"(?:[\w'’-]+ ){0,8}(?:costs?|pay|paid|charged?|spen[dt]|price|fee|worth|earn|salary)"
_PORT_OF = r"(?=.*(?:listen|bind|serve|daemon|tcp|udp|http|connect|network))"
_KEY = r"(?:keyboard )?(?:key ?stroke|key combination|short ?cut|short[- ]cut key|hot ?key|key)"
_KEYS = re.compile(
    r"(?<!\w)(?:ctrl|control|alt|meta|shift|esc(?:ape)?|enter|return|tab|del(?:ete)?|backspace|space(?:bar)?|page|home|end"
    r"|insert|arrows?|cursor|f\d{1,2}|[cms]-\S+|(?:hot|short)?keys?|key ?strokes?|shortcuts?|buttons?|press\w*|hit\w*"
    r"|typ(?:e|ing)|prefix)(?!\w)|\^\S|<[^<>\s]+>|⌘|(?<![\w'’])['\"`‘“]?[^\W_aAI]['\"`’”]?(?!\w)",
    re.IGNORECASE,
)
_WHAT_IS = r"what(?: is| are|['’]s) (?:[\w'’.-]+ ){0,4}"
_TELEPHONE = re.compile(
    r"\d(?:[\s()/.+-]*\d){5}|(?:call|dial|phone|tel\w*|fax|ext\w*|number|hotline)\W*(?:\w+\W+){0,3}\d{3}", re.IGNORECASE
)
_DIGITS = re.compile(r"\d(?:[\s()/.+-]*\d)")
_MAIL = re.compile(r"\S@\S|\S \(?at\)? \S", re.IGNORECASE)
_WEB = re.compile(r"://|www\.|\w\.\w{2,}|\w/\w", re.IGNORECASE)

_MEASURES: tuple[tuple[re.Pattern[str], re.Pattern[str], bool], ...] = (  # asked so; words for it; or any number
    (_words(r"(?:what|which) time of (?:the )?day"), _CLOCK, False),
    (_words(rf"(?:what|which) (?:time|hour){_NOW}"), _ERA, False),
    (_words(rf"(?:what|which) (?:date|day){_NOW}"), _DAY, False),
    (
        _words(r"how long(?= (?:do|does|did|is|are|was|were|has|have|had|can|may|must|will|should)(?!\w))"),
        _DURATION,
        True,
    ),
    (_words(rf"how (?:quickly|soon|promptly|rapidly){_SOMETHING_IS}"), _SOON, True),
    (_words(r"(?:what|which) year(?!s| of)"), _YEAR, False),
    (_words(r"(?:what|which) month(?! of)"), _MONTH, False),
    (_words(r"(?:what|which) (?:century|decade)"), _ERA, False),
    (_words(rf"(?:what|which) colou?r{_SOMETHING_IS}"), _COLOUR, False),
    (_words(rf"how much(?! {_PRICED})"), _QUANTITY, True),
    (
        _words(rf"what{_SOMETHING_IS} \w+ the (?:[\w'’-]+ ){{0,2}}{_QUANTITIES}{_OF}(?!.*{_NAMED})"),
        _QUANTITY,
        True,
    ),
    (
        _words(rf"(?:what|which) (?!population|speed|rate){_QUANTITIES}{_SOMETHING_IS}"),
        _QUANTITY,
        True,
    ),
    (_words(rf"(?:what|which) (?:percent(?:age)?|share|fraction|proportion)(?: of|{_SOMETHING_IS})"), _SHARE, True),
    (
        _words(rf"(?:what|which) (?:{_KEY}(?:{_SOMETHING_IS}| to|(?= \w+s (?:the|an?|my|all|it)(?!\w)))|{_KEY}s)"),
        _KEYS,
        False,
    ),
    (_words(rf"(?:what|which) (?:\w+ )?port(?: number)?{_PORT_OF}"), _DIGITS, False),
    (_words(rf"{_WHAT_IS}(?:tele)?(?:phone|fax) numbers?"), _TELEPHONE, False),
    (_words(rf"{_WHAT_IS}e-?mail address(?:es)?"), _MAIL, False),
    (_words(r"(?:what|which) (?:\w+ ){0,2}(?:dose|dosage)"), _QUANTITY, True),
    (_words(r"what (?:is|are) the (?:[\w'’-]+ ){0,2}(?:url|web ?(?:site|page)? address)"), _WEB, False),
    (_words(r"how (?:often|frequently)"), _OFTEN, True),
    (_words(r"how (?:old|tall|high|deep|wide|heavy|far|fast|large|big)|(?:what|which) age"), _SIZE, True),
    (_words(rf"how much {_PRICED}"), _MONEY, False),
    (
        _words(r"what (?:is|are|was|were) the (?:[\w'’-]+ ){0,2}(?:price|fee|fare|salary)(?= (?:of|for|to)|\W*$)"),
        _MONEY,
        False,
    ),
)


def fits(text: str, question: str) -> bool:
    """Say whether ``text`` is of the kind that ``question`` asks for: as `may_state` does, and a time for "when"."""
    return may_state(text, question) and (_ASKS_WHEN.match(question) is None or _WHEN.search(text) is not None)


def may_state(text: str, question: str) -> bool:
    """Say whether ``text`` has what could be the measure that ``question`` asks for; True where it asks for none.

    Also where it asks for something else as well: "who decides how long the break is?". What the question itself says
    states nothing: "how long does a long test take?".
    """
    measures = _measures_of(question)
    if not measures:
        return True  # most questions ask for none, and every piece that is read is held to them
    text = without_others(_NUMBERING.sub("", text), question)
    return all(
        any(
            not known >= _split(found[0])
            for found in said.finditer(_NO_MONEY.sub(" ", text) if said is _MONEY else text)
        )
        or (by_number and has_number(text))
        for said, by_number, known in measures
    )


def is_number_of_clause(text: str, start: int, end: int, question: str) -> bool:
    """Say whether a measure is asked for, and these words are the number that a clause begins with, as "13.6.2"."""
    if not _measures_of(question) or not text[start:end].strip()[:1].isdigit():
        return False
    found = _NUMBERING.match(text, text.rfind("\n", 0, start) + 1, end + 2)
    return found is not None and end <= found.end()


@lru_cache(64)  # every piece that is read for a question is held to them
def _measures_of(question: str) -> tuple[tuple[re.Pattern[str], bool, frozenset[str]], ...]:
    """Return the words that state what is asked for, whether any number does, and the question's other words."""
    asked = " ".join(question.split())
    found = ((asks.search(asked), said, by_number) for asks, said, by_number in _MEASURES)
    rests = (
        (said, by_number, asked[: place.start()] + asked[place.end() :]) for place, said, by_number in found if place
    )
    return tuple((said, by_number, _split(rest)) for said, by_number, rest in rests if not _ASKS_ELSE.search(rest))


def _split(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))
