"""Which claims are held apart from training: told by their title, so that no text stands on both sides."""

import hashlib

HELD_SHARE = 4  # one title in so many


def is_held(title: str) -> bool:
    """Say whether the claims about ``title`` are held apart from training, whatever else is drawn."""
    return int(hashlib.sha256(title.encode()).hexdigest(), 16) % HELD_SHARE == 0
