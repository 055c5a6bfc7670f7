"""Executed notebooks rendered: the site, its first page and news, and the numbers in the README."""
