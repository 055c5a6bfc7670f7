"""Taking along: tables, charts, the whole, and how to cite them."""
