"""A process that dies or loses its connection at a chosen statement, for the tests of what that leaves behind.

Each line on its stdin is JSON: ``url``, ``task`` (a name in `TASKS`), ``at`` (the number of the statement) and ``how``:
"kill" ends the process on the spot, "cut" has the server end the connection. A fork does it, so that the imports are
paid for once. Its answer is one line: how the task ended, and how many statements it ran.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

import psycopg

from index.chunking import ChunkSettings
from index.errors import StoreError
from index.parsers import PARSERS_VERSION, parse
from index.postgres.connecting import Database
from index.postgres.store import PostgresStore
from index.postgres.working import Reading, Worker
from tests.fakes_embedding import HashingEmbedder
from tests.stores import BREAD, put, writing

EMBEDDER = HashingEmbedder()
READING = Reading(parse, PARSERS_VERSION, ChunkSettings())


def commit(store: PostgresStore) -> None:
    """Put one document beside what is there, remove another, and publish."""
    with writing(store) as writer:
        with writer.batch():
            put(writer, BREAD)
            writer.remove("boats")
        writer.commit()


def work(store: PostgresStore) -> None:
    """Take one document from the queue and publish."""
    Worker(store, EMBEDDER, READING).run(once=True)


TASKS: dict[str, Callable[[PostgresStore], None]] = {"commit": commit, "work": work}


class _Counting:
    """Counts the statements of this process, and strikes before the one that was chosen."""

    def __init__(self, at: int, how: str, url: str) -> None:
        self.done = 0
        self._at, self._how, self._url = at, how, url

    def install(self) -> None:
        for name in ("execute", "copy"):
            setattr(psycopg.Cursor, name, self._counted(getattr(psycopg.Cursor, name)))

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(cursor: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - psycopg's own
            self.done += 1
            if self.done == self._at:
                self._strike(cursor)
            return call(cursor, *args, **kwargs)

        return counted

    def _strike(self, cursor: Any) -> None:  # noqa: ANN401 - psycopg's own
        if self._how == "kill":
            os._exit(9)
        with psycopg.connect(self._url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (cursor.connection.info.backend_pid,))


def run(order: dict[str, Any]) -> dict[str, Any]:
    counting = _Counting(order["at"], order["how"], order["url"])
    counting.install()
    try:
        TASKS[order["task"]](PostgresStore(Database(order["url"], "qa")))
    except StoreError as error:
        return {"ended": type(error).__name__, "said": str(error), "statements": counting.done}
    return {"ended": "done", "said": "", "statements": counting.done}


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(write, json.dumps(run(order)).encode())
            os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            said = answer.read()
        os.waitpid(child, 0)
        sys.stdout.write(f"{said.decode() or json.dumps({'ended': 'killed'})}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
