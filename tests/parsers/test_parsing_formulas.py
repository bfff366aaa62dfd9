"""Formulas in MathML, on pages and in books: as one writes them on a line."""

import pytest

from index.parsers import PARSERS

ROOT = "<msqrt><msup><mi>b</mi><mn>2</mn></msup><mo>−</mo><mn>4</mn><mo>&#x2062;</mo><mi>c</mi></msqrt>"


def read(math: str) -> str:
    page = f"<html><body><p>It is <math alttext='\\frac'>{math}</math>, then.</p></body></html>"
    text = PARSERS[".html"](page.encode(), "a.html").text
    return text.removeprefix("It is ").removesuffix(", then.")


@pytest.mark.parametrize(
    ("math", "written"),
    [
        ("<mi>v</mi><mo>=</mo><mfrac><mi>s</mi><mi>t</mi></mfrac>", "v=s/t"),
        (
            f"<mfrac><mrow><mi>b</mi><mo>+</mo>{ROOT}</mrow><mrow><mn>2</mn><mi>a</mi></mrow></mfrac>",
            "(b+√(b^2−4c))/(2a)",
        ),
        ("<mfrac><mi>a</mi><mfrac><mi>b</mi><mi>c</mi></mfrac></mfrac>", "a/(b/c)"),
        ("<mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac>", "(n over k)"),
        ("<msup><mrow><mo>(</mo><mi>a</mi><mo>+</mo><mi>b</mi><mo>)</mo></mrow><mn>3</mn></msup>", "(a+b)^3"),
        ("<msup><mi>e</mi><mrow><mo>−</mo><mi>t</mi></mrow></msup>", "e^(−t)"),
        ("<msup><mi>f</mi><mo>′</mo></msup><mo>(</mo><mi>x</mi><mo>)</mo>", "f′(x)"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x1^2"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot><mo>+</mo><mroot><mi>y</mi><mn>5</mn></mroot>", "∛x+√[5]y"),
        ("<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mi>i</mi>", "∑_i^n i"),
        ("<munder><mo>lim</mo><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder><mi>x</mi>", "lim_(x→0) x"),
        ("<mi>f</mi><mfenced><mi>x</mi><mi>y</mi></mfenced>", "f(x, y)"),
        ("<mtable><mtr><mtd>1</mtd><mtd>2</mtd></mtr><mtr><mtd>3</mtd><mtd>4</mtd></mtr></mtable>", "1 2; 3 4"),
        ("<mfrac><mi>alone</mi></mfrac><msup></msup><msubsup><mi>x</mi></msubsup>", "alonex"),
    ],
)
def test_the_parts_of_a_formula_keep_what_parts_them(math: str, written: str) -> None:
    """Without its line a fraction is a word of two letters; brackets hold together what stood above or below it."""
    assert read(math) == written


def test_a_formula_is_written_once() -> None:
    """LaTeX beside the markup, and a second drawing of the same by styles, say nothing new."""
    math = (
        "<math><semantics><mfrac><mi>a</mi><mi>b</mi></mfrac><annotation>\\frac{a}{b}</annotation></semantics></math>"
    )
    drawn = "<span class='katex-html' aria-hidden='true'><span>b</span><span>a</span></span>"

    both = PARSERS[".html"](f"<p>It is <span class='katex-mathml'>{math}</span>{drawn}.</p>".encode(), "a.html")
    alone = PARSERS[".html"](f"<p>It is <span class='katex'>{drawn}</span>.</p>".encode(), "a.html")

    assert (both.text, alone.text) == ("It is a/b.", "It is ba.")


def test_fractions_nested_without_end_are_read() -> None:
    """No part is looked through again for each fraction around it."""
    deep = 20_000

    text = read("<mfrac><mi>a</mi>" * deep + "<mi>b</mi>" + "</mfrac>" * deep)

    assert text.count("/") <= deep
    assert text.startswith("a/(a/")
