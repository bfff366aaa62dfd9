"""Sources of manual pages, man(7) and mdoc(7): what is read is what is shown on a screen."""

import tracemalloc

import pytest

from index.errors import UnreadableDocumentError
from index.parsers import parse
from index.records import Content, Span
from index.structure import Structure
from index.units import unit_of
from tests.parsers.views import paths, words, words_at

MAN = r""".\" Written by the keeper.
.ie \n(.g .ds Aq \(aq
.el       .ds Aq '
.de LAMP
.B lamp \\$1
..
.TH LAMP 8 "2024-05-01" "harbour 3.1" "Harbour Manual"
.SH NAME
lamp \- light and watch the \fIlamp\fR
.SH SYNOPSIS
.B lamp
[\fB\-v\fR]
.RI [ file ]
.SH DESCRIPTION
It lights the keeper\*(Aqs lamp of the Caf\('e \(em and
watches it.\" Only at night.
.if t This is for paper.
.PP
Call it by
.LAMP now
or by:
.nf
lamp \-v /etc/\:lamp.conf
  # set in
.fi
.SS "Of oil"
.IP \(bu 2
whale oil
.IP \(bu 2
seed oil,
which smokes
.SH OPTIONS
.TP
.BR \-v ", " \-\-verbose
Say each thing.
.IP
A second paragraph of it.
.TP
\fB\-x\fR
.TQ
\fB\-\-out\fR
Put the lamp out.
.RS
.TP
.B now
At once, and not later.
.RE
.TP
.B \-q
Be quiet.
.SH TABLE
.TS
tab(|);
l l.
oil|hours
whale|T{
nine
hours
T}
seed|six
.TE
.SH SEE ALSO
.UR https://example.org/lamp
The museum
.UE ,
.BR keeper (1)
"""

MDOC = r""".\" $Id$
.Dd May 1, 2024
.Dt LAMP 8
.Os
.Sh NAME
.Nm lamp
.Nd light the lamp
.Sh SYNOPSIS
.Nm
.Op Fl v
.Op Fl -level Ns = Ns Ar n
.Ar
.Sh DESCRIPTION
The
.Nm
utility lights the
.Dq great
lamp
.Pq see Xr keeper 1 .
.Bl -tag -width indent
.It Fl v , Fl -verbose
Say each thing.
.Pp
Twice as much with
.Fl vv .
.It Xo
.Fl x
.Op Ar hour
.Xc
Put it out.
.El
It needs:
.Bl -bullet -compact
.It
oil
.It
a
.Em wick
.El
First:
.Bl -enum
.It
clean it
.It
light it
.El
.Bd -literal -offset indent
lamp -v

lamp -x
.Ed
.Sh FILES
.Bl -column one two
.It Pa /etc/lamp Ta what it is set to
.It Pa /var/lamp Ta what it did
.El
.Sh EXIT STATUS
.Ex -std
"""


def read(text: str = MAN, name: str = "lamp.8") -> Content:
    return parse(text.encode(), name)


def test_it_is_known_by_what_stands_in_it() -> None:
    """Whatever its suffix says: 8, 3pm, in."""
    assert [read(MAN, name).title for name in ("lamp.8", "lamp", "lamp.8.in")] == ["lamp"] * 3
    assert read("1 lamp\n2 oil\n", "lamp.8").text == "1 lamp\n2 oil\n"


def test_sections_are_headings() -> None:
    assert paths(read())[:5] == [("NAME",), ("SYNOPSIS",), ("DESCRIPTION",), ("DESCRIPTION", "Of oil"), ("OPTIONS",)]
    assert read().date == "2024-05-01"


def test_escapes_strings_and_macros_are_settled() -> None:
    """What is a comment, or holds on paper only, is no text."""
    assert words(read(), "paragraph")[1] == "It lights the keeper's lamp of the Café — and watches it."
    assert "Call it by lamp now or by:" in words(read(), "paragraph")
    assert "paper" not in read().text
    assert "salt & oil" in read(".TH A 1\n.SH NAME\nsalt \\N'38' oil\n").text
    assert "\\" not in read().text


def test_what_is_not_filled_is_code() -> None:
    assert words(read(), "code")[-1] == "lamp -v /etc/lamp.conf\n      # set in"


def test_tags_are_terms_of_what_is_said_below() -> None:
    """Further paragraphs and terms set in belong to it."""
    content = read()
    place = content.text.index("Say each")

    unit = unit_of(Structure(content), Span(place, place + 3))

    assert words(content, "term")[:2] == ["-v, --verbose", "-x\n    --out"]
    assert unit is not None
    assert words_at(content, unit.span) == "-v, --verbose\n        Say each thing.\n\n        A second paragraph of it."
    assert words(content, "term")[2:] == ["now", "-q"]


def test_marks_make_lists() -> None:
    assert words(read(), "item") == ["• whale oil", "• seed oil, which smokes"]


def test_tables_have_rows_and_cells() -> None:
    content = read()
    rows = content.of_kind("row")

    cells = [words_at(content, cell) for row in rows for cell in row.cells if cell is not None]

    assert cells == ["oil", "hours", "whale", "nine hours", "seed", "six"]


