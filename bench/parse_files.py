"""Parse files several times over; print each one's size and least time as a line of JSON.

    PYTHONPATH=CHECKOUT python bench/parse_files.py FILE...

It runs over any checkout since afc7f17, so that two of them can be compared: `parse_speed.py` starts it once for each.
"""

import contextlib
import importlib
import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

_REPEATS = 2


def main() -> None:
    """Print a line for each file that is read; the first of each suffix is read once more, to load its parser."""
    try:
        parsers: dict[str, Any] = importlib.import_module("index.parsers").PARSERS
    except ModuleNotFoundError:  # the package had another name
        parsers = importlib.import_module("index.readers").READERS
    warm: set[str] = set()
    for path in map(Path, sys.argv[1:]):
        suffix, data = path.suffix.lower(), path.read_bytes()
        if suffix not in parsers:
            continue
        times = []
        # A format or a file that a checkout cannot read has no time.
        with contextlib.suppress(Exception):
            for _ in range(_REPEATS + (suffix not in warm)):
                start = time.process_time()
                parsers[suffix](data, path.name)
                times.append(time.process_time() - start)
            warm.add(suffix)
            print(json.dumps({"file": path.name, "suffix": suffix, "bytes": len(data), "seconds": min(times)}))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
