"""Outages with one head card, and maintenance windows."""
