"""The grounding of answers, as an object for ``--json`` and as text."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from qa.evaluation.answers import CheckedAnswer
from qa.evaluation.report.tables import Table
from qa.evaluation.report.text import aligned, one_line
from qa.grounding.check import Checked, GroundingLabel

_SHOWN = 40  # failing sentences on a terminal; --json holds all
_CUT = 200  # characters of a sentence shown

MEANING: dict[GroundingLabel, str] = {
    "exact": "stands so in the source that is cited",
    "paraphrase": "in other words, and supported by the source that is cited",
    "unsupported": "in other words, and the source that is cited does not seem to say so",
    "spliced": "words of the sources, joined as they do not stand together",
    "misattributed": "stands so in a source, but not in the one that is cited",
    "fabricated": "quoted, but in no source",
    "uncited": "names no source",
}


def grounding_object(checked: Sequence[CheckedAnswer]) -> dict[str, object]:
    """Return counts, the share of answers that are grounded, and every sentence with its verdict."""
    return {
        "answers": len(checked),
        "grounded": round(sum(item.found.grounded for item in checked) / len(checked), 6),
        "sentences": _count(sentence for item in checked for sentence in item.found.sentences),
        "quotes": _count(quote for item in checked for quote in item.found.quotes),
        "rows": [{"id": item.id, "grounded": item.found.grounded, **asdict(item.found)} for item in checked],
    }


def grounding_text(checked: Sequence[CheckedAnswer]) -> str:
    """Return a table of verdicts and the sentences that are not grounded."""
    sentences = _count(sentence for item in checked for sentence in item.found.sentences)
    quotes = _count(quote for item in checked for quote in item.found.quotes)
    rows = [(name, (str(sentences.get(name, 0)), str(quotes.get(name, 0)), why)) for name, why in MEANING.items()]
    lines = [f"{sum(item.found.grounded for item in checked):,} of {len(checked):,} answers are grounded", ""]
    lines += aligned(Table("", ("sentences", "quotes", ""), tuple(rows)))
    wrong = list(_wrong(checked))
    lines += ["", *wrong[:_SHOWN]] if wrong else []
    if len(wrong) > _SHOWN:
        lines.append(f"… and {len(wrong) - _SHOWN:,} more (--json)")
    return "\n".join(lines) + "\n"


def _count(items: Iterable[Checked]) -> dict[str, int]:
    found = Counter(item.verdict for item in items)
    return {name: found[name] for name in MEANING if name in found}


def _wrong(checked: Sequence[CheckedAnswer]) -> Iterator[str]:
    for answer in checked:
        for item in (*answer.found.sentences, *answer.found.quotes):
            if item.verdict not in ("exact", "paraphrase"):
                score = f" (support {item.support:.2f})" if item.support is not None else ""
                yield f"{answer.id}: {item.verdict}{score}: {one_line(item.text, _CUT)}"
                yield from (f"  {one_line(reason, _CUT)}" for reason in item.reasons)
