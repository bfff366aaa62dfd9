"""Questions in, cited answers out. Knows nothing of FAISS, tantivy or SQLite."""
