"""The desk at which a person reviews: a page, in a browser or in JupyterLab; what waits; a second reading."""
