"""Draws pictures of text; ``python -m tests.parsers.pictures`` renews the samples of their formats in tests/data."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FOLDER = Path(__file__).parents[1] / "data"
Line = tuple[float, float, float, str]  # left, top, size, text
SAMPLE: Sequence[Line] = (
    (40, 20, 40, "The Lamp"),
    (40, 100, 20, "In the winter of 1902 the lamp failed for nine nights,"),
    (40, 128, 20, "and the village lit fires on the beach instead."),
    (40, 190, 20, "Since 1988 no keeper lives there."),
)
FORMATS = {
    ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".tif": "TIFF", ".tiff": "TIFF", ".bmp": "BMP", ".webp": "WEBP",
}  # fmt: skip


def drawn(lines: Sequence[Line], size: tuple[int, int] = (620, 240)) -> Image.Image:
    """Return a white picture with these lines in black."""
    picture = Image.new("L", size, "white")
    pen = ImageDraw.Draw(picture)
    for left, top, height, text in lines:
        pen.text((left, top), text, "black", ImageFont.load_default(height))
    return picture


def saved(picture: Image.Image, suffix: str = ".png", *more: Image.Image) -> bytes:
    """Return a picture as the bytes of a file; a TIFF may hold several."""
    file = io.BytesIO()
    extra = {"save_all": True, "append_images": more} if more else {}
    picture.save(file, FORMATS[suffix], **extra)
    return file.getvalue()


def scan_pdf(*pages: Image.Image, dots_per_inch: int = 150) -> bytes:
    """Return a PDF whose pages are pictures and nothing else."""
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=dots_per_inch)
    return file.getvalue()


if __name__ == "__main__":
    for suffix in FORMATS:
        (FOLDER / f"sample{suffix}").write_bytes(saved(drawn(SAMPLE), suffix))
