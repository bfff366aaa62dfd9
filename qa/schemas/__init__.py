"""The JSON that every surface (HTTP, MCP, terminal) takes and gives: apart from the records, the same everywhere."""
