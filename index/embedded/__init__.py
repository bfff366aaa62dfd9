"""The default Store, on one machine: SQLite holds the truth; segments, which are searched, are derived from it."""
