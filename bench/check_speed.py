"""How long a check of grounding takes, by what the texts say: prose, and what would be slow if anything were.

    python -m bench.check_speed [--answer 50000] [--sources 1000000]

Prints processor seconds. The sizes are the limits of POST /api/check.
"""

import argparse
import random
import time

from qa.grounding.check import check
from qa.grounding.support import LexicalSupport
from qa.grounding.verbatim import Source

SOURCES = 20
CONTENTS = {
    "prose": "The lamp was moved to the lower gallery in 1911, because fog hid the upper one. It’s still there. ",
    "distinct words": " ".join(f"w{random.Random(n).randrange(9999)}" for n in range(50_000)),
    "one letter": "a. ",
    "one long word": "a",
    "one sign": "+",
    "accents": "é. ",
    "no spaces": "\u4e00",
    "items": "\n1. a",
    "items, old line ends": "\r- a",
    "markers": "[1] ",
    "markers of many": "A b c d [1-50]. ",
    "ellipses": "Bb...aa. ",
    "open quotes": "“",
    "quotes": "“a a a a a” b. ",
    "dates": "3 May 2020. ",
    "blanks": " ",
    "numbered": " ".join(f"Bb {n}." for n in range(150_000)),
    "few words": " ".join(f"x{random.Random(n).randrange(20)}{'.' * (n % 10 == 9)}" for n in range(300_000)),
    "han characters": "".join(chr(0x4E00 + random.Random(n).randrange(3_000)) for n in range(100_000)),
    "digits": "".join(random.Random(n).choice("0123456789 .,") for n in range(100_000)),
}


def seconds(content: str, answer: int, sources: int) -> float:
    """Return the processor time of one check of so many characters, all of them ``content`` repeated."""
    text = content * (max(answer, sources) // len(content) + 1)
    part = sources // SOURCES
    given = [Source(str(n + 1), text[n * part : (n + 1) * part]) for n in range(SOURCES)]
    began = time.process_time()
    check(text[1 : answer + 1], given, LexicalSupport())
    return time.process_time() - began


def main() -> None:
    """Print one line for each kind of content."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answer", type=int, default=50_000)
    parser.add_argument("--sources", type=int, default=1_000_000)
    args = parser.parse_args()
    for name, content in CONTENTS.items():
        print(f"{name:<22} {seconds(content, args.answer, args.sources):6.2f} s")


if __name__ == "__main__":
    main()
