"""Formulas of Word documents."""

import pytest

from index.parsers import PARSERS
from tests.parsers.samples import word

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def m(name: str, *inside: str) -> str:
    """Return an element of a formula."""
    return f"<m:{name}>{''.join(inside)}</m:{name}>"


def r(text: str) -> str:
    """Return characters of a formula."""
    return m("r", f"<m:t>{text}</m:t>")


def power(base: str, raised: str) -> str:
    """Return something raised."""
    return m("sSup", m("e", base), m("sup", raised))


def over(above: str, below: str) -> str:
    """Return a fraction."""
    return m("f", m("num", above), m("den", below))


def said(name: str, properties: dict[str, str]) -> str:
    """Return the properties of an element."""
    return m(name, *(f'<m:{key} m:val="{value}"/>' for key, value in properties.items()))


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (r("q=") + over(r("P"), power(r("L"), r("2"))), "q=P/L^2"),
        (over(r("a+b"), r("2c")), "(a+b)/(2c)"),
        (over(r("distance"), r("time")), "distance/time"),
        (power(r("x"), r("n+1")) + r("+") + power(m("d", m("e", r("a+b"))), r("−2")), "x^(n+1)+(a+b)^-2"),
        (m("sSub", m("e", r("γ")), m("sub", r("M"))), "γ_M"),
        (m("sSubSup", m("e", r("x")), m("sub", r("i")), m("sup", r("2"))), "x_i^2"),
        (m("rad", m("deg"), m("e", r("a+b"))) + r("−") + m("rad", m("deg", r("3")), m("e", r("8"))), "√(a+b)−∛8"),
        (
            m("nary", said("naryPr", {"chr": "∑"}), m("sub", r("i=1")), m("sup", r("n")), m("e", r("i"))),
            "∑_(i=1)^n i",
        ),
        (m("d", said("dPr", {"begChr": "[", "endChr": "]", "sepChr": ";"}), m("e", r("a")), m("e", r("b"))), "[a;b]"),
        (r("45") + power(r("0"), r("∘")), "450°"),
        (m("func", m("fName", r("sin")), m("e", r("θ"))) + r("=sin\u2061") + m("d", m("e", r("x"))), "sin θ=sin(x)"),
        (m("func", m("fName", m("limLow", m("e", r("lim")), m("lim", r("x→0")))), m("e", r("x"))), "lim_(x→0) x"),
        (m("m", m("mr", m("e", r("1")), m("e", r("2"))), m("mr", m("e", r("3")), m("e", r("4")))), "1, 2; 3, 4"),
    ],
)
def test_a_formula_is_written_on_one_line(inside: str, text: str) -> None:
    """No power and no fraction becomes another number."""
    formula = f"<m:oMath {M}>{inside}</m:oMath>"
    content = PARSERS[".docx"](
        word(f"<w:p><w:r><w:t>It is </w:t></w:r>{formula}<w:r><w:t>.</w:t></w:r></w:p>"), "a.docx"
    )

    assert content.text == f"It is {text}."


def test_a_formula_of_many_parts_inside_one_another_is_read() -> None:
    """However deep."""
    inside = r("x")
    for _ in range(60):
        inside = over(r("1"), inside)

    content = PARSERS[".docx"](word(f"<w:p><m:oMath {M}>{inside}</m:oMath></w:p>"), "a.docx")

    assert content.text.startswith("1/(1/(1/")


def test_remarks_within_a_formula_are_passed_over() -> None:
    """A document is not lost for them."""
    inside = over("<!-- a -->" + r("1"), r("x")).replace("<m:f>", "<m:f><!-- b --><?c d?>")

    content = PARSERS[".docx"](word(f"<w:p><m:oMath {M}><!-- e -->{inside}</m:oMath></w:p>"), "a.docx")

    assert content.text == "1/x"


@pytest.mark.timeout(10)
def test_a_long_name_below_a_line_is_read_soon() -> None:
    inside = over(r("1"), r("_".join("a" * 40) + "_b !"))

    content = PARSERS[".docx"](word(f"<w:p><m:oMath {M}>{inside}</m:oMath></w:p>"), "a.docx")

    assert content.text == "1/(" + "a_" * 40 + "b !)"
