"""Numbers written as Roman numerals."""

_VALUES = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
MAX_ROMAN = 3999


def roman(number: int) -> str:
    """Return a number from 1 to ``MAX_ROMAN`` in small letters."""
    said = ""
    for value, letters in _VALUES:
        count, number = divmod(number, value)
        said += letters * count
    return said
