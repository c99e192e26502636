"""Outages: one head card that is edited, one discussion beside it, and what was learned."""
