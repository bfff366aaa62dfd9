"""The correction of the confidence that `qa calibrate` fitted, kept in the data folder as a small JSON file."""

import logging
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.files import make_writable, write_atomically
from qa.answering.confidence import CalibratedReader, Calibration
from qa.answering.correction import Correction
from qa.answering.ports import AnsweringError

_LOG = logging.getLogger(__name__)
_CORRECTION = TypeAdapter(Correction)
_REMEDY = "fit it again with qa calibrate, or remove it with qa calibrate --reset"


class CorrectionError(AnsweringError):
    """What was kept cannot be read or used; the message says what to do."""


class CorrectionFile:
    """At most one correction."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, correction: Correction) -> None:
        """Keep ``correction`` in the place of any other.

        Raises:
            StoreReadOnlyError: the data folder may not be written.
        """
        make_writable(self._path.parent)
        write_atomically(self._path, _CORRECTION.dump_json(correction, indent=2) + b"\n")

    def remove(self) -> bool:
        """Remove what is kept, readable or not; say whether there was anything."""
        if not self._path.exists():
            return False
        make_writable(self._path.parent)
        self._path.unlink(missing_ok=True)
        return True

    def read(self, reader: str, calibration: Calibration) -> Correction | None:
        """Return what is kept for this reader and its calibration; None where nothing is.

        Raises:
            CorrectionError: something is, and cannot be read or was fitted for another reader.
        """
        try:
            found = _CORRECTION.validate_json(self._path.read_bytes(), strict=False)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CorrectionError(f"{self._path} cannot be read ({error.strerror}); {_REMEDY}") from error
        except ValidationError as error:
            raise CorrectionError(f"{self._path} is damaged; {_REMEDY}") from error
        misfit = found.misfit(reader, calibration)
        if misfit:
            raise CorrectionError(f"{self._path} is not used: {misfit}; {_REMEDY}")
        return found

    def applied(self, reader: CalibratedReader) -> CalibratedReader:
        """Return ``reader`` corrected; as it is, with a warning in the log, where what is kept cannot be used."""
        try:
            found = self.read(reader.reader.name, reader.calibration)
        except CorrectionError as error:
            _LOG.warning("calibration: %s", error)
            return reader
        return found.applied(reader) if found else reader
