"""Questions in, cited answers out. Knows nothing of segments, FAISS or SQLite."""

__version__ = "0.1.0"
