"""Text recognition (OCR) in pictures, on this machine: RapidOCR with the models that its package brings along.

The extra ``[ocr]`` installs it. A picture is recognised band by band, so that a large one takes no more memory than a
small one: the detector's memory grows with the picture, to more than a parser's process may have.
"""

import importlib.util
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

from index.parsers.tidy import one_line

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from rapidocr import RapidOCR

INSTALL = "install the extra: pip install 'cited-qa[ocr]'"
MIN_CONFIDENCE = 0.5  # lines below this are mostly drawings, stamps and handwriting taken for print

_MAX_WIDTH = 1500  # pixels: a page of A4 at 180 dots per inch; more adds time and no accuracy
_MAX_PIXELS = 6_000_000  # of the whole picture: about 30 seconds of computing at most
_MIN_SIDE = 736  # pixels of the shorter side, up to which the detector wants a picture enlarged
_MAX_ENLARGED = 3.0
_DOUBTFUL = 0.75  # mean confidence below which the picture may be upside down
_BAND_PIXELS = 800_000  # the detector takes some 270 bytes a pixel
_OVERLAP = 160  # pixels that neighbouring bands share, so that a line at the cut stands whole in one of them

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """One printed line, or the part of it before a wide gap. Corners are in pixels from the picture's top left."""

    text: str
    corners: tuple[Point, Point, Point, Point]  # clockwise from where the text begins, above
    confidence: float  # 0..1, the mean over its characters

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The upright rectangle around it: left, top, right, bottom."""
        across, down = [x for x, _ in self.corners], [y for _, y in self.corners]
        return min(across), min(down), max(across), max(down)


def is_available() -> bool:
    """Say whether the extra is installed; loads nothing."""
    return importlib.util.find_spec("rapidocr") is not None


def recognise(image: "NDArray[numpy.uint8]") -> list[RecognisedLine]:
    """Return the lines of print in a picture, from top to bottom of the picture and not in reading order.

    Args:
        image: height x width x 3, red first.

    Raises:
        ModuleNotFoundError: the extra is not installed (see `is_available`).
    """
    height, width = image.shape[:2]
    scale = _scale(width, height)
    if scale != 1:
        image = _resized(image, (max(1, round(width * scale)), max(1, round(height * scale))))
    blue_first = image[:, :, ::-1].copy()
    found = _in_picture(blue_first, scale)
    if found and _sureness(found) < _DOUBTFUL:
        turned = _in_picture(blue_first[::-1, ::-1].copy(), scale)
        if turned and _sureness(turned) > _sureness(found):
            return [_turned_back(line, width, height) for line in turned]
    return found


def _in_picture(picture: "NDArray[numpy.uint8]", scale: float) -> list[RecognisedLine]:
    return [line for band in _bands(*picture.shape[:2]) for line in _in_band(picture, band, scale)]


def _sureness(lines: Sequence[RecognisedLine]) -> float:
    return mean(line.confidence for line in lines)


def _turned_back(line: RecognisedLine, width: float, height: float) -> RecognisedLine:
    """Return a line of the picture turned upside down, placed as in the picture that was given."""
    a, b, c, d = ((width - x, height - y) for x, y in line.corners)
    return replace(line, corners=(a, b, c, d))


def _scale(width: int, height: int) -> float:
    enlarged = max(1.0, min(_MAX_ENLARGED, _MIN_SIDE / min(width, height)))
    return min(enlarged, _MAX_WIDTH / width, math.sqrt(_MAX_PIXELS / (width * height)))


def _resized(image: "NDArray[numpy.uint8]", size: tuple[int, int]) -> "NDArray[numpy.uint8]":
    import numpy  # noqa: PLC0415 - with the extra alone
    from PIL import Image  # noqa: PLC0415 - the extra

    return numpy.asarray(Image.fromarray(image).resize(size, Image.Resampling.BICUBIC))


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows of a picture that are recognised together, and those of them whose lines no other band has."""

    top: int
    bottom: int
    first: int
    end: int


def _bands(height: int, width: int) -> Iterator[_Band]:
    rows = max(2 * _OVERLAP, _BAND_PIXELS // width)
    top = first = 0
    while top + rows < height:
        cut = top + rows - _OVERLAP // 2
        yield _Band(top, top + rows, first, cut)
        top, first = cut - _OVERLAP // 2, cut
    yield _Band(top, height, first, height)


def _in_band(picture: "NDArray[numpy.uint8]", band: _Band, scale: float) -> list[RecognisedLine]:
    output = _engine()(picture[band.top : band.bottom])
    if output.txts is None or output.boxes is None:
        return []
    lines: list[RecognisedLine] = []
    for corners, text, confidence in zip(output.boxes.tolist(), output.txts, output.scores, strict=True):
        middle = sum(y for _, y in corners) / 4 + band.top
        words = one_line(text)
        if words and band.first <= middle < band.end:
            a, b, c, d = ((x / scale, (y + band.top) / scale) for x, y in corners)
            lines.append(RecognisedLine(words, (a, b, c, d), float(confidence)))
    return lines


@cache
def _engine() -> "RapidOCR":
    """Load the models: a second, once per process. One thread, as two would take as much computing."""
    import rapidocr  # noqa: PLC0415 - the extra

    models = Path(rapidocr.__file__).parent / "models"
    named = {
        # By path, as RapidOCR would else download a model that it finds changed.
        f"{part}.model_path": str(next(models.glob(f"*_{part.lower()}_*.onnx")))
        for part in ("Det", "Rec")
    }
    settings = {
        "Global.log_level": "critical",
        "Global.use_cls": False,  # it takes one sound line in a hundred for one upside down, and makes nonsense of it
        "Global.text_score": 0.0,  # whoever asks decides what to leave out, and says so
        "Global.use_preprocess_img": False,  # scaled above
        "Det.limit_type": "max",
        "Det.limit_side_len": _MAX_PIXELS,
        "Rec.rec_batch_num": 1,  # six long lines at once would take 300 MB more, and are no faster
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    return rapidocr.RapidOCR(params=settings | named)
