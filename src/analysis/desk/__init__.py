"""Review as a page: in a browser, or in a cell of JupyterLab."""
