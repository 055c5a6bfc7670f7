"""Word files become blocks; `opener` is asked by those outside."""
