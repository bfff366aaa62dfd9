"""The assistant of a running process: readiness, new generations, verification, feedback."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

import pytest

from index.embedded.store import EmbeddedStore
from index.errors import StoreError, StoreMissingError
from qa.answering.assistant import ExtractiveAssistant
from qa.answering.calibrations import similarity_reader
from qa.answering.ports import Feedback, NotReadyError, Question
from qa.service.documents import ReadOnlyDocuments
from qa.service.feedback import FeedbackLog, LineFile
from qa.service.live import LiveAssistant, Report
from qa.service.originals import Originals
from tests.small_index import ANIMALS, built
from tests.waiting import eventually


@dataclass
class World:
    """A data folder and the assistant that follows it."""

    folder: Path
    unreachable: bool = False
    live: LiveAssistant = field(init=False)

    def __post_init__(self) -> None:
        self.live = LiveAssistant(
            load=self.load,
            current=self.current,
            suggestions=lambda _: (["Why do otters hold hands?", "Quantum zebra marmalade?"], []),
            documents=ReadOnlyDocuments(),
            originals=Originals(list, "", lambda *_: b""),
            feedback=FeedbackLog(LineFile(self.folder / "feedback.jsonl")),
        )

    def current(self) -> str | None:
        if self.unreachable:
            raise StoreError("the database cannot be reached; see that it is running")
        return EmbeddedStore(self.folder).current()

    def load(self, _report: Report) -> ExtractiveAssistant:
        if EmbeddedStore(self.folder).current() is None:
            raise StoreMissingError("nothing is indexed yet")
        index = built(self.folder, self.texts)
        found = similarity_reader(index)
        sure = replace(found.calibration, sure=found.calibration.thresholds.balanced)
        return ExtractiveAssistant(index, replace(found, calibration=sure))

    texts = ANIMALS


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.live.close()


def test_it_is_not_ready_until_something_is_published_and_then_is(world: World) -> None:
    """Questions before that are refused with the reason; no restart is needed."""
    world.live.start()
    eventually(lambda: world.live.readiness().reason == "nothing is indexed yet")
    with pytest.raises(NotReadyError, match="nothing is indexed yet"):
        world.live.ask(Question("When?"))

    built(world.folder)

    eventually(lambda: world.live.readiness().ready)
    assert world.live.ask(Question("Why do otters hold hands?")).answerable


def test_a_new_generation_is_taken_up_while_running(world: World) -> None:
    """What another process publishes is served without a restart, and old citations fail to verify."""
    built(world.folder)
    world.live.start()
    eventually(lambda: world.live.readiness().ready)
    old = world.live.ask(Question("Why do otters hold hands?"))
    cited = old.citations[0]

    world.texts = {**ANIMALS, "otter": "Otters hold hands because they like to."}
    built(world.folder, world.texts)
    eventually(lambda: world.live.readiness().generation != old.generation)

    found = world.live.verify(cited.document_id, cited.start, cited.end, cited.quote, cited.sha256)
    assert (found.verified, found.reason) == (False, "changed_document")


def test_a_store_that_cannot_be_reached_is_asked_again(world: World) -> None:
    """Not ready for that reason until it answers; and once loaded, what is served goes on without it."""
    built(world.folder)
    world.unreachable = True
    world.live.start()
    eventually(lambda: "cannot be reached" in (world.live.readiness().reason or ""))

    world.unreachable = False
    eventually(lambda: world.live.readiness().ready)
    world.unreachable = True
    time.sleep(0.6)  # one more look

    assert world.live.readiness().ready
    assert world.live.ask(Question("Why do otters hold hands?")).answerable
    world.unreachable = False
    built(world.folder, {"otter": "Otters hold hands because they like to."})
    eventually(lambda: world.live.readiness().generation == EmbeddedStore(world.folder).current())


def test_examples_are_questions_that_are_answered(world: World) -> None:
    """A suggestion that the documents do not answer is not shown, and a greeting shows what is."""
    built(world.folder)
    world.live.start()
    eventually(lambda: world.live.readiness().ready)

    assert list(world.live.examples()) == ["Why do otters hold hands?"]
    assert "Why do otters hold hands?" in world.live.ask(Question("hello")).answer


def test_an_overview_offers_the_questions_that_its_document_answers(world: World) -> None:
    """Once they are known, and those of no other document; nothing is asked for it."""
    built(world.folder)
    world.live.start()
    eventually(lambda: world.live.readiness().ready)
    source = world.live.ask(Question("Why do otters hold hands?")).citations[0].document_id
    other = next(entry.id for entry in world.live.documents() if entry.id != source)

    before = world.live.overview(source).questions
    world.live.examples()

    assert before == ()
    assert world.live.overview(source).questions == ("Why do otters hold hands?",)
    assert world.live.overview(other).questions == ()


def test_a_document_is_asked_its_own_questions(world: World) -> None:
    """Once: what it was asked is remembered, and its overview has it from then on."""
    built(world.folder)
    world.live.start()
    eventually(lambda: world.live.readiness().ready)
    source = world.live.ask(Question("Why do otters hold hands?")).citations[0].document_id

    found = world.live.examples(source)
    with patch.object(ExtractiveAssistant, "ask", side_effect=AssertionError("asked again")):
        again = world.live.examples(source)

    assert found == ("What does “Otter” say?",)
    assert world.live.overview(source).questions == tuple(found)
    assert again == found


def test_feedback_is_kept_with_its_question(world: World) -> None:
    """One line each; an answer that is no longer remembered is kept without its question."""
    built(world.folder)
    world.live.start()
    eventually(lambda: world.live.readiness().ready)
    answer = world.live.ask(Question("Why do otters hold hands?"))

    world.live.feedback(Feedback(answer.answer_id, "wrong_quote", "too long"))
    world.live.feedback(Feedback("forgotten", "should_abstain"))

    rows = [json.loads(line) for line in (world.folder / "feedback.jsonl").read_text().splitlines()]
    assert [(row["kind"], row["question"]) for row in rows] == [
        ("wrong_quote", "Why do otters hold hands?"),
        ("should_abstain", None),
    ]
    assert [cited["quote"] for cited in rows[0]["citations"]] == [cited.quote for cited in answer.citations]


def test_nothing_is_written_of_what_nobody_judges(world: World) -> None:
    """Questions stay in memory until a user has something to say of their answer."""
    built(world.folder)
    world.live.start()
    eventually(lambda: world.live.readiness().ready)

    world.live.ask(Question("Why do otters hold hands?"))

    assert not (world.folder / "feedback.jsonl").exists()
