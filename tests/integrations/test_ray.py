"""`qa.integrations.ray` on a cluster of two nodes, one of which is killed while it works."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.embedded.store import EmbeddedStore
from index.encoders.runtime import DIM
from index.postgres.store import PostgresStore
from qa.settings import read_settings
from qa.wiring import Application
from tests.folders import made_folder
from tests.integrations.ray_cluster import Cluster, Node
from tests.postgres_server import ABSENT, is_available, new_database
from tests.processes import ROOT, environment
from tests.waiting import eventually

pytestmark = [pytest.mark.ray, pytest.mark.postgres, pytest.mark.model, pytest.mark.slow]

DOCUMENTS = 30
MANUAL = ROOT / "docs" / "scaling.md"
EXAMPLE = MANUAL.read_text(encoding="utf-8").partition("```python\nimport ray\n")[2].partition("```")[0]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with made_folder() as place:
        yield place


@pytest.fixture(scope="module")
def settings(folder: Path) -> dict[str, str]:
    """Give the settings of everybody, with a database that is empty and documents of several kinds."""
    if importlib.util.find_spec("ray") is None:
        pytest.skip("the package ray is not installed; run: make test-ray")
    if not is_available():
        pytest.skip(ABSENT)
    documents = folder / "docs"
    documents.mkdir()
    for number in range(DOCUMENTS - 3):
        parts = [f"In hour {hour} of day {number} ferry {hour * number} leaves the harbour." for hour in range(40)]
        (documents / f"d{number:02}.md").write_text(f"# Day {number}\n\n" + "\n\n".join(parts))
    (documents / "page.html").write_text("<h1>Tides</h1><p>High water comes at noon. It stays for an hour.</p>")
    (documents / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (documents / "empty.txt").write_bytes(b"")
    kept = environment(folder, QA_STORE=new_database())
    return {name: value for name, value in kept.items() if name.startswith("QA_")}


@pytest.fixture(scope="module")
def cluster(folder: Path, settings: dict[str, str]) -> Iterator[Cluster]:
    """Give a cluster of one node."""
    place = folder / "ray"
    place.mkdir()
    with Cluster(place, **settings, PYTHONPATH=str(ROOT)) as made:
        made.add()
        yield made


def ran(code: str, variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=False)


def test_nobody_comes_in_without_the_token(cluster: Cluster) -> None:
    """Nor can anything be indexed by whoever has joined no cluster, which is said in one sentence."""
    stranger = {name: value for name, value in cluster.environment.items() if not name.startswith("RAY_AUTH")}
    joining = "import ray; ray.init(address='auto'); print('came', 'in')"

    outside = ran("from qa.integrations.ray import index_queued; index_queued(1)", cluster.environment)
    refused = ran(joining, stranger)
    welcome = ran(joining, cluster.environment)

    assert "no cluster has been joined; call ray.init" in outside.stderr.splitlines()[-1]
    assert "came in" in welcome.stdout
    assert refused.returncode != 0
    assert "came in" not in refused.stdout


def test_a_node_that_is_killed_loses_and_doubles_nothing(cluster: Cluster, settings: dict[str, str]) -> None:
    """The example of the manual gives what `qa index` gives: the same passages at the same places, and vectors."""
    app = Application.of(read_settings(settings))
    store = app.database
    assert store is not None
    subprocess.run([sys.executable, "-m", "qa.cli", "index", "--queue"], env=cluster.environment, cwd=ROOT, check=True)
    second = cluster.add()

    driver = subprocess.Popen(
        [sys.executable, "-c", f"import ray\n{EXAMPLE}"], env=cluster.environment, stdout=subprocess.PIPE, text=True
    )
    try:
        eventually(lambda: driver.poll() is not None or is_in_the_middle(store, second), 240)
        left = store.queue.size()
        second.kill()
        said, _ = driver.communicate(timeout=300)
    finally:
        driver.kill()
        driver.wait()

    folder = EmbeddedStore(Path(settings["QA_DATA"]))
    alone = Application.of(read_settings({**settings, "QA_STORE": ""}))
    alone.sync((), lambda _: None)
    assert 0 < left < DOCUMENTS
    assert driver.returncode == 0
    assert f"{DOCUMENTS} documents" in said.splitlines()  # among what Ray says of its nodes
    assert store.queue.size() == 0
    assert store.queue.given_up() == []
    assert store.database.write("SELECT count(*) FROM documents") == [(DOCUMENTS,)]
    found, expected = (each.open(app.embedder.name, DIM) for each in (store, folder))
    assert found.verify() == []
    assert found.entries() == expected.entries()
    assert found.stats().passages == expected.stats().passages
    ids = [row[0] for row in store.database.write("SELECT id FROM passages ORDER BY number")]
    assert found.passages(ids) == expected.passages(ids)
    question = app.embedder.embed_question("ferry")
    assert found.similarities(question, ids) == pytest.approx(expected.similarities(question, ids), abs=1e-5)


def is_in_the_middle(store: PostgresStore, node: Node) -> bool:
    """Say whether some documents are finished, and a process of ``node`` is at another."""
    holders = store.database.write(
        "SELECT holder, (SELECT count(*) FROM documents) FROM queue WHERE holder IS NOT NULL"
    )
    return any(done > DOCUMENTS // 5 and node.holds(int(holder.split(":")[1])) for holder, done in holders)
