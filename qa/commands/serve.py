"""`qa serve`: the HTTP service and the chat page."""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import uvicorn
from fastapi import FastAPI

from qa.api.admission import Admission
from qa.api.app import create_app
from qa.api.connections import GuardedProtocol
from qa.api.keys import KeysError, read_keys
from qa.api.settings import ApiSettings, refusal_to_bind
from qa.commands.logs import log_progress, log_to_stderr
from qa.commands.terminal import visible
from qa.service.live import LiveAssistant
from qa.settings import Settings, SettingsError
from qa.wiring import Application

_GRACE_SECONDS = 10  # for answers under way when the server is stopped
_NOTICE_SECONDS = 1  # of these, for an error to the requests that are not finished

logger = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments; all of it is set through the environment."""
    parser.set_defaults(command="serve")


def run(args: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 - every command has the same form
    """Listen at once, load in the background, and serve until stopped."""
    api = ApiSettings(
        host=settings.host,
        port=settings.port,
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
        keys_file=settings.keys_file,
        allow_anonymous=settings.allow_anonymous,
        allowed_hosts=settings.allowed_hosts,
        write=settings.write,
        upload_folder=settings.data / "uploads",
        longest_wait=settings.longest_wait,
        modes=("extractive", "llm") if settings.llm_url and settings.llm_model else ("extractive",),
    )
    refusal = refusal_to_bind(api)
    if refusal is not None:
        raise SettingsError(refusal)
    if settings.keys_file is not None:
        try:
            read_keys(settings.keys_file)
        except KeysError as error:
            raise SettingsError(f"QA_KEYS_FILE: {error}") from error
    log_to_stderr()
    with _listening(settings) as listener, log_progress() as progress:
        assistant = Application.of(settings).live(progress)
        host, port = listener.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        print(f"Listening on {address}", flush=True)
        assistant.start()
        threading.Thread(target=_announce, args=(assistant, address, settings.open_browser), daemon=True).start()
        try:
            serve_app(create_app(assistant, api), listener)
        finally:
            assistant.close()
    return 0


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


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingsError(
                f"cannot listen at {settings.host}:{settings.port} ({error.strerror}); is a server running there "
                "already? Set QA_PORT to another port, or QA_HOST to an address of this machine"
            ) from error
        yield listener
    finally:
        listener.close()


def _announce(assistant: LiveAssistant, address: str, open_browser: bool) -> None:
    """Print when questions are answered, and an example."""
    while not assistant.readiness().ready:
        time.sleep(0.05)
    examples = assistant.examples()
    hint = f'; ask, for example: "{visible(examples[0])}"' if examples else ""
    print(f"Ready: open {address}{hint}", file=sys.stdout, flush=True)
    if open_browser:
        webbrowser.open(address)
