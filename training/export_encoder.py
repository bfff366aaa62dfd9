"""Write index/encoders/minilm.onnx and minilm.int8.onnx: the encoder's graphs without its weights.

    python -m training.export_encoder [--check]

The graph is written node by node rather than traced: BERT is six times the same few nodes, and written this way
every weight keeps its name, shape and place in the published safetensors file, to which the graph points (ONNX
"external data"). So 24 KB are committed instead of 90 MB, the weights served are the very bytes that were verified, and
the result is the same on every machine. Attention and GELU are ONNX Runtime's fused kernels
(domain com.microsoft), as its own optimiser would put there. The second graph, for questions, multiplies by matrices in
8 bits, which are made of the same weights while they are loaded.

Pooling is the masked mean, then length 1 (the model's 1_Pooling and 2_Normalize). Parity with sentence-transformers is
held by tests/test_embedding.py.

Source: Devlin et al., "BERT" (2019); layout of the weights as in transformers' BertModel.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper

from index.encoders.quantising import Part, parts
from index.encoders.runtime import GRAPH, GRAPH_8BIT, QUANTISED
from index.model import WEIGHTS, packaged_folder

TARGET = Path(__file__).resolve().parent.parent / "index" / "encoders"
FUSED = "com.microsoft"
OPSET, FUSED_OPSET, IR_VERSION = 18, 1, 9  # old enough for every onnxruntime we accept
LOWEST = -3.4028234663852886e38  # the least float32: what a padded place weighs before softmax, as in BERT


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tensor lies in the safetensors file."""

    shape: tuple[int, ...]
    offset: int  # bytes from the start of the file
    length: int  # bytes


def read_places(weights: Path, kind: str = "F32") -> dict[str, Place]:
    """Return the place of every tensor of a kind, from the header alone (8 bytes of length, JSON, then the data)."""
    with weights.open("rb") as stream:
        size = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(size))
    return {
        name: Place(tuple(entry["shape"]), 8 + size + entry["data_offsets"][0], _length(entry["data_offsets"]))
        for name, entry in header.items()
        if name != "__metadata__" and entry["dtype"] == kind
    }


def _length(offsets: list[int]) -> int:
    return offsets[1] - offsets[0]


class GraphWriter:
    """Collects nodes in order, and the weights they name."""

    is_masked = True  # whether texts of several lengths are read together

    def __init__(self, places: dict[str, Place], config: dict[str, float]) -> None:
        self._places = places
        self._heads = int(config["num_attention_heads"])
        self._epsilon = float(config["layer_norm_eps"])
        self._layers = int(config["num_hidden_layers"])
        self._nodes: list[NodeProto] = []
        self._weights: dict[str, TensorProto] = {}

    def model(self) -> ModelProto:
        """Return the whole graph.

        Inputs: input_ids and, unless `Quantised`, attention_mask, int64 of shape (batch, tokens). Output: vector,
        float32, (batch, dim).
        """
        x = self._all_layers(self._embeddings())
        self._pooling(x)
        texts = self._texts("input_ids")
        width = self._places["embeddings.LayerNorm.bias"].shape[0]
        vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["batch", width])
        constants = [helper.make_tensor(name, TensorProto.INT64, [1], [value]) for name, value in _CONSTANTS]
        graph = helper.make_graph(self._nodes, "minilm", texts, [vector], [*self._weights.values(), *constants])
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, FUSED_OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="export_encoder")

    def _embeddings(self) -> str:
        """Word, position and type vectors, added and normalised; every token is of type 0."""
        self._node("Shape", ["input_ids"], "tokens", start=1, end=2)
        self._node("Gather", [self._weight("embeddings.word_embeddings.weight"), "input_ids"], "words")
        self._node("Slice", [self._weight("embeddings.position_embeddings.weight"), "zero", "tokens"], "positions")
        self._node("Slice", [self._weight("embeddings.token_type_embeddings.weight"), "zero", "one"], "type")
        self._node("Add", ["words", "positions"], "placed_words")
        self._node("Add", ["placed_words", "type"], "typed_words")
        norm = [self._weight("embeddings.LayerNorm.weight"), self._weight("embeddings.LayerNorm.bias")]
        return self._node("LayerNormalization", ["typed_words", *norm], "embeddings", epsilon=self._epsilon)

    def _texts(self, *names: str) -> list[ValueInfoProto]:
        """Return the graph's inputs: these, and the mask where there is one."""
        names = (*names, "attention_mask") if self.is_masked else names
        return [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in names]

    def _all_layers(self, x: str) -> str:
        if self.is_masked:
            self._node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        for layer in range(self._layers):
            x = self._layer(x, f"encoder.layer.{layer}.")
        return x

    def _layer(self, x: str, prefix: str) -> str:
        attention = prefix + "attention.self."
        projected = [self._project(x, attention + part) for part in ("query", "key", "value")]
        biases = [self._weight(f"{attention}{part}.bias") for part in ("query", "key", "value")]
        bias = self._node("Concat", biases, attention + "bias", axis=0)
        attended = self._fused(
            "MultiHeadAttention",
            [*projected, bias, *(["mask"] if self.is_masked else [])],
            prefix + "attended",
            num_heads=self._heads,
            mask_filter_value=LOWEST,
        )
        x = self._add_and_norm(x, attended, prefix + "attention.output.")
        inner = self._linear(x, prefix + "intermediate.dense")
        return self._add_and_norm(x, self._fused("Gelu", [inner], prefix + "gelu"), prefix + "output.")

    def _add_and_norm(self, x: str, inner: str, prefix: str) -> str:
        """Project ``inner`` with its bias, add ``x``, normalise.

        Not SkipLayerNormalization, which does all of it in one: its kernel takes four times as long as these two.
        """
        added = self._node("Add", [self._linear(inner, prefix + "dense"), x], prefix + "added")
        norm = [self._weight(f"{prefix}LayerNorm.{part}") for part in ("weight", "bias")]
        return self._node("LayerNormalization", [added, *norm], prefix + "normed", epsilon=self._epsilon)

    def _pooling(self, x: str) -> None:
        """Sum the real tokens' vectors and bring the sum to length 1; dividing by their number would change nothing."""
        self._node("Cast", ["attention_mask"], "weights", to=TensorProto.FLOAT)
        self._node("Unsqueeze", ["weights", "one"], "weight_row")
        self._node("MatMul", ["weight_row", x], "sum_row")
        self._node("Squeeze", ["sum_row", "one"], "sum")
        self._node("LpNormalization", ["sum"], "vector", axis=1, p=2)

    def _project(self, x: str, prefix: str) -> str:
        """Multiply by the weight as it is stored, (out, in): transposing is left to the kernel."""
        return self._fused("FusedMatMul", [x, self._weight(prefix + ".weight")], prefix + ".projected", transB=1)

    def _linear(self, x: str, prefix: str) -> str:
        """Multiply by the weight and add the bias."""
        return self._node("Add", [self._project(x, prefix), self._weight(prefix + ".bias")], prefix + ".biased")

    def _fused(self, kind: str, inputs: list[str], output: str, **attributes: float) -> str:
        return self._node(kind, inputs, output, FUSED, **attributes)

    def _node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: float) -> str:
        node = helper.make_node(kind, inputs, [output], name=output, domain=domain)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in sorted(attributes.items()))
        self._nodes.append(node)
        return output

    def _weight(self, name: str) -> str:
        self._weights[name] = external(name, TensorProto.FLOAT, WEIGHTS, self._places[name])
        return name


