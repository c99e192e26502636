"""Organisations and commitments from files: read in a worker process, shown first, then stored part by part."""
