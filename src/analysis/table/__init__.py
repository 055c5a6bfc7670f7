"""Figures as a table, and everything that follows from them."""
