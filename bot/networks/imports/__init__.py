"""Networks from a file: read, shown, then stored."""
