"""Lengths of passages in one byte, rounded down as tantivy and Lucene do, so that both engines rank alike.

Source: Lucene, `SmallFloat.intToByte4`: the first 24 values exact, then floats of four significant bits.
"""

_EXACT = 24
_BITS = 4
_CODES = 256


def norm_of(length: int) -> int:
    """Return the code of a length, 0..255."""
    if length < _EXACT:
        return length
    rest = length - _EXACT
    shift = max(0, rest.bit_length() - _BITS)
    code = rest if shift == 0 else (rest >> shift) & 7 | (shift + 1) << 3
    return min(_EXACT + code, _CODES - 1)


def length_of(norm: int) -> int:
    """Return the length that a code stands for: the smallest with that code."""
    if norm < _EXACT:
        return norm
    code = norm - _EXACT
    shift = (code >> 3) - 1
    return _EXACT + (code if shift < 0 else (code & 7 | 8) << shift)


LENGTHS = [length_of(norm) for norm in range(_CODES)]
