"""Questions in, cited answers out. Knows nothing of FAISS, tantivy or SQLite."""

__version__ = "0.1.0"
