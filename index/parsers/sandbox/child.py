"""The working process: parses and renders untrusted files one after another, under limits it cannot lift again.

Started by `worker` with the arguments TABLE MEMORY_BYTES IDLE_SECONDS; requests and replies are those of `protocol`. It
ends with its input.
"""

import importlib
import math
import os
import resource
import signal
import sys
from types import ModuleType
from typing import BinaryIO

from index.errors import UnreadableDocumentError
from index.parsers.registry import Parser, Renderer
from index.parsers.sandbox.protocol import Answer, Refusal, Request, read_request, write_reply


def main() -> None:
    """Serve requests until standard input ends."""
    table, (memory, idle) = sys.argv[1], map(int, sys.argv[2:4])
    replies = _private_output()
    _limit(memory)
    formats = importlib.import_module(table)
    while (request := read_request(sys.stdin.buffer)) is not None:
        # The default actions of SIGXCPU and SIGALRM end the process even inside a C library, and an orphan as well.
        _limit_computing(request.seconds)
        signal.alarm(request.patience)
        resource.setrlimit(resource.RLIMIT_AS, (min(request.memory_bytes, memory), memory))
        write_reply(_reply(formats, request, sys.stdin.buffer.read(request.size)), replies)
        signal.alarm(idle)


def _private_output() -> BinaryIO:
    """Take standard output for replies alone: what a library prints goes to standard error."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return replies


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing here writes files


def _limit_computing(seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = math.ceil(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))


def _reply(formats: ModuleType, request: Request, data: bytes) -> Answer | Refusal:
    try:
        return _answer(formats, request, data)
    except UnreadableDocumentError as error:
        return Refusal("unreadable", str(error))
    except MemoryError:
        return Refusal("memory")
    except (KeyboardInterrupt, SystemExit):
        raise
    # A library may raise anything on a broken file, and one in Rust what is no Exception; taking it here is what this
    # process is for.
    except BaseException as error:  # noqa: BLE001
        return Refusal("failed", f"{type(error).__name__}: {error}"[:300])


def _answer(formats: ModuleType, request: Request, data: bytes) -> Answer:
    if request.operation == "render":
        renderer: Renderer = formats.RENDERERS[request.suffix]
        return renderer(data, request.name, int(request.arguments["page"]), request.arguments["scale"])
    parser: Parser = formats.PARSERS[request.suffix]
    return parser(data, request.name)


if __name__ == "__main__":
    main()
