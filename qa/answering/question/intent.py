"""What kind of input was typed: not everything that people type is a question."""

import re
from collections.abc import Callable, Sequence
from enum import Enum

from index.analysis import is_stop_word, words
from index.prose import Wanted


class Intent(Enum):
    """Kinds of input that are answered differently."""

    FACT = "fact"  # one quote answers
    REASONS = "reasons"  # why, how, lists: several quotes may be needed
    YES_NO = "yes_no"  # the deciding quote, never a bare yes
    CLAIM = "claim"  # a statement, which asks nothing: what the sources say on it
    KEYWORDS = "keywords"  # a subject and no question: show what speaks of it
    OVERVIEW = "overview"  # "what is this about?"
    OUTLINE = "outline"  # "summarise the lease": one document, section by section
    GREETING = "greeting"  # no content at all


ASKING_SEVERAL = frozenset({Intent.REASONS, Intent.KEYWORDS})  # which one fact does not answer


def intent_of(question: str) -> Intent:
    """Return the kind of ``question``: the first of `_KINDS` that fits what is asked once courtesies are set aside."""
    if _GREETING.fullmatch(question):
        return Intent.GREETING
    courtesy = _COURTESY.match(question)
    asked = question[courtesy.end() :] if courtesy else question
    return next((kind for kind, fits in _KINDS if fits(asked)), Intent.FACT)


def _pattern(text: str) -> re.Pattern[str]:
    """Compile ``text``, in which one blank stands for any white space."""
    return re.compile(text.replace(" ", r"\s+").replace("'", "['’]?"), re.IGNORECASE)


_HELLO = r"(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|hallo|hola|bonjour|ciao)"
_GREETING = _pattern(
    rf"\W*(?:(?:{_HELLO}|thanks?(?: you)?|thx|merci|danke|gracias|cheers|bye|goodbye|see you|ok(?:ay)?|yes|yeah|yep|no"
    r"|nope|sure|cool|nice|great|perfect|wow|lol|ha(?:ha)+|hm+|i see|got it|sorry|never mind|test(?:ing)?|ping"
    r"|how are you(?: doing)?|how(?:'s| is) it going|what(?:'s| is) up|(?:who|what) are you|who made you"
    r"|what(?:'s| is) your name|are you (?:there|real|human|an? (?:ai|bot|robot|human))|what can you do"
    r"|how do(?:es)? (?:this|it|you) work|(?:can you )?help(?: me)?|i need help|nice to meet you"
    r"|there|everyone|bot|please|so much|very much|a lot|again|today|all)\b\W*)+"
)

_THANKS = _pattern(r"\W*(?:(?:ok(?:ay)?|great|perfect|cool|nice|many)\W+)*(?:thanks?|thx|merci|danke|gracias|cheers)\b")


def thanks(text: str) -> bool:
    """Say whether a text that asks nothing begins with thanks."""
    return _THANKS.match(text) is not None


# Courtesies around a question: "Hello! Could you please tell me why ..."
_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how|if|whether)\b"
_REQUEST = r"(?:tell|explain|describe|show|give|list|name|find|say|compare|outline|summari[sz]e|sum)\b"
_WISH = r"(?:like|love|want|wish|need|have)"
_COURTESY = _pattern(
    rf"\W*(?:(?:{_HELLO}|there|ok(?:ay)?|so|and|but|well|now|also|then|yes|sure|thanks?|thank you|i see|please|sorry)\b"
    rf"\W+)*(?:(?:can|could|would|will) you (?:(?:please|kindly|also) )*(?={_REQUEST}))?"
    r"(?:(?:(?:tell|show)(?: me| us)?|do you know"
    rf"|i(?:'d| would)? {_WISH} to \w+|i(?:'m| am| was)? wonder(?:ing)?) (?={_ASKING}))?"
)

# "tell me about X", "what do the documents say about X": a subject, about which nothing in particular is asked.
_SUBJECT = _pattern(
    r"(?:(?:tell|teach|show|give)(?: me| us)?(?: \w+){0,3} (?:about|on|regarding)"
    rf"|i(?:'d| would)? {_WISH} to (?:know|learn|hear|read|see)(?: \w+){{0,2}} (?:about|of|on)"
    r"|i(?:'m| am)? (?:also )?(?:interested in|curious about|looking for)"
    r"|(?:what (?:is|are) (?:said|written|known|there)|what (?:do|does|did|can) (?:\w+ ){1,2}(?:say|tell(?: me)?|know)"
    r"|(?:any )?(?:information|info|details|news|something|anything)) (?:about|on|of)|(?:what|how) about) \w"
)

_YES_NO = _pattern(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must"
    r"|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|haven't|hadn't|can't|couldn't|won't|wouldn't|shouldn't)"
    r" (?!\d)\w"  # "May 2024" is a date
    r"|(?:if|whether) [^,]*$"  # what is left of "do you know if ..."
)

