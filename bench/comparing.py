"""What the programs share that compare checkouts of the product: which commit one is, their options, their tables."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

Json = dict[str, Any]


def rows(checkout: Path, script: str, *words: Path) -> Iterator[Json]:
    """Yield the lines of JSON that a script of this folder prints over the code of ``checkout``, as shipped."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    done = subprocess.run(
        [sys.executable, HERE / script, *words],
        env={**kept, "PYTHONPATH": str(checkout.resolve())},
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    yield from map(json.loads, done.stdout.splitlines())


def revision(checkout: Path) -> str:
    """Return the commit's short name, with a plus where files were changed since."""
    words = ["git", "-C", str(checkout), "describe", "--always", "--dirty=+", "--exclude=*", "--abbrev=7"]
    return subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def comparing_options(doc: str | None) -> argparse.ArgumentParser:
    """Return a parser of the options that all have: where to write the table."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, metavar="FILE", help="replace the table in this document")
    return parser


def answering_options(doc: str | None) -> argparse.ArgumentParser:
    """Return the same for those that ask questions: also of which checkouts, by default this one, and JSON."""
    parser = comparing_options(doc)
    parser.add_argument("checkouts", nargs="*", type=Path, default=[HERE.parent], metavar="CHECKOUT")
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")
    return parser


def write_table(document: Path, table: Sequence[str]) -> None:
    """Put ``table`` at the end of ``document``, in the place of the one whose first column is called the same."""
    first = table[0][: table[0].index("|", 1) + 1]
    before = document.read_text(encoding="utf-8").partition(first)[0]
    document.write_text(before + "\n".join(table) + "\n", encoding="utf-8")
