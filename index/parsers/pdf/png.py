"""Writes PNG pictures; the format needs no more than zlib."""

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOUR_TYPES = {1: 0, 3: 2, 4: 6}  # by channels: grey, red green blue, the same with opacity
_BITS = 8
_LEVEL = 6


def png_of(width: int, height: int, stride: int, channels: int, rows: memoryview) -> bytes:
    """Return pixels as a PNG file.

    Args:
        width: pixels in a row.
        height: rows.
        stride: bytes from one row to the next.
        channels: bytes of a pixel: 1 (grey), 3 (RGB) or 4 (RGBA).
        rows: the pixels, row after row.
    """
    pixels = rows.cast("B") if rows.format != "B" else rows
    length = width * channels
    # Each row begins with the number of its filter; 0 is none.
    raw = b"".join(b"\0" + bytes(pixels[row * stride : row * stride + length]) for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, _BITS, _COLOUR_TYPES[channels], 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, _LEVEL)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
