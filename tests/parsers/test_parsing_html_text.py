"""The text of a web page: numbers keep their meaning, what is hidden or struck is not said, what is printed is."""

import pytest

from index.parsers import PARSERS, parse


def text(body: str) -> str:
    return PARSERS[".html"](f"<!DOCTYPE html><html><head></head><body>{body}</body></html>".encode(), "a.html").text


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("10<sup>12</sup> stars", "10^12 stars"),
        ("3.5 × 10<sup>−9</sup> bar", "3.5 × 10^-9 bar"),
        ("40 m<sup>2</sup> of sail", "40 m^2 of sail"),
        ("6 in<sup>2</sup>", "6 in^2"),
        ("x<sup>2</sup> + y<sup>n+1</sup>", "x^2 + y^(n+1)"),
        ("E = mc<sup>2</sup>", "E = mc^2"),
        ("(a+b)<sup>2</sup> = c", "(a+b)^2 = c"),
        ("Ca<sup>2+</sup> and SO<sub>4</sub><sup>2−</sup>", "Ca^2+ and SO4^2-"),
        ("H<sub>2</sub>O", "H2O"),
        ("14<sup>1</sup> minutes", "14 [1] minutes"),
        ("1,500<sup>2</sup> guests", "1,500 [2] guests"),
        ("he came in<sup>2</sup> late", "he came in [2] late"),
        ("at noon.<sup>3</sup> The boat", "at noon. [3] The boat"),
        ("of that year (1902)<sup>4</sup> it", "of that year (1902) [4] it"),
        ("the town<sup>1,2</sup> grew", "the town [1,2] grew"),
        ("the total<sup>a</sup>", "the total [a]"),
        ("10<sup><a href='#n7'>7</a></sup> boats", "10 [7] boats"),
        ("boats<sup class='footnote-ref'>12</sup>", "boats [12]"),
        ('boats<a epub:type="noteref" href="#n">3</a> left', "boats [3] left"),
        ("said<sup>[who?]</sup> so", "said [who?] so"),
        ("<sup>2</sup>Counted twice.", "[2] Counted twice."),
        ("<sup>14</sup>C dating", "14C dating"),
        ("the 1<sup>st</sup> of May", "the 1st of May"),
        ("1<sup>er</sup> mai, M<sup>me</sup> Roy", "1er mai, Mme Roy"),
        ("Lamp<sup>TM</sup>", "Lamp™"),
        ("1<sup>1</sup>/<sub>2</sub> cups", "1 1/2 cups"),
        ("<a href='/x'>10<sup>6</sup></a> boats", "10^6 boats"),
        ("x<sup>2<sup>3</sup></sup>", "x^23"),
    ],
)
def test_raised_characters_say_what_they_mean(markup: str, said: str) -> None:
    """An exponent, the mark of a note, an ordinal and a unit are told apart by what stands around them."""
    assert text(f"<p>{markup}</p>") == said


def test_struck_text_is_left_out_and_inserted_text_kept() -> None:
    """What was crossed out is no longer valid, in whichever way it is crossed out."""
    struck = "<s>six</s><del>five</del><strike>four</strike><span style='text-decoration: line-through'>three</span>"

    assert text(f"<p>Opens at {struck} <ins>seven</ins>.</p>") == "Opens at seven."


@pytest.mark.parametrize(
    "hidden",
    [
        "<span hidden>x</span>",
        "<span style='visibility:hidden'>x</span>",
        "<span style='font-size: 0px'>x</span>",
        "<span style='opacity:0'>x</span>",
        "<span class='sr-only'>x</span>",
        "<span class='note visually-hidden'>x</span>",
        "<template>x</template>",
        "<noscript>x</noscript>",
        "<span aria-hidden='true'>→</span>",
        "<i class='material-icons'>chevron_right</i>",
        "<a class='headerlink' href='#part'>¶</a>",
        "<img alt='x' src='a.png'>",
        '<span role="doc-pagebreak">17</span>',
    ],
)
def test_what_a_reader_does_not_see_is_no_text(hidden: str) -> None:
    """Hidden elements, decoration, pictures' descriptions and page numbers of the printed book are left out."""
    assert text(f"<p>seen {hidden}</p>") == "seen"


