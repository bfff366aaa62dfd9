"""A run made readable: for the terminal, as Markdown, as one HTML file with pictures, and for other tools."""
