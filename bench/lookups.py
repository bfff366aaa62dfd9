"""Look-ups in tables: whether the right row is quoted first, and the right cell of it is highlighted.

    python -m bench.lookups [CHECKOUT...] [--json] [--write docs/lookups.md]

Without a checkout this one is asked. The documents of `lookup_tables` are written in their formats and indexed
together; each question is asked as a user would ask it. A row is right where the first quote holds the cell that names
it, and the one that answers, and no other row's name; a cell is right where the first highlight is its text, neither
more nor less.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.cases import answers
from bench.comparing import Json, answering_options, revision, write_table
from bench.lookup_files import written
from bench.lookup_tables import DOCUMENTS, Document, Lookup

_SHORT = 2  # letters: a rank or a number so short may stand in another row's cell by chance


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came to one look-up."""

    document: str
    shape: str
    question: str
    row: bool
    cell: bool
    wanted: str
    quote: str
    highlight: str
    confidence: float


def judged(document: Document, lookup: Lookup, answer: Json) -> Outcome:
    """Hold an answer against the row and cell that are right."""
    first: Json = answer["citations"][0] if answer["citations"] else {"quote": "", "highlights": [], "source": ""}
    quote, light = first["quote"], next(iter(first["highlights"]), "")
    row = first["source"].endswith(document.file) and is_row(document, lookup, quote)
    cell = row and light == lookup.cell
    return Outcome(
        document.file, document.shape, lookup.question, row, cell, lookup.cell, quote, light, answer["confidence"]
    )


def is_row(document: Document, lookup: Lookup, quote: str) -> bool:
    """Say whether a quote is the right row alone."""
    others = [name for name in _names(document, lookup) if name not in lookup.key and len(name) > _SHORT]
    return lookup.key in quote and lookup.cell in quote and not any(name in quote for name in others)


def _names(document: Document, lookup: Lookup) -> list[str]:
    """Return what the other rows hold in the column that names the right one."""
    for table in document.tables:
        rows = [row for row in table.rows[table.headers :] if not isinstance(row, str)]
        for column in range(len(rows[0])):
            names = [cell for row in rows if isinstance(cell := row[column], str) and cell]
            if names.count(lookup.key) == 1:
                return [name for name in names if name != lookup.key]
    raise ValueError(f"{lookup.key!r} is not in one row alone of {document.file}")


def asked(checkout: Path) -> list[Outcome]:
    """Ask every look-up of the product as it is in ``checkout``, all documents in one index."""
    questions = [{"q": lookup.question} for document in DOCUMENTS for lookup in document.lookups]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "lookups"
        (folder / "docs").mkdir(parents=True)
        for document in DOCUMENTS:
            (folder / "docs" / document.file).write_bytes(written(document))
        (folder / "ask.json").write_text(json.dumps({"questions": questions}), encoding="utf-8")
        came = iter(answers(checkout, Path(name))["lookups"]["answers"])
    return [judged(document, lookup, next(came)) for document in DOCUMENTS for lookup in document.lookups]


def table(outcomes: dict[str, list[Outcome]]) -> Iterator[str]:
    """Yield a Markdown table: a row for each format, right rows and right cells of each revision."""
    yield f"| format | look-ups | {' | '.join(f'{name} row | {name} cell' for name in outcomes)} |"
    yield "|---|---:|" + "---:|---:|" * len(outcomes)
    formats = dict.fromkeys(Path(document.file).suffix for document in DOCUMENTS)
    for suffix in (*formats, ""):
        some = {name: [o for o in found if o.document.endswith(suffix)] for name, found in outcomes.items()}
        counts = [f"{sum(o.row for o in found)} | {sum(o.cell for o in found)}" for found in some.values()]
        yield f"| {suffix or 'all'} | {len(next(iter(some.values())))} | {' | '.join(counts)} |"


def details(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield what came to the look-ups that fail."""
    for each in outcomes:
        if not each.cell:
            yield f"{'CELL' if each.row else 'ROW '} {each.document} ({each.shape}): {each.question}"
            yield f"     wanted {each.wanted!r}, came ({each.confidence:.2f}) {each.highlight!r} in {each.quote!r}"


def main() -> int:
    """Write, index, ask and print."""
    options = answering_options(__doc__).parse_args()
    outcomes = {revision(checkout): asked(checkout) for checkout in options.checkouts}
    made = list(table(outcomes))
    if options.json:
        print(json.dumps({name: [asdict(each) for each in found] for name, found in outcomes.items()}))
    else:
        print(*details(list(outcomes.values())[-1]), "", *made, sep="\n")
    if options.write:
        write_table(options.write, made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
