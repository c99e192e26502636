"""Organisations, commitments and members from files of others."""
