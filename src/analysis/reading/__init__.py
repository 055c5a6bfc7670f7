"""A report's text, and the way from it to figures."""
