"""Notebooks made into pages: which, how they run, what they carry, how they are shown."""
