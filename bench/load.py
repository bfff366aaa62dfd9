"""Questions while documents change: is every citation right, and does the server grow?

    python -m bench.load [--clients 16] [--minutes 30] [--seconds-between-changes 1]

Runs `qa serve` on the seeds in a process and a folder of its own. Clients ask the seeds' questions, and some about
documents that come and go meanwhile: one is added, replaced or deleted every second. Every quote of every answer is
compared with the text that was sent, of the edition that the citation names by its hash. Prints what came, and the
memory, threads and open files of the server: each must end where it began, the first fifth of the time compared with
the last. Exits with 1 where a citation is wrong, an answer failed, or something grew.
"""

import argparse
import hashlib
import itertools
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
WARM_UP = 60.0  # seconds: until every thread runs that ever will, and what is loaded late is loaded
COMING = 12  # documents that come and go
GROWTH = {"memory, MB": 1.1, "threads": 1.1, "open files": 1.2}  # what the last fifth may be of the first
SLACK = {"memory, MB": 30.0, "threads": 3.0, "open files": 10.0}  # and beyond that
LONGEST_PAUSE = 5.0  # seconds a client waits where it is told to come back later
_PATIENCE = 600.0  # seconds for one response: the machine may have other work, and slowness is not what is looked for


@dataclass
class Seen:
    """What the clients saw, and the texts that a citation may be from: by the hash it gives."""

    texts: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def know(self, text: str) -> None:
        """Take a citation of this text for a right one, where its quote is."""
        with self.lock:
            self.texts[hashlib.sha256(text.encode()).hexdigest()] = text

    def count(self, what: str) -> None:
        """Count one more of these."""
        with self.lock:
            self.counts[what] += 1

    def check(self, answer: dict[str, Any]) -> None:
        """Compare every quote of an answer, and what is shown with it, with the text it is said to be from."""
        for citation in (*answer["citations"], *answer["closest"]):
            text = self.texts.get(citation["sha256"])
            spans = [(citation["start"], citation["end"], citation["quote"])]
            spans += [(part["start"], part["end"], part["text"]) for part in citation["context"]]
            right = text is not None and all(text[start:end] == quote for start, end, quote in spans)
            with self.lock:
                self.counts["citations"] += 1
                if not right:
                    self.wrong.append(f"{citation['document_id']} {citation['start']}-{citation['end']}")


def edition(number: int, when: int) -> str:
    """Return the text of one of the documents that come and go, as it is this time."""
    return (
        f"# Ferry line {number}\n\nThe ferry of line {number} sails at {when % 24:02d}:{when % 60:02d} from pier "
        f"{number + 1}. Its captain is the {when}th since the line was opened.\n"
    )


@contextmanager
def server(folder: Path) -> Iterator[tuple[int, str]]:
    """Run `qa serve` on the seeds until the block ends; gives its process id and its address once it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    settings = {"QA_SOURCES": str(SEEDS), "QA_DATA": str(folder / "data"), "QA_WRITE": "1", "QA_PORT": str(port)}
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "qa.cli", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env={**kept, **settings}, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_until_ready(process, address)
            yield process.pid, address
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_ready(process: "subprocess.Popen[bytes]", address: str) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx2.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.5)
    raise TimeoutError("the server did not get ready")


def ask(address: str, questions: Sequence[str], seen: Seen, stop: threading.Event, seed: int) -> None:
    """Ask one question after the other until it is time to stop."""
    rng = random.Random(seed)
    with httpx2.Client(base_url=address, timeout=_PATIENCE) as client:
        while not stop.is_set():
            began = time.monotonic()
            answer = client.post("/api/ask", json={"question": rng.choice(questions)})
            if answer.status_code == 200:
                with seen.lock:
                    seen.seconds.append(time.monotonic() - began)
                seen.count("answers")
                seen.check(answer.json())
            elif answer.status_code == 503 and "retry-after" in answer.headers:
                seen.count("turned away")
                stop.wait(min(float(answer.headers["retry-after"]), LONGEST_PAUSE))
            else:
                seen.count(f"failed with {answer.status_code}")


def change(address: str, seen: Seen, stop: threading.Event, pause: float) -> None:
    """Add, replace or delete one of the documents that come and go, again and again."""
    rng = random.Random(1)
    there: dict[int, str] = {}
    with httpx2.Client(base_url=address, timeout=_PATIENCE) as client:
        for when in itertools.count():
            if stop.wait(pause):
                return
            number = rng.randrange(COMING)
            if number in there and rng.random() < 0.5:
                done = client.delete(f"/api/documents/{there[number]}")
                if done.status_code == 204:
                    del there[number]
            else:
                text = edition(number, when)
                seen.know(text)  # it may be quoted before the answer to this has come
                headers = {"content-type": "application/octet-stream"}
                done = client.post(
                    "/api/documents", params={"name": f"line-{number}.md"}, content=text.encode(), headers=headers
                )
                if done.status_code == 201:
                    there[number] = done.json()["id"]
            seen.count("changes" if done.is_success else f"changes refused with {done.status_code}")


def measures(pid: int) -> dict[str, float]:
    """Return what the process holds now."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = {name: float(re.findall(rf"^{name}:\s+(\d+)", status, re.MULTILINE)[0]) for name in ("VmRSS", "Threads")}
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return {"memory, MB": found["VmRSS"] * 1024 / 1e6, "threads": found["Threads"], "open files": float(files)}


