"""The default Store, on one machine: SQLite holds the truth; segments, which are searched, are derived from it."""

import os

# FAISS starts a team of OpenMP threads even to look up one question, and idle ones would spin: two fifths of what a
# search costs (docs/decisions.md). Read when the library is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
