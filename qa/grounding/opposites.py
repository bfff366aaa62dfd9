"""Pairs of words of which one turns a statement round where the other stood."""

from functools import lru_cache

from index.analysis import terms

_PAIRS = """
more less|more fewer|most least|many few|much little|larger smaller|bigger smaller|greater lesser
greater smaller|higher lower|highest lowest|longer shorter|longest shortest|older younger|older newer
oldest youngest|oldest newest|earlier later|earliest latest|early late|first last|best worst|better worse
major minor|maximum minimum|north south|northern southern|east west|eastern western|upper lower|left right
increase decrease|rise fall|rose fell|grow shrink|grew shrank|expand contract|gain lose|gained lost|won lost
win lose|begin end|began ended|start stop|start end|start finish|open close|opened closed|enter leave
arrive depart|accept reject|allow forbid|allow prohibit|permit forbid|include exclude|support oppose
succeed fail|success failure|agree disagree|approve reject|add remove|join leave|buy sell|bought sold
lend borrow|teach learn|employer employee|parent child|father mother|son daughter|brother sister|husband wife
king queen|male female|man woman|men women|boy girl|before after|above below|over under|inside outside
inner outer|internal external|import export|public private|positive negative|true false|possible impossible
legal illegal|safe dangerous|safe unsafe|hot cold|warm cool|wet dry|hard soft|heavy light|strong weak
fast slow|rich poor|cheap expensive|full empty|high low|deep shallow|wide narrow|thick thin|near far|new old
young old|modern ancient|common rare|easy difficult|simple complex|visible invisible|alive dead|born died
present absent|same different|similar different|always never|often rarely|everyone nobody|everything nothing
all none|all some|every some|all most|with without|day night|summer winter|morning evening|friend enemy
ally enemy|victory defeat|attack defend|attacker defender|cause prevent|cause cure|help hinder|help harm
improve worsen|create destroy|build demolish|built demolished|construct destroy|raise lower|lift lower
lock unlock|connect disconnect|enable disable|active inactive|required optional|mandatory optional
voluntary compulsory|free paid|temporary permanent|partial complete|partly fully|natural artificial
majority minority|advantage disadvantage|profit loss|credit debit|income expense|guilty innocent
acquitted convicted|sender recipient|landlord tenant|buyer seller|teacher student|doctor patient
plaintiff defendant|predecessor successor|ancestor descendant|host guest|winner loser|sooner later
faster slower|stronger weaker|cheaper dearer|nearest farthest|widest narrowest|deepest shallowest
hottest coldest|lightest heaviest|fastest slowest|richest poorest|richer poorer|thicker thinner|wider narrower
warmer colder|lighter heavier|easier harder|domestic foreign|rural urban|sunrise sunset|dawn dusk
monthly yearly|weekly daily|daily hourly|monthly weekly|annual monthly|weekday weekend|weekdays weekends
""".strip()


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _PAIRS.replace("\n", "|").split("|"):
        one, other = pair.split()
        for first, second in ((one, other), (other, one)):
            found.setdefault(root(first), set()).add(root(second))
    return {key: frozenset(value) for key, value in found.items()}


def root(word: str) -> str:
    """Return the stem of ``word``; of a stop word the word itself."""
    return next(iter(terms(word)), word)


def opposites_of(word: str) -> frozenset[str]:
    """Return the stems of what ``word`` is the opposite of (of stop words the words themselves)."""
    return _table().get(root(word), frozenset())
