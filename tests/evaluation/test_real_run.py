import json
import os
from pathlib import Path

import ir_measures
import pytest

from tests.evaluation.kit import components, evaluate_cli

ORACLE = {
    "nDCG@10": ir_measures.nDCG @ 10,
    "MAP": ir_measures.AP,
    "MRR@10": ir_measures.RR @ 10,
    "R@1": ir_measures.R @ 1,
    "R@5": ir_measures.R @ 5,
    "R@100": ir_measures.R @ 100,
    "Success@1": ir_measures.Success @ 1,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cranfield", "trecqa_dev"])
def test_a_real_run_has_the_figures_that_ir_measures_finds(tmp_path: Path, name: str) -> None:
    """Graded judgements, many relevant documents, documents without text, candidates: to 1e-6."""
    folder = os.environ.get("QA_TEST_DATA")
    if folder is None:
        pytest.skip("QA_TEST_DATA does not name the folder of public sets")
    run = tmp_path / "run"

    evaluate_cli(components(tmp_path), Path(folder, name), "--reader", "none", "--retriever", "lexical", "--out", run)

    ours = json.loads((run / "summary.json").read_text())["retrieval"]
    judged = list(ir_measures.read_trec_qrels(str(run / "qrels.trec")))  # type: ignore[no-untyped-call]
    ranked = list(ir_measures.read_trec_run(str(run / "run.trec")))  # type: ignore[no-untyped-call]
    theirs = ir_measures.calc_aggregate(list(ORACLE.values()), judged, ranked)
    assert ours == {figure: pytest.approx(theirs[measure], abs=1e-6) for figure, measure in ORACLE.items()}
