"""What members do that others must read: counted, and refused to whom a guild has blocked."""
