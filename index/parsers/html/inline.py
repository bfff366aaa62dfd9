"""A run of inline text: what stood in the markup, and as it is written."""

import re

from index.parsers.superscripts import written

# Marks inside a run that is not yet written; what text holds of them is dropped on the way in.
BREAK = "\v"
CELL = "\t"
RAISED, MARK, ENDED = "\x0e", "\x0f", "\x10"  # the beginning of raised text, of a note's mark, and the end of either
_OURS = re.compile("[\x0e\x0f\x10]")
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0\u202f\u2007]+")
_ODD = re.compile(
    "[\t\r\n\f\v\xa0\u202f\u2007\x0e\x0f\x10\u00ad\u200b\u2060-\u2064\ufeff]|  "
)  # what `taken` would alter
_SPACES_ONLY = re.compile(r" {2,}")
_WEIGHTLESS = re.compile(
    "[\u00ad\u200b\u2060-\u2064\ufeff]"
)  # where a line may break, or terms are multiplied: nothing to read
_AROUND_BREAK = re.compile(r" *([\v\t]) *")
_RAISED = re.compile("[\x0e\x0f]([^\x0e\x0f\x10]*)\x10")
_BEFORE_MARK = 60  # characters of the line that tell what is raised


def taken(text: str, preformatted: bool) -> str:
    """Return text as it goes into a run: white space as one blank, unless it is kept."""
    if _ODD.search(text) is None:  # as most is
        return text
    text = _OURS.sub("", _WEIGHTLESS.sub("", text))
    return text.replace("\xa0", " ").replace("\v", " ") if preformatted else _SPACES.sub(" ", text)


def run_text(run: str, preformatted: bool) -> str:
    """Return a run as it is written: line breaks as line ends, cells apart by tabs, raised text by what it means."""
    if not run or run.isspace():
        return ""
    run = _raised(run)
    if preformatted:
        return run.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    if "  " in run:
        run = _SPACES_ONLY.sub(" ", run)
    if BREAK in run or CELL in run:
        run = _AROUND_BREAK.sub(r"\1", run)
    return run.replace(BREAK, "\n").strip(" \n")


def _raised(run: str) -> str:
    """Write raised text out, one piece after another."""
    if RAISED not in run and MARK not in run:
        return run
    pieces: list[str] = []
    place, line = 0, ""
    for found in _RAISED.finditer(run):
        before = run[place : found.start()]
        line = (line + before)[-_BEFORE_MARK:]
        behind = _OURS.sub("", run[found.end() : found.end() + _BEFORE_MARK])
        said = written(found[1], line, behind, is_mark=found[0][0] == MARK)
        pieces += (before, said)
        line += said
        place = found.end()
    return _OURS.sub("", "".join(pieces) + run[place:])  # an end or beginning that a block has parted from the other
