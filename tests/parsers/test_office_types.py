"""Templates, slide shows and files with macros: documents whose main part has another type."""

import io
import zipfile
from typing import Any

import docx
import pytest
from pptx import Presentation

from index.parsers import PARSERS

OPEN = "application/vnd.openxmlformats-officedocument."
WORD, SLIDES = f"{OPEN}wordprocessingml.document.main+xml", f"{OPEN}presentationml.presentation.main+xml"


def saved(document: Any, usual: str, main_type: str) -> bytes:  # noqa: ANN401
    """Return the file of a document with another type of its main part."""
    file = io.BytesIO()
    document.save(file)
    changed = io.BytesIO()
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(changed, "w") as out:
        for path in archive.namelist():
            part = archive.read(path)
            if path == "[Content_Types].xml":
                assert usual.encode() in part
                part = part.replace(usual.encode(), main_type.encode())
            out.writestr(path, part)
    return changed.getvalue()


@pytest.mark.parametrize(
    "main_type",
    [
        WORD,
        f"{OPEN}wordprocessingml.template.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ],
)
def test_a_template_or_a_document_with_macros_is_read_like_a_document(main_type: str) -> None:
    """`.dotx`, `.docm` and `.dotm` are told from `.docx` by this type alone."""
    document = docx.Document()
    document.add_paragraph("The lamp burns whale oil.")

    assert PARSERS[".docx"](saved(document, WORD, main_type), "a.docm").text == "The lamp burns whale oil."


@pytest.mark.parametrize(
    "main_type",
    [
        SLIDES,
        f"{OPEN}presentationml.slideshow.main+xml",
        f"{OPEN}presentationml.template.main+xml",
        "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
        "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
    ],
)
def test_a_slide_show_is_read_like_a_presentation(main_type: str) -> None:
    """`.ppsx`, `.potx`, `.pptm` and `.ppsm`, likewise."""
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "The lamp"

    assert PARSERS[".pptx"](saved(presentation, SLIDES, main_type), "a.ppsx").text == "The lamp"
