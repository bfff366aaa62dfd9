"""`qa mcp`: the documents as tools for a model's client, over stdin and stdout."""

import argparse
import signal

import anyio

from qa.commands.logs import log_progress, log_to_stderr
from qa.mcp.backend import Backend
from qa.mcp.server import build_server, run_stdio
from qa.settings import Settings
from qa.wiring import Application

# The client starts this process and may ask at once, while the model is still being loaded, or even the documents are
# still being indexed; clients wait a minute for a tool at most.
_PATIENCE_SECONDS = 45.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments; all of it is set through the environment."""
    parser.set_defaults(command="mcp")


def run(args: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 - every command has the same form
    """Speak at once, load in the background, and serve until the client closes stdin."""
    app = Application.of(settings)
    if not app.has_index():
        app.items()  # a source that is missing is an error now, and not one for the model to read later
    log_to_stderr()
    # Ctrl-C ends it at once, as SIGTERM does: a thread that waits for stdin would delay any orderly end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with log_progress() as progress:
        assistant = app.live(progress)
        assistant.start()
        try:
            anyio.run(run_stdio, build_server(Backend(assistant, ready_timeout=_PATIENCE_SECONDS)))
        finally:
            assistant.close()
    return 0
