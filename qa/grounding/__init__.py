"""Does an answer say what its sources say? Nothing here knows of questions or retrieval."""