def sampled(pid: int, seconds: float) -> list[dict[str, float]]:
    """Look at the process every few seconds for so long."""
    end = time.monotonic() + seconds
    found = []
    while time.monotonic() < end:
        found.append(measures(pid))
        time.sleep(min(5.0, seconds / 50))
    return found


def grown(samples: Sequence[dict[str, float]]) -> list[str]:
    """Print the first and the last fifth of the samples, and return the names of what has grown."""
    fifth = max(1, len(samples) // 5)
    found = []
    print(f"{'':<12} {'first fifth':>12} {'last fifth':>12} {'most':>8}")
    for name in GROWTH:
        values = [sample[name] for sample in samples]
        first, last = statistics.fmean(values[:fifth]), statistics.fmean(values[-fifth:])
        if last > first * GROWTH[name] + SLACK[name]:
            found.append(name)
        print(f"{name:<12} {first:>12.1f} {last:>12.1f} {max(values):>8.0f}  {'grown' if name in found else 'flat'}")
    return found


def questions() -> list[str]:
    """Return what is asked: the seeds' own questions, and as many about what comes and goes."""
    rows = [json.loads(line) for line in (SEEDS / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    lines = [f"When does the ferry of line {number} sail?" for number in range(COMING)]
    known = [row["text"] for row in rows]
    return known + lines * max(1, len(known) // len(lines))


def observed(clients: int, seconds: float, pause: float) -> tuple[Seen, list[dict[str, float]]]:
    """Run it all; return what the clients saw, and what the server held from time to time."""
    seen = Seen()
    stop = threading.Event()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (pid, address):
        for row in httpx2.get(f"{address}/api/documents", timeout=_PATIENCE).json()["documents"]:
            seen.know(httpx2.get(f"{address}/api/documents/{row['id']}", timeout=_PATIENCE).json()["text"])
        asked = questions()
        work: list[Callable[[], None]] = [lambda: change(address, seen, stop, pause)]
        work += [lambda seed=seed: ask(address, asked, seen, stop, seed) for seed in range(clients)]  # type: ignore[misc]
        threads = [threading.Thread(target=each) for each in work]
        for thread in threads:
            thread.start()
        time.sleep(min(WARM_UP, seconds / 5))
        samples = sampled(pid, seconds)
        stop.set()
        for thread in threads:
            thread.join()
    return seen, samples


def report(seen: Seen, samples: Sequence[dict[str, float]]) -> int:
    """Print what came; return the exit code."""
    for what, number in sorted(seen.counts.items()):
        print(f"{what:<30} {number:>8,}")
    print(f"{'wrong citations':<30} {len(seen.wrong):>8,}")
    cuts = statistics.quantiles(seen.seconds, n=20)
    print(f"{'an answer took':<30} {statistics.median(seen.seconds):>8.2f} s (median), {cuts[-1]:.2f} s (p95)")
    found = grown(samples)
    failed = [what for what in seen.counts if what.startswith("failed")]
    return int(bool(found or seen.wrong or failed))


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seconds-between-changes", type=float, default=1.0)
    args = parser.parse_args()
    raise SystemExit(report(*observed(args.clients, args.minutes * 60, args.seconds_between_changes)))


if __name__ == "__main__":
    main()
