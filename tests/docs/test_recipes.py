"""The recipes of CONTRIBUTING.md: each was followed for what there is, and a step that is forgotten fails."""

import ast
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import get_args

import pytest

import qa.evaluation.metrics
from bench.evaluation_table import RETRIEVERS
from index.parsers.registry import PARSERS, UNTRUSTED, LazyParser
from index.search import Retriever, SearchSettings

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EVALUATION = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
# Of the standard library: what expands, or builds what a file says.
BREAKABLE = frozenset({"bz2", "email", "gzip", "lzma", "pickle", "sqlite3", "tarfile", "xml", "zipfile", "zlib"})
# An encoding's detector looks at bytes and builds nothing of them.
# Markdown's blocks are found by a library in Python, in time linear in the text, of which a limit is read.
HARMLESS = frozenset({"charset_normalizer", "markdown_it"})
# An example of what each recipe stands for.
DONE = {
    "format": "markdown",
    "kind": "retrieval",
    "engine": "embedded",
    "framework": "langchain",
    "name": "index",
    "language": "de",
}


def test_every_file_of_a_recipe_is_there_for_what_was_added_by_it() -> None:
    """With the name of something that exists in the angle brackets, each path is a file or folder of ours."""
    paths = re.findall(r"`((?:qa|index|tests|docs|bench)/[\w./<>*-]+)`", CONTRIBUTING)
    filled = [re.sub(r"<(\w+)>", lambda found: DONE[found[1]], path) for path in paths]

    assert len(paths) > 25
    assert [path for path in filled if not list(ROOT.glob(path.rstrip("/")))] == []


@pytest.mark.parametrize("suffix", sorted(set(PARSERS) - UNTRUSTED))
def test_what_is_read_in_our_own_process_is_read_by_our_own_code(suffix: str) -> None:
    """No library, and no part of the standard library that a hostile file could break, parses what is not in
    `UNTRUSTED`: a format that is forgotten there would run its parser in the process that indexes."""
    parser = PARSERS[suffix]
    assert isinstance(parser, LazyParser)

    assert libraries(parser.module) & (BREAKABLE | installed()) <= HARMLESS


@cache
def installed() -> frozenset[str]:
    return frozenset(packages_distributions()) - {"index", "qa"}


@cache
def libraries(module: str) -> frozenset[str]:
    """The top names that a module of `index.parsers` imports, itself and by those of ours that it imports."""
    seen, waiting, names = set[str](), [module], set[str]()
    while waiting:
        seen.add(name := waiting.pop())
        tree = ast.parse(Path(str(importlib.import_module(name).__file__)).read_bytes())
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
        found = {str(node.module) for node in nodes}
        found |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {each.partition(".")[0] for each in found}
        waiting += [each for each in found - seen if each.startswith("index.parsers.")]
    return frozenset(names)


def test_every_parser_has_a_sample() -> None:
    """For one of its suffixes at least: the sample is what the contract suite takes up."""
    sampled = {PARSERS[file.suffix] for file in (ROOT / "tests" / "data").glob("sample.*")}

    assert [suffix for suffix, parser in PARSERS.items() if parser not in sampled] == []


def metrics() -> Iterator[type]:
    """Every metric that is written."""
    for info in pkgutil.iter_modules(qa.evaluation.metrics.__path__, "qa.evaluation.metrics."):
        for name, value in vars(importlib.import_module(info.name)).items():
            is_ours = isinstance(value, type) and value.__module__ == info.name and not name.startswith("_")
            is_port = inspect.isabstract(value) or getattr(value, "_is_protocol", False)
            if is_ours and hasattr(value, "score") and not is_port:
                yield value


@pytest.mark.parametrize("metric", [*metrics()], ids=lambda metric: metric.__name__)
def test_a_metric_is_used_documented_and_worked_by_hand(metric: type) -> None:
    """An instance of it is among the figures, its name stands in docs/evaluation.md, and tests compute it."""
    code, tests = (
        "".join(file.read_text(encoding="utf-8") for file in (ROOT / folder).rglob("*.py"))
        for folder in ("qa/evaluation", "tests/evaluation")
    )
    uses = re.findall(rf"(?<!class )\b{metric.__name__}\(([^()]*)\)", code)

    names = {str(metric(int(use)) if use.isdigit() else metric()) for use in uses}

    assert names
    assert [name for name in names if not re.search(rf"(?<![\w@]){re.escape(name)}(?![\w@])", EVALUATION)] == []
    assert re.search(rf"\b{metric.__name__}\(", tests)


@pytest.mark.parametrize("retriever", get_args(Retriever))
def test_a_retriever_can_be_measured(retriever: str) -> None:
    """`qa evaluate --retriever` offers it, the table of results has it, and its candidates are tested."""
    commands = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    tests = (ROOT / "tests" / "index" / "test_index_search.py").read_text(encoding="utf-8")
    offered = re.search(r"--retriever \{([\w,]+)\}", commands)

    assert offered is not None
    assert set(offered[1].split(",")) == set(get_args(Retriever))
    assert retriever in {setting.name for setting in RETRIEVERS}
    assert retriever == SearchSettings().retriever or f'"{retriever}"' in tests


@pytest.mark.parametrize("engine", sorted(path.parent.name for path in (ROOT / "index").glob("*/store.py")))
def test_an_engine_is_chosen_by_the_wiring_and_held_to_the_contract(engine: str) -> None:
    """A package with a store of its own is in the wiring and among the engines under test."""
    wiring, stores = ((ROOT / name).read_text(encoding="utf-8") for name in ("qa/wiring.py", "tests/stores.py"))

    assert f"from index.{engine}.store import" in wiring
    assert f"from index.{engine}.store import" in stores


def test_no_engine_is_used_but_by_the_wiring() -> None:
    """The import contract names every engine's package."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    protected = {name for contract in contracts for name in contract.get("protected_modules", [])}

    assert {f"index.{path.parent.name}" for path in (ROOT / "index").glob("*/store.py")} <= protected
