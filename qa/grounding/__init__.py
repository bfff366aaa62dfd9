"""Does an answer say what its sources say? No question and no retrieval is needed to tell."""
