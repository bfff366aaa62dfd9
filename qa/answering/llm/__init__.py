"""A language model words the answer; what the quotes do not support is not shown."""
