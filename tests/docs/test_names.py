"""What the documents name is there: files, modules, functions, links, packages, ports."""

import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOPS = "qa|index|tests|training|bench|docs|seeds"
# What was decided, in the words of its day, may name what has gone since.
HISTORY = ROOT / "docs" / "decisions.md"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "training").glob("*.md")]
HOUSE = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
MARKED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.fixture(params=sorted(set(PAGES) - {HISTORY}), ids=lambda page: page.name)
def page(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def is_there(dotted: str) -> bool:
    """Say whether a dotted name is a module, or an attribute of one, however deep."""
    parts = dotted.split(".")
    if ROOT.joinpath(*parts).with_suffix(".py").is_file():
        return True  # an adapter's framework need not be installed
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            found = getattr(found, name, None) or getattr(found, "__annotations__", {}).get(name)
        return found is not None
    return False


def anchors(page: Path) -> set[str]:
    """What a page's headings are linked by."""
    heads = re.findall(r"^#+ +(.+)$", prose(page), re.MULTILINE)
    return set(re.findall(r'<a id="([\w-]+)">', prose(page))) | {
        re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads
    }


def test_the_files_that_are_named_are_there(page: Path) -> None:
    """A path in backticks that begins with a folder of ours; ``<name>`` in one is for whoever reads it to fill in."""
    named = [word for word in MARKED.findall(prose(page)) if re.fullmatch(rf"\.?({TOPS}|\.ci)/[\w./-]*", word)]

    assert [word for word in named if not (ROOT / word).exists()] == []


def test_the_modules_and_functions_that_are_named_are_there(page: Path) -> None:
    """A dotted name in backticks that begins with a package of ours."""
    named = {word for word in MARKED.findall(prose(page)) if re.fullmatch(rf"({TOPS})(\.\w+)+", word)}
    named = {word for word in named if not word.endswith((".toml", ".md", ".json"))}

    assert sorted(word for word in named if not is_there(word)) == []


def test_the_programs_that_are_named_can_be_run(page: Path) -> None:
    """`python -m` names a module, and `python` a script."""
    text = page.read_text(encoding="utf-8")
    modules = {found for found in re.findall(r"python -m ([\w.]+)", text) if found.partition(".")[0] in TOPS.split("|")}
    scripts = set(re.findall(r"python ((?:bench|training)/\w+\.py)", text))

    assert [name for name in modules if not (ROOT / f"{name.replace('.', '/')}.py").is_file()] == []
    assert [name for name in scripts if not (ROOT / name).is_file()] == []


def test_the_targets_of_make_that_are_named_are_there(page: Path) -> None:
    """`make something` is something that make knows."""
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    lines = re.findall(r"(?:^ {4}|`)make ((?:[a-z][a-z-]* ?)+)", page.read_text(encoding="utf-8"), re.MULTILINE)

    assert {target for line in lines for target in line.split()} - known == set()


def test_links_lead_somewhere(page: Path) -> None:
    """To a file, and to a heading of it."""
    lost = []
    for link in LINK.findall(prose(page)):
        if re.match(r"\w+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)

    assert lost == []


def test_a_name_that_is_not_there_is_found_out() -> None:
    """The check can fail: of what is named, the last part counts as much as the first."""
    assert is_there("index.records.Citation") is False
    assert is_there("index.recordz") is False
    assert is_there("index.records.Content.of_kind")
    assert is_there("index.records.Content.text")


def folders(package: str) -> Iterator[str]:
    for folder in sorted((ROOT / package).iterdir()):
        if folder.is_dir() and not folder.name.startswith((".", "__")):
            yield f"{package}/{folder.name}/"


def test_the_picture_shows_every_package_and_no_other() -> None:
    """A folder directly below qa/ or index/ stands in the picture of the packages."""
    picture = HOUSE.partition("## The packages")[2].partition("```text")[2].partition("```")[0]

    drawn = set(re.findall(r"(?:qa|index)/[a-z]+/", picture))

    assert drawn == {*folders("qa"), *folders("index")}


def test_readme_lists_every_package() -> None:
    """Each folder below qa/ has its line, and so has each folder that holds code of ours."""
    table = prose(ROOT / "README.md").partition("## The packages")[2].partition("\n## ")[0]

    assert {*folders("qa"), *(f"{top}/" for top in TOPS.split("|") if top != "qa")} - set(
        MARKED.findall(table)
    ) == set()


def test_the_order_of_imports_is_the_one_that_is_checked() -> None:
    """The layers that the page lists are those of import-linter."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    listed = re.search(r"^    (qa\.cli -> .*?)\n\n", HOUSE, re.MULTILINE | re.DOTALL)

    assert listed is not None
    assert re.sub(r"\s+", " ", listed[1]) == " -> ".join(layers)


def rows(heads: str) -> list[list[str]]:
    """The cells of a table of docs/house.md, by the first line of it."""
    lines = HOUSE.partition(f"{heads}\n")[2].split("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize(("port", "says", "behind", "proof"), rows("| port | says | behind it | proved by |"))
def test_a_port_is_one_and_what_stands_behind_it_fits(port: str, says: str, behind: str, proof: str) -> None:
    """Every implementation has all that its port asks for, and the suite that proves it speaks of one of them."""
    module, _, name = MARKED.findall(port)[0].rpartition(".")
    protocol = getattr(importlib.import_module(module), name)
    members = (
        {member for member in vars(protocol) if not member.startswith("_")} if isinstance(protocol, type) else set()
    )

    assert says
    implementations = MARKED.findall(behind)
    for dotted in implementations:
        module, _, behind_it = dotted.rpartition(".")
        implementation = getattr(importlib.import_module(module), behind_it)
        assert {member for member in members if not hasattr(implementation, member)} == set()
    spoken_of = {name, *(dotted.rpartition(".")[2] for dotted in implementations)}
    for path in MARKED.findall(proof):
        files = [ROOT / path] if path.endswith(".py") else (ROOT / path).rglob("*.py")
        text = "".join(file.read_text(encoding="utf-8") for file in files)
        assert re.search(rf"\b({'|'.join(spoken_of)})\b", text)


@pytest.mark.parametrize(
    ("name", "file"), re.findall(r"`(\w+)` in\s`(qa/web/\w+\.js)`", HOUSE), ids=lambda value: value.rpartition("/")[2]
)
def test_functions_of_the_page_are_where_they_are_said_to_be(name: str, file: str) -> None:
    """A name with its file, as the walk gives them, is exported by that file."""
    text = (ROOT / file).read_text(encoding="utf-8")

    assert re.search(rf"^export (async )?(function|const|class) {name}\b", text, re.MULTILINE)
