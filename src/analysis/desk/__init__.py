"""The desk at which a person reviews: what waits, and what a second reading says."""
