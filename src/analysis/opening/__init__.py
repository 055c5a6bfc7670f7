"""Whatever arrives becomes a text: its bytes say how it is opened, not its name."""
