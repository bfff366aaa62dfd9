"""The server and its OpenAPI document say the same, whatever schemathesis makes of the latter."""

from pathlib import Path

import pytest

from bench.contract import failures
from tests.serving import served_by_a_process


@pytest.mark.slow
def test_no_request_is_answered_otherwise_than_the_document_says(tmp_path: Path) -> None:
    """Sound ones, unsound ones and chains of them, for half a minute; `make contract` asks the real assistant."""
    with served_by_a_process("write=True") as (port, _):
        assert failures(f"http://127.0.0.1:{port}", 30, 1, tmp_path) is None
