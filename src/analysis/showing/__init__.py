"""Sentences, tables and charts for notebooks, made from quantities; each records what it shows."""
