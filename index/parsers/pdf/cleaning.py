"""Characters of a PDF as people write them: ligatures apart, nothing invisible; Arabic forms pdfium undoes itself."""

import re

from index.parsers.tidy import whole

# Ligatures are one letter to a printer and two to everybody who searches.
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
# Words that have one in most texts, by which a sign that a font puts in its place is told.
_HAVING = {
    "\ufb01": "first file files find finds finding final finally fine finish field fields figure figures fill "
    "filled filter fit fire five fixed firm configure configured configuration profile profiles specific "
    "specified specify identified identify modified modify verify defined define definition confirm "
    "benefit benefits scientific significant financial certificate notification notify certified "
    "classified",
    "\ufb02": "flow flows fly floor flat float flag flash flexible influence reflect reflects conflict workflow "
    "overflow flight fluid flush",
    "\ufb00": "off offer offers effect effects effort staff different difference differences stuff affect affected "
    "buffer",
    "\ufb03": "office offices official officer difficult difficulty efficient efficiency sufficient traffic "
    "coefficient",
    "\ufb04": "offline affluent baffle",
}
_SIGN_IN_WORD = re.compile(r"[^\W\d_]*[\x03-\x08\x0b\x0c\x0e-\x1f][^\W\d_]+")
_SIGN = re.compile(r"[\x03-\x08\x0b\x0c\x0e-\x1f]")
_HYPHENS = {0xFFFE: "-", 0x0002: "-"}  # pdfium's signs for a hyphen at a line's end
_TABLE = {**_LIGATURES, **_HYPHENS, 0x00A0: " ", 0x202F: " ", 0x2007: " "}
_KNOWN = {ligature: frozenset(words.split()) for ligature, words in _HAVING.items()}
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SOFT = re.compile("\u00ad(?!$)")  # at a line's end it is a hyphen that was printed


def with_ligatures(text: str) -> str:
    """Return a page's text with ligatures for the control characters that some fonts call them by, each at its place.

    In "con?gure" and "?rst" the sign is "fi". One that makes no known word stays as it is.
    """
    if not _SIGN.search(text):
        return text
    words = [found[0] for found in _SIGN_IN_WORD.finditer(text)]
    signs = {sign for word in words for sign in _SIGN.findall(word)}
    meant: dict[int, str] = {}
    for sign in signs:
        counts = {
            ligature: sum(word.replace(sign, _LIGATURES[ord(ligature)]).lower() in known for word in words)
            for ligature, known in _KNOWN.items()
        }
        likeliest = max(counts, key=lambda ligature: counts[ligature])
        if counts[likeliest]:
            meant[ord(sign)] = likeliest
    return text.translate(meant) if meant else text


def clean(text: str) -> str:
    """Return ``text`` without what only printers and programs see."""
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", text.translate(_TABLE))
    return whole(_SOFT.sub("", text)).strip()
