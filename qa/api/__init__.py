"""The HTTP surface: `create_app(assistant, settings)`."""

from qa.api.app import create_app
from qa.api.settings import ApiSettings, refusal_to_bind

__all__ = ["ApiSettings", "create_app", "refusal_to_bind"]
