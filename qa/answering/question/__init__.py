"""From what was typed to what is searched for: conversation, kind of question, spelling."""
