"""Search: one question asked of every feature that keeps something worth finding."""
