"""Notebooks made into pages: `running` executes them, `rendering` shows them; what both need stands here."""
