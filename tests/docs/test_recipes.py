"""The recipes of CONTRIBUTING.md: each was followed for what there is, and a step that is forgotten fails."""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import qa.evaluation.metrics
from bench.evaluation_table import RETRIEVERS
from index.parsers.registry import PARSERS, UNTRUSTED, LazyParser
from index.search import Retriever, SearchSettings

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
EVALUATION = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
# Formats that are text as they stand: read in the indexing process, as there is no parser that a file could break.
PLAIN_TEXT = {".txt", ".md", ".markdown", ".csv", ".tsv", ".json", ".jsonl"}
# What may read them: an encoding's detector looks at bytes and builds nothing of them.
HARMLESS = {"charset_normalizer"}
# An example of what each recipe stands for.
DONE = {"format": "pdf", "kind": "retrieval", "engine": "embedded", "framework": "langchain", "name": "index"}


def test_every_file_of_a_recipe_is_there_for_what_was_added_by_it() -> None:
    """With the name of something that exists in the angle brackets, each path is a file or folder of ours."""
    paths = re.findall(r"`((?:qa|index|tests|docs|bench)/[\w./<>*-]+)`", CONTRIBUTING)
    filled = [re.sub(r"<(\w+)>", lambda found: DONE[found[1]], path) for path in paths]

    assert len(paths) > 25
    assert [path for path in filled if not list(ROOT.glob(path.rstrip("/")))] == []


@pytest.mark.parametrize("suffix", sorted(PARSERS))
def test_a_format_is_read_apart_unless_it_is_plain_text(suffix: str) -> None:
    """A new suffix must be in one of the two lists; in neither, the process that indexes would run its parser."""
    assert (suffix in UNTRUSTED) != (suffix in PLAIN_TEXT)


@pytest.mark.parametrize("suffix", sorted(set(PARSERS) - UNTRUSTED))
def test_no_library_parses_what_is_read_in_our_own_process(suffix: str) -> None:
    """Plain text is read by the standard library and by our own code."""
    parser = PARSERS[suffix]
    assert isinstance(parser, LazyParser)

    assert libraries(parser.module, set()) <= HARMLESS


def libraries(module: str, seen: set[str]) -> set[str]:
    """The top names of libraries that a module of `index.parsers` imports, and those of ours that it imports."""
    seen.add(module)
    tree = ast.parse(Path(str(importlib.import_module(module).__file__)).read_bytes())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    ours = {name for name in names if name.startswith("index.parsers") and name not in seen}
    found = {name.partition(".")[0] for name in names} - {*sys.stdlib_module_names, "index"}
    return found.union(*(libraries(name, seen) for name in ours))


@pytest.mark.parametrize("suffix", sorted(PARSERS))
def test_a_format_has_a_sample_and_its_word_in_readme(suffix: str) -> None:
    """The sample is what the contract suite takes up; the word is how users learn of it."""
    takes_in = README.partition("**Takes in**")[2].partition("\n- ")[0]

    assert (ROOT / "tests" / "data" / f"sample{suffix}").is_file()
    assert re.search(rf"(?<!\w){re.escape(suffix)}\b", takes_in)


def test_readme_names_no_format_that_is_not_read() -> None:
    """And none that went."""
    takes_in = README.partition("**Takes in**")[2].partition("\n- ")[0]

    assert set(re.findall(r"(?<!\w)\.[a-z]{2,8}\b", takes_in)) == set(PARSERS)


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
