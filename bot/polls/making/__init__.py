"""What organisers set: a draft, its card, templates, the opening."""
