"""What any bytes whatever must come to in any parser: content that is sound, or the documented error, within bounds."""

import resource
import traceback
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from time import process_time

from index.errors import DocumentError
from index.parsers import Parser
from index.parsers.registry import PARSERS, PICTURES, SOURCE_SUFFIXES, UNTRUSTED
from index.records import Content

OURS = str(Path(__file__).parents[2] / "index")
# Of suffixes that are read alike, one; pictures need text recognition, whose models take seconds for each.
TARGETS = sorted(
    {*PARSERS} - {*PICTURES, *SOURCE_SUFFIXES, ".text", ".ndjson", ".markdown", ".htm", ".tsv", ".mdoc", ".roff"}
    | {".py"}
)
LARGEST = 200_000  # bytes of an input
SECONDS, SECONDS_A_BYTE = 2.0, 20e-6  # of computing that an input may take
# Bytes by which an input may raise the peak of this process's memory; the first one loads a parser's libraries, too.
MEMORY, MEMORY_A_BYTE = 128 << 20, 1000


class UnsoundError(AssertionError):
    """A parser that broke its promise."""


def read(suffix: str, data: bytes, parser: Parser | None = None) -> Content | None:
    """Parse ``data`` in this process, or with another ``parser``; None where it is refused, as it may be.

    Raises:
        UnsoundError: the content is not what a parser may return, or it took too long or too much memory for its
            length.
        Exception: whatever escaped the parser. A library's own errors do not count in the formats of `UNTRUSTED`: the
            child process that they are read in takes them.
    """
    began, before = process_time(), peak_memory()
    try:
        content = (parser or PARSERS[suffix])(data, f"input{suffix}")
        check(content)
    except DocumentError:
        content = None
    except UnsoundError:
        raise
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a library in Rust raises what is no Exception
        if suffix not in UNTRUSTED or _is_ours(error):
            raise
        content = None
    took, grew = process_time() - began, peak_memory() - before
    # Memory first: to ask the system for much of it takes seconds on a busy machine.
    if grew > MEMORY + MEMORY_A_BYTE * len(data):
        raise UnsoundError(f"{grew >> 20} MB for {len(data)} bytes")
    if took > SECONDS + SECONDS_A_BYTE * len(data):
        raise UnsoundError(f"{took:.1f} s for {len(data)} bytes")
    return content


def peak_memory() -> int:
    """Return the most memory that this process has had at once, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # Linux counts in KiB


def check(content: Content) -> None:
    """Hold a parser's result to what is promised of it.

    Raises:
        UnsoundError: a span, a page or a text is not what it may be.
    """
    text = content.text
    _hold(content.blocks == tuple(sorted(content.blocks, key=lambda block: block.start)), "blocks do not ascend")
    for number, block in enumerate(content.blocks):
        _hold(0 <= block.start < block.end <= len(text), f"block {number} does not lie in the text")
        _hold(all(cell is None or cell.end <= block.end for cell in block.cells), "a cell")
        _hold(block.parent is None or 0 <= block.parent < number, f"the parent of block {number} is not before it")
        _hold(
            (block.why is not None) == (block.kind == "boilerplate"), f"block {number} has no reason, or one too many"
        )
    boilerplate = content.of_kind("boilerplate")
    _hold(all(a.end <= b.start for a, b in pairwise(boilerplate)), "boilerplate overlaps")
    _hold(_ascends(content.pages) and all(0 <= page <= len(text) for page in content.pages), "pages are out of order")
    _hold(not content.pages or content.pages[0] == 0, "the first page does not begin with the text")
    _hold(_ascends([line.start for line in content.lines]), "lines are out of order")
    _hold(all(warning.strip() for warning in content.warnings), "an empty warning")


def _ascends(places: Iterable[int]) -> bool:
    return all(a <= b for a, b in pairwise(places))


def _hold(holds: bool, said: str) -> None:
    if not holds:
        raise UnsoundError(said)


def _is_ours(error: BaseException) -> bool:
    """Say whether the error was raised in code of ours, and so could have been one of ours."""
    # What is no Exception is a panic in Rust, which has no frame of its own.
    return isinstance(error, Exception) and traceback.extract_tb(error.__traceback__)[-1].filename.startswith(OURS)


def signature(error: BaseException) -> str:
    """Name an error by its kind and place, so that each fault is kept once."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(OURS)]
    place = f"{Path(frames[-1].filename).stem}-{frames[-1].lineno}" if frames else "target"
    kinds = {" s for ": "slow", " MB for ": "large"}
    what = next((kind for part, kind in kinds.items() if part in str(error)), type(error).__name__)
    return f"{what}-{place}"
