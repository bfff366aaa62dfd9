"""The HTTP surface: `create_app(assistant, settings)`.

It is imported when it is first asked for: whoever starts a server loads the index meanwhile.
"""

import importlib
from typing import TYPE_CHECKING, Any

from qa.api.settings import ApiSettings, refusal_to_bind

if TYPE_CHECKING:
    from qa.api.app import create_app

__all__ = ["ApiSettings", "create_app", "refusal_to_bind"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - as Python defines it for modules
    if name == "create_app":
        return importlib.import_module("qa.api.app").create_app
    raise AttributeError(name)
