"""Does our wording in ``seeds/`` share a run of eight words with the original?

    python bench/seed_overlap.py PATH_TO_ORIGINAL [FILE_OR_FOLDER ...]

Exit 0 and one line if not; exit 1 and the shared runs if so; exit 2 if a file cannot be read. Without further paths it
checks ``seeds/`` and the gold set of the original, which must not smuggle its sentences in either.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

RUN = 8  # words

# Names and titles may be repeated; they have no other wording. A run is excused only where it lies wholly inside one of
# these, so a name inside a copied sentence excuses nothing. Only the headline is eight words long.
TITLES = ("The depressing truth about TikTok’s impending ban",)

ROOT = Path(__file__).resolve().parent.parent
OURS = (ROOT / "seeds", ROOT / "tests" / "data" / "original_gold.jsonl")
SUFFIXES = {".md", ".txt", ".jsonl"}


@dataclass(frozen=True, slots=True)
class Shared:
    """Words that stand in both texts; ``line`` is 1-based and in ours."""

    file: Path
    line: int
    words: str


def words(text: str) -> list[tuple[str, int]]:
    """Return each word, case-folded, with its offset. Apostrophes part words: a run then counts as longer."""
    return [(match.group().casefold(), match.start()) for match in re.finditer(r"\w+", text)]


def windows(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every run of `RUN` words."""
    return (tuple(tokens[at : at + RUN]) for at in range(len(tokens) - RUN + 1))


def shared_runs(ours: str, original: str, titles: Iterable[str] = TITLES) -> list[tuple[int, str]]:
    """Return (offset in ``ours``, words) of every longest run of eight words or more that stands in both texts."""
    theirs = set(windows([word for word, _ in words(original)]))
    excused = {run for title in titles for run in windows([word for word, _ in words(title)])}
    tokens = words(ours)
    hits = [at for at, run in enumerate(windows([word for word, _ in tokens])) if run in theirs and run not in excused]
    runs: list[list[int]] = []  # [first word, last word]; windows that follow one another are one run
    for at in hits:
        if runs and at == runs[-1][1] - RUN + 2:
            runs[-1][1] = at + RUN - 1
        else:
            runs.append([at, at + RUN - 1])
    return [(tokens[first][1], " ".join(word for word, _ in tokens[first : last + 1])) for first, last in runs]


def files(paths: Iterable[Path]) -> list[Path]:
    """Return the text files among and under ``paths``, sorted."""
    return sorted(
        file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.suffix in SUFFIXES
    )


def overlap(original: Path, ours: Iterable[Path]) -> list[Shared]:
    """Return every shared run of all ``ours`` with ``original``.

    Raises:
        OSError: a file cannot be read.
    """
    source = original.read_text(encoding="utf-8")
    found = []
    for file in files(ours):
        text = file.read_text(encoding="utf-8")
        found += [Shared(file, text.count("\n", 0, at) + 1, run) for at, run in shared_runs(text, source)]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is shared; return the exit code."""
    parser = argparse.ArgumentParser(description="Check that seeds/ shares no run of eight words with the original.")
    parser.add_argument("original", type=Path)
    parser.add_argument("ours", type=Path, nargs="*", default=[path for path in OURS if path.exists()])
    options = parser.parse_args(arguments)
    try:
        found = overlap(options.original, options.ours)
    except OSError as error:
        print(f"cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    for item in found:
        print(f"{item.file}:{item.line}: {item.words}")
    if not found:
        print(f"no run of {RUN} words shared by {len(files(options.ours))} files")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
