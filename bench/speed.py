"""How fast it is, over HTTP, beside other checkouts and other systems, in one run: writes bench/RESULTS.md.

    python -m bench.speed [--data FOLDER] [--before CHECKOUT] [--peer NAME=PYTHON] [--seconds 20]

FOLDER holds paragraphs in corpus.jsonl and questions in queries.jsonl (`text` of each line); `$QA_TEST_DATA/squad2` if
it is not named. Nothing else should run on the machine. A peer is a script of bench/peers/, run by the Python of an
environment of its own, which has what the script says it needs. All systems are started, and asked in turns, a few
seconds each, so that what the machine does meanwhile meets all of them.
"""

import argparse
import datetime
import http.client
import json
import os
import platform
import re
import shlex
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.speed_systems import ROOT, Server, System, indexed, ours, peer, sent, started
from index.encoders.runtime import OnnxEmbedder
from index.model import packaged_folder, read_verified

RESULTS = ROOT / "bench" / "RESULTS.md"
_CLIENTS = (1, 16)
_TURNS = 4  # of each load
_STARTS = 3
_Figures = dict[str, dict[str, tuple[float, str]]]  # by row and system: what is compared, and what is shown


@dataclass
class Load:
    """What came of asking: seconds of each request that was answered, and how many were refused."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    took: float = 0.0

    def text(self) -> str:
        """Return p50, p95, p99 and rate."""
        if len(self.seconds) < 2:
            return "none answered"
        cuts = statistics.quantiles(self.seconds, n=100)
        refused = f", {self.refused} refused" if self.refused else ""
        times = " / ".join(f"{cut * 1000:.0f}" for cut in (statistics.median(self.seconds), cuts[94], cuts[98]))
        return f"{times} ms, {len(self.seconds) / self.took:.1f}/s{refused}"


def load(server: Server, path: str, questions: Sequence[str], clients: int, seconds: float, found: Load) -> None:
    """Let clients ask one question after the other, each other ones, and none twice, for so many seconds."""
    lock = threading.Lock()
    waiting = iter(questions)
    began = time.monotonic()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while time.monotonic() < began + seconds:
            with lock:
                question = next(waiting, None)
            if question is None:
                return
            asked = time.monotonic()
            status = sent(connection, path, question)
            with lock:
                if status == 200:
                    found.seconds.append(time.monotonic() - asked)
                else:
                    found.refused += 1

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.took += time.monotonic() - began


def measured(systems: Sequence[System], questions: Sequence[str], seconds: float) -> _Figures:
    """Return every figure by row and system."""
    rows: _Figures = {}
    for system in systems:
        took = indexed(system)
        rows.setdefault("index", {})[system.name] = took, f"{took:.1f} s"
        _say(f"{system.name}: index {took:.1f} s")
    colds = {system.name: [0.0] * _STARTS for system in systems}
    for turn in range(_STARTS):
        for system in systems:
            with started(system, questions[0]) as server:
                colds[system.name][turn] = server.cold
    for name, times in colds.items():
        cold = statistics.median(times)
        rows.setdefault("cold start to first answer", {})[name] = cold, f"{cold:.2f} s"
    with ExitStack() as stack:
        servers = [stack.enter_context(started(system, questions[0])) for system in systems]
        rows.update(_loads(servers, questions, seconds))
        for server in servers:
            held = server.resident()
            rows.setdefault("resident after that", {})[server.system.name] = held, f"{held / 1e6:.0f} MB"
    return rows


def _loads(servers: Sequence[Server], questions: Sequence[str], seconds: float) -> _Figures:
    kinds = [(what, clients) for what in ("answer", "search") for clients in _CLIENTS]
    share = len(questions) // (len(kinds) * _TURNS)  # of the questions, for each turn: none is asked twice
    rows: _Figures = {}
    for number, (what, clients) in enumerate(kinds):
        asked = [server for server in servers if what in server.system.routes]
        found = {server.system.name: Load() for server in asked}
        for turn in range(_TURNS):
            start = (number * _TURNS + turn) * share
            for server in asked:
                path, own = server.system.routes[what], found[server.system.name]
                load(server, path, questions[start : start + share], clients, seconds / _TURNS, own)
        row = f"{what}, {clients} client{'s' * (clients > 1)}"
        for name, each in found.items():
            compared = statistics.median(each.seconds) if clients == 1 else each.took / max(1, len(each.seconds))
            rows.setdefault(row, {})[name] = compared, each.text()
            _say(f"{name}: {row} {each.text()}")
    return rows


def limits(paragraphs: Sequence[str], questions: Sequence[str]) -> list[str]:
    """Return what the machine could do at best: the encoder alone, and reading memory."""
    encoder = OnnxEmbedder(lambda: read_verified(packaged_folder()))
    texts = list(paragraphs[:200])
    encoder.embed_passages(texts[:1])  # loads the network
    began = time.perf_counter()
    encoder.embed_passages(texts)
    rate = sum(encoder.count_tokens(texts)) / (time.perf_counter() - began)
    whole = sum(encoder.count_tokens(paragraphs))
    times = []
    for question in questions[:100]:
        began = time.perf_counter()
        encoder.embed_question(question)
        times.append(time.perf_counter() - began)
    block = bytearray(1 << 28)
    began = time.perf_counter()
    bytes(block)
    copied = time.perf_counter() - began
    return [
        f"- index: the encoder alone embeds {rate:,.0f} tokens a second, so {whole / rate:.1f} s for these {whole:,};",
        f"- search: it embeds one question in {statistics.median(times) * 1000:.1f} ms (p50);",
        f"- memory: one core copies {len(block) * 2 / copied / 1e9:.1f} GB a second, read and written.",
    ]


def page(rows: _Figures, bounds: Sequence[str], command: str) -> str:
    """Return the text of RESULTS.md; `this` is compared with the best of the others that are no checkout."""
    names = list(dict.fromkeys(name for found in rows.values() for name in found))
    peers = [name for name in names if name not in ("this", "before")]
    lines = [f"| | {' | '.join(names)} | this / best peer |", f"|---|{'---|' * (len(names) + 1)}"]
    lines += [f"| {row} | {' | '.join(_cells(found, names))} | {_ratio(found, peers)} |" for row, found in rows.items()]
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    about = [
        "# Speed",
        "",
        "Every system was asked in one run, in turns, over HTTP on one machine: p50 / p95 / p99 of a request, and",
        "requests a second. An answer is read by our reader; a search gives passages alone, as peers do. The last",
        "column compares seconds (p50 of one client; of 16, the time for each request): below 1, ours is faster.",
        "",
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {os.cpu_count()} cores of "
        f"{model[1] if model else platform.machine()}, Python {platform.python_version()}, load average of the five",
        f"minutes before the end {os.getloadavg()[1]:.1f} (the measured work included); `{command}`",
        "",
    ]
    return "\n".join([*about, *lines, "", "Limits of this machine, measured right after:", "", *bounds, ""])


def _cells(found: Mapping[str, tuple[float, str]], names: Sequence[str]) -> list[str]:
    return [found[name][1] if name in found else "–" for name in names]


def _ratio(found: Mapping[str, tuple[float, str]], peers: Sequence[str]) -> str:
    others = [found[name][0] for name in peers if name in found]
    return f"{found['this'][0] / min(others):.2f}" if others else "–"


def _texts(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(json.loads(line)["text"] for line in lines))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of corpus.jsonl and queries.jsonl")
    parser.add_argument("--before", type=Path, help="another checkout to compare with")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each load")
    asked = parser.parse_args()
    if asked.data is None:
        if "QA_TEST_DATA" not in os.environ:
            parser.error("name a folder with --data, or set QA_TEST_DATA")
        asked.data = Path(os.environ["QA_TEST_DATA"], "squad2")
    return asked


def main() -> None:
    """Measure every system, and write the page."""
    asked = _arguments()
    paragraphs, questions = _texts(asked.data / "corpus.jsonl"), _texts(asked.data / "queries.jsonl")
    with tempfile.TemporaryDirectory() as name:
        texts = Path(name, "texts")
        texts.mkdir()
        for number, paragraph in enumerate(paragraphs):
            (texts / f"{number:04}.txt").write_text(paragraph, encoding="utf-8")
        systems = [ours("this", ROOT, texts, Path(name, "this"))]
        if asked.before is not None:
            systems.append(ours("before", asked.before, texts, Path(name, "before")))
        for each in asked.peer:
            called, _, python = each.partition("=")
            systems.append(peer(called, python, texts, Path(name, called)))
        rows = measured(systems, questions, asked.seconds)
    # Of paths their last part alone: where things lie on this machine is nobody's business.
    told = (re.sub(r"(^|=)[^=]*/", r"\1", each) for each in sys.argv[1:])
    command = shlex.join(["python", "-m", "bench.speed", *told])
    RESULTS.write_text(page(rows, limits(paragraphs, questions), command), encoding="utf-8")


if __name__ == "__main__":
    main()
