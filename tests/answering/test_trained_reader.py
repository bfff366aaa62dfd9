"""What the trained reader gives its network to read."""

from collections.abc import Sequence
from pathlib import Path

from qa.answering.reading.span_model import Window
from qa.answering.reading.span_scores import SpanScore, WindowScore
from qa.answering.reading.trained_reader import TrainedReader, window_text
from tests.index.test_index_enumerated import machines
from tests.small_index import built

TEXTS = {
    "lake": "The lake was dammed on 5 March 2021. It holds 12,500,000 litres.",
    "mill": "The mill was built before the lake. It grinds rye.",
}


class Listening:
    """A network that finds the first word of every window equally good, and remembers what it was asked."""

    name = "listening/1"

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def score(self, question: str, windows: Sequence[Window]) -> list[WindowScore]:
        self.asked |= {window.text: question for window in windows}
        return [WindowScore(0.0, 0.0, 0, 3, 0.0, (SpanScore(0, 3, 0.0),)) for _ in windows]


def test_each_passage_is_asked_in_its_own_notation(tmp_path: Path) -> None:
    """The network does not know that 2021-03-05 is 5 March 2021; a passage without that date gets what was typed."""
    index, network = built(tmp_path, TEXTS), Listening()

    readings = TrainedReader(network, index).read("What was dammed on 2021-03-05?", index.search("lake", 5))

    assert network.asked[TEXTS["lake"]] == "What was dammed on 5 March 2021?"
    assert network.asked[TEXTS["mill"]] == "What was dammed on 2021-03-05?"
    assert [reading.hit for reading in readings] == index.search("lake", 5)


def test_a_window_that_begins_with_a_heading_is_read_behind_what_announces_its_list() -> None:
    page = machines()

    read = window_text(page.structure(), page.at("### Linux\n\n- gcc"))

    assert read.text.startswith("To build the program install: ### Linux")
