"""`qa serve`: the HTTP service and the chat page."""

import argparse
import importlib
import socket
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from qa.api.keys import KeysError, read_keys
from qa.api.settings import ApiSettings, refusal_to_bind
from qa.commands.logs import log_progress, log_to_stderr
from qa.commands.terminal import visible
from qa.service.live import LiveAssistant
from qa.settings import Settings, SettingsError
from qa.wiring import Application

_BEFORE_EXAMPLES = 1.0  # seconds
_SEARCHES_OF_A_DATABASE = 8  # at once: most of their time they wait for it


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
        fetch=settings.allow_fetch,
        sources=tuple(str(path) for path in settings.sources),
        upload_folder=settings.data / "uploads",
        longest_wait=settings.longest_wait,
        modes=("extractive", "llm") if settings.llm_url and settings.llm_model else ("extractive",),
    )
    if settings.store:
        api = replace(api, searching=_SEARCHES_OF_A_DATABASE)
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
            serving = importlib.import_module("qa.commands.serving")  # as long as loading takes: beside it
            serving.serve_app(serving.create_app(assistant, api), listener)
        finally:
            assistant.close()
    return 0


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
    """Print when questions are answered, and an example once a first question may have gone before it."""
    while not assistant.readiness().ready:
        time.sleep(0.05)
    print(f"Ready: open {address}", flush=True)
    if open_browser:
        webbrowser.open(address)
    time.sleep(_BEFORE_EXAMPLES)
    if examples := assistant.examples():
        print(f'Ask, for example: "{visible(examples[0])}"', flush=True)
