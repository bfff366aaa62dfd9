"""How well print in pictures is recognised: the character error rate on scans made here.

    python bench/ocr.py

Twelve pages of this script's own sentences, in two typefaces of Pillow's and three sizes, are turned by up to two
degrees, blurred, given noise and a grey ground, and compressed as JPEG; seeded, so that each run makes the same ones.
They are read as pictures, and as the pages of a PDF.
Character error rate: edits (insertions, deletions, substitutions) by characters of the truth, white space collapsed.
"""

import io
import random
import time

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from index.parsers import PARSERS

SENTENCES = (
    "The lighthouse on the northern cape was lit for the first time in 1871.",
    "Its keeper wrote down every ship: 96 in the first year, 1,204 in the best.",
    "A barrel of oil cost 12.50 crowns, and lasted for nine nights (ten in June).",
    "In the winter of 1902 the lamp failed, and the village lit fires on the beach.",
    "Ask for Mrs. Quill at the museum; she keeps the log, the keys and a dog.",
    "Since 1988 a cable from the mainland feeds the lamp with 230 V at 50 Hz.",
    "Boats must keep 300 m off the rocks, or 0.5 km when the wind is above 7 Bft.",
    "Who finds a broken pane pays nothing; who breaks one pays 4% of the repair.",
)
FONTS = ("DejaVuSans.ttf", "DejaVuSerif.ttf", None)
ANGLES = (0.0, -0.7, 1.2, -2.0)
NOISE = (0, 10, 18)


def font(name: str | None, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return a typeface, or Pillow's own where the machine has not that one."""
    try:
        return ImageFont.truetype(name, size) if name else ImageFont.load_default(size)
    except OSError:
        return ImageFont.load_default(size)


def scan(number: int) -> tuple[bytes, str]:
    """Return a made scan and what is printed on it."""
    chance = random.Random(number)
    size, lines = (17, 20, 24)[number % 3], chance.sample(SENTENCES, len(SENTENCES))
    letters = font(FONTS[number // 4 % 3], size)
    page = Image.new("L", (1100, 80 + 2 * size * len(lines)), 255)
    pen = ImageDraw.Draw(page)
    for row, line in enumerate(lines):
        pen.text((70, 50 + 2 * size * row), line, 20, letters)
    page = page.rotate(ANGLES[number % 4], Image.Resampling.BICUBIC, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(0.4 + 0.2 * (number % 3)))
    ground = 225 + 10 * (number % 3)
    levels = numpy.asarray(page, dtype=float) * ground / 255
    levels += numpy.random.default_rng(number).normal(0, NOISE[number % 3], levels.shape)
    file = io.BytesIO()
    Image.fromarray(levels.clip(0, 255).astype(numpy.uint8)).save(file, "JPEG", quality=60)
    return file.getvalue(), " ".join(lines)


def edits(truth: str, found: str) -> int:
    """Return the Levenshtein distance."""
    before = list(range(len(found) + 1))
    for row, letter in enumerate(truth, 1):
        now = [row]
        for column, other in enumerate(found, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != other)))
        before = now
    return before[-1]


def as_pdf(picture: bytes) -> bytes:
    """Return a PDF whose one page is the picture, at 120 dots an inch."""
    file = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(file, "PDF", resolution=120)
    return file.getvalue()


def measure(suffix: str) -> None:
    wrong = total = 0
    start = time.process_time()
    for number in range(12):
        data, truth = scan(number)
        file = as_pdf(data) if suffix == ".pdf" else data
        found = " ".join(PARSERS[suffix](file, f"scan{suffix}").text.split())
        errors = edits(truth, found)
        wrong, total = wrong + errors, total + len(truth)
        print(f"scan {number:2}: {errors:3} of {len(truth)} characters wrong ({errors / len(truth):.2%})", flush=True)
    seconds = (time.process_time() - start) / 12
    print(
        f"{suffix}: character error rate {wrong / total:.2%} over 12 scans ({total} characters), "
        f"{seconds:.1f} s of computing each"
    )


def main() -> None:
    for suffix in (".jpg", ".pdf"):
        measure(suffix)


if __name__ == "__main__":
    main()
