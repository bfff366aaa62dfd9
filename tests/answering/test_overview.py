"""An outline: the opening of a document and of its sections, each under its heading."""

from index.records import Document
from index.structure import Structure
from qa.answering.overview import outline_citations
from qa.answering.question.intent import Intent
from qa.answering.wording import answer_text
from tests.index.laid_out import LaidOut


def manual() -> LaidOut:
    page = LaidOut()
    page.add("heading", "# The kiln")
    page.gap()
    page.add("paragraph", "This manual says how the old kiln in the yard is fired and kept.")
    for name, words in [("Firing", "Light it at six."), ("Cooling", "Leave it shut until noon."), ("Empty", "")]:
        page.gap()
        page.add("heading", f"## {name}", level=2)
        if words:
            page.gap()
            page.add("paragraph", f"{words} Then wait for the smoke to clear.")
    return page


def test_each_section_opens_under_its_heading() -> None:
    """In their order; a section without words is left out."""
    page = manual()
    document = Document("d", "kiln.md", page.content())

    citations = outline_citations(document, Structure(page.content()))
    text = answer_text(Intent.OUTLINE, citations)

    assert [citation.quote.split(".")[0] for citation in citations] == [
        "This manual says how the old kiln in the yard is fired and kept",
        "Light it at six",
        "Leave it shut until noon",
    ]
    assert "Firing: “Light it at six." in text
    assert "Cooling: “Leave it shut until noon." in text


def test_a_document_without_sections_is_its_opening() -> None:
    """One sentence is better than none."""
    page = LaidOut()
    page.add("paragraph", "The ferry leaves the harbour at nine every morning but Sunday.")
    document = Document("d", "ferry.txt", page.content())

    assert len(outline_citations(document, Structure(page.content()))) == 1
