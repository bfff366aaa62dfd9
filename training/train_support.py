"""Trains the support model, low-rank changes of the reader, within a time budget.

    python -m training.train_support --data DIR --out DIR --minutes N

The reader's own weights stay as they are: for each of its matrices two small ones are learned whose product is added to
it (Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021), and the "answers" head is trained further,
so that it says whether a text supports a claim. The learning rate follows the clock, as in `training.train`.
"""

import argparse
import itertools
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from index.model import TOKENIZER, packaged_folder
from training.claims import MadePairs, Pair, fever_symmetric, fool_me_twice
from training.model import Reader, from_encoder

CLAIM_TOKENS, TEXT_TOKENS = 56, 112  # what is longer loses its end
RANK, SCALE = 16, 2.0
HEADS = ("pool.weight", "pool.bias", "answers.weight", "answers.bias")
SHARES = {"fm2": 0.3, "fever": 0.14, "made": 0.56}


class LowRank(nn.Module):
    """A linear map that stays as it is, plus the product of two small ones that learn."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(RANK, linear.in_features) / linear.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, states: Tensor) -> Tensor:
        same: Tensor = self.linear(states)
        return same + (states @ self.down.T @ self.up.T) * SCALE


def adapted(weights: Path) -> tuple[Reader, dict[str, nn.Parameter]]:
    """Return the reader of these weights with low-rank changes in its layers, and all that learns, by name."""
    reader = from_encoder()
    known = load_file(weights)
    for name, value in reader.trained().items():
        value.data.copy_(known[name].float())
    learning = {name: value for name, value in reader.trained().items() if name in HEADS}
    for value in reader.parameters():
        value.requires_grad_(False)
    for layer, module in list(reader.encoder.named_modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Linear):
                changed = LowRank(child)
                module._modules[name] = changed
                learning[f"encoder.{layer}.{name}.down"] = changed.down
                learning[f"encoder.{layer}.{name}.up"] = changed.up
    for value in learning.values():
        value.requires_grad_(True)
    return reader, learning


class Encoded:
    """Pairs in tokens."""

    def __init__(self) -> None:
        self._tokenizer = Tokenizer.from_file(str(packaged_folder() / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def __call__(self, pair: Pair) -> tuple[list[int], int, bool]:
        """Return the ids, where the second segment begins, and the label."""
        claim = self._tokenizer.encode(pair.claim, add_special_tokens=False).ids[:CLAIM_TOKENS]
        text = self._tokenizer.encode(pair.text, add_special_tokens=False).ids[:TEXT_TOKENS]
        return [101, *claim, 102, *text, 102], len(claim) + 2, pair.supported


def batched(rows: Sequence[tuple[list[int], int, bool]]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return ids, mask, types and labels of a batch."""
    width = max(len(ids) for ids, _, _ in rows)
    ids, mask, types = (torch.zeros(len(rows), width, dtype=torch.int64) for _ in range(3))
    for number, (row, second, _) in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
        types[number, second : len(row)] = 1
    return ids, mask, types, torch.tensor([float(label) for _, _, label in rows])


@dataclass
class Plan:
    """What a run is asked to do."""

    data: Path
    out: Path
    minutes: float
    fever: Path | None
    start: Path
    rate: float = 6e-4
    batch: int = 16
    seed: int = 20261125
    evaluate: float = 0.33  # share of the budget
    save: float = 4.0  # minutes


