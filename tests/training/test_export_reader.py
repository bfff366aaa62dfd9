"""The exported reader against torch: the same network, half the bytes."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import ModelError
from qa.answering.reading.span_model import GRAPH, SpanModel, Window, open_span_model

if TYPE_CHECKING:
    from training.model import Reader

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.model

QUESTION = "Who built the Eiffel Tower?"
WINDOWS = [
    Window("", "The Eiffel Tower was built in 1889 by Gustave Eiffel’s company. It stands in Paris."),
    Window("Cafés › Switzerland", "Café à Zürich."),
    Window("A title that goes on and on: " * 20, "Sœur 😀 Marie sings. " * 9),
]


def random_reader() -> "Reader":
    """Return a reader with fresh heads, made large enough for differences to show."""
    from training.model import from_encoder  # noqa: PLC0415 (torch takes seconds to import)

    torch.manual_seed(0)
    reader = from_encoder().eval()
    for head in (reader.span, reader.pool, reader.answers):
        torch.nn.init.normal_(head.weight, std=0.1)
    return reader


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> "tuple[Path, Reader]":
    """Return a reader folder and the torch reader it was written from."""
    from training.export_reader import export  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("reader")
    reader = random_reader()
    export(dict(reader.state_dict()), folder, {})
    return folder, reader


@pytest.fixture(scope="module")
def model(exported: "tuple[Path, Reader]") -> SpanModel:
    """Return the exported folder as it is served."""
    return open_span_model(exported[0])


def test_logits_in_full_precision_are_torchs(exported: "tuple[Path, Reader]") -> None:
    """Null, answers and the best span's score are torch's, up to what storing weights in 16 bits rounds."""
    folder, reader = exported
    model = open_span_model(folder, graph=GRAPH)
    scores = model.score(QUESTION, WINDOWS)

    for window, score in zip(WINDOWS, scores, strict=True):
        ids, types = model.ids(QUESTION, window)
        with torch.no_grad():
            start, end, answers = reader(torch.tensor([ids]), torch.ones(1, len(ids), dtype=int), torch.tensor([types]))
        null = float(start[0, 0] + end[0, 0])
        pairs = start[0][:, None] + end[0][None, :]
        words = len(model.ids("", Window("", window.text))[0]) - 3  # without [CLS] and twice [SEP]
        inside = torch.zeros(len(ids), dtype=torch.bool)
        inside[-1 - words : -1] = True
        width = torch.arange(len(ids))[None, :] - torch.arange(len(ids))[:, None]
        allowed = inside[:, None] & inside[None, :] & (width >= 0) & (width < 30)
        best = float(pairs[allowed].max()) - null

        assert score.answers == pytest.approx(float(answers), abs=0.02)
        assert score.null == pytest.approx(null, abs=0.02)
        assert score.span_score == pytest.approx(best, abs=0.03)


def test_what_is_served_reads_nearly_the_same(exported: "tuple[Path, Reader]", model: SpanModel) -> None:
    """In 8 bits, logits move by a few hundredths of their spread; how answers change is measured, not tested."""
    full = open_span_model(exported[0], graph=GRAPH).score(QUESTION, WINDOWS)
    served = model.score(QUESTION, WINDOWS)

    for exact, near in zip(full, served, strict=True):
        assert near.answers == pytest.approx(exact.answers, abs=0.3)
        assert near.null == pytest.approx(exact.null, abs=0.5)
        assert near != exact


def test_folder_is_small_enough_to_ship(exported: "tuple[Path, Reader]") -> None:
    """Weights, graph and manifest stay under the 24 MB that the repository allows."""
    size = sum(file.stat().st_size for file in exported[0].iterdir())

    assert size < 24_000_000


def test_an_altered_weight_is_refused(exported: "tuple[Path, Reader]", tmp_path: Path) -> None:
    """One flipped bit in the weights is noticed before they are used."""
    for file in exported[0].iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = bytearray((tmp_path / "reader.safetensors").read_bytes())
    weights[-1] ^= 1
    (tmp_path / "reader.safetensors").write_bytes(weights)

    with pytest.raises(ModelError, match="altered or damaged"):
        open_span_model(tmp_path)


def test_a_reader_of_another_encoder_is_refused(exported: "tuple[Path, Reader]", tmp_path: Path) -> None:
    """A reader trained over other embeddings would read nonsense from these."""
    for file in exported[0].iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    manifest = json.loads((tmp_path / "config.json").read_bytes())
    (tmp_path / "config.json").write_text(json.dumps(manifest | {"encoder_sha256": "0" * 64}))

    with pytest.raises(ModelError, match="another encoder"):
        open_span_model(tmp_path)


def test_equal_calls_give_equal_scores(model: SpanModel) -> None:
    """The same question over the same windows is scored the same, bit for bit."""
    first = model.score(QUESTION, WINDOWS)

    assert model.score(QUESTION, WINDOWS) == first


def test_spans_are_whole_words_inside_the_window(model: SpanModel) -> None:
    """Spans stand in the window, best first, do not overlap and never cut a word."""
    for window, score in zip(WINDOWS, model.score(QUESTION, WINDOWS), strict=True):
        taken: set[int] = set()
        for span in score.spans:
            text = window.text
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end].strip() == text[span.start : span.end]
            assert not taken & set(range(span.start, span.end))
            assert not (span.start and text[span.start - 1].isalnum() and text[span.start].isalnum())
            taken |= set(range(span.start, span.end))
        assert [s.score for s in score.spans] == sorted((s.score for s in score.spans), reverse=True)
        assert (score.start, score.end, score.span_score) == (
            score.spans[0].start,
            score.spans[0].end,
            score.spans[0].score,
        )


def test_empty_and_endless_windows_are_read_without_a_fault(model: SpanModel) -> None:
    """A window without words has no span; a window past the limit is read up to it."""
    blank, endless = model.score(QUESTION, [Window("", "  "), Window("Words", "word " * 2000)])

    assert blank.spans == ()
    assert blank.span_score == float("-inf")
    assert endless.end <= 5 * 320


def test_a_title_is_read_and_never_marked(model: SpanModel) -> None:
    """The title changes what is understood; the words marked are the text's alone."""
    text = "It was built in 1889."

    plain, titled = model.score(QUESTION, [Window("", text), Window("Eiffel Tower", text)])

    assert plain.answers != titled.answers
    assert titled.spans
    assert all(0 <= span.start < span.end <= len(text) for span in titled.spans)
    ids, types = model.ids(QUESTION, Window("Eiffel Tower", text))
    assert sum(types) == len(ids) - len(model.ids(QUESTION, Window("", ""))[0]) + 1


def test_no_windows_no_scores(model: SpanModel) -> None:
    """Nothing to read is no error."""
    assert model.score(QUESTION, []) == []
