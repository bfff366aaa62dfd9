"""The assistant as tools for models, over the Model Context Protocol: `build_server(Desk(assistant))`."""

from qa.mcp.desk import Desk
from qa.mcp.server import build_server

__all__ = ["Desk", "build_server"]
