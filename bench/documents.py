"""Writes what a program knows into README.md and docs/: tables, figures, help texts, and the session on a terminal.

    python -m bench.documents          (`make docs`)

`tests/docs/` makes the same parts again, so that a document which says something else fails.
"""

import importlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench import figures, results
from index.parsers.registry import PARSERS, UNTRUSTED, LazyParser
from qa.cli import COMMANDS
from qa.settings import Settings

ROOT = Path(__file__).parent.parent
README = "README.md"
CONSOLE = "```console"


def tables(kept: results.Results) -> Iterator[str]:
    """Yield the tables of docs/results.md that list every run."""
    for columns in (results.RETRIEVAL, results.ANSWERS, results.ABSTENTION):
        yield "\n".join(results.table(kept.runs, columns)) + "\n"


def latency(kept: results.Results) -> str:
    """Return the line about the time that answers took."""
    return (
        "Milliseconds p50/p95 of a whole answer, as the runs went, with other work on both cores: "
        f"{results.latencies(kept.runs)}. squad2, fold dev, `--limit 400`, alone on the machine: "
        f"{kept.filled('{alone p50:ms}/{alone p95:ms}')}.\n"
    )


def commands() -> str:
    """Return README's table of commands."""
    rows = [(f"`qa {name}`", command.purpose, command.exits) for name, command in COMMANDS.items()]
    return _table(("command", "does", "exit codes"), rows)


_HELPS = """
import contextlib, qa.cli
for name in qa.cli.COMMANDS:
    print(f"\\n## qa {name}\\n\\n```text")
    with contextlib.suppress(SystemExit):
        qa.cli.main([name, "--help"])
    print("```")
"""


def helps() -> str:
    """Return docs/commands.md: what each command says of itself."""
    head = "# Commands\n\nWhat each command says when it is asked with `--help`. Written by `make docs`.\n"
    return head + _output([sys.executable, "-c", _HELPS])


def formats() -> str:
    """Return docs/formats.md: what is read, by which parser, and where."""
    suffixes: dict[LazyParser, list[str]] = {}
    for suffix, parser in PARSERS.items():
        if isinstance(parser, LazyParser):
            suffixes.setdefault(parser, []).append(suffix)
    rows = [
        (" ".join(f"`{suffix}`" for suffix in names), _purpose(parser), "yes" if names[0] in UNTRUSTED else "")
        for parser, names in suffixes.items()
    ]
    return (
        "# Formats\n\nEvery suffix that is read, and what its parser does. Formats that can attack their parser are\n"
        "read in a process of their own, under limits of time and memory. Written by `make docs`.\n\n"
        + _table(("suffix", "parser", "own process"), rows)
    )


def _purpose(parser: LazyParser) -> str:
    function = getattr(importlib.import_module(parser.module), parser.function)
    return str(function.__doc__).partition("\n")[0]


def settings() -> str:
    """Return README's table of settings."""
    rows = [
        (f"`QA_{name.upper()}`", _default(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return _table(("setting", "default", ""), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, *rows]
    shown = ["".join(f"| {cell} " if cell else "| " for cell in line) + "|" for line in lines]
    return "\n".join([shown[0], "|" + "---|" * len(heads), *shown[1:]]) + "\n"


def _default(value: object) -> str:
    if isinstance(value, bool):
        return f"`{int(value)}`"
    if isinstance(value, tuple):
        return f"`{os.pathsep.join(map(str, value))}`" if value else ""
    return "" if value is None else f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def session(text: str) -> str:
    """Return README with its commands' output as they print it now, over an index of seeds/ made for it.

    What can be sent back to be checked is the first highlight of the first answer.
    """
    block = _block(text)
    asked = [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
    with tempfile.TemporaryDirectory() as data:
        _run("qa index", data)
        said = [f"$ {words}\n{_run(words, data)}" for words in asked]
        cited = json.loads(_run(f"{asked[0]} --json", data))["citations"][0]
    light = cited["highlights"][0]
    place = {"document_id": cited["document_id"], "start": cited["start"] + light["start"]}
    place |= {"end": cited["start"] + light["end"], "quote": light["text"]}
    text = text.replace(block, CONSOLE + "\n" + "\n".join(said) + "```\n")
    return re.sub(r"(/api/verify .* -d) '.*'", lambda found: f"{found[1]} '{json.dumps(place)}'", text)


def _run(words: str, data: str) -> str:
    """Return what a line of shell prints, `qa` being this Python's."""
    line = re.sub(r"^(\.venv/bin/)?qa\b", f"{shlex.quote(sys.executable)} -m qa.cli", words)
    return _output(["/bin/sh", "-c", line], data)


def _output(words: Sequence[str], data: str = "") -> str:
    """Return what a process prints on a narrow terminal, without settings of one's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    return subprocess.run(
        words,
        cwd=ROOT, env={**kept, "QA_DATA": data, "COLUMNS": "100"}, stdout=subprocess.PIPE, text=True, check=False,
    ).stdout  # fmt: skip


def _block(readme: str) -> str:
    begin = readme.index(CONSOLE)
    return readme[begin : readme.index("```\n", begin + len(CONSOLE)) + len("```\n")]


def with_table(document: str, table: str) -> str:
    """Return ``document`` with ``table`` in the place of the one that has the same heads.

    Raises:
        ValueError: there is none, or several.
    """
    heads = table.partition("\n")[0] + "\n"
    if document.count(heads) != 1:
        raise ValueError(f"the table {heads.strip()} stands {document.count(heads)} times in the document")
    before, _, after = document.partition(heads)
    rest = after.splitlines(keepends=True)
    end = next((number for number, line in enumerate(rest) if not line.startswith("|")), len(rest))
    return before + table + "".join(rest[end:])


def readme(text: str, kept: results.Results) -> str:
    """Return README with everything of it that is made, but for the session."""
    for table in (commands(), settings(), figures.measured(kept)):
        text = with_table(text, table)
    return text


def results_page(text: str, kept: results.Results) -> str:
    """Return docs/results.md with everything of it that is made."""
    for table in (*tables(kept), figures.targets(kept)):
        text = with_table(text, table)
    return re.sub(r"^Milliseconds p50/p95 .*\n", lambda _: latency(kept), text, flags=re.MULTILINE)


def main() -> None:
    """Write all of it."""
    kept = results.read()
    page = readme((ROOT / README).read_text(encoding="utf-8"), kept)
    (ROOT / README).write_text(session(page), encoding="utf-8")
    path = ROOT / "docs" / "results.md"
    path.write_text(results_page(path.read_text(encoding="utf-8"), kept), encoding="utf-8")
    (ROOT / "docs" / "commands.md").write_text(helps(), encoding="utf-8")
    (ROOT / "docs" / "formats.md").write_text(formats(), encoding="utf-8")


if __name__ == "__main__":
    main()
