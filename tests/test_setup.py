"""Makefile, lock files, Dockerfile and CI's script: what cannot be built here is at least held together."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", re.MULTILINE)


def _instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, continued lines joined."""
    text = "\n".join(line for line in DOCKERFILE.splitlines() if not line.lstrip().startswith("#"))
    lines = text.replace("\\\n", " ").splitlines()
    return [(word, rest.strip()) for line in lines if line.strip() for word, _, rest in [line.strip().partition(" ")]]


def _stages() -> list[list[tuple[str, str]]]:
    """The instructions of each build stage."""
    stages: list[list[tuple[str, str]]] = []
    for word, rest in _instructions():
        if word == "FROM":
            stages.append([])
        if stages:
            stages[-1].append((word, rest))
    return stages


def _plain() -> dict[str, str]:
    """The environment without what an outer make hands down, as these tests are themselves run by make."""
    return {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}}


def _make(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What make would do, without doing it."""
    settings = [f"{name}={value}" for name, value in variables.items()]
    return subprocess.run(
        ["make", "--dry-run", "--always-make", *settings, *arguments],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=30, env=_plain(),
    )  # fmt: skip


def _pins(name: str) -> dict[str, set[str]]:
    """Every package of a lock file with its versions (some differ by Python version)."""
    pins: dict[str, set[str]] = {}
    for package, version in PINNED.findall((ROOT / name).read_text(encoding="utf-8")):
        pins.setdefault(package, set()).add(version)
    return pins


def _names(requirements: list[str]) -> set[str]:
    found = (re.match(r"[\w.-]+", requirement) for requirement in requirements)
    return {match.group().lower().replace("_", "-") for match in found if match}


def test_serving_installs_indexes_and_serves_in_that_order() -> None:
    """`make serve` is all a user needs."""
    commands = _make("serve", VENV="somewhere").stdout

    order = [
        commands.index("-m venv somewhere"),
        commands.index("torch=="),
        commands.index("--no-deps --require-hashes -r requirements.lock"),
        commands.index("install --no-deps --no-build-isolation --no-index -e ."),
        commands.index("somewhere/bin/qa index"),
        commands.index("somewhere/bin/qa serve"),
    ]

    assert order == sorted(order)


def test_a_second_run_installs_nothing(tmp_path: Path) -> None:
    """The stamp is newer than lock and project file, so only indexing and serving are left."""
    environment = tmp_path / "env"
    environment.mkdir()
    (environment / ".installed").touch()

    done = subprocess.run(
        ["make", "--dry-run", "serve", f"VENV={environment}"],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=30, env=_plain(),
    )  # fmt: skip

    assert done.stdout.splitlines() == [f"{environment}/bin/qa index", f"{environment}/bin/qa serve"]


def test_torch_is_asked_for_in_its_cpu_build_and_once() -> None:
    """The version of the project file, without dependencies, and an index that may fail quickly."""
    command = next(line for line in _make("install").stdout.splitlines() if "torch==" in line)
    words = shlex.split(command)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert words[-1] in project["optional-dependencies"]["models"]
    assert {"--no-deps", "--retries", "--timeout"} <= set(words)
    assert words[words.index("--extra-index-url") + 1].endswith("/cpu")
    assert "torch" not in _pins("requirements.lock")


def test_an_old_python_is_refused_by_name(tmp_path: Path) -> None:
    """The message names the Python that was tried and what to type instead."""
    old = tmp_path / "python2"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    done = subprocess.run(
        ["make", "install", f"PYTHON={old}", f"VENV={tmp_path / 'env'}"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=30, env=_plain(),
    )  # fmt: skip

    assert done.returncode == 2
    assert f"Python 3.11 or newer is needed; '{old}' is not" in done.stderr
    assert not (tmp_path / "env").exists()


def test_every_locked_package_has_hashes() -> None:
    """Nothing is installed that was not seen when the lock was made."""
    for lock in ROOT.glob("requirements*.lock"):
        entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())

        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_dependency_says_which_version_is_too_new() -> None:
    """The next major version may break us; of those that count by years, none is known to."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(name for names in project["optional-dependencies"].values() for name in names)]

    assert [name for name in asked if "<" not in name and "==" not in name] == ["structlog>=26"]


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """A dependency added to the project file and not locked would be missing from every installation."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = _names(project["project"]["dependencies"])
    development = _names(project["dependency-groups"]["dev"] + project["project"]["optional-dependencies"]["models"])

    database = _names(project["project"]["optional-dependencies"]["postgres"])

    assert needed | database <= set(_pins("requirements-serve.lock"))
    assert needed | development <= set(_pins("requirements.lock")) | {"torch"}
    assert needed | _names(project["dependency-groups"]["adapters"]) <= set(_pins("requirements-adapters.lock"))


def test_the_image_runs_the_versions_that_were_tested() -> None:
    """The smaller lock is a part of the larger one, version for version, and has no torch."""
    small, large = _pins("requirements-serve.lock"), _pins("requirements.lock")

    assert {name: versions for name, versions in small.items() if not versions <= large.get(name, set())} == {}
    assert not {"torch", "sentence-transformers", "transformers"} & set(small)


def test_the_adapters_are_tested_with_our_versions() -> None:
    """What both locks hold is the same in both, so that the server under test is the one that is shipped."""
    ours, theirs = _pins("requirements.lock"), _pins("requirements-adapters.lock")

    assert {name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]} == set()
    assert "requirements-adapters.lock" in _make("test-adapters").stdout


def test_the_image_installs_by_hash_and_indexes_as_make_does() -> None:
    """Dockerfile and Makefile say the same things to pip and to qa."""
    build = " && ".join(rest for word, rest in _stages()[0] if word == "RUN")
    indexing = re.search(r"/bin/qa (index.*)", _make("index").stdout)

    assert "-m pip install --no-deps --require-hashes -r requirements-serve.lock" in build
    assert indexing is not None
    assert f"-m qa.cli {indexing.group(1)}" in build
    assert build.index("pip install") < build.index("qa.cli index") < build.index("qa.cli doctor")


def test_the_image_serves_as_an_ordinary_user_beyond_this_machine_only_with_a_key() -> None:
    """It listens on all addresses, sets no key and no way round it, so that the server asks for one."""
    final = _stages()[-1]
    settings = " ".join(rest for word, rest in final if word == "ENV")

    assert ("USER", "10001") in final
    assert "QA_HOST=0.0.0.0" in settings
    assert "QA_API_KEY" not in settings
    assert "QA_ALLOW_ANONYMOUS" not in settings
    assert [rest for word, rest in final if word == "ENTRYPOINT"] == ['["python", "-m", "qa.cli"]']
    assert [rest for word, rest in final if word == "CMD"] == ['["serve"]']


def test_the_image_asks_itself_whether_it_is_ready() -> None:
    """The health check is a program Python can read, and asks the route that is 200 only when answers are given."""
    check = next(rest for word, rest in _stages()[-1] if word == "HEALTHCHECK")
    command = json.loads(check[check.index("CMD") + 3 :])

    compile(command[2], "healthcheck", "exec")

    assert command[:2] == ["python", "-c"]
    assert "/readyz" in command[2]


def test_everything_the_image_copies_is_there_and_not_ignored() -> None:
    """.dockerignore lets through exactly what the Dockerfile takes from the tree."""
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    copied = {
        source
        for word, rest in _instructions()
        if word == "COPY" and not rest.startswith("--from")
        for source in shlex.split(rest)[:-1]
    }

    assert copied == allowed
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_image_begins_with_a_python_the_project_supports() -> None:
    """Every stage starts from one image, of a version that the project file allows."""
    image = next(rest for word, rest in _instructions() if word == "ARG").partition("=")[2]
    version = re.search(r"python:3\.(\d+)-", image)

    assert version is not None
    assert int(version.group(1)) >= 11
    assert all(stage[0][1].startswith("${PYTHON_IMAGE}") for stage in _stages())


@pytest.mark.parametrize(
    "target",
    [
        *("serve", "install", "test", "coverage", "test-slow", "test-fast", "test-adapters", "check", "format", "docs"),
        *("lock", "clean", "help", "nightly", "contract", "fuzz", "audit", "sbom", "licences"),
    ],
)
def test_every_target_is_there(target: str) -> None:
    """What the documentation names can be typed."""
    assert _make(target).returncode == 0


def test_a_built_package_carries_what_is_not_python(tmp_path: Path) -> None:
    """The encoder's graph, the page's files and the licences are in the wheel, not only in a checkout."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT, capture_output=True, check=True, timeout=120,
    )  # fmt: skip

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())

    shipped = {
        file.relative_to(ROOT).as_posix()
        for room in ("qa", "index")
        for file in (ROOT / room).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert shipped <= names
    assert "index/encoders/minilm.onnx" in names
    assert {"LICENSE", "NOTICE"} <= {name.rpartition("/")[2] for name in names}
    assert not [name for name in names if name.startswith(("tests/", "training/", "bench/"))]


def test_ci_runs_checks_and_tests_without_a_terminal() -> None:
    """Its script is sound bash, executable, reads nothing from stdin and stops at the first error."""
    script = ROOT / ".ci" / "run"
    text = script.read_text(encoding="utf-8")

    subprocess.run(["bash", "-n", str(script)], check=True)

    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in text
    assert "exec </dev/null" in text
    assert re.search(r"^make .*\bcheck test$", text, re.MULTILINE)
