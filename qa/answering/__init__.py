"""From a question and ranked passages to exact quotes, or to an honest refusal."""
