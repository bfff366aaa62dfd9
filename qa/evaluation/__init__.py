"""How well questions are retrieved, answered, cited and declined, measured without any LLM."""
