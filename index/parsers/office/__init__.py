"""Office documents: word processing, sheets and slides, in the formats that offices keep them in."""