class Trainer:
    """One run within its time budget."""

    def __init__(self, plan: Plan) -> None:
        torch.set_flush_denormal(True)
        torch.manual_seed(plan.seed)
        random.seed(plan.seed)
        self.plan = plan
        self.encode = Encoded()
        self.reader, self.learning = adapted(plan.start / "reader.safetensors")
        self.values = list(self.learning.values())
        self.average = [value.detach().clone() for value in self.values]
        heads = [value for name, value in self.learning.items() if name in HEADS]
        others = [value for name, value in self.learning.items() if name not in HEADS]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": others, "weight_decay": 0.01, "times": 1.0},
                {"params": heads, "weight_decay": 0.01, "times": 0.3},
            ],
            lr=plan.rate,
        )
        self.chance = random.Random(plan.seed)
        self.held = {"fm2": fool_me_twice(plan.data, held=True)}
        self.held["made"] = list(itertools.islice(MadePairs(plan.data, random.Random(1)).draw(), 200))
        self.sources = {
            "fm2": self._round(fool_me_twice(plan.data, held=False)),
            "made": MadePairs(plan.data, self.chance).draw(),
        }
        if plan.fever is not None:
            self.sources["fever"] = self._round(fever_symmetric(plan.fever))
        self.steps = self.examples = 0
        self.began = time.monotonic()

    def _round(self, pairs: Sequence[Pair]) -> Iterator[Pair]:
        while True:
            yield from self.chance.sample(pairs, len(pairs))

    def progress(self) -> float:
        """Return the share of the budget that is used up, 0..1."""
        return min(1.0, (time.monotonic() - self.began) / (self.plan.minutes * 60))

    def batches(self) -> Iterator[list[tuple[list[int], int, bool]]]:
        """Yield batches of like lengths without end."""
        names = list(self.sources)
        while True:
            drawn = self.chance.choices(names, [SHARES[name] for name in names], k=self.plan.batch * 12)
            rows = sorted((self.encode(next(self.sources[name])) for name in drawn), key=lambda row: len(row[0]))
            parts = [rows[at : at + self.plan.batch] for at in range(0, len(rows), self.plan.batch)]
            self.chance.shuffle(parts)
            yield from parts

    def step(self, rows: list[tuple[list[int], int, bool]]) -> float:
        """Learn from one batch and return its loss."""
        ids, mask, types, labels = batched(rows)
        used = self.progress()
        rate = self.plan.rate * min(1.0, (self.steps + 1) / 60, (1.0 - used) / 0.9)
        for group in self.optimiser.param_groups:
            group["lr"] = rate * group["times"]
        _, _, logits = self.reader(ids, mask, types)
        loss = functional.binary_cross_entropy_with_logits(logits, labels)
        self.optimiser.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.values, 1.0)
        self.optimiser.step()
        self.steps += 1
        self.examples += len(rows)
        keep = min(0.99, 1 - 1 / (1 + self.steps / 4))
        torch._foreach_lerp_(self.average, [value.detach() for value in self.values], 1 - keep)
        return float(loss.detach())

    def run(self) -> None:
        """Train until the budget is used up, measuring and saving on the way."""
        self.reader.train()
        losses: list[float] = []
        saved, measured = time.monotonic(), 0.0
        for rows in self.batches():
            if self.progress() >= 1.0:
                break
            losses.append(self.step(rows))
            if self.steps % 50 == 0:
                self.log({"loss": sum(losses) / len(losses)})
                losses.clear()
            if self.progress() - measured >= self.plan.evaluate:
                measured = self.progress()
                self.log(self.measured())
            if time.monotonic() - saved > self.plan.save * 60:
                saved = time.monotonic()
                self.save()
        self.save()
        self.log({"weights": "last"} | self.measured())
        for value, mean in zip(self.values, self.average, strict=True):
            value.data.copy_(mean)
        self.log({"weights": "average"} | self.measured())

    def measured(self) -> dict[str, float]:
        """Return the AUROC of supported against other claims, on what is held apart."""
        self.reader.eval()
        found = {f"{name}_auroc": self._auroc(pairs) for name, pairs in self.held.items()}
        self.reader.train()
        return found

    def _auroc(self, pairs: Sequence[Pair]) -> float:
        rows = sorted((self.encode(pair) for pair in pairs), key=lambda row: len(row[0]))
        scores: list[tuple[float, bool]] = []
        with torch.no_grad():
            for at in range(0, len(rows), 32):
                ids, mask, types, labels = batched(rows[at : at + 32])
                logits = self.reader(ids, mask, types)[2]
                scores += zip(logits.tolist(), labels.bool().tolist(), strict=True)
        good = torch.tensor([score for score, label in scores if label])
        bad = torch.tensor([score for score, label in scores if not label])
        above = (good[:, None] > bad).float() + (good[:, None] == bad).float() / 2
        return float(above.mean())

    def log(self, row: dict[str, float] | dict[str, str | float]) -> None:
        """Append one line to the log."""
        state: dict[str, float] = {"step": self.steps, "examples": self.examples}
        state["seconds"] = round(time.monotonic() - self.began, 1)
        with (self.plan.out / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(
                json.dumps(state | {k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()}) + "\n"
            )

    def save(self) -> None:
        """Write the last weights and their running average, each at once."""
        for name, values in (("last", self.values), ("average", self.average)):
            part = self.plan.out / f"{name}.part"
            tensors = {key: value.detach().contiguous() for key, value in zip(self.learning, values, strict=True)}
            save_file(tensors, part)
            part.replace(self.plan.out / f"{name}.safetensors")


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/")
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoints and the log")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--fever", type=Path, default=None, help="folder with fever_symmetric_dev and _test.jsonl")
    parser.add_argument("--start", type=Path, default=Path("qa/answering/weights"))
    parser.add_argument("--rate", type=float, default=Plan.rate)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    Trainer(Plan(**vars(given))).run()


if __name__ == "__main__":
    main()