_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d+)"
_VERB = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|this|its)"
_FOLLOWS = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|must|may|should|shall|might|need"
    r"|apply|belong|come|count|exist|go|make|offer|provide|require|use|work)"
)
_PLURAL = r"(?!\w*(?:ss|us|is)\b|(?:year|day|date|time)s\b)[\w-]{2,}s"
_WHY = _pattern(r"\b(?:why|how come|reasons?)\b")
_SEVERAL = tuple(
    map(
        _pattern,
        (
            r"\bhow (?:do|does|did|has|have|had|can|could|would|will|is|are|was|were|might|should)(?:n't)?\b",
            r"^(?:explain|describe|compare|contrast|discuss|list|outline)\b",
            rf"^(?:name|give)(?: me| us)? (?:all|the|some|any|{_NUMBER})\b",
            r"\b(?:differences? between|pros and cons|consequences?|implications?|examples of)\b",
            r"^what (?:causes|caused|led|leads|makes|made|happened|happens|has changed|changed)\b",
            r"\bwhat (?:\w+ )?(?:effects?|impacts?) (?:do|does|did|has|have|will|would)\b",
            # plurals that are asked for: "which companies were", "what types of", "what are the steps", "who are the"
            rf"\b(?:what|which) (?:(?!{_VERB}\b)[\w-]+ )?{_PLURAL} (?!(?:is|was|does|has)\b){_VERB}\b",
            r"\b(?:what|which) (?:kinds|types|sorts|forms|ways|parts|aspects) of\b",
            rf"\b(?:what|who)(?: are| were|'re) (?:the|some|all|any|your|their|his|her|its|{_NUMBER}) ",
            r"\bwhat (?:are|were) (?:\w+ ){1,3}(?:of|for|between|against) ",
        ),
    )
)
_LISTED = tuple(
    map(
        _pattern,
        (
            rf"\bwhich (?!{_VERB}\b){_PLURAL}\b",
            # "which spare parts are there", but not "which train stops here": a verb must follow what is a noun
            rf"\b(?:what|which) (?:(?!{_VERB}\b)[\w-]+ ){{0,2}}(?!{_VERB}\b){_PLURAL} {_FOLLOWS}\b",
            rf"^(?:an? |the )?(?:(?:full|complete|whole) )?list of (?:[\w-]+ ){{0,3}}{_PLURAL}\b",
            rf"^(?:list|enumerate|name|give|show)(?: me| us)? (?:all|the|every|each|some|any|{_NUMBER})\b",
            rf"\bwhat (?:are|were|'re) (?:the|all|some|your|their|its|{_NUMBER}) (?:[\w-]+ ){{0,2}}{_PLURAL}\b",
            r"\b(?:what|which) (?:kinds?|types?|sorts?|steps|options|ways) ",
            r"\bwhat (?:information|documentation|paperwork|details|equipment)\b.* "
            r"(?:must|should|needs?|have to|has to|required)\b",
            r"\bwhat (?:counts|qualifies|is considered) as\b",
            r"\b(?:include|includes|contain|contains|consist of|consists of|comprise|comprises)\W*$",
        ),
    )
)
# How something is done, and not how it works: "how do I ...", "how can it be installed", "how to".
_HOW_TO = _pattern(
    r"\bhow (?:to\b|(?:do|does|can|could|should|would|must|may) (?:i|we|you|one|people|someone|users?)\b"
    r"|(?:can|could|should|must|may) (?:[\w-]+ ){1,6}?be )"
)
# What something is: "what does -k do?", "what is an inode?", "the meaning of STAT".
_MEANING = _pattern(
    r"^\W*what(?:'s| (?:is|are)) (?:an? |the )?(?:[\w./-]+ ){0,3}[\w./-]+\W*$"
    r"|\bwhat (?:does|do) .+ (?:do|mean|stand for)\W*$|\bmeaning(?: of\b|\W*$)"
)
_ONE_NAME = _pattern(r"\b(?:called|known as|named|termed|referred to as|spelled|pronounced|abbreviated)\b")


def _asks_for_several(asked: str) -> bool:
    """Say whether reasons, ways or several things are asked for; "what are these called" asks for one name."""
    if _WHY.search(asked):
        return True
    return not _ONE_NAME.search(asked) and any(pattern.search(asked) for pattern in _SEVERAL)


def asks_for_list(question: str) -> bool:
    """Say whether everything of a kind is asked for: "which states are there?", "what must it include?"."""
    return not _ONE_NAME.search(question) and any(pattern.search(question) for pattern in _LISTED)


def wanted(question: str, intent: Intent) -> Wanted:
    """Return how much of what stands beside the best piece is to be quoted with it."""
    if asks_for_list(question):
        return "all"
    if _HOW_TO.search(question):
        return "steps"
    if intent in ASKING_SEVERAL:
        return "list"
    return "meaning" if _MEANING.search(question) else "one"


