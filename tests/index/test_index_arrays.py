"""Arrays in a file: they come back as they were, or not at all."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedded.arrays import read_arrays, write_arrays

KINDS = st.sampled_from(["u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f4", "f8"])
SHAPES = st.lists(st.integers(0, 5), min_size=1, max_size=2)


def written(path: Path, seed: int = 0) -> str:
    """Write a few arrays; return the file's hash."""
    rng = np.random.default_rng(seed)
    write_arrays(path, {"codes": rng.integers(0, 256, (7, 4)).astype(np.uint8), "lengths": np.arange(9)})
    return hashlib.sha256(path.read_bytes()).hexdigest()


@settings(max_examples=40, deadline=None)
@given(kinds=st.dictionaries(st.text(min_size=1, max_size=4), st.tuples(KINDS, SHAPES), max_size=4))
def test_arrays_come_back(kinds: dict[str, tuple[str, list[int]]]) -> None:
    """Of any names, types and shapes, as the library reads them."""
    arrays = {
        name: np.arange(np.prod(shape)).reshape(shape).astype(kind)
        for name, (kind, shape) in kinds.items()
        if name != "__metadata__"
    }
    with TemporaryDirectory() as folder:
        path = Path(folder, "arrays")
        write_arrays(path, arrays)

        found = read_arrays(path, hashlib.sha256(path.read_bytes()).hexdigest())

        assert found.keys() == arrays.keys() == safetensors.numpy.load_file(path).keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)


def test_a_changed_byte_is_found_wherever_it_is(tmp_path: Path) -> None:
    """In the lengths, in the names and places, in what they hold: in one sentence, whatever the library would say."""
    path = tmp_path / "arrays"
    expected = written(path)
    whole = path.read_bytes()

    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x51]) + whole[place + 1 :])
        with pytest.raises(ValueError, match="arrays is not what was written"):
            read_arrays(path, expected)


@pytest.mark.parametrize("size", [0, 5, 8, 40, -1, 1])
def test_a_file_that_was_cut_off_or_added_to_is_found(tmp_path: Path, size: int) -> None:
    """Also where every array would be whole."""
    path = tmp_path / "arrays"
    expected = written(path)
    whole = path.read_bytes()
    path.write_bytes(whole + b"\0" if size == 1 else whole[:size])

    with pytest.raises(ValueError, match="arrays is not what was written"):
        read_arrays(path, expected)


def test_another_file_of_ours_is_not_taken_for_it(tmp_path: Path) -> None:
    """Whole as it is."""
    expected = written(tmp_path / "arrays")
    written(tmp_path / "other", seed=1)

    with pytest.raises(ValueError, match="other is not what was written"):
        read_arrays(tmp_path / "other", expected)


def test_what_is_promised_beyond_the_file_is_not_made_room_for(tmp_path: Path) -> None:
    """A header that was changed may ask for any amount of memory."""
    header = b'{"codes":{"dtype":"U8","shape":[1000000000000],"data_offsets":[0,1000000000000]}}'
    (tmp_path / "arrays").write_bytes(len(header).to_bytes(8, "little") + header)

    with pytest.raises(ValueError, match="an array is larger than the file"):
        read_arrays(tmp_path / "arrays", "")
