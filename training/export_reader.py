"""Write a reader folder: half-precision weights, the graph that reads them, and a manifest of their hashes.

    python -m training.export_reader --weights average.safetensors --to FOLDER

The graph is the encoder's (`training.export_encoder`) with segment ids at its beginning and three outputs at its end.
Its embeddings are the installed encoder's own bytes, its layers and heads those of ``reader.safetensors``, stored in
16 bits and widened as they are loaded. Parity with torch is held by tests/training/test_export_reader.py. A second
graph multiplies by the matrices in 8 bits that are made of the same weights as they are loaded: that one is served.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch
from onnx import ModelProto, TensorProto, helper
from safetensors.torch import load_file, save_file

from index.encoders.quantising import parts
from index.model import MINILM, WEIGHTS, packaged_folder
from qa.answering.reading.span_model import CONFIG, GRAPH, GRAPH_8BIT, QUANTISED, READER
from training.export_encoder import (
    FUSED,
    FUSED_OPSET,
    IR_VERSION,
    OPSET,
    GraphWriter,
    Place,
    Quantised,
    external,
    read_places,
)


class ReaderGraphWriter(GraphWriter):
    """The encoder's graph over two weight files, with heads instead of pooling."""

    def __init__(self, places: dict[str, Place], halves: dict[str, Place], config: dict[str, float]) -> None:
        super().__init__(places, config)
        self._halves = halves

    def model(self) -> ModelProto:
        """Return the whole graph.

        Inputs: input_ids, token_type_ids and, unless `Quantised`, attention_mask, int64 of shape (batch, tokens).
        Outputs, float32: span, (batch, tokens, 2), start and end logits; answers, (batch, 1).
        """
        x = self._all_layers(self._embeddings())
        self._head(x, "span", "span")
        self._node("Gather", [x, "first"], "classifier_token", axis=1)
        self._head("classifier_token", "pool", "pooled")
        self._node("Tanh", ["pooled"], "pooled_tanh")
        self._head("pooled_tanh", "answers", "answers")
        texts = self._texts("input_ids", "token_type_ids")
        outputs = [
            helper.make_tensor_value_info("span", TensorProto.FLOAT, ["batch", "tokens", 2]),
            helper.make_tensor_value_info("answers", TensorProto.FLOAT, ["batch", 1]),
        ]
        constants = [
            helper.make_tensor("zero", TensorProto.INT64, [1], [0]),
            helper.make_tensor("first", TensorProto.INT64, [], [0]),
        ]
        graph = helper.make_graph(self._nodes, "reader", texts, outputs, [*self._weights.values(), *constants])
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, FUSED_OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="export_reader")

    def _embeddings(self) -> str:
        """Word, position and segment vectors, added and normalised."""
        self._node("Shape", ["input_ids"], "tokens", start=1, end=2)
        self._node("Gather", [self._weight("embeddings.word_embeddings.weight"), "input_ids"], "words")
        self._node("Slice", [self._weight("embeddings.position_embeddings.weight"), "zero", "tokens"], "positions")
        self._node("Gather", [self._weight("embeddings.token_type_embeddings.weight"), "token_type_ids"], "types")
        self._node("Add", ["words", "positions"], "placed_words")
        self._node("Add", ["placed_words", "types"], "typed_words")
        norm = [self._weight("embeddings.LayerNorm.weight"), self._weight("embeddings.LayerNorm.bias")]
        return self._node("LayerNormalization", ["typed_words", *norm], "embeddings", epsilon=self._epsilon)

    def _head(self, x: str, name: str, output: str) -> str:
        self._project(x, name)
        return self._node("Add", [f"{name}.projected", self._weight(f"{name}.bias")], output)

    def _weight(self, name: str) -> str:
        if name not in self._halves:
            return super()._weight(name)
        if name in self._weights:
            return name
        tensor = external(f"{name}.half", TensorProto.FLOAT16, READER, self._halves[name])
        self._weights[name] = tensor
        # ONNX Runtime widens it once, while loading: constants are folded
        return self._node("Cast", [tensor.name], name, to=TensorProto.FLOAT)


class QuantisedReaderWriter(Quantised, ReaderGraphWriter):
    """The same graph, whose layers multiply by matrices in 8 bits."""


def save_halves(weights: dict[str, torch.Tensor], target: Path) -> None:
    """Write everything but the embeddings in half precision.

    Raises:
        ValueError: a weight is too large for 16 bits.
    """
    halves = {name: value.detach().half() for name, value in weights.items() if not name.startswith("embeddings.")}
    broken = [name for name, value in halves.items() if not torch.isfinite(value).all()]
    if broken:
        raise ValueError(f"too large for half precision: {', '.join(broken)}")
    save_file({name: value.contiguous() for name, value in halves.items()}, target)
    target.chmod(0o644)  # safetensors writes for the owner alone; what is shipped is for everyone


def export(weights: dict[str, torch.Tensor], folder: Path, notes: dict[str, object]) -> None:
    """Write weights, graph and manifest into ``folder``; ``notes`` (name, figures) are kept in the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    save_halves(weights, folder / READER)
    encoder = packaged_folder()
    config = json.loads((encoder / "config.json").read_bytes())
    places, halves = read_places(encoder / WEIGHTS), read_places(folder / READER, "F16")
    made = list(parts((folder / READER).read_bytes()))
    graphs = {
        GRAPH: ReaderGraphWriter(places, halves, config),
        GRAPH_8BIT: QuantisedReaderWriter(places, halves, config, made=made, file=QUANTISED),
    }
    for name, writer in graphs.items():
        (folder / name).write_bytes(writer.model().SerializeToString(deterministic=True))
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (READER, *graphs)}
    manifest = {"format": 1, "encoder_sha256": MINILM[WEIGHTS], "files": files} | notes
    (folder / CONFIG).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line and export."""
    parser = argparse.ArgumentParser(description="Write a reader folder from a checkpoint.")
    parser.add_argument("--weights", type=Path, required=True, help="last.safetensors or average.safetensors")
    parser.add_argument("--to", type=Path, required=True, help="folder to write")
    given = parser.parse_args()
    export(load_file(given.weights), given.to, {})
    print(f"{given.to}: {sum(file.stat().st_size for file in given.to.iterdir())} bytes")


if __name__ == "__main__":
    main()
