"""Text that is made to keep a reader busy: whatever stands in it, reading takes time by its length."""

import gc
import math
import string
import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.parsers import parse
from index.records import Span
from index.structure import Structure

LINES = [
    ".TP",
    ".SH NAME",
    ".IP \\(bu 2",
    ".nf",
    ".RS",
    ".TS",
    "Words of a line.",
    "- item",
    "  more",
    "    code --x",
    "1. first",
    "2. second",
    "TITLE",
    "=====",
    "-----",
    "",
    "Q: What is it?",
    "A: It is so.",
    "name: value",
    "a    b",
    "c    d",
    "+--+--+",
    "| a | b |",
    ".. note:: x",
    "::",
    "* star",
    "#+BEGIN_SRC",
    "#+END_SRC",
    "> quoted",
    "$ run it",
    "\tset in",
    "X(1)    x    X(1)",
    "a .... 3",
    "\f",
    "```",
    "<!--",
    "-->",
    "!!! note",
    "[a]: b",
    ": said",
    '"""',
    "/*",
    "*/",
    "[section]",
    "\\begin{itemize}",
    "\\item x",
    "\\end{itemize}",
    "key:",
]
SUFFIXES = [".txt", ".md", ".rst", ".adoc", ".org", ".man", ".py", ".c", ".toml", ".yaml", ".tex", ".log"]
UNITS = [
    ".TP\na\nb\n",
    ".if n \\{\\\nb\n.\\}\n",
    "\\*(aq\\h'",
    "- - - - ",
    "#####",
    "> > > ",
    "|||||",
    "\t",
    "- - - -\n",
    "> > > >\n",
    "|||||\n",
    "- a\n",
    "1. a\n\n",
    "a\n===\n\n",
    "ABC\n\nabc def\n\n",
    "Q: a?\nA: b\n\n",
    "--a\n    This is what it does here.\n",
    "a  b\n",
    "+--+--+\n|a |b |\n",
    "X(1)   a   X(1)\n",
    "a\n\f\n",
    "a .... 3\n",
    ". . ",
    "if (x) {\n   y;\n}\n",
    "<!-- ",
    "<a ",
    "`",
    "```\n",
    "[a]: b\n",
    "[a\n",
    "[a](",
    "a\n: b\n\n",
    "!!! note\n    a\n",
    "=",
    "word",
    "a ",
    ".. x::\n",
    "#+begin_src\n",
    ":a:\n",
    "\\begin{a}{",
    '"""\n',
    "/* ",
    "[a",
    "**",
    "a|b\n-|-\n",
    "&amp;",
    "\\item ",
    "\n",
    "".join(" " * depth + "- a\n" for depth in range(60)),
    "".join(" " * depth + "x y\n" for depth in range(200)),
    "".join("    " * depth + "!!! note\n" for depth in range(40)),
]


@given(
    lines=st.lists(st.tuples(st.sampled_from(["", "", "   ", "       "]), st.sampled_from(LINES)), max_size=30),
    suffix=st.sampled_from(SUFFIXES),
    end=st.sampled_from(["\n", "\r\n", "\n\n"]),
)
@example(lines=[("   ", "1. first"), ("       ", "- item"), ("", ""), ("   ", "set in")], suffix=".md", end="\n")
@example(lines=[("", "one"), ("   ", "/*"), ("", "*/"), ("", "two")], suffix=".c", end="\n")
@example(lines=[("", "::"), ("", ""), ("   ", "X(1)    x    X(1)"), ("", "")], suffix=".rst", end="\n")
@example(lines=[("", "\\begin{itemize}"), ("", "words"), ("", ""), ("", "\\item x")], suffix=".tex", end="\n")
def test_any_lines_make_blocks_that_can_be_read(lines: list[tuple[str, str]], suffix: str, end: str) -> None:
    """The text is the file, where it needs no laying out; pieces never overlap; all that is no sign alone is in one."""
    text = "x" + end + end.join(indent + line for indent, line in lines)

    content = parse(text.encode(), f"a{suffix}")

    assert content.text == text or suffix == ".man"
    text = content.text
    spans = [piece.span for piece in Structure(content).pieces(Span(0, len(text)))]
    marked = [block.span for block in content.of_kind("boilerplate")]
    for places in (spans, marked):
        assert all(before.end <= after.start for before, after in pairwise(places))
    told = {place for span in (*spans, *marked) for place in range(span.start, span.end)}
    assert all(text[place].isspace() or text[place] in string.punctuation for place in {*range(len(text))} - told)


_SHORT, _LONG = 4_000, 32_000
"""Characters. What takes time by the length takes 8 times as long for the second; what takes its square, 64 times."""
_MOST = 24
_CLOCK_ERROR = 0.004
_TRIES = 4


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: repr(unit[:16]))
def test_reading_takes_time_by_the_length(unit: str, suffix: str) -> None:
    """Far from both what is right and what is not, by the least of several tries: any of them may be disturbed.

    Neither what other threads of this process do counts, nor that what other tests left is looked through for garbage.
    """
    parse(b"warm\n\nup.", f"a{suffix}")

    def seconds(length: int) -> float:
        data = ("x\n" + (unit * (length // len(unit) + 1))[:length] + " x").encode()
        gc.disable()
        try:
            start = time.thread_time()
            parse(data, f"a{suffix}")
            return time.thread_time() - start
        finally:
            gc.enable()

    short, long = math.inf, math.inf
    for _ in range(_TRIES):
        short, long = min(short, seconds(_SHORT)), min(long, seconds(_LONG))
        if long < _MOST * max(short, _CLOCK_ERROR):
            return
    pytest.fail(f"{_SHORT:,} characters took {short:.3f} s, and {_LONG:,} took {long:.3f} s")
