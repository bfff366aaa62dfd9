"""Writes PDFs of plain lines, and any PDF from its objects."""

import io
from collections.abc import Mapping, Sequence

LINE = tuple[float, float, float, str]  # left, base line, font size, text


def pdf(
    pages: Sequence[Sequence[LINE]],
    *,
    info: Mapping[str, str] | None = None,
    bookmarks: Sequence[tuple[str, int]] = (),
    encrypted: bool = False,
) -> bytes:
    """Return a PDF with each page's lines set in Helvetica; bookmarks are (title, page number from 0)."""
    objects: list[str] = ["", ""]  # the catalogue and the pages come first and are filled in last
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    numbers = []
    for lines in pages:
        drawn = "\n".join(
            f"BT /F1 {size} Tf {left} {base} Td ({escaped_pdf(text)}) Tj ET" for left, base, size, text in lines
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        numbers.append(len(objects))
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{number} 0 R' for number in numbers)}] >>"
    first = len(objects) + 2
    last = first + len(bookmarks) - 1
    if bookmarks:
        objects.append(f"<< /Type /Outlines /First {first} 0 R /Last {last} 0 R /Count {len(bookmarks)} >>")
    for number, (title, page) in enumerate(bookmarks, start=first):
        target = f"/Parent {first - 1} 0 R /Dest [{numbers[page]} 0 R /Fit]"
        after = f"/Next {number + 1} 0 R" if number < last else ""
        before = f"/Prev {number - 1} 0 R" if number > first else ""
        objects.append(f"<< /Title ({escaped_pdf(title)}) {target} {after} {before} >>")
    outlines = f"/Outlines {first - 1} 0 R" if bookmarks else ""
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {outlines} >>"
    trailer = ["/Root 1 0 R"]
    if info:
        objects.append(f"<< {' '.join(f'/{key} ({escaped_pdf(value)})' for key, value in info.items())} >>")
        trailer.append(f"/Info {len(objects)} 0 R")
    if encrypted:
        lock = "41" * 32  # of no password at all
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{lock}> /U <{lock}> >>")
        trailer.append(f"/Encrypt {len(objects)} 0 R /ID [<{lock}> <{lock}>]")
    return assemble_pdf(objects, " ".join(trailer))


def escaped_pdf(text: str) -> str:
    """Return ``text`` as it stands between a PDF's brackets."""
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def assemble_pdf(objects: Sequence[str], trailer: str) -> bytes:
    """Return the file of these objects, numbered from 1."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252"))
    start = out.tell()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    out.write(f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def paragraphs(*texts: str, top: float = 700, size: float = 10) -> list[LINE]:
    """Return lines set one under the other, with a wide gap after each text; a text's lines are parted by \\n."""
    lines: list[LINE] = []
    base = top
    for text in texts:
        for line in text.split("\n"):
            lines.append((72, base, size, line))
            base -= 1.2 * size
        base -= 1.2 * size
    return lines
