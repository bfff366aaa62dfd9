"""What holds for every test."""

from hypothesis import settings

import index  # noqa: F401 - before any test loads onnxruntime, which reports home unless `index` forbids it

# A busy machine is no fault of the code: speed lives in bench/, never in timed tests. Each run tries the same examples,
# so that a green suite stays green until something changes.
settings.register_profile("shared-machine", deadline=None, derandomize=True)
settings.load_profile("shared-machine")
