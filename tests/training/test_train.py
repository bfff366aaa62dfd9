"""The recipe end to end on a tiny made data set: it learns, stops, and goes on where it stopped."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from training.rows import ANSWER_SETS, detokenise

pytest.importorskip("torch")

NAMES = ["Ada", "Bruno", "Chiara", "Dmitri", "Elif", "Farid", "Greta", "Hugo"]
TOWNS = ["Oslo", "Turin", "Lagos", "Quito", "Perth", "Lyon", "Osaka", "Cairo"]


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write JSON lines, gzipped where the name says so."""
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder in which eight people live in eight towns."""
    (tmp_path / "train").mkdir()
    (tmp_path / "squad2").mkdir()
    texts = [f"{name} works as a baker. {name} lives in {town}." for name, town in zip(NAMES, TOWNS, strict=True)]
    contexts = [{"id": str(i), "title": f"Trades {i % 2}", "text": text} for i, text in enumerate(texts)]
    write_lines(tmp_path / "train" / "contexts.jsonl.gz", contexts)
    answered: list[dict[str, Any]] = [
        {
            "id": str(i),
            "question": f"Where does {name} live?",
            "context_id": str(i),
            "answers": [{"text": town, "start": texts[i].index(town)}],
        }
        for i, (name, town) in enumerate(zip(NAMES, TOWNS, strict=True))
    ]
    refused = [
        row | {"answers": [], "context_id": str((i + 1) % 8), "constructed": "antonym"}
        for i, row in enumerate(answered)
    ]
    for name in (*ANSWER_SETS, "squad2_part", "squad1_near_miss", "squad1_altered_question"):
        rows = {"squad1": answered, "squad1_near_miss": refused, "squad2_more": answered + refused}.get(name, [])
        write_lines(tmp_path / "train" / f"{name}.jsonl.gz", rows)
    write_lines(tmp_path / "squad2" / "corpus.jsonl", contexts)
    queries = [
        {
            "id": f"{row['context_id']}{bool(row['answers'])}",
            "text": row["question"],
            "answers": [answer["text"] for answer in row["answers"]],
            "answerable": bool(row["answers"]),
            "evidence": [],
            "metadata": {"fold": "tune", "source_doc_id": row["context_id"]},
        }
        for row in answered + refused
    ]
    write_lines(tmp_path / "squad2" / "queries.jsonl", queries)
    return tmp_path


def read_log(folder: Path, kind: str) -> list[dict[str, Any]]:
    """Return the log's rows of one kind."""
    rows = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return [row for row in rows if row["kind"] == kind]


@pytest.fixture
def denormals() -> Iterator[None]:
    """Let the process know denormal numbers again: a run flushes them, and hypothesis needs them."""
    import torch  # noqa: PLC0415

    yield
    torch.set_flush_denormal(False)


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.usefixtures("denormals")
def test_a_run_learns_stops_and_goes_on(data: Path, tmp_path: Path) -> None:
    """Loss falls over 20 steps in two sittings; the second goes on with the first one's weights and optimiser."""
    from safetensors.torch import load_file  # noqa: PLC0415 (torch takes seconds to import)

    from training.train import Plan, Trainer  # noqa: PLC0415

    plan = Plan(data, tmp_path / "run", minutes=5, rate=1e-3, tokens=768, sample=16, max_steps=12)
    plan.out.mkdir()

    Trainer(plan, resume=False).run()
    halfway = load_file(plan.out / "last.safetensors")
    plan.max_steps = 20
    second = Trainer(plan, resume=True)
    resumed = {name: value.detach().clone() for name, value in second.parameters.items()}
    second.run()

    steps = read_log(plan.out, "step")
    losses = [row["span_loss"] + row["answers_loss"] for row in steps]
    assert [row["step"] for row in steps] == list(range(1, 21))
    assert sum(losses[-4:]) < 0.8 * sum(losses[:4])
    assert all(bool((resumed[name] == value).all()) for name, value in halfway.items())
    moments = load_file(plan.out / "optimiser.safetensors")
    assert float(moments["span.weight/step"]) == 20
    assert {"f1", "auroc_both", "near_auroc_both"} <= set(read_log(plan.out, "tune")[-1])


@pytest.mark.slow
@pytest.mark.model
def test_a_window_that_answers_holds_the_answer(data: Path) -> None:
    """What is drawn as an answer spells the answer, and what is drawn as a refusal does not hold it."""
    from training.mining import mine  # noqa: PLC0415
    from training.mixture import Mixture  # noqa: PLC0415
    from training.rows import load_pool  # noqa: PLC0415
    from training.windows import WindowMaker  # noqa: PLC0415

    pool = load_pool(data)
    maker = WindowMaker(pool.texts, pool.titles)
    pool.refused["other_article"] = mine(pool, seed=1)
    drawn = Mixture(pool, maker, seed=1).chunk(0.5)

    towns = {maker.question_ids(town): town for town in TOWNS}
    answered = [example for example in drawn if example.answers]
    assert {example.ids[example.start : example.end + 1] for example in answered} == set(towns)
    assert 0.4 < len(answered) / len(drawn) < 0.8
    assert all(example.start == example.end == 0 for example in drawn if not example.answers)
    assert all(example.title_from <= example.context_from for example in drawn)
    titled = [example for example in drawn if example.title_from < example.context_from]
    assert 0.6 < len(titled) / len(drawn) < 0.8


@pytest.mark.model
def test_refusals_from_other_articles_cannot_answer(data: Path) -> None:
    """They come from contexts of other titles and hold none of the answers' words."""
    from training.mining import mine  # noqa: PLC0415
    from training.rows import load_pool  # noqa: PLC0415

    pool = load_pool(data)
    titles = {row.question: pool.titles[row.context] for row in pool.answered["squad1"]}
    mined = mine(pool, seed=1)

    assert mined
    for row in mined:
        assert pool.titles[row.context] != titles[row.question]
        assert not any(word in pool.texts[row.context].lower() for word in row.taboo)


@pytest.mark.model
def test_a_silenced_window_lacks_the_sentence_that_answers() -> None:
    """The window is what stood around the answer, without it."""
    from training.windows import WindowMaker  # noqa: PLC0415

    maker = WindowMaker({"c": "Ada works as a baker. Ada lives in Oslo. She is fifty."}, {"c": "Trades"})
    start = maker.texts["c"].index("Oslo")
    answer = maker.tokens("c").token_range(start, start + 4)
    assert answer is not None

    cut = maker.sentences_of("c", answer)
    example = maker.refused(maker.head("Where does Ada live?", "c"), "c", maker.all_windows("c")[0], cut)

    assert maker.text_of("c", cut) == "Ada lives in Oslo."
    assert maker.question_ids("Ada works as a baker. She is fifty.") == example.ids[example.context_from : -1]
    assert example.ids[example.title_from : example.context_from] == (*maker.question_ids("Trades:"),)


def test_treebank_spacing_is_undone_with_offsets() -> None:
    """Spacing of tokenised corpora goes away, and every old offset finds its new place."""
    old = "`` My Song '' is n't long ; it 's a well - known tune ( 2012 ) ."

    new, mapping = detokenise(old)

    assert new == "\"My Song\" isn't long; it's a well-known tune (2012)."
    for word in ("Song", "long", "tune", "2012"):
        start = old.index(word)
        assert new[mapping[start] : mapping[start + len(word)]] == word
