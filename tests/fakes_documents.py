"""Documents made up for tests: CRLF, emoji and joined characters, right-to-left script, pages, boilerplate."""

from dataclasses import replace

from index.records import Document, Span
from tests.documents import boilerplate, document
from tests.parsers.drawing_pdf import column, drawn

LIGHTHOUSE = document(
    id="lighthouse-txt",
    source="harbour/lighthouse.txt",
    title="The light at Skerry Point",
    date="1998-03-14",
    text=(
        "THE LIGHT AT SKERRY POINT\r\n"
        "\r\n"
        "The lighthouse at Skerry Point was first lit on 1 February 1849. It was designed by Marion Teale,\r\n"
        "who had never before built anything taller than a barn, and who refused to be paid until the\r\n"
        "lamp had burned for a hundred nights.\r\n"
        "\r\n"
        "The lamp was moved to the lower gallery in 1911 because fog hid the upper gallery on ninety nights\r\n"
        "of the year. Keepers had asked for the change since 1894. The move was paid for by the owners of the\r\n"
        "herring fleet, who had lost four boats in a single October.\r\n"
        "\r\n"
        "The last keeper, Ansel Rourke, left the tower in 1974. He took the brass bell with him and returned it,\r\n"
        "polished, eleven years later.\r\n"
    ),
)

TIDES = document(
    id="tides-md",
    source="harbour/tides.md",
    title="Tide log \U0001f30a of the harbour office",
    url="https://harbour.example/tides",
    date="2024-10",
    text=(
        "# Tide log \U0001f30a\n\n"
        "\U0001f469‍\U0001f469‍\U0001f467‍\U0001f466 Families were asked to stay behind the rope. "
        "The highest tide \U0001f4c8 of the decade reached 7.42 metres \U0001f30a\U0001f30a on 12 October 2024. "
        "The cafe\u0301 on the quay closed for nine days \U0001f622 and reopened with new shutters \U0001f389.\n\n"
        "\U0001d7d9\U0001d7da readings were lost when the gauge froze \U0001f976 in January. "
        "The harbour master \U0001f468\U0001f3fd‍✈️ wrote them down by hand.\n"
    ),
)

FERRY = document(
    id="ferry-he-txt",
    source="harbour/ferry-he.txt",
    title="לוח זמנים של המעבורת",
    text=(
        "המעבורת הראשונה יוצאת מהנמל בשעה 06:40 בכל יום חול.\n"
        "בימי שישי המעבורת האחרונה חוזרת בשעה 15:10, \u202eלא מאוחר יותר\u202c.\n"
        "كلمة السر للعبّارة هي منارة 🌙 في الليل.\n"
    ),
)

_RULES = (
    "Harbour rules, edition of 2019\n",
    "No vessel may enter the inner basin at more than four knots. ",
    "A vessel longer than thirty metres must take a pilot on board before the outer buoy.\n",
    "Harbour rules, edition of 2019\n",
    "Nets may be dried on the north wall only. ",
    "The fine for drying nets elsewhere is two shillings, unchanged since 1931, because no council has wished to be "
    "the one that raised it.\n",
)


def _rules() -> Document:
    text = "".join(_RULES)
    second_page = text.index(_RULES[3], 1)
    headers = (Span(0, len(_RULES[0])), Span(second_page, second_page + len(_RULES[3])))
    return document(
        id="rules-pdf",
        source="harbour/rules.pdf",
        title="Harbour rules",
        text=text,
        pages=(0, second_page),
        blocks=[boilerplate(span.start, span.end, "running header") for span in headers],
    )


def reworded(known: Document, text: str) -> Document:
    """Return a document with another text, everything else as it was."""
    return replace(known, content=replace(known.content, text=text))


RULES = _rules()
RULES_FILE = drawn([column(60, 740, ["".join(_RULES[:3])]), column(60, 740, ["".join(_RULES[3:])])])
DOCUMENTS = (FERRY, LIGHTHOUSE, RULES, TIDES)
EXAMPLES = (
    "When was the lighthouse at Skerry Point first lit?",
    "Why was the lamp moved to the lower gallery?",
    "How high was the highest tide of the decade?",
    "What is the fine for drying nets?",
)


def file_of(document: Document) -> bytes:
    """Return the file that a document was read from: one with pages was a PDF, the others are their own text."""
    return RULES_FILE if document.id == RULES.id else document.text.encode()
