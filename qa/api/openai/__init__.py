"""OpenAI's chat completions over the same assistant."""
