"""That a member speaks for a network: claimed, shown by an organiser or a token, expiring."""
