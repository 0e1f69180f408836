"""The text that a reader sees, Markdown-clean. Of reading: parsed, phrases, mime."""
