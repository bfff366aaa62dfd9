"""The running assistant: generations, documents, feedback, examples."""
