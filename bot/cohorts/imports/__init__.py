"""Cohorts from files: read, doubts asked about, then stored."""
