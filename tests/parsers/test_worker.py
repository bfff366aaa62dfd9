"""The reading process: its limits, its faults and its life."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import UnreadableDocumentError
from index.parsers.registry import FileLimits
from index.parsers.sandbox.worker import Limits, Worker
from index.records import Content
from tests.parsers.hostile_parsers import BLOCKS

FOLDER = str(Path(__file__).parent)


def hostile(limits: Limits | None = None) -> Worker:
    return Worker("hostile_parsers", limits or Limits(seconds=20), FOLDER)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    worker = hostile()
    yield worker
    worker.end()


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def process_of(worker: Worker) -> int:
    return int(worker.read("process", b"", "a").text)


def test_a_content_comes_back_whole(worker: Worker) -> None:
    """Every field survives the way between processes, and what a library prints does not mix into it."""
    content = worker.read("good", "naïve 🎈\r\n".encode(), "a.x")

    assert content == Content(
        text="naïve 🎈\r\n",
        title="a.x",
        url="https://example.org/a",
        date="2024-05-01",
        pages=(0,),
        blocks=BLOCKS,
        warnings=("page 2 is a picture",),
    )


def test_a_format_may_have_limits_of_its_own() -> None:
    """What one format may take is no other's: the same file is refused under the usual suffix alone."""
    usual, more = 256 * 1024 * 1024, FileLimits(memory_bytes=1536 * 1024 * 1024)
    worker = hostile(Limits(seconds=20, memory_bytes=usual, by_suffix={"allocate": more}))

    assert worker.read("allocate", b"", "a").text == "allocated"
    with pytest.raises(UnreadableDocumentError, match="256 MB of memory"):
        worker.read("allocate_as_usual", b"", "a")
    worker.end()


def test_a_picture_comes_back_whole(worker: Worker) -> None:
    """Bytes of any kind survive the way between processes, with page and scale on the way there."""
    data = bytes(range(256)) * 300

    assert worker.render("good", data, "a.x", 7, 1.5) == data + b"\na.x\n7\n1.5"


def test_a_page_that_cannot_be_drawn_is_a_reason(worker: Worker) -> None:
    """A refusal and a crash while drawing concern one page only."""
    with pytest.raises(UnreadableDocumentError, match=r"^a.x: no page 3 at 1\.0$"):
        worker.render("refuse", b"", "a.x", 3, 1.0)
    with pytest.raises(UnreadableDocumentError, match=r"crash.*SIGABRT"):
        worker.render("crash", b"", "a.x", 3, 1.0)

    assert worker.read("good", b"next", "b").text == "next"


def test_files_share_one_process(worker: Worker) -> None:
    """The start is paid once per run, not per file."""
    assert process_of(worker) == process_of(worker)


@pytest.mark.parametrize(
    ("suffix", "reason"),
    [
        ("refuse", "^a.x: encrypted$"),
        ("fail", "KeyError"),
        ("panic", "PanicException"),
        ("crash", "crash.*SIGABRT"),
        ("exhaust", "1024 MB of memory"),
    ],
)
def test_a_fault_is_a_reason_and_the_next_file_is_read(worker: Worker, suffix: str, reason: str) -> None:
    """A refusal, an exception, a crash and too much memory concern one file only."""
    with pytest.raises(UnreadableDocumentError, match=reason):
        worker.read(suffix, b"", "a.x")

    assert worker.read("good", b"next", "b").text == "next"


@pytest.mark.parametrize("suffix", ["hang", "burn"])
def test_a_file_that_takes_too_long_is_given_up(suffix: str) -> None:
    """Computing is limited per file, waiting as well but longer, and the process that hung is gone."""
    worker = hostile(Limits(seconds=1))
    process = process_of(worker)
    start = time.monotonic()

    with pytest.raises(UnreadableDocumentError, match="longer than 1 seconds"):
        worker.read(suffix, b"", "a.x")

    assert time.monotonic() - start < 30
    assert not alive(process)
    assert worker.read("good", b"next", "b").text == "next"
    worker.end()


def test_a_fault_in_a_used_process_is_tried_again_in_a_fresh_one(worker: Worker) -> None:
    """What earlier files left behind in a process does not condemn a sound file."""
    worker.read("leaky", b"one", "a")

    assert worker.read("leaky", b"two", "b").text == "two"


def test_a_crash_is_not_described_at_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """A description takes memory: a workbook that had taken all of it waited five minutes for some to describe that."""
    monkeypatch.setenv("RUST_BACKTRACE", "1")
    fresh = hostile()

    found = fresh.read("environment", b"RUST_BACKTRACE", "a")

    fresh.end()
    assert found.text == "0"


def test_a_parser_cannot_write_files(worker: Worker, tmp_path: Path) -> None:
    """Whatever takes over a parser, it leaves nothing on the disk."""
    with pytest.raises(UnreadableDocumentError, match="OSError"):
        worker.read("write", str(tmp_path / "x").encode(), "a")

    assert (tmp_path / "x").stat().st_size == 0


def test_threads_take_turns(worker: Worker) -> None:
    """Each thread gets the content of its own file."""
    texts = [f"text {number}" * 1000 for number in range(40)]

    with ThreadPoolExecutor(8) as pool:
        contents = list(pool.map(lambda text: worker.read("good", text.encode(), "a"), texts))

    assert [content.text for content in contents] == texts


@pytest.mark.parametrize("limits", [Limits(files=1), Limits(idle_seconds=0)], ids=["files", "idle"])
def test_a_spent_process_is_replaced(limits: Limits) -> None:
    """After its number of files, or left idle, a process makes way for a new one and is not left over."""
    worker = hostile(limits)
    first = process_of(worker)

    second = process_of(worker)

    assert second != first
    assert not alive(first)
    worker.end()
    assert not alive(second)


def test_a_worker_that_ends_waits_for_nobody() -> None:
    """What it was at is refused, and so is what comes afterwards."""
    worker = hostile()
    child = process_of(worker)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(worker.read, "hang", b"", "a.x")
        time.sleep(0.3)  # until the child is at it; should it not be, the refusal is another one and as quick
        began = time.monotonic()

        worker.end()

        with pytest.raises(UnreadableDocumentError):
            reading.result()
    assert time.monotonic() - began < 10
    assert not alive(child)
    with pytest.raises(UnreadableDocumentError, match="the program ends"):
        worker.read("good", b"more", "a")


def test_the_process_ends_with_its_parent() -> None:
    """A parent that is killed leaves no process behind."""
    code = (
        "import os, sys; from index.parsers.sandbox.worker import Worker\n"
        f"print(Worker('hostile_parsers', path={FOLDER!r}).read('process', b'', 'a').text, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    root = str(Path(__file__).parents[2])

    child = int(subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, cwd=root).stdout)

    deadline = time.monotonic() + 10
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)


def test_the_process_loads_no_model_library(worker: Worker) -> None:
    """Reading a file never waits for torch or faiss."""
    modules = set(worker.read("modules", b"", "a").text.split())

    assert not modules & {"torch", "faiss", "numpy", "sentence_transformers"}
