"""Arrays in a safetensors file: written by the library, read each to where it stays, and hashed on the way.

The library reads a file as a whole and copies every array out of it, which for the codes of a million vectors takes a
fifth of the time in which an index is opened.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import safetensors.numpy

Arrays = dict[str, npt.NDArray[np.generic]]
_TYPES = {
    **{f"U{bits}": f"<u{bits // 8}" for bits in (8, 16, 32, 64)},
    **{f"I{bits}": f"<i{bits // 8}" for bits in (8, 16, 32, 64)},
    **{f"F{bits}": f"<f{bits // 8}" for bits in (16, 32, 64)},
}


def write_arrays(path: Path, arrays: Mapping[str, npt.NDArray[np.generic]]) -> None:
    """Write arrays by name.

    Raises:
        OSError: the disk is full or refuses.
    """
    path.write_bytes(safetensors.numpy.save({name: np.ascontiguousarray(array) for name, array in arrays.items()}))


def read_arrays(path: Path, sha256: str) -> Arrays:
    """Return the arrays of the file of this hash, in hex digits.

    Raises:
        OSError: it cannot be read.
        ValueError: it has another hash.
    """
    try:
        with path.open("rb") as file:
            found, digest = _read(file, path.stat().st_size)
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # whatever a header can say that is damaged
        raise ValueError(f"{path.name} is not what was written ({error})") from error
    if digest != sha256:
        raise ValueError(f"{path.name} is not what was written")
    return found


def _read(file: BinaryIO, size: int) -> tuple[Arrays, str]:
    length = file.read(8)
    header = file.read(min(size, int.from_bytes(length, "little")))
    digest = hashlib.sha256(length + header)
    entries: dict[str, Any] = json.loads(header)
    entries.pop("__metadata__", None)
    found: Arrays = {}
    for name, entry in sorted(entries.items(), key=lambda item: item[1]["data_offsets"]):
        kind, shape = np.dtype(_TYPES[entry["dtype"]]), tuple(entry["shape"])
        if math.prod(shape) * kind.itemsize > size:
            raise ValueError("an array is larger than the file")
        array = found[name] = np.empty(shape, kind)
        if array.size and file.readinto(array.reshape(-1).view(np.uint8).data) != array.nbytes:  # type: ignore[attr-defined]
            raise ValueError("it ends too early")
        digest.update(array.reshape(-1).view(np.uint8).data)
    digest.update(file.read())
    return found, digest.hexdigest()