class Quantised(GraphWriter):
    """Makes the layers of a graph multiply by matrices in 8 bits, and read one text at a time, which needs no mask."""

    is_masked = False

    def __init__(self, *given: Any, made: Sequence[Part], file: str) -> None:  # noqa: ANN401 - as the graph's own
        """Take what the graph takes, the matrices that were ``made`` of its weights, and how their bytes are called."""
        super().__init__(*given)
        self._parts = {(part.name, part.scales): part for part in made}
        self._file = file
        self._steps: dict[str, tuple[str, str, str]] = {}  # activations in 8 bits, by what they are of

    def _pooling(self, x: str) -> None:
        self._node("ReduceSum", [x, "one"], "sum", keepdims=0)
        self._node("LpNormalization", ["sum"], "vector", axis=1, p=2)

    def _linear(self, x: str, prefix: str) -> str:
        return self._multiplied(x, prefix, self._weight(prefix + ".bias"))

    def _project(self, x: str, prefix: str) -> str:
        return (
            self._multiplied(x, prefix) if (prefix + ".weight", False) in self._parts else super()._project(x, prefix)
        )

    def _multiplied(self, x: str, prefix: str, *bias: str) -> str:
        name = prefix + ".weight"
        if x not in self._steps:
            self._steps[x] = (f"{x}.steps", f"{x}.scale", f"{x}.zero")
            self._nodes.append(helper.make_node("DynamicQuantizeLinear", [x], self._steps[x], name=f"{x}.steps"))
        steps, scale, zero = self._steps[x]
        matrix, scales = (self._part(self._parts[name, scales]) for scales in (False, True))
        inputs = [steps, matrix, scale, scales, zero, *(["", *bias] if bias else [])]  # the matrix has no zero point
        return self._fused("MatMulIntegerToFloat", inputs, prefix + ".projected")

    def _part(self, part: Part) -> str:
        name = f"{part.name}.scales" if part.scales else part.name
        if name not in self._weights:
            kind = TensorProto.FLOAT if part.scales else TensorProto.INT8
            self._weights[name] = external(name, kind, self._file, Place(part.shape, part.offset, part.length))
        return name


def external(name: str, kind: int, file: str, place: Place) -> TensorProto:
    """Return a tensor whose values, of an ONNX data type, lie at a ``place`` of a ``file``."""
    tensor = TensorProto(name=name, data_type=kind, dims=place.shape, data_location=TensorProto.EXTERNAL)
    for key, value in (("location", file), ("offset", place.offset), ("length", place.length)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor


_CONSTANTS = (("zero", 0), ("one", 1))


def build(folder: Path) -> dict[str, bytes]:
    """Return the graphs for the BERT model in ``folder``, by the names of their files."""
    config = json.loads((folder / "config.json").read_bytes())
    places, made = read_places(folder / WEIGHTS), list(parts((folder / WEIGHTS).read_bytes()))
    writers = {
        GRAPH: GraphWriter(places, config),
        GRAPH_8BIT: Quantised(places, config, made=made, file=QUANTISED),
    }
    return {name: writer.model().SerializeToString(deterministic=True) for name, writer in writers.items()}


def main() -> int:
    """Write the graphs, or with --check say whether the committed ones are up to date (exit code 1 if not)."""
    parser = argparse.ArgumentParser(description="Write the encoder's graphs without its weights.")
    parser.add_argument("--check", action="store_true", help="compare with the committed graphs and write nothing")
    args = parser.parse_args()
    stale = 0
    for name, data in build(packaged_folder()).items():
        target = TARGET / name
        if args.check:
            current = target.is_file() and target.read_bytes() == data
            print(f"{name} is {'up to date' if current else 'out of date: run python -m training.export_encoder'}")
            stale += not current
        else:
            target.write_bytes(data)
            print(f"{target}: {len(data)} bytes")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
