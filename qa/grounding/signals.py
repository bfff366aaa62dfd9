"""Words that say how a statement is meant: perhaps, only, all, must, if, formerly, "it is false that".

They are closed classes, so that they can be listed. Phrases of one group may stand for each other; one from another
group, or none, makes another statement of the same nouns and verbs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

SignalKind = Literal[
    "hedge", "falsity", "time", "frequency", "restriction", "quantifier", "bound", "modality", "intention", "condition",
    "attribution", "cause", "contrast",
]  # fmt: skip

_GROUPS: dict[SignalKind, tuple[str, ...]] = {
    "hedge": (
        "allegedly|is reported|are reported|was reported|were reported|is alleged|are alleged|was alleged|alleged|"
        "alleged to|reportedly|supposedly|purportedly|rumoured|rumored|is said to|are said to|was said to|"
        "were said to",
        "probably|likely|presumably|in all likelihood",
        "unlikely|doubtful|doubtfully|doubt|doubts|doubted|improbable|questionable|hardly|scarcely",
        "seem|seems|seemed|seemingly|appear to|appears to|appeared to|apparently|apparent",
        "arguably|debatable|debatably",
        "in theory|theoretically|on paper|in principle|nominally|so called|hypothetically|hypothetical",
        "nearly|almost|virtually|practically|all but|close to",
    ),
    "falsity": (
        "false|falsely|untrue|not true|incorrect|incorrectly|wrong|wrongly|myth|mistaken|mistakenly|mistake|hoax|"
        "lie|misconception|disproved|debunked|refuted|erroneous|erroneously|not the case|no evidence|far from",
        "deny|denies|denied|denying|dispute|disputes|disputed|contradict|contradicts|contradicted",
    ),
    "time": (
        "former|formerly|previously|previous|used to|no longer|any longer|anymore|ex",
        "now|currently|current|nowadays|at present|today|to this day",
        "still|remain|remains|remained|yet",
        "originally|initially|at first|original|initial",
        "soon|future|upcoming|shortly|forthcoming",
        "eventually|ultimately|in the end|finally",
        "temporarily|temporary|briefly|provisional|provisionally|interim|acting|for a time|for a while",
        "permanently|permanent|forever",
        "already",
        "until|till",
        "since",
        "before|prior to|ahead of",
        "after|following",
    ),
    "frequency": (
        "always|invariably|constantly|at all times|every time",
        "often|frequently|regularly|commonly|many times",
        "usually|generally|normally|typically|as a rule|in most cases|ordinarily|in general",
        "mostly|mainly|largely|primarily|chiefly|predominantly|for the most part",
        "sometimes|occasionally|at times|from time to time|in some cases",
        "rarely|seldom|infrequently|hardly ever",
    ),
    "restriction": (
        "only|just|merely|solely|exclusively|alone|purely|nothing but|nothing other than",
        "except|excepting|excluding|excluded|excludes|apart from|other than|aside from|with the exception|"
        "save for|exempt|exempted",
        "himself|herself|itself|themselves|ourselves|yourself",
        "partly|partially|in part|partial|to some extent|incompletely",
    ),
    "quantifier": (
        "all|every|each|everyone|everybody|everything|entire|entirely|whole|wholly|completely|complete|fully|"
        "in full|total|totally|without exception|everywhere",
        "most|majority|most of",
        "many|numerous|lots of|a lot of|plenty of",
        "some|several|various|certain|a number of|a few|a handful of|a couple of",
        "few|very few|minority|little|hardly any",
        "half|half of",
        "and a half",
        "both",
        "either",
        "any|anyone|anybody|anything|whichever|whatever|whoever",
        "another|other|others",
    ),
    "bound": (
        "at least|no fewer than|no less than|not less than|or more|minimum|minimum of|at the earliest|or longer",
        "at most|up to|no more than|not more than|maximum|maximum of|or fewer|or less|at the latest|no later than",
        "more than|exceeding|exceeds|exceeded|in excess of|greater than|upwards of|higher than|longer than",
        "less than|fewer than|lower than|shorter than|smaller than",
    ),
    "modality": (
        "must|required|requires|require|need|needed|needs|have to|has to|had to|need to|needs to|obliged|"
        "obligatory|mandatory|compulsory|shall",
        "should|ought to|recommended|recommend|recommends|advised|advise|advisable|encouraged|supposed to",
        "may|might|can|could|possibly|perhaps|maybe|potentially|able to|allowed|permitted|possible|optional|"
        "optionally",
        "will|going to",
        "would",
    ),
    "intention": (
        "plan|plans|planned|planning|intend|intends|intended|hope|hopes|hoped|want|wants|wanted|aim|aims|aimed|"
        "propose|proposes|proposed|consider|considering|expect|expected|scheduled|wish|wished",
        "try|tries|tried|attempt|attempts|attempted|seek|seeks|sought",
        "fail|fails|failed|refuse|refuses|refused|decline|declined|unable to|neglected to|forgot to",
        "agree|agrees|agreed|promise|promised|offer|offered|threaten|threatened|undertook",
        "pretend|pretended|pretends|imagine|imagined|dreamed",
    ),
    "condition": (
        "if|provided that|provided|providing|as long as|so long as|in case|on condition|assuming|subject to|"
        "in the event|only when|whenever",
        "unless",
        "whether",
        "otherwise|or else",
    ),
    "attribution": (
        "according to|in the opinion|in the view|in the words",
        "said|says|say|saying|maintain|maintains|maintained|stated|announce|announces|announced|wrote|told|report|"
        "reports|reported|mentioned",
        "claim|claims|claimed|argue|argues|argued|assert|asserts|asserted|insist|insists|insisted|allege|alleges|"
        "suggest|suggests|suggested|complain|complained|accuse|accused",
        "believe|believes|believed|think|thinks|thought|assume|assumes|assumed|speculate|speculated|suspect|"
        "suspects|suspected|regarded as|feel that|felt that|considered to",
        "warn|warned|predict|predicts|predicted|estimated|expects|forecast",
    ),
    "cause": (
        "because|because of|due to|owing to|thanks to|as a result of|on account of",
        "therefore|thus|hence|consequently|as a result|so that|accordingly",
        "in order to|for the purpose of",
    ),
    "contrast": (
        "although|though|despite|in spite of|even though|nevertheless|notwithstanding|regardless",
        "instead|instead of|rather than|in place of|rather",
    ),
}  # fmt: skip
# Words that bound or round off a number and are something else elsewhere.
_BEFORE_NUMBERS = {
    "about": "approximately", "around": "approximately", "approximately": "approximately", "roughly": "approximately",
    "circa": "approximately", "some": "approximately", "estimated": "approximately",
    "over": "more than", "above": "more than", "under": "less than", "below": "less than",
    "only": "only", "nearly": "nearly", "almost": "nearly", "exactly": "exactly", "precisely": "exactly",
}  # fmt: skip
ROUNDED = "approximately"


@dataclass(frozen=True, slots=True)
class Signal:
    """A phrase of a closed class, and where it stands among the words of its sentence."""

    kind: SignalKind
    group: str  # the group's first phrase: what it is compared by
    phrase: str
    start: int
    end: int


def _phrases() -> dict[str, list[tuple[tuple[str, ...], SignalKind, str]]]:
    found: dict[str, list[tuple[tuple[str, ...], SignalKind, str]]] = {}
    for kind, groups in _GROUPS.items():
        for group in groups:
            phrases = group.split("|")
            for phrase in phrases:
                parts = tuple(phrase.split())
                found.setdefault(parts[0], []).append((parts, kind, phrases[0]))
    for phrases_of in found.values():
        phrases_of.sort(key=lambda entry: -len(entry[0]))
    return found


_PHRASES = _phrases()


def signals(words: Sequence[str]) -> Iterator[Signal]:
    """Yield the signals among ``words``, which are in lower case; of several at one place the longest."""
    place = 0
    while place < len(words):
        found = _at(words, place)
        if found is not None:
            yield found
        place = found.end if found is not None else place + 1


def _at(words: Sequence[str], place: int) -> Signal | None:
    following = words[place + 1] if place + 1 < len(words) else ""
    rounded = _BEFORE_NUMBERS.get(words[place])
    if rounded is not None and is_number(following):
        return Signal("bound", rounded, words[place], place, place + 1)
    for parts, kind, group in _PHRASES.get(words[place], ()):
        if tuple(words[place : place + len(parts)]) == parts:
            return Signal(kind, group, " ".join(parts), place, place + len(parts))
    return None


_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion "
    "half".split()
)


def is_number(word: str) -> bool:
    """Say whether ``word`` is a number in figures or in letters."""
    return word[:1].isdigit() or word in _NUMBER_WORDS
