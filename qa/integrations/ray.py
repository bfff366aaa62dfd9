"""Ray: `index_queued(actors=8)` has a cluster do what `qa worker` does, as a `map_batches` of Ray Data.

Ray brings the step to the machines and starts it again where one is lost. Which documents there are, who holds one and
which are finished is known by the database alone, as for every other worker: a row of the dataset is a turn at the
queue and nothing else. So no document, vector or password goes through Ray, a turn that Ray repeats does no harm, and a
document that ends its actors is given up after three of them, where Ray would try for ever.
"""

import time
from collections.abc import Callable
from typing import Any

from qa.integrations import missing
from qa.queueing import open_worker
from qa.settings import read_settings
from qa.wiring import Application

try:
    import numpy as np
    import ray
    import ray.data
except ImportError as error:
    raise missing("Ray", "cited-qa[postgres,ray]", error) from error

_TURNS = 8  # of an actor in one call: a call costs Ray some milliseconds
_MOST_BLOCKS = 1000  # of the dataset; what an actor does between two reports to Ray
_PAUSE_SECONDS = 1.0  # between two looks at what others hold


class IndexDocuments:
    """An actor that holds the encoder. For each row it takes the document that has waited longest and finishes it.

    For `ray.data.Dataset.map_batches`; the settings, QA_STORE first of all, are those of the node that it runs on.
    """

    def __init__(self) -> None:
        """Open the worker of this node.

        Raises:
            SettingsError: the node names no database, or a setting of it is wrong.
        """
        self._worker = open_worker(Application.of(read_settings()))

    def __call__(self, turns: "dict[str, np.ndarray[Any, Any]]") -> "dict[str, np.ndarray[Any, Any]]":
        """Return in ``source`` what was taken, with fewer rows where no document waited any more.

        Raises:
            StoreError: the database cannot be reached or written to; the documents are still in the queue.
        """
        (rows,) = turns.values()
        taken = [self._worker.turn() for _ in rows]
        return {"source": np.array([source for source in taken if source is not None], dtype=object)}


def index_queued(actors: int, cpus: float = 1.0, done: Callable[[str], None] = lambda _: None) -> int:
    """Index what `qa index --queue` has put into the queue, and return how many documents waited there.

    It ends when no document waits or is held by any worker. What is left when the cluster has had its turns (documents
    whose node was lost, which are free a minute later, and those to be tried again) is finished in this process.

    Args:
        actors: how many work at once, wherever the cluster has room.
        cpus: of its node that Ray sets aside for each; an actor embeds on as many threads as the node has cores.
        done: called with the source of each document that an actor is known to have taken. A lost node may have
            finished some of which it could not tell.

    Raises:
        RuntimeError: this process has joined no cluster.
        SettingsError: no database is set up here or at a node.
        StoreError: the database cannot be reached or written to.
        ray.exceptions.RayError: the cluster cannot go on. Whatever ends it, the queue knows what is left.
    """
    if not ray.is_initialized():
        raise RuntimeError("no cluster has been joined; call ray.init(address='auto') on one of its nodes first")
    worker = open_worker(Application.of(read_settings()))
    waiting = worker.left()
    if waiting:
        turns = ray.data.from_numpy(np.array_split(np.arange(waiting), min(waiting, _MOST_BLOCKS)))
        strategy = ray.data.ActorPoolStrategy(min_size=1, max_size=actors, initial_size=actors)
        taken = turns.map_batches(IndexDocuments, batch_size=_TURNS, compute=strategy, num_cpus=cpus)
        for row in taken.iter_rows():
            done(row["source"])
    while worker.left():
        source = worker.turn()
        if source is None:
            time.sleep(_PAUSE_SECONDS)
        else:
            done(source)
    worker.run(once=True)  # publishes what no actor has published
    return waiting
