"""Matrices in 8 bits: every weight is within half a step, and what lies where is said."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as some

from index.encoders.quantising import STEPS, parts, quantised

NAME = "encoder.layer.0.output.dense.weight"
FINITE = st.floats(-8, 8, width=16)


def safetensors(**tensors: "np.ndarray[tuple[int, ...], np.dtype[np.float16]]") -> bytes:
    """Return the bytes of a safetensors file."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        end = len(data) + tensor.nbytes
        header[name] = {"dtype": "F16", "shape": tensor.shape, "data_offsets": [len(data), end]}
        data += tensor.tobytes()
    head = json.dumps(header | {"__metadata__": {"format": "pt"}}).encode()
    return len(head).to_bytes(8, "little") + head + data


@given(some.arrays(np.float16, some.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=FINITE))
def test_a_weight_is_within_half_a_step_of_its_own(matrix: "np.ndarray[tuple[int, int], np.dtype[np.float16]]") -> None:
    """Each output has steps of its own, the largest of its weights is the last of them, and zero stays zero."""
    weights = safetensors(**{NAME: matrix})

    made = quantised(weights)

    steps, scales = parts(weights)
    assert (steps.shape, scales.shape) == (matrix.shape[::-1], matrix.shape[:1])
    found = np.frombuffer(made, np.int8, steps.length, steps.offset).reshape(steps.shape).T.astype(np.float32)
    scale = np.frombuffer(made, np.float32, matrix.shape[0], scales.offset)
    assert np.abs(found).max() <= STEPS
    assert (np.abs(found * scale[:, None] - matrix) <= scale[:, None] * 0.501).all()
    assert (found[matrix == 0] == 0).all()


def test_matrices_of_layers_alone_are_made_end_to_end() -> None:
    """Heads, biases and embeddings stay as they are; nothing lies between the parts, and nothing after them."""
    rng = np.random.default_rng(3)
    inner, outer = (rng.normal(size=shape).astype(np.float16) for shape in ((6, 4), (4, 6)))
    weights = safetensors(
        **{
            NAME: outer,
            "encoder.layer.0.intermediate.dense.weight": inner,
            "encoder.layer.0.output.dense.bias": outer[:, 0].copy(),
            "span.weight": inner,
        }
    )

    made, found = quantised(weights), list(parts(weights))

    assert [(part.name, part.scales) for part in found] == [
        ("encoder.layer.0.intermediate.dense.weight", False),
        ("encoder.layer.0.intermediate.dense.weight", True),
        (NAME, False),
        (NAME, True),
    ]
    assert [part.offset for part in found] == [sum(p.length for p in found[:i]) for i in range(len(found))]
    assert len(made) == sum(part.length for part in found)
    scales = np.frombuffer(made, np.float32, 4, found[3].offset)
    assert scales == pytest.approx(np.abs(outer).max(axis=1) / STEPS, rel=1e-3)
