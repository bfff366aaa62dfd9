"""The encoders behind the Embedder port, and which of them serves a given setting."""

from pathlib import Path

from index.embedding import Embedder
from index.encoders.reference import SentenceTransformerEmbedder, hub_folder
from index.encoders.runtime import OnnxEmbedder
from index.model import MODEL_ID, is_packaged_model, packaged_folder, read_verified

_PACKAGED_NAMES = frozenset({"", MODEL_ID, f"sentence-transformers/{MODEL_ID}"})


def open_embedder(model: str = "", allow_download: bool = False) -> Embedder:
    """Load the packaged model, or another by folder or hub id.

    The packaged one, and any folder with the same files, runs without torch; all others need sentence-transformers.

    Raises:
        ModelError: no such model, or its files are not what they should be.
    """
    if model in _PACKAGED_NAMES:
        return OnnxEmbedder(lambda: read_verified(packaged_folder()))
    folder = Path(model).expanduser()
    if not folder.is_dir():
        folder = hub_folder(model, allow_download)
        return SentenceTransformerEmbedder(folder, model)
    if is_packaged_model(folder):
        return OnnxEmbedder(lambda: read_verified(folder))
    return SentenceTransformerEmbedder(folder)
