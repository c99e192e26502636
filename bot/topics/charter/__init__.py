"""The charter: a versioned text that members say they have read."""
