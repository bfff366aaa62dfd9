"""Look for inputs that break a parser, guided by what of its code they run.

    python -m bench.fuzz [--minutes 5] [--out .fuzz] [SUFFIX...]

For each parser that many minutes; atheris, if it is installed, keeps the inputs that run something new, and without it
they are changed at random. What breaks a parser is kept in a folder of its suffix, once for each place in the code.
What ended the process is read again as users' files are: an untrusted format in its child process, which may be killed,
and the file refused. Exits with 1 where anything else was found.
"""

import argparse
import importlib.util
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from index.errors import DocumentError
from index.parsers import parse
from index.parsers.registry import PARSERS, UNTRUSTED, LazyParser
from tests.fuzz.mutating import mutated, random_bytes
from tests.fuzz.target import LARGEST, TARGETS, read, signature

SAMPLES = Path(__file__).parents[1] / "tests" / "data"
INSTRUMENTED = ["index", "striprtf", "markdown_it", "trafilatura"]


def keep(folder: Path, name: str, data: bytes) -> None:
    """Keep an input, if none of that name is kept."""
    path = folder / name
    if not path.exists():
        path.write_bytes(data)
        print(f"{folder.name}: {name} ({len(data)} bytes)", flush=True)


def tried(suffix: str, found: Path) -> Callable[[bytes], None]:
    """Return what parses an input, and keeps it where that breaks the parser."""

    def attempt(data: bytes) -> None:
        try:
            read(suffix, data)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            keep(found, signature(error), data)

    return attempt


def at_random(suffix: str, seconds: float, found: Path) -> None:
    """Change the sample again and again."""
    rng = random.Random(suffix)
    attempt = tried(suffix, found)
    known = [(SAMPLES / f"sample{suffix}").read_bytes()]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = mutated(rng.choice(known), LARGEST, random_bytes(rng), rng)
        attempt(data)
        known = [*known[-50:], data] if rng.random() < 0.05 else known


def guided(suffix: str, seconds: float, found: Path) -> None:
    """Let atheris choose; does not return."""
    atheris = importlib.import_module("atheris")
    parser = cast(LazyParser, PARSERS[suffix])  # as all of the registry are
    with atheris.instrument_imports(include=INSTRUMENTED):
        importlib.import_module(parser.module)
    corpus = found / "corpus"
    corpus.mkdir(exist_ok=True)
    (corpus / "sample").write_bytes((SAMPLES / f"sample{suffix}").read_bytes())

    def change(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        mutate = atheris.Mutate if rng.random() < 0.5 else random_bytes(rng)
        return mutated(data, most, mutate, rng)[:most]

    limits = [f"-max_total_time={int(seconds)}", "-timeout=60", "-rss_limit_mb=2048", f"-max_len={LARGEST}"]
    quiet = ["-verbosity=0", f"-artifact_prefix={found}/", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, *quiet, str(corpus)], tried(suffix, found), custom_mutator=change)
    atheris.Fuzz()


def one(suffix: str, seconds: float, found: Path) -> None:
    """Fuzz one parser in this process."""
    if importlib.util.find_spec("atheris") is None:
        at_random(suffix, seconds, found)
    else:
        guided(suffix, seconds, found)


def refusal(suffix: str, file: Path) -> str | None:
    """Return why a file that ended its parser's process is refused as users' files are; None where it is not."""
    if suffix not in UNTRUSTED or not file.name.startswith(("crash-", "oom-", "timeout-")):
        return None
    try:
        parse(file.read_bytes(), f"input{suffix}")
    except DocumentError as error:
        return str(error)
    return None


def fuzz(suffix: str, seconds: float, out: Path) -> list[str]:
    """Fuzz one parser in a process of its own, anew where that ends early; return the names of what was found."""
    found = out / suffix.lstrip(".")
    found.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 1:
        command = [
            sys.executable,
            "-m",
            "bench.fuzz",
            "--one",
            "--minutes",
            str(left / 60),
            "--out",
            str(out),
            suffix,
        ]
        with (found / "log").open("ab") as log:
            subprocess.run(command, stdout=None, stderr=log, check=False)
    return sorted(path.name for path in found.iterdir() if path.name not in ("corpus", "log"))


def main() -> None:
    """Fuzz the parsers that are named, or all, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=5.0, help="for each parser")
    parser.add_argument("--out", type=Path, default=Path(".fuzz"))
    parser.add_argument("--one", action="store_true", help="in this process, without saying what was found")
    parser.add_argument("suffixes", nargs="*", default=TARGETS, metavar="SUFFIX")
    args = parser.parse_args()
    if args.one:
        one(args.suffixes[0], args.minutes * 60, args.out / args.suffixes[0].lstrip("."))
        return
    found = {suffix: fuzz(suffix, args.minutes * 60, args.out) for suffix in args.suffixes}
    broken = 0
    for suffix, names in found.items():
        print(f"{suffix:<8} {len(names)} found")
        for name in names:
            said = refusal(suffix, args.out / suffix.lstrip(".") / name)
            broken += said is None
            print(f"    {name}: {said or 'not contained'}")
    raise SystemExit(int(broken > 0))


if __name__ == "__main__":
    main()
