"""Markup that is read as text: what its signs say, as blocks over the file unchanged."""
