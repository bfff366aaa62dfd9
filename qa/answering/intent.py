"""What kind of thing was typed: not everything that people type first is a question."""

import re
from enum import Enum

from index.analysis import is_stop_word, words


class Intent(Enum):
    """Kinds of input that are answered differently."""

    FACT = "fact"  # one quote answers
    REASONS = "reasons"  # why, how, lists: several quotes may be needed
    YES_NO = "yes_no"  # the deciding quote, never a bare yes
    KEYWORDS = "keywords"  # no question: show what speaks of it
    OVERVIEW = "overview"  # "what is this about?"
    GREETING = "greeting"  # no content at all


_GREETING = re.compile(
    r"\W*(?:(?:hi|hello|hey|hiya|howdy|greetings|good\s+(?:morning|afternoon|evening|day)|thanks?(?:\s+you)?|thank\s+you"
    r"|bye|goodbye|ok(?:ay)?|cheers|test(?:ing)?|how\s+are\s+you(?:\s+doing)?|what(?:'|’)?s\s+up|who\s+are\s+you"
    r"|what\s+can\s+you\s+do|help(?:\s+me)?|nice\s+to\s+meet\s+you|there|everyone|bot|please|so\s+much|very\s+much"
    r"|again|today|all)\W*)+",
    re.IGNORECASE,
)
_OVERVIEW = re.compile(
    r"\W*(?:(?:please|can\s+you|could\s+you)\s+)?"
    r"(?:what\s+(?:is|are|'s|’s|was)\s+(?:this|these|it|the|all\s+this|all\s+of\s+this|your)"
    r"(?:\s+(?:\w+\s+){0,2}(?:documents?|texts?|articles?|sources?|files?|collection|corpus|newsletters?|site|page))?"
    r"\s+(?:all\s+)?about"
    r"|(?:summari[sz]e|sum\s+up|outline)(?:\s+(?:this|these|it|them|all|everything|for\s+me|the|of|your|main|key|points?"
    r"|documents?|texts?|articles?|sources?|files?|collection|newsletters?|please|whole|thing))*"
    r"|(?:give\s+me\s+|write\s+)?(?:an?\s+|the\s+)?(?:short\s+|brief\s+|quick\s+)?(?:summary|overview|outline|gist|tl;?dr)"
    r"(?:\s+of\s+(?:this|these|it|them|all|everything|the|your|\s|documents?|texts?|articles?|sources?|files?)+)?"
    r"|what\s+(?:topics|subjects|documents|sources)\s+(?:do|does|are|can)\s+(?:you|it|this|these|they|here|i|the|in|we)"
    r"(?:\s+(?:have|cover|know|contain|ask|about|here|documents?|sources?|there|see))*"
    r"|what\s+do\s+(?:these|the|your)\s+(?:documents|sources|articles|texts|files)\s+(?:say|cover|contain|discuss)"
    r"|what\s+can\s+i\s+ask(?:\s+(?:you|about|here))*)\W*",
    re.IGNORECASE,
)
_REASONS = re.compile(
    r"\b(?:why|how\s+(?:come|do|does|did|has|have|had|can|could|would|will|is|are|was|were|might|should)"
    r"|what\s+(?:reasons?|causes?|led|happened|makes?|made|changed|has\s+changed|have|are|were|kinds?|sorts?|problems?"
    r"|issues?|ways?|steps?|effects?|consequences?)|reasons?|explain|describe|compare|list|name\s+(?:all|the|some|three"
    r"|two)|difference|which\s+(?:\w+\s+)?(?:companies|people|countries|issues|problems|\w+s\s+(?:are|were|have|did|do)))\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"\W*(?:and\s+|but\s+|so\s+)?(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may"
    r"|might|must|isn|aren|wasn|weren|don|doesn|didn|hasn|haven|hadn|can|couldn|won|wouldn|shouldn)(?:['’]?t)?\s",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|tell|explain|describe|list|name|give|show|find|compare|say)\b",
    re.IGNORECASE,
)
_VERB_GLUE = frozenset(
    "is are was were be been being am do does did has have had can could will would should shall may might must".split()
)


def intent_of(question: str) -> Intent:
    """Return the kind of ``question``; the first that fits of greeting, overview, yes/no, reasons, keywords, fact."""
    if _GREETING.fullmatch(question) or not words(question):
        return Intent.GREETING
    if _OVERVIEW.fullmatch(question):
        return Intent.OVERVIEW
    if _YES_NO.match(question):
        return Intent.YES_NO
    if _REASONS.search(question):
        return Intent.REASONS
    return Intent.KEYWORDS if _is_bare(question) else Intent.FACT


def _is_bare(question: str) -> bool:
    """Say whether these are words put side by side: no question mark, no question word, hardly any glue."""
    found = [word for word, _, _ in words(question)]
    if "?" in question or "？" in question or _QUESTION_WORD.search(question) or len(found) > 6:
        return False
    glue = [word for word in found if is_stop_word(word)]
    return not any(word.lower() in _VERB_GLUE for word in glue) and len(glue) * 2 < len(found)
