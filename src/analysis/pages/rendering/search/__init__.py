"""The search of a finished site: entries taken from its pages, an index of small scripts, the page that asks.

`write_search` makes the index of whatever site lies in a folder; theme/static/search.js asks it, and
theme/static/marking.js marks on the page that a hit leads to what was looked for.
"""
