"""Matrices in 8 bits, made of a network's weights while they are loaded: faster, in a quarter of the room and less.

A matrix has one scale for each output, and steps from -64 to 64: with unsigned 8-bit activations, two neighbouring
products then fit into the 16 bits that processors without VNNI add them up in, so that every processor computes the
same. What the figures were, in 32 bits and in 8: docs/decisions.md.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

STEPS = 64
_KINDS = {"F16": np.float16, "F32": np.float32}
_HEADER = 8  # bytes that say how long the header of a safetensors file is


@dataclass(frozen=True, slots=True)
class Part:
    """A tensor of the quantised weights, and where it lies in their bytes."""

    name: str
    shape: tuple[int, ...]
    offset: int
    length: int
    scales: bool  # float32, one for each output; else int8, (in, out)


def parts(weights: bytes) -> Iterator[Part]:
    """Give what `quantised` makes of the bytes of a safetensors file, in its order: each matrix, then its scales."""
    offset = 0
    for name, _, (outputs, inputs), _ in _matrices(weights):
        for shape, size, scales in (((inputs, outputs), 1, False), ((outputs,), 4, True)):
            length = size * int(np.prod(shape))
            yield Part(name, shape, offset, length, scales)
            offset += length


def quantised(weights: bytes) -> bytes:
    """Return the matrices of all layers in 8 bits, with their scales, one behind the other as `parts` says.

    Args:
        weights: of a safetensors file, its matrices float16 or float32 of shape (out, in).
    """
    made: list[bytes] = []
    for _, kind, shape, start in _matrices(weights):
        stored = np.frombuffer(weights, _KINDS[kind], shape[0] * shape[1], start)
        matrix: npt.NDArray[np.float32] = stored.reshape(shape).astype(np.float32)
        scales = np.maximum(np.abs(matrix).max(axis=1), np.finfo(np.float32).tiny * STEPS) / np.float32(STEPS)
        matrix /= scales[:, None]
        steps: npt.NDArray[np.int8] = np.rint(matrix, out=matrix).astype(np.int8)
        made += [np.ascontiguousarray(steps.T).tobytes(), scales.tobytes()]
    return b"".join(made)


def _matrices(weights: bytes) -> Iterator[tuple[str, str, tuple[int, int], int]]:
    """Give name, kind, shape and place of each layer's matrices, by name; what is no layer's is small, or only read."""
    size = int.from_bytes(weights[:_HEADER], "little")
    header = json.loads(weights[_HEADER : _HEADER + size])
    for name in sorted(header):
        entry = header[name]
        if name.startswith("encoder.layer.") and len(entry["shape"]) == 2:
            shape = (entry["shape"][0], entry["shape"][1])
            yield name, entry["dtype"], shape, _HEADER + size + entry["data_offsets"][0]
