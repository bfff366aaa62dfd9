"""Write the support model's folder: what `training.train_support` learned, in half precision, and a manifest.

python -m training.export_support --weights average.safetensors --reader qa/answering/weights --to FOLDER
"""

import argparse
import hashlib
import json
from pathlib import Path

from safetensors.torch import load_file, save_file

from qa.grounding.trained_support import CONFIG, GRAPH, READER, SUPPORT
from training.train_support import SCALE


def export(weights: Path, reader: Path, folder: Path) -> None:
    """Write weights and manifest into ``folder``; the manifest names the reader's files by their hashes too."""
    folder.mkdir(parents=True, exist_ok=True)
    learned = load_file(weights)
    halves = {
        name: (value * SCALE if name.endswith(".up") else value).half().contiguous() for name, value in learned.items()
    }
    save_file(halves, folder / SUPPORT)
    (folder / SUPPORT).chmod(0o644)
    places = {SUPPORT: folder, READER: reader, GRAPH: reader}
    files = {name: hashlib.sha256((place / name).read_bytes()).hexdigest() for name, place in places.items()}
    manifest = json.dumps({"format": 1, "files": files}, indent=2, sort_keys=True)
    (folder / CONFIG).write_text(manifest + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line and export."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, required=True, help="last.safetensors or average.safetensors")
    parser.add_argument(
        "--reader", type=Path, default=Path("qa/answering/weights"), help="the reader it was learned over"
    )
    parser.add_argument("--to", type=Path, required=True, help="folder to write")
    given = parser.parse_args()
    export(given.weights, given.reader, given.to)


if __name__ == "__main__":
    main()
