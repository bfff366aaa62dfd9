"""Finding the encoder's files and trusting them for their hashes alone."""

import hashlib
import json
import sys
from pathlib import Path

import pytest

from index.errors import ModelError
from index.model import (
    MINILM,
    fingerprint,
    is_packaged_model,
    packaged_folder,
    read_verified,
    refuse_foreign_modules,
    refuse_runnable_files,
)

FILES = {"model.safetensors": b"weights", "tokenizer.json": b"{}", "1_Pooling/config.json": b"[]"}
MANIFEST = {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    return tmp_path


def test_files_that_are_what_the_manifest_says_are_read(folder: Path) -> None:
    """What comes back is every file's bytes, by name."""
    assert read_verified(folder, MANIFEST) == FILES


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("spoil", ["flip", "cut", "empty", "extend"])
def test_a_changed_file_is_refused_by_name_and_with_the_repair(folder: Path, name: str, spoil: str) -> None:
    """One flipped bit, a cut or an added byte in any file is an error that says what to do."""
    data = FILES[name]
    changed = {"flip": bytes([data[0] ^ 1]) + data[1:], "cut": data[:-1], "empty": b"", "extend": data + b"\n"}
    (folder / name).write_bytes(changed[spoil])

    with pytest.raises(ModelError, match=r"altered or damaged.*make clean install") as caught:
        read_verified(folder, MANIFEST)

    assert name in str(caught.value)


def test_a_missing_file_is_refused_by_name(folder: Path) -> None:
    """The message names the file, not only the folder."""
    (folder / "tokenizer.json").unlink()

    with pytest.raises(ModelError, match=r"tokenizer\.json cannot be read.*make clean install"):
        read_verified(folder, MANIFEST)


def test_a_file_changed_after_a_good_reading_is_refused(folder: Path) -> None:
    """No earlier result is trusted, even where size and time of the file stay the same."""
    read_verified(folder, MANIFEST)
    weights = folder / "model.safetensors"
    (folder / "model.safetensors").write_bytes(b"Weights")

    with pytest.raises(ModelError, match="altered"):
        read_verified(folder, MANIFEST)

    assert weights.stat().st_size == len(FILES["model.safetensors"])


@pytest.mark.parametrize("name", ["modeling.py", "pytorch_model.bin", "deep/er/x.PKL", "a.pt", "lib.so"])
def test_files_that_could_run_code_are_refused(folder: Path, name: str) -> None:
    """Python, libraries and pickled weights beside the good files are refused, in any folder and any case."""
    extra = folder / name
    extra.parent.mkdir(parents=True, exist_ok=True)
    extra.write_bytes(b"")

    with pytest.raises(ModelError, match="can run code"):
        read_verified(folder, MANIFEST)
    with pytest.raises(ModelError, match="can run code"):
        refuse_runnable_files(folder)


def test_a_readme_beside_the_model_is_no_fault(folder: Path) -> None:
    """Files that nothing reads are let be, and do not make it another model."""
    before = fingerprint(folder)

    (folder / "README.md").write_text("about the model")

    assert fingerprint(folder) == before
    assert read_verified(folder, MANIFEST) == FILES


def test_a_package_is_found_without_running_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package whose code would fail is found all the same, and not imported."""
    package = tmp_path / "explosive_model_package"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('was run')")
    monkeypatch.syspath_prepend(str(tmp_path))

    found = packaged_folder("explosive_model_package")

    assert found == package / "model"
    assert "explosive_model_package" not in sys.modules


@pytest.mark.parametrize("package", ["no_such_package_anywhere", "json"])
def test_a_package_without_a_model_is_an_error_with_the_command(package: str) -> None:
    """Not installed, or installed without a model folder: the message names the command."""
    with pytest.raises(ModelError, match="make install"):
        packaged_folder(package)


def test_a_copy_of_the_packaged_model_is_known(folder: Path) -> None:
    """A folder is the known model if every file is, and another one if any differs."""
    assert is_packaged_model(folder, MANIFEST)

    (folder / "tokenizer.json").write_bytes(b"[]")

    assert not is_packaged_model(folder, MANIFEST)
    assert not is_packaged_model(folder / "1_Pooling", MANIFEST)


def test_every_file_a_model_is_read_from_counts_in_its_fingerprint(folder: Path) -> None:
    """Another tokenizer, another configuration or a moved file is another model."""
    prints = [fingerprint(folder)]

    (folder / "tokenizer.json").write_bytes(b"{ }")
    prints.append(fingerprint(folder))
    (folder / "1_Pooling" / "config.json").rename(folder / "config.json")
    prints.append(fingerprint(folder))

    assert len(set(prints)) == len(prints)


def test_a_folder_without_safetensors_is_no_model(tmp_path: Path) -> None:
    """Weights in any other format are not looked for."""
    (tmp_path / "config.json").write_text("{}")

    with pytest.raises(ModelError, match="no safetensors"):
        fingerprint(tmp_path)


@pytest.mark.parametrize(
    "listing",
    [json.dumps([{"type": "os.system"}]), json.dumps([{"type": "custom.Pooling"}]), "{", "[1]", '[{"path": ""}]'],
)
def test_modules_of_others_are_not_run(tmp_path: Path, listing: str) -> None:
    """modules.json may name sentence-transformers' classes and nothing else."""
    (tmp_path / "modules.json").write_text(listing)

    with pytest.raises(ModelError, match=r"modules\.json"):
        refuse_foreign_modules(tmp_path)


@pytest.mark.model
def test_the_installed_model_is_the_published_one() -> None:
    """The package brings exactly the files we pinned, the weights with the original's public digest."""
    files = read_verified(packaged_folder())

    assert set(files) == set(MINILM)
    assert hashlib.sha256(files["model.safetensors"]).hexdigest().startswith("53aa51172d142c89")
    assert is_packaged_model(packaged_folder())
    refuse_foreign_modules(packaged_folder())