def test_a_cell_of_lines_holds_words() -> None:
    """What would be a rule on the line of a row is a sign there."""
    content = read(".TH A 1\n.TS\nl l.\n\\e^\tx\nT{\n\\e^\nT}\tcaret\n.TE\n")

    assert "| \\^ | caret |" in content.text


def test_links_show_where_they_lead() -> None:
    assert words(read(), "paragraph")[-1] == "The museum <https://example.org/lamp>, keeper(1)"


def test_mdoc_says_what_words_mean() -> None:
    content = read(MDOC)

    assert content.title == "lamp"
    assert "lamp [-v] [--level=n] file ..." in content.text
    assert words(content, "paragraph")[0] == "lamp – light the lamp"
    assert "The lamp utility lights the “great” lamp (see keeper(1))." in words(content, "paragraph")
    assert words(content, "paragraph")[-1] == "The lamp utility exits 0 on success, and >0 if an error occurs."


def test_lists_of_mdoc() -> None:
    content = read(MDOC)

    assert words(content, "term") == ["-v, --verbose", "-x [hour]"]
    assert "Twice as much with -vv." in content.text
    assert words(content, "item") == ["• oil", "• a wick", "1. clean it", "2. light it"]
    assert "lamp -v\n\n    lamp -x" in words(content, "code")
    assert "| /etc/lamp | what it is set to |" in content.text


@pytest.mark.parametrize("end", ["", ".Sh FILES\n", ".Fo other\n.Fc\n.Rs\n.Re\n"])
def test_what_is_left_open_is_text(end: str) -> None:
    """A function, and a reference to a book."""
    function = read(".Dt LAMP 3\n.Sh SYNOPSIS\n.Fo light\n.Fa oil\n.Fa wick\n" + end)
    book = read(".Dt LAMP 3\n.Sh SEE ALSO\n.Rs\n.%A Ida\n.%T Lamps\n" + end)

    assert "light(oil, wick)" in function.text
    assert "Ida, Lamps." in book.text


@pytest.mark.parametrize(
    "hostile",
    [
        ".TH A 1\n.de a\n.a \\\\$* \\\\$* x\n.a\n..\n.a b\n",
        ".TH A 1\n"
        + "".join(f".ds {b} \\*({a}\\*({a}\\*({a}\n" for a, b in (("aa", "bb"), ("bb", "cc"), ("cc", "aa")))
        + "\\*(aa\n" * 50,
        ".TH A 1\n" + ".if n \\{\\\n" * 5000 + "text\n",
        ".TH A 1\n.while n \\{\ntext\n.\\}\nend\n",
        ".TH A 1\n.TS\nT{\n" + "a\tb\n" * 5000,
        ".Dt A 1\n" + ".Bl -tag\n.It Xo\n" * 3000 + "text\n",
        ".Dt A 1\n.Op " + "Op " * 5000 + "\n",
        ".TH A 1\n" + "\\h'" * 20000 + "\n",
        ".TH A 1\n.ds x " + "a" * 19_000 + "\n" + ("\\*x" * 200 + "\n") * 40,
        ".TH A 1\n" + ".if n " * 200_000 + "\n",
        ".TH A 1\n" + f"{'a' * 60}\\c\n" * 100_000,
        ".TH A 1\n.TS\nl.\nT{\n" + f"{'a' * 60}\n" * 100_000,
        ".Dt A 1\n.Op a" + " ." * 300_000 + "\n",
        ".Dt A 1\n.Fl" + " a" * 500_000 + "\n",
    ],
)
@pytest.mark.timeout(10)
def test_what_would_never_end_ends(hostile: str) -> None:
    """Macros that call themselves, strings that hold each other, blocks that are not closed; and that soon."""
    try:
        assert len(parse((hostile + "The end.\n").encode(), "a.man").text) < 10_000_000
    except UnreadableDocumentError as error:
        assert "no text" in str(error)  # noqa: PT017


@pytest.mark.parametrize("body", ["\\\\$*" * 10_000, "\\\\$*\n" * 20_000])
def test_a_macro_makes_no_more_text_than_is_read(body: str) -> None:
    """However often it names its arguments: nothing is put together first and cut then."""
    page = f".TH A 1\n.SH NAME\nlamp\n.de m\n{body}\n..\n.m {'a' * 10_000} b\n"

    tracemalloc.start()
    try:
        read(page)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("blank", ["\x85", "\u2028", "\\N'13'", "\\N'10'", "\\[u000D]", "\x0c"])
def test_signs_that_may_end_a_line_end_none(blank: str) -> None:
    """A title, a term or a listing of such a sign alone, or with one inside, moves no other."""
    text = (
        f".TH A 1\n.SH {blank}\n.SH ONE{blank}TWO\nwords\n.TP\nterm{blank}more\nSaid of it here.\n.nf\na{blank}b\n.fi\n"
    )

    content = parse(text.encode(), "a.man")

    assert words(content, "heading")[0].startswith("ONE")
    assert any(said.startswith("Said of it") for said in (*words(content, "description"), *words(content, "paragraph")))
