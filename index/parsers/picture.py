"""Pictures of text: photographs, scans and faxes, read by text recognition where the extra ``[ocr]`` is installed."""

import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.errors import UnreadableDocumentError
from index.parsers import ocr
from index.parsers.picture_blocks import content_of
from index.records import Content

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_MAX_PIXELS = 64_000_000  # of one picture; its pixels alone are three times as many bytes
_MAX_PAGES = 12  # pictures in one file
_LIGHT = 160  # 0..255: what is printed lighter than this on nothing was meant for a dark background


def parse_picture(data: bytes, name: str) -> Content:
    """Recognise the text in a picture; each picture of a TIFF is a page.

    Raises:
        UnreadableDocumentError: the extra is missing, or no picture, broken, too large, or without legible text.
    """
    if not ocr.is_available():
        raise UnreadableDocumentError(f"{name}: is a picture; to read it {ocr.INSTALL}")
    pages, notes = [], []
    for number, picture in enumerate(_pictures(data, name), 1):
        if number > _MAX_PAGES:
            notes.append(f"Only the first {_MAX_PAGES} pictures of the file were read; split it to have the rest read.")
            break
        pages.append(ocr.recognise(picture))
    content = content_of(pages, notes)
    if not content.text:
        raise UnreadableDocumentError(
            f"{name}: no legible text was recognised in the picture; is it upright and sharp?"
        )
    return content


def _pictures(data: bytes, name: str) -> Iterator["NDArray[numpy.uint8]"]:
    """Yield the pictures in a file as height x width x 3, upright as the camera noted."""
    from PIL import Image, ImageSequence, UnidentifiedImageError  # noqa: PLC0415 - the extra

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes and broken metadata: sizes are checked here
            with Image.open(io.BytesIO(data), formats=_FORMATS) as file:
                # Only a TIFF's pictures are pages; others hold moving pictures, or a second view of the same.
                for frame in ImageSequence.Iterator(file) if file.format == "TIFF" else (file,):
                    _check_size(frame, name)
                    yield _upright(frame)
    except UnidentifiedImageError as error:
        raise UnreadableDocumentError(f"{name}: by its content this is no picture; is the suffix right?") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableDocumentError(f"{name}: the picture is broken ({error}); save it anew.") from error


def _check_size(picture: "Image", name: str) -> None:
    width, height = picture.size
    if width * height > _MAX_PIXELS:
        raise UnreadableDocumentError(
            f"{name}: {width} x {height} pixels are more than the {_MAX_PIXELS // 1_000_000} million read from one "
            "picture; scale it down."
        )


def _upright(picture: "Image") -> "NDArray[numpy.uint8]":
    import numpy  # noqa: PLC0415 - with the extra alone
    from PIL import ImageOps  # noqa: PLC0415 - the extra

    picture = ImageOps.exif_transpose(picture)
    if picture.mode[0] in "IF":  # more than 8 bits: Pillow would clip them
        levels = numpy.asarray(picture, dtype=numpy.float32)
        low, high = float(levels.min()), float(levels.max())
        grey = ((levels - low) * (255 / (high - low or 1))).astype(numpy.uint8)
        return numpy.stack([grey] * 3, axis=2)
    if picture.has_transparency_data:
        picture = _on_background(picture.convert("RGBA"))
    return numpy.asarray(picture.convert("RGB"))


def _on_background(picture: "Image") -> "Image":
    """Put what is see-through on white, or on black where what is drawn on it is light."""
    from PIL import Image, ImageStat  # noqa: PLC0415 - the extra

    opacity = picture.getchannel("A")
    drawn = ImageStat.Stat(picture.convert("L"), opacity.point(lambda value: 255 if value else 0))
    light = bool(drawn.count[0]) and drawn.mean[0] > _LIGHT
    full = opacity.getextrema() == (255, 255)
    below = Image.new("RGBA", picture.size, "black" if light and not full else "white")
    return Image.alpha_composite(below, picture)
