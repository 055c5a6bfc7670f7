"""Saved web pages become blocks; `opener` is asked by those outside."""
