"""Documents in, ranked passages out. Knows nothing of answers or HTTP."""

import os

# onnxruntime's official builds report their use to their makers and write a device id below the home folder, unless
# this is set before the library initialises. Every entry point imports this package first, so it is said here, once.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
