"""ONNX Runtime, set up the one way it serves here."""

from collections.abc import Mapping
from typing import Any

import onnxruntime as ort

_ERRORS_ONLY = 3
_SLOWER = "SkipLayerNormFusion"  # its kernel takes four times as long as the two that it stands for (docs/decisions.md)


def open_session(graph: bytes, external: Mapping[str, bytes] | None = None) -> Any:  # noqa: ANN401 (untyped library)
    """Load ``graph`` on the CPU; ``external`` holds the bytes of the files its weights lie in, by name.

    A run stays on the thread that calls it: measured here, spreading one short question over two threads gains
    nothing, and for bulk work whole batches side by side are twice as fast as one batch spread out (docs/decisions.md).
    Runs may be called from several threads at once. The bytes of ``external`` are copied and not needed afterwards.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.log_severity_level = _ERRORS_ONLY
    if external:
        sizes = [len(data) for data in external.values()]
        options.add_external_initializers_from_files_in_memory(list(external), list(external.values()), sizes)
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOWER])
