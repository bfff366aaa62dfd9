"""The file that a correction is kept in."""

import logging
from dataclasses import replace
from pathlib import Path
from unittest.mock import create_autospec

import pytest

from qa.answering.calibrations import TRAINED
from qa.answering.confidence import CalibratedReader
from qa.answering.reading.trained_reader import TrainedReader
from qa.service.corrections import CorrectionError, CorrectionFile
from tests.answering.test_correction import CORRECTION


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "calibration.json"


@pytest.fixture
def kept(file: Path) -> CorrectionFile:
    return CorrectionFile(file)


def shipped(name: str = "reader@1") -> CalibratedReader:
    reader = create_autospec(TrainedReader, instance=True)
    reader.name = name
    return CalibratedReader(reader, TRAINED)


def test_what_is_kept_comes_back(kept: CorrectionFile) -> None:
    """Whole, in a data folder that did not exist; and a later one takes its place."""
    later = replace(CORRECTION, questions=60)

    kept.write(CORRECTION)
    first = kept.read("reader@1", TRAINED)
    kept.write(later)

    assert first == CORRECTION
    assert kept.read("reader@1", TRAINED) == later


def test_without_a_file_the_reader_is_as_shipped(kept: CorrectionFile) -> None:
    """Nothing is written by looking."""
    reader = shipped()

    assert kept.read("reader@1", TRAINED) is None
    assert kept.applied(reader) is reader


def test_a_reader_is_corrected(kept: CorrectionFile) -> None:
    """The reader itself stays; its calibration is another."""
    reader = shipped()
    kept.write(CORRECTION)

    corrected = kept.applied(reader)

    assert corrected.reader is reader.reader
    assert corrected.calibration == CORRECTION.corrected(TRAINED)


def test_another_readers_is_passed_over_with_a_warning(kept: CorrectionFile, caplog: pytest.LogCaptureFixture) -> None:
    """Better as shipped than wrong in silence; the warning says what to do."""
    reader = shipped("reader@2")
    kept.write(CORRECTION)

    with caplog.at_level(logging.WARNING):
        applied = kept.applied(reader)

    assert applied is reader
    assert "reader@2" in caplog.text
    assert "qa calibrate" in caplog.text


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"slope": 1}', '{"slope": "steep"}'], ids=["empty", "cut", "list", "part", "words"]
)
def test_a_damaged_file_is_named_and_not_used(kept: CorrectionFile, file: Path, text: str) -> None:
    """It never stops an answer, and it can be removed."""
    reader = shipped()
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CorrectionError, match=r"calibration\.json is damaged; .*--reset"):
        kept.read("reader@1", TRAINED)
    assert kept.applied(reader) is reader
    assert kept.remove()
    assert not file.exists()


def test_numbers_out_of_range_are_damage(kept: CorrectionFile, file: Path) -> None:
    """As from a file that was edited by hand."""
    kept.write(CORRECTION)
    file.write_text(file.read_text(encoding="utf-8").replace('"slope": 2.0', '"slope": -2.0'), encoding="utf-8")

    with pytest.raises(CorrectionError, match="damaged"):
        kept.read("reader@1", TRAINED)


def test_removing_nothing_says_so(kept: CorrectionFile) -> None:
    """The second time there is nothing left."""
    kept.write(CORRECTION)

    assert (kept.remove(), kept.remove()) == (True, False)
