"""`qa check`: are answers, from any system, grounded in their sources? 0 done; 1 with --strict where one is not."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tqdm import tqdm

from qa.evaluation.errors import EvaluationError, SetError
from qa.evaluation.loading.rows import Row, read_jsonl
from qa.evaluation.report.grids import Grid
from qa.evaluation.report.text import aligned
from qa.grounding.check import Checked, GivenQuote, Grounding, SupportScorer, Verdict, check
from qa.grounding.verbatim import Source

_ANSWERS = ("answer", "text", "response")
_SOURCES = ("sources", "contexts", "retrieved_contexts")
_TEXTS = ("text", "content", "quote")
_IDS = ("id", "number", "source_id", "document_id", "source")
_SHOWN = 40  # failing sentences on a terminal; --json holds all
_CUT = 200  # characters of a sentence shown

MEANING: dict[Verdict, str] = {
    "exact": "stands so in the source that is cited",
    "paraphrase": "in other words, and supported by the source that is cited",
    "unsupported": "in other words, and the source that is cited does not seem to say so",
    "spliced": "words of the sources, joined as they do not stand together",
    "misattributed": "stands so in a source, but not in the one that is cited",
    "fabricated": "quoted, but in no source",
    "uncited": "names no source",
}


@dataclass(frozen=True, slots=True)
class Given:
    """One answer to check."""

    id: str
    answer: str
    sources: tuple[Source, ...]
    quotes: tuple[GivenQuote, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command; the scorer is given to `run`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="JSON lines: an answer, its sources, quotes if any")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--strict", action="store_true", help="exit 1 where an answer is not grounded")


def run(args: argparse.Namespace, scorer: SupportScorer) -> int:
    """Check every answer of the file; what goes wrong on purpose is one line on stderr."""
    try:
        given = read_answers(args.file)
        checked = [(item, check(item.answer, item.sources, scorer, item.quotes)) for item in _shown(given)]
    except EvaluationError as fault:
        sys.stderr.write(f"qa check: {fault}\n")
        return 2
    sys.stdout.write(json.dumps(as_object(checked)) + "\n" if args.json else as_text(checked))
    return 1 if args.strict and not all(found.grounded for _, found in checked) else 0


def read_answers(path: Path) -> list[Given]:
    """Read answers in any of the usual shapes.

    The answer is ``answer``, ``text`` or ``response``; its sources ``sources``, ``contexts`` or ``retrieved_contexts``,
    each a text or {id, text}; ``quotes`` and ``citations`` are verbatim words beside it. An answer of our own API has
    citations alone: their quotes are then the sources.

    Raises:
        SetError: a row is at fault, or there is none.
    """
    rows = [_given(row) for row in read_jsonl(path)]
    if not rows:
        raise SetError(f"{path}: holds no answer")
    return rows


def as_object(checked: Sequence[tuple[Given, Grounding]]) -> dict[str, object]:
    """Return counts, the share of answers that are grounded, and every sentence with its verdict."""
    return {
        "answers": len(checked),
        "grounded": round(sum(found.grounded for _, found in checked) / len(checked), 6),
        "sentences": _count(item for _, found in checked for item in found.sentences),
        "quotes": _count(item for _, found in checked for item in found.quotes),
        "rows": [{"id": given.id, "grounded": found.grounded, **asdict(found)} for given, found in checked],
    }


def as_text(checked: Sequence[tuple[Given, Grounding]]) -> str:
    """Return a table of verdicts and the sentences that are not grounded."""
    sentences = _count(item for _, found in checked for item in found.sentences)
    quotes = _count(item for _, found in checked for item in found.quotes)
    grounded = sum(found.grounded for _, found in checked)
    rows = tuple(
        (name, (str(sentences.get(name, 0)), str(quotes.get(name, 0)), meaning)) for name, meaning in MEANING.items()
    )
    lines = [f"{grounded:,} of {len(checked):,} answers are grounded", ""]
    lines += aligned(Grid("", ("sentences", "quotes", ""), rows))
    wrong = list(_wrong(checked))
    lines += ["", *wrong[:_SHOWN]] if wrong else []
    if len(wrong) > _SHOWN:
        lines.append(f"… and {len(wrong) - _SHOWN:,} more (--json)")
    return "\n".join(lines) + "\n"


def _given(row: Row) -> Given:
    quotes = [GivenQuote(text, source) for name in ("quotes", "citations") for source, text in _texts(row, name)]
    name = next((name for name in _SOURCES if row.has(name)), None)
    if name is None:  # an answer of our own API: its citations are all there is to hold it against
        sources = tuple(Source(identity or str(place), text) for place, (identity, text) in _numbered(row, "citations"))
        quotes = [quote for quote in quotes if not row.has("citations")]
    else:
        sources = tuple(Source(identity or str(place), text) for place, (identity, text) in _numbered(row, name))
    if not sources:
        raise row.fault("no sources are given, so there is nothing to hold the answer against")
    return Given(row.text("id", default=row.place), row.text(*_ANSWERS), sources, tuple(quotes))


def _numbered(row: Row, name: str) -> Iterable[tuple[int, tuple[str | None, str]]]:
    return enumerate(_texts(row, name), start=1)


def _texts(row: Row, name: str) -> Iterator[tuple[str | None, str]]:
    """Yield (id, text) of each item, which is a text or an object."""
    items = row.fields.get(name) or []
    if not isinstance(items, list):
        raise row.fault(f'"{name}" must be a list')
    plain = {**row.fields, name: [{"text": item} if isinstance(item, str) else item for item in items]}
    for item in Row(row.place, plain).rows(name):
        identity = next((item.text(key) for key in _IDS if item.has(key)), None)
        yield identity, item.text(*_TEXTS)


def _count(items: Iterable[Checked]) -> dict[str, int]:
    found = Counter(item.verdict for item in items)
    return {name: found[name] for name in MEANING if name in found}


def _wrong(checked: Sequence[tuple[Given, Grounding]]) -> Iterator[str]:
    for given, found in checked:
        for item in (*found.sentences, *found.quotes):
            if item.verdict not in ("exact", "paraphrase"):
                score = f" (support {item.support:.2f})" if item.support is not None else ""
                line = " ".join(item.text.split())
                yield f"{given.id}: {item.verdict}{score}: {line if len(line) <= _CUT else line[:_CUT] + ' …'}"


def _shown(given: Sequence[Given]) -> Iterable[Given]:
    shown: Iterable[Given] = tqdm(given, desc="checking", unit="answer", disable=None)
    return shown
