"""The queue of documents in a database: what puts them in, what takes them out, and which were given up."""

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.chunking import ChunkSettings
from index.parsers import PARSERS_VERSION, parse
from qa.wiring import Application, open_database

if TYPE_CHECKING:
    from index.postgres.working import Queued, Worker


def enqueue(app: Application, paths: Sequence[Path], *, removal: bool = False) -> "Queued":
    """Have workers bring the index in line with its sources.

    Raises:
        SettingsError: there is no database.
        RemovalError: as for `Application.sync`.
    """
    database = app.database or open_database(app.settings)
    items = app.items(paths)
    engine = importlib.import_module("index.postgres.working")
    removal = removal or app.settings.allow_removal
    queued: Queued = engine.enqueue(database, app.embedder, ChunkSettings(), items, removal=removal)
    return queued


def open_worker(app: Application) -> "Worker":
    """Return what takes documents from the queue.

    Raises:
        SettingsError: there is no database.
    """
    database = app.database or open_database(app.settings)
    engine = importlib.import_module("index.postgres.working")
    worker: Worker = engine.Worker(database, app.embedder, engine.Reading(parse, PARSERS_VERSION, ChunkSettings()))
    return worker


def given_up(app: Application) -> list[tuple[str, str]]:
    """Return (source, reason) of each document that no worker will try again."""
    if app.database is None:
        return []
    return [(each.source, f"{each.reason} ({each.attempts} attempts)") for each in app.database.queue.given_up()]