_SOURCES = frozenset(
    "document documents text texts article articles source sources file files collection corpus newsletter newsletters "
    "site page pages pdf pdfs report reports content contents".split()
)
_SUMMARY = frozenset("summary summarise summarize overview outline gist tl tldr takeaways synopsis recap sum".split())
_MAIN = frozenset("main key central general overall important".split())
_POINTS = frozenset("point points idea ideas theme themes topic topics subject subjects message facts".split())
_AROUND = frozenset(
    "what what's whats is are was were this these here it them all everything in the of your you do does can could i "
    "we me us tell give show have contain cover covers covered say says discuss discussed include about big short "
    "brief quick describe explain list please for a an to which there any up dr read learn ask know find whole thing "
    "write make out and that available indexed".split()
)
_BARE_OVERVIEW = _pattern(
    r"what(?:'s| is| are) (?:this|these|(?:in )?here|(?:all )?(?:this|these)(?: all)? about|it all about|it about)"
    r"|what can i ask(?: you)?(?: about)?(?: here)?|what (?:can|could) you tell me|what do you know(?: about)?"
)


def _is_overview(asked: str) -> bool:
    """Say whether the documents as a whole are meant: no word names anything but them, their points or a summary."""
    found = {word.lower() for word, _, _ in words(asked)}
    if _BARE_OVERVIEW.fullmatch(asked.strip(" \t\r\n?!.,")):
        return True
    named = found - _AROUND
    return bool(named & (_SUMMARY | _SOURCES | _POINTS)) and named <= _SUMMARY | _SOURCES | _POINTS | _MAIN


_OUTLINED = tuple(
    map(
        _pattern,
        (
            r"^\W*(?:please )?(?:summari[sz]e|sum up|outline|recap)(?: (?:for me|briefly|shortly))* (.+)$",
            r"^\W*(?:please )?(?:give|show|write)(?: me| us)? (?:an?|the) (?:(?:short|brief|quick) )*"
            r"(?:summary|overview|outline|synopsis|gist) of (.+)$",
            r"^\W*what (?:does|do) (.+?) (?:say|cover|contain|discuss|deal with|talk about)\W*$",
            r"^\W*what(?:'s| is| are) (.+?) (?:all )?about\W*$",
            r"^\W*what(?:'s| is) in (.+)$",
        ),
    )
)


_NEGATED = re.compile(r"\b(?:not|never|no\s+longer)\b|n['’]t\b", re.IGNORECASE)


def outlined(question: str) -> str | None:
    """Return what is to be outlined: "the lease" of "summarise the lease"; None where nothing is.

    What a document does not say is no outline of it.
    """
    if _NEGATED.search(question):
        return None
    found = (pattern.match(question) for pattern in _OUTLINED)
    return next((match[1].strip(" \t\r\n?!.\"'“”‘’") for match in found if match), None)


_ASKS = _pattern(
    r"\b(?:who|whom|whose|what|which|when|where|why|how)\b|^(?:tell|explain|describe|list|name|give|show|find|compare|say)\b"
)
_VERBS = frozenset(
    "is are was were be been being am do does did has have had can could will would should shall may might must".split()
)


def _is_bare(asked: str) -> bool:
    """Say whether these are words put side by side: no asking word, no verb of a sentence, hardly any glue.

    "The law was passed by", which ends in a word that wants another, asks for the rest of its sentence.
    """
    found = [word for word, _, _ in words(asked)]
    if _ASKS.search(asked) or len(found) > 6:
        return False
    if _has_mark(asked):  # "Project Texas?" is a subject; a question in another language is a question
        return len(found) <= 3 and asked.isascii() and not _VERBS & {word.lower() for word in found}
    glue = [word.lower() for word in found if is_stop_word(word)]
    return not _is_unfinished(found) and not _VERBS & set(glue) and len(glue) * 2 <= len(found)


def _is_claim(asked: str) -> bool:
    """Say whether this is a whole sentence that asks nothing."""
    found = [word for word, _, _ in words(asked)]
    return not _ASKS.search(asked) and not _has_mark(asked) and not _is_unfinished(found)


def _has_mark(asked: str) -> bool:
    return "?" in asked or "？" in asked


def _is_unfinished(found: Sequence[str]) -> bool:
    """Say whether the last word wants another: "the law was passed by"."""
    return bool(found) and is_stop_word(found[-1])


_KINDS: tuple[tuple[Intent, Callable[[str], object]], ...] = (
    (Intent.GREETING, lambda asked: not words(asked)),
    (Intent.OVERVIEW, _is_overview),
    (Intent.KEYWORDS, _SUBJECT.match),
    (Intent.YES_NO, _YES_NO.match),
    (Intent.REASONS, _asks_for_several),
    (Intent.KEYWORDS, _is_bare),
    (Intent.CLAIM, _is_claim),
)
