"""The reader's network: six MiniLM layers over frozen embeddings, and three small heads.

Written out rather than taken from transformers because attention is most of the time on a CPU and must be chosen: in
bfloat16, torch's fused attention with heads of 32 spends a third of a step. Parameter names are those of the encoder's
safetensors file, so its weights load by name and the shipped file can be read beside it.
"""

import random
from dataclasses import dataclass

import torch
from safetensors.torch import load
from torch import Tensor, nn
from torch.nn import functional

from index.model import WEIGHTS, packaged_folder, read_verified

# Without AVX-512 a product in bfloat16 takes some sixty times as long as one in float32 (AMD EPYC, 2026-11-26).
USE_BFLOAT16 = torch.backends.cpu.get_cpu_capability() not in ("DEFAULT", "NO AVX", "AVX2")


@dataclass(frozen=True)
class ReaderConfig:
    """Sizes of the network. The defaults are all-MiniLM-L6-v2's."""

    vocabulary: int = 30522
    positions: int = 512
    width: int = 384
    inner: int = 1536
    heads: int = 12
    layers: int = 6
    dropout: float = 0.1


class Dropout(nn.Module):
    """Dropout whose masks are cut at random from one long one: drawing fresh bits took an eighth of a step."""

    LENGTH = 1 << 23
    masks: Tensor

    def __init__(self, share: float) -> None:
        super().__init__()
        keep = (torch.rand(self.LENGTH if share else 0) >= share).to(torch.bfloat16)
        self.register_buffer("masks", keep / (1.0 - share), persistent=False)

    def forward(self, states: Tensor) -> Tensor:
        if not self.training or not len(self.masks):
            return states
        room = len(self.masks) - states.numel()
        if room < 0:
            raise ValueError(f"{states.numel():,} states are more than one batch may have")
        offset = random.randrange(0, room + 1)
        return states * self.masks[offset : offset + states.numel()].view(states.shape).to(states.dtype)


class Embeddings(nn.Module):
    """Word, position and segment embeddings; frozen, so that the installed encoder's file serves them."""

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(config.vocabulary, config.width)
        self.position_embeddings = nn.Embedding(config.positions, config.width)
        self.token_type_embeddings = nn.Embedding(2, config.width)
        self.LayerNorm = nn.LayerNorm(config.width, eps=1e-12)

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        positions = torch.arange(ids.shape[1], device=ids.device)
        total = self.word_embeddings(ids) + self.position_embeddings(positions) + self.token_type_embeddings(types)
        normed: Tensor = self.LayerNorm(total)
        return normed


class SelfAttention(nn.Module):
    """Multi-head attention in plain matrix products, which the CPU's bfloat16 units take."""

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.query = nn.Linear(config.width, config.width)
        self.key = nn.Linear(config.width, config.width)
        self.value = nn.Linear(config.width, config.width)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        batch, length, width = hidden.shape
        size = width // self.heads

        def split(states: Tensor) -> Tensor:
            return states.view(batch, length, self.heads, size).transpose(1, 2)

        query = split(self.query(hidden) * size**-0.5)
        scores = query @ split(self.key(hidden)).transpose(2, 3) + bias.to(query.dtype)
        mixed = torch.softmax(scores, dim=-1).to(query.dtype) @ split(self.value(hidden))
        return mixed.transpose(1, 2).reshape(batch, length, width)


class Output(nn.Module):
    """A projection, then the residual sum and its norm."""

    def __init__(self, inner: int, config: ReaderConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(inner, config.width)
        self.LayerNorm = nn.LayerNorm(config.width, eps=1e-12)
        self.dropout = Dropout(config.dropout)

    def forward(self, states: Tensor, residual: Tensor) -> Tensor:
        normed: Tensor = self.LayerNorm(self.dropout(self.dense(states)) + residual)
        return normed


class Layer(nn.Module):
    """One transformer layer, named as in BERT checkpoints."""

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.attention = nn.ModuleDict({"self": SelfAttention(config), "output": Output(config.width, config)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(config.width, config.inner)})
        self.output = Output(config.inner, config)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        hidden = self.attention["output"](self.attention["self"](hidden, bias), hidden)
        result: Tensor = self.output(functional.gelu(self.intermediate["dense"](hidden)), hidden)
        return result


class Reader(nn.Module):
    """Question and window in; start, end and "answers" logits out.

    Shapes: ids, mask, types are int64 ``(batch, length)``; start and end are ``(batch, length)``, with the null answer
    at position 0; answers is ``(batch,)``.
    """

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.config = config
        self.embeddings = Embeddings(config)
        layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.encoder = nn.ModuleDict({"layer": layers})
        self.span = nn.Linear(config.width, 2)
        self.pool = nn.Linear(config.width, config.width)
        self.answers = nn.Linear(config.width, 1)
        self.dropout = Dropout(config.dropout)
        for head in (self.span, self.pool, self.answers):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        with torch.no_grad():  # frozen: no gradient is kept for the largest part of the weights
            hidden = self.embeddings(ids, types)
        if torch.is_autocast_enabled("cpu"):  # else every sum on the way would widen to 32 bits again
            hidden = hidden.to(torch.get_autocast_dtype("cpu"))
        hidden = self.dropout(hidden)
        bias = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * -10000.0
        for layer in self.encoder["layer"].children():
            hidden = layer(hidden, bias)
        span = self.span(hidden)
        pooled = torch.tanh(self.pool(hidden[:, 0]))
        return span[..., 0], span[..., 1], self.answers(self.dropout(pooled))[:, 0]

    def trained(self) -> dict[str, nn.Parameter]:
        """Return the parameters that learn and are shipped: everything but the embeddings."""
        return {name: value for name, value in self.named_parameters() if not name.startswith("embeddings.")}


def from_encoder(config: ReaderConfig | None = None) -> Reader:
    """Return a reader whose layers are the installed encoder's, with fresh heads, embeddings frozen."""
    reader = Reader(config or ReaderConfig())
    known = reader.state_dict()
    published = load(read_verified(packaged_folder())[WEIGHTS])
    missing, _ = reader.load_state_dict({name: published[name] for name in published if name in known}, strict=False)
    fresh = {name for name in missing if not name.startswith(("span.", "pool.", "answers."))}
    if fresh:
        raise ValueError(f"the encoder's file lacks {sorted(fresh)[:3]}")
    return freeze(reader)


def freeze(reader: Reader) -> Reader:
    """Stop the embeddings from learning and return the reader."""
    for value in reader.embeddings.parameters():
        value.requires_grad_(False)
    return reader
