"""The model that has a say in mode llm: what is added to the reader's weights, and what it reads."""

import json
import struct
import subprocess
import sys

import numpy as np
import pytest
from safetensors.numpy import load, save

from index.errors import ModelError
from index.model import packaged_folder, read_verified
from qa.grounding import trained_support
from qa.grounding.trained_support import SupportModel, adapted, support_model

TEXT = "Marion Teale designed the lighthouse in 1849. It was white."


def test_the_product_of_two_factors_is_added_and_all_else_keeps_its_place() -> None:
    """A weight with factors changes by their product, one given whole is replaced, the others stay."""
    old = {name: np.arange(6, dtype=np.float16).reshape(2, 3) for name in ("a.weight", "b.weight", "c.weight")}
    learned = {
        "a.up": np.ones((2, 1), dtype=np.float16),
        "a.down": np.full((1, 3), 0.5, dtype=np.float16),
        "b.weight": np.full((2, 3), 7, dtype=np.float16),
    }

    before = save(old)
    after = adapted(before, save(learned))

    new = load(after)
    assert len(after) == len(before)
    assert (new["a.weight"] == old["a.weight"] + np.float16(0.5)).all()
    assert (new["b.weight"] == 7).all()
    assert (new["c.weight"] == old["c.weight"]).all()


@pytest.mark.model
def test_a_claim_that_the_text_makes_scores_above_one_that_it_does_not() -> None:
    """And equal calls give equal scores."""
    right, wrong = "Marion Teale designed the lighthouse.", "Marion Teale sank the ship."

    scores = [support_model().score(claim, [TEXT])[0] for claim in (right, wrong, right)]

    assert scores[0] > scores[1] + 1
    assert scores[0] == scores[2]


@pytest.mark.model
def test_weights_that_do_not_fit_are_our_error() -> None:
    """A file that is no safetensors, and one that breaks what the network computes."""
    files = json.loads((trained_support._FOLDER / "config.json").read_bytes())["files"]
    reader = read_verified(trained_support._READER_FOLDER, {n: files[n] for n in ("reader.safetensors", "reader.onnx")})
    encoder = read_verified(packaged_folder())
    broken = save({"answers.bias": np.array([np.nan], dtype=np.float16)})

    with pytest.raises(ModelError, match="could not be loaded"):
        SupportModel(encoder, reader, struct.pack("<Q", 99) + b"{}")
    with pytest.raises(ModelError, match="not finite"):
        SupportModel(encoder, reader, broken).score("It was white.", [TEXT])


@pytest.mark.model
def test_it_is_loaded_when_it_is_first_asked_and_without_torch() -> None:
    """Whoever never asks a language model pays nothing for it."""
    program = (
        "import sys; from qa.grounding.strict import check_strictly; from qa.grounding import trained_support as t;"
        "print(t.support_model.cache_info().currsize);"
        "check_strictly('The lamp was lit in 1849 [1].', ['In 1849 the lamp was lit. It burned oil.']);"
        "print(t.support_model.cache_info().currsize, 'torch' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["0", "1", "False"]
