"""Checksums of what stores keep, by which a changed row is found."""

import hashlib
from collections.abc import Iterable, Sequence


def digest_of_rows(rows: Iterable[Sequence[object]]) -> bytes:
    """Return a SHA-256 of these rows; the type and length of each value count."""
    digest = hashlib.sha256()
    for row in rows:
        for value in row:
            data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
            digest.update(f"{type(value).__name__}{len(data)}:".encode())
            digest.update(data)
        digest.update(b"\n")
    return digest.digest()
