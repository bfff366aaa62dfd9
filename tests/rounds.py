"""How often what happens at random is tried: QA_TEST_ROUNDS, which `make nightly` sets to 500."""

import os

ROUNDS = int(os.environ.get("QA_TEST_ROUNDS", "50"))
"""Rounds of each of the loops that are marked slow."""
