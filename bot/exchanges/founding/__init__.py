"""A project's beginning, its home, its stages and their gates, its minutes."""
