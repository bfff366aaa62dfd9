"""Metrics as values: formula, source, a score for what applies, None for what does not."""
