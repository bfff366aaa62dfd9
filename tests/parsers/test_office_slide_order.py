"""Slides: boxes are read by where they stand, and diagrams by their points."""

import io
from typing import Any

import pytest
from pptx import Presentation
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.util import Inches

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.views import words

Place = tuple[float, float, float]  # from the left and the top, and the width, in inches
D = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'


def deck(title: str = "The boats") -> tuple[Any, Any]:
    """Return a presentation and its one slide."""
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = title
    return presentation, slide


def put(shapes: Any, text: str, place: Place) -> None:  # noqa: ANN401 - python-pptx has no types
    """Put a box where it stands."""
    left, top, width = place
    box = shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(0.5))
    box.text_frame.text = text


def read(presentation: Any) -> Content:  # noqa: ANN401 - python-pptx has no types
    """Read what was made."""
    file = io.BytesIO()
    presentation.save(file)
    return PARSERS[".pptx"](file.getvalue(), "a.pptx")


@pytest.mark.parametrize(
    "boxes",
    [
        [("third", (1, 5, 8)), ("first", (1, 2, 8)), ("second", (1, 3.5, 8))],
        # two columns, drawn row by row, with a line across above them and another below
        [
            ("fifth", (5, 5, 3)), ("last", (1, 6, 8)), ("second", (1, 4, 3)), ("fourth", (5, 4, 3)),
            ("third", (1, 5, 3)), ("first", (1, 2.5, 8)),
        ],
        [("third", (6, 3, 2)), ("first", (1, 3, 2)), ("second", (3.5, 3, 2))],  # one beside the other
    ],
)  # fmt: skip
def test_boxes_are_read_by_where_they_stand(boxes: list[tuple[str, Place]]) -> None:
    """From top to bottom, columns one after the other, whatever was drawn first."""
    presentation, slide = deck()
    for text, place in boxes:
        put(slide.shapes, text, place)

    content = read(presentation)
    said = ["first", "second", "third", "fourth", "fifth", "last"]

    assert words(content, "heading") == ["The boats"]
    assert words(content, "paragraph") == [text for text in said if text in dict(boxes)]


@pytest.mark.parametrize("size", ["1828800.25", "wide", None])
@pytest.mark.parametrize(("place", "name"), [("ext", "cx"), ("off", "y")])
@pytest.mark.parametrize("title", ["The boats", ""])
def test_where_a_place_cannot_be_read_the_order_is_that_of_the_file(
    title: str, place: str, name: str, size: str | None
) -> None:
    """Some programs write parts of units."""
    presentation, slide = deck(title)
    put(slide.shapes, "Wren", (1, 4, 3))
    put(slide.shapes, "Lark", (1, 2, 3))
    element = getattr(slide.shapes[1]._element.spPr.xfrm, place)
    if size is None:
        del element.attrib[name]
    else:
        element.set(name, size)

    assert words(read(presentation), "paragraph") == ["Wren", "Lark"]


def test_boxes_of_a_group_stay_together() -> None:
    """A box beside the group does not come between them."""
    presentation, slide = deck()
    group = slide.shapes.add_group_shape()
    put(group.shapes, "of Lark", (1, 4.5, 3))
    put(group.shapes, "Seats", (1, 2, 3))
    put(slide.shapes, "Wren has none", (5, 3, 3))

    assert words(read(presentation), "paragraph") == ["Seats", "of Lark", "Wren has none"]


def test_a_diagram_is_a_list_of_its_points() -> None:
    """In the order that the file gives them; those below others belong to them."""
    points = {"1": "Launch", "2": "Moor", "3": "Check the ropes"}
    links = [("0", "2", 1), ("0", "1", 0), ("2", "3", 0)]
    data = "".join(
        f'<dgm:pt modelId="{key}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for key, text in reversed(points.items())
    )
    ties = "".join(f'<dgm:cxn srcId="{above}" destId="{below}" srcOrd="{place}"/>' for above, below, place in links)
    presentation, slide = deck("How to land")
    part = Part(
        PackURI("/ppt/diagrams/data1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        slide.part.package,
        f'<dgm:dataModel {D} {A}><dgm:ptLst><dgm:pt modelId="0" type="doc"/>{data}<dgm:pt modelId="4" type="pres"/>'
        f'</dgm:ptLst><dgm:cxnLst>{ties}<dgm:cxn type="presOf" srcId="1" destId="4"/></dgm:cxnLst>'
        "</dgm:dataModel>".encode(),
    )
    number = slide.part.relate_to(
        part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
    )
    slide.shapes._spTree.append(
        parse_xml(
            f'<p:graphicFrame {P} {A} {R} {D}><p:nvGraphicFramePr><p:cNvPr id="9" name="d"/>'
            "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>"
            '<p:xfrm><a:off x="100" y="3000000"/><a:ext cx="100" cy="100"/></p:xfrm><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram">'
            f'<dgm:relIds r:dm="{number}"/></a:graphicData></a:graphic></p:graphicFrame>'
        )
    )
    put(slide.shapes, "That is all.", (1, 6, 3))

    content = read(presentation)

    assert words(content, "item") == ["Launch", "Moor\nCheck the ropes", "Check the ropes"]
    assert content.text == "How to land\n\nLaunch\nMoor\nCheck the ropes\n\nThat is all."