@pytest.mark.parametrize(
    "seen",
    ["<span aria-hidden='true'>two words</span>", "<span hidden='until-found'>two words</span>"],
)
def test_what_only_machines_pass_over_is_text(seen: str) -> None:
    """Words that are kept from screen readers, or unfold when they are looked for, stand on the page."""
    assert text(f"<p>{seen}</p>") == "two words"


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<p>one<a href=x>two</a><a href=y>three</a></p>", "onetwo three"),
        ("<p>She said <q>no</q>.</p>", "She said “no”."),
        ("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>", "漢(かん)"),
        ("<pre><div>one</div><div>two</div></pre>", "one\ntwo"),
        ("<td>alone</td>", "alone"),
        ("<div><span>a</span><div>b</div></div>", "a\n\nb"),
        ("<table><tr><td class='linenos'>1</td><td><pre>run()</pre></td></tr></table>", "run()"),
    ],
)
def test_words_of_neighbours_stay_apart(markup: str, said: str) -> None:
    """Links side by side, quotes, readings and lines of code are written as they are shown."""
    assert text(markup) == said


@pytest.mark.parametrize(
    ("attributes", "numbers"),
    [
        ("", ["1.", "2.", "3."]),
        ("start=7", ["7.", "8.", "9."]),
        ("type=a start=26", ["z.", "aa.", "ab."]),
        ("type=I start=3", ["III.", "IV.", "V."]),
        ("reversed", ["3.", "2.", "1."]),
        ("style='list-style-type: lower-roman'", ["i.", "ii.", "iii."]),
        ("class='upperalpha'", ["A.", "B.", "C."]),
        ("start=x", ["1.", "2.", "3."]),
    ],
)
def test_items_of_a_numbered_list_are_numbered_as_they_are_printed(attributes: str, numbers: list[str]) -> None:
    """Kind, start and direction of a list's numbers are its markup's."""
    said = text(f"<ol {attributes}><li>oil</li><li>wick</li><li>glass</li></ol>")

    assert said.split() == [word for pair in zip(numbers, ("oil", "wick", "glass"), strict=True) for word in pair]


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<ol><li>a</li><li value=5>b</li><li>c</li></ol>", "1. a\n5. b\n6. c"),
        ("<ol><li>a<ol type=a><li>b</li></ol></li><li>c</li></ol>", "1. a\na. b\n2. c"),
        ("<ol><li>1.1 a</li><li>(b) c</li></ol>", "1.1 a\n(b) c"),
        ("<ol style='list-style: none'><li>a</li></ol>", "a"),
        ("<ol><li></li><li>b</li></ol>", "2. b"),
        ("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "1. a\n\nb\n\n2. c"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "a\nb"),
    ],
)
def test_numbers_count_on_in_lists_of_all_shapes(markup: str, said: str) -> None:
    """Values, nesting, empty items and numbers that the author wrote are seen to."""
    assert text(markup) == said


@pytest.mark.parametrize("anchor", ["<a name=one>", "<a name='one'/>", "<a id='one'></a>", "<A NAME='one' >", "<a/>"])
def test_an_anchor_is_no_link(anchor: str) -> None:
    """Text behind an anchor that is not closed, or closed in itself, is text and no list of links."""
    long = "The horn sounded every forty seconds and was heard as far as the church when the wind was in the west."
    parts = "".join(f"{anchor}<h2>Part {part}</h2><p>{long}</p><p>{long[:60]}.</p>" for part in "ABC")

    content = parse(f"<html><body><h1>The horn</h1>{parts}</body></html>".encode(), "a.html")

    assert [block.why for block in content.of_kind("boilerplate")] in ([], ["headline, kept as the title"])
    assert len(content.of_kind("paragraph")) == 6


def test_elements_closed_in_themselves_hold_nothing() -> None:
    """XHTML's empty title, script and paragraph do not swallow the page, and an address may end in a slash."""
    page = "<html><head><title/><script src='a.js'/></head><body><p/><a href=http://a.example/>two</a> <p>three</p>"

    assert parse(page.encode(), "a.xhtml").text == "two\n\nthree"


def test_scripts_and_comments_are_not_mended() -> None:
    """What looks like markup inside a script or comment stays inside it."""
    page = "<script>write('<script/>', '<a name=x>')</script><!-- <div/> <style> --><p>seen</p>"

    assert text(page) == "seen"
