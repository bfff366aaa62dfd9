"""The default Store, on one machine: SQLite holds the truth, FAISS and tantivy are generations derived from it."""
