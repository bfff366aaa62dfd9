"""Seconds of computing by megabyte of file that parsing takes, by format, over checkouts.

    python -m bench.parse_speed BEFORE . [--write docs/parsing.md] [--files]

Over the real documents of QA_TEST_DATA (everyday, ingest), files that every checkout reads. The encoder, the sandbox's
pipes and the loading of libraries are left out. Each file is parsed six times, in three rounds in which the checkouts
take turns; the least time counts.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.comparing import comparing_options, revision, rows, write_table

FOLDERS = ("everyday/docs", "ingest/markitdown", "ingest/article_extraction/html")
_ROUNDS = 3

Times = dict[str, tuple[str, int, float]]  # by file: its suffix, bytes, seconds


def measure(checkout: Path, files: Sequence[Path]) -> Times:
    """Parse the files with the parsers of ``checkout``."""
    found = rows(checkout, "parse_files.py", *files)
    return {row["file"]: (row["suffix"], row["bytes"], row["seconds"]) for row in found}


def least(now: Times, before: Times) -> Times:
    """Return each file's shorter time."""
    return {file: min(row, before.get(file, row), key=lambda each: each[2]) for file, row in now.items()}


def table(runs: dict[str, Times]) -> Iterator[str]:
    """Yield a Markdown table: seconds by megabyte of each format, and how many times the first the last takes."""
    first = next(iter(runs.values()))
    both = [file for file in first if all(file in times for times in runs.values())]
    yield f"| format | files | MB | {' | '.join(runs)} | times |"
    yield f"|---|---:|---:|{'---:|' * len(runs)}---:|"
    for suffix in sorted({first[file][0] for file in both}):
        own = [file for file in both if first[file][0] == suffix]
        size = sum(first[file][1] for file in own) / 1e6
        seconds = [sum(times[file][2] for file in own) / size for times in runs.values()]
        shown = " | ".join(f"{each:.2f}" for each in seconds)
        yield f"| {suffix} | {len(own)} | {size:.2f} | {shown} | {seconds[-1] / seconds[0]:.2f} |"


def slowest(runs: dict[str, Times]) -> Iterator[str]:
    """Yield every file's times, those that grew most first."""
    first, last = next(iter(runs.values())), list(runs.values())[-1]
    both = [file for file in first if file in last]
    for file in sorted(both, key=lambda file: -last[file][2] / first[file][2]):
        before, now = first[file][2], last[file][2]
        yield f"{now / before:6.2f} {before * 1000:9.1f} {now * 1000:9.1f} ms {first[file][1]:9} bytes {file}"


def main() -> int:
    """Measure, print, and write the table where one is wanted."""
    arguments = comparing_options(__doc__)
    arguments.add_argument("checkouts", nargs="+", type=Path, metavar="CHECKOUT")
    arguments.add_argument("--files", action="store_true", help="also print each file's times")
    options = arguments.parse_args()
    if "QA_TEST_DATA" not in os.environ:
        print("set QA_TEST_DATA to the folder of test data", file=sys.stderr)
        return 2
    data = Path(os.environ["QA_TEST_DATA"])
    files = sorted(path for folder in FOLDERS for path in (data / folder).iterdir() if path.is_file())
    runs: dict[str, Times] = {}
    for _ in range(_ROUNDS):
        for checkout in options.checkouts:
            runs[revision(checkout)] = least(measure(checkout, files), runs.get(revision(checkout), {}))
    made = list(table(runs))
    print(*(slowest(runs) if options.files else ()), *made, sep="\n")
    if options.write:
        write_table(options.write, made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
