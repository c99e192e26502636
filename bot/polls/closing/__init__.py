"""How a poll ends: the close, the count, the lot, the outcome."""
