"""The reading process: parses untrusted files one after another, under limits it cannot lift again.

Started by `worker` with the arguments TABLE MEMORY_BYTES IDLE_SECONDS. A request is a line of JSON {suffix, name, size,
seconds, patience, memory_bytes}, the last three being this file's limits, and then ``size`` bytes; the reply is one
line (see `protocol`). It ends with its input.
"""

import importlib
import json
import math
import os
import resource
import signal
import sys
from collections.abc import Mapping
from typing import BinaryIO

from index.errors import UnreadableDocumentError
from index.parsers.registry import Parser
from index.parsers.sandbox.protocol import Refusal, line_of


def main() -> None:
    """Serve requests until standard input ends."""
    table, (memory, idle) = sys.argv[1], map(int, sys.argv[2:4])
    replies = _private_output()
    _limit(memory)
    parsers: Mapping[str, Parser] = importlib.import_module(table).PARSERS
    while header := sys.stdin.buffer.readline():
        request = json.loads(header)
        # The default actions of SIGXCPU and SIGALRM end the process even inside a C library, and an orphan as well.
        _limit_computing(request["seconds"])
        signal.alarm(request["patience"])
        resource.setrlimit(resource.RLIMIT_AS, (min(request["memory_bytes"], memory), memory))
        data = sys.stdin.buffer.read(request["size"])
        replies.write(_reply(parsers[request["suffix"]], data, request["name"]))
        replies.flush()
        signal.alarm(idle)


def _private_output() -> BinaryIO:
    """Take standard output for replies alone: what a library prints goes to standard error."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return replies


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # a parser writes no files


def _limit_computing(seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = math.ceil(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))


def _reply(parser: Parser, data: bytes, name: str) -> bytes:
    try:
        return line_of(parser(data, name))
    except UnreadableDocumentError as error:
        return line_of(Refusal("unreadable", str(error)))
    except MemoryError:
        return line_of(Refusal("memory"))
    # A parser may raise anything on a broken file; taking it here is what this process is for.
    except Exception as error:  # noqa: BLE001
        return line_of(Refusal("failed", f"{type(error).__name__}: {error}"[:300]))


if __name__ == "__main__":
    main()
