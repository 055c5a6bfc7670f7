"""Notebooks executed: which, with which parameters, in which kernels, and what the record says of them."""
