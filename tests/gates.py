"""Gates that hold an answer or an upload of the fakes."""

import threading
import time


class LateGate(threading.Event):
    """A gate that opens a moment after somebody stands before it, however long the way there took."""

    def __init__(self, seconds: float = 0.3) -> None:
        super().__init__()
        self._seconds = seconds

    def wait(self, timeout: float | None = None) -> bool:
        time.sleep(min(self._seconds, timeout or self._seconds))
        return True
