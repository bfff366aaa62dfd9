"""The assistant as tools for models, over the Model Context Protocol: `build_server(Backend(assistant))`."""

from qa.mcp.backend import Backend
from qa.mcp.server import build_server

__all__ = ["Backend", "build_server"]
