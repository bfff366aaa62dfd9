"""The HTTP server of `qa serve`, until it is stopped. Imported while the index is being loaded."""

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from types import FrameType
from typing import NoReturn

import uvicorn
from fastapi import FastAPI

from qa.api.admission import Admission
from qa.api.app import create_app
from qa.api.connections import GuardedProtocol

__all__ = ["create_app", "serve_app"]

_GRACE_SECONDS = 10  # for answers under way when the server is stopped
_NOTICE_SECONDS = 1  # of these, for an error to the requests that are not finished

logger = logging.getLogger(__name__)


def serve_app(app: FastAPI, listener: socket.socket, grace: int = _GRACE_SECONDS) -> None:
    """Serve until stopped. On SIGTERM no more connections are taken, and answers have ``grace`` seconds to end."""
    config = uvicorn.Config(
        app,
        http=GuardedProtocol,
        ws="none",  # there are none, and their library warns when it is imported
        log_config=None,  # its lines come with ours
        access_log=False,  # `qa.api.request_log` writes a line for each request
        timeout_graceful_shutdown=grace,
        server_header=False,
    )
    signal.signal(signal.SIGTERM, _end)
    _Server(config, app.state.admission, grace).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends within its grace period; requests that are not finished get an error before."""

    def __init__(self, config: uvicorn.Config, admission: Admission, grace: int) -> None:
        super().__init__(config)
        self._admission = admission
        self._grace = grace

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().call_later(self._grace - _NOTICE_SECONDS, self._admission.give_up)
        # No thread can be stopped, and Python would wait for all of them before it ends.
        last_resort = threading.Timer(self._grace, _give_up)
        last_resort.daemon = True
        last_resort.start()
        await super().shutdown(sockets)


def _give_up() -> NoReturn:
    """End the process at once; whatever is written is whole at every moment (docs/reliability.md)."""
    logger.warning("work that was under way was given up")
    logging.shutdown()
    os._exit(0)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Exit as asked, with success: uvicorn passes the signal on to us once the answers under way are finished."""
    sys.exit(0)
