"""Question and passages read together: which sentences, which words, how much evidence."""
