"""Networks that a guild knows: their facts, who speaks for them, and who follows them."""
