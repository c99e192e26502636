"""SQLite: one group-commit writer, read-only readers."""
