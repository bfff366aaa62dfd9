"""A language model that words answers, and is believed in nothing."""
