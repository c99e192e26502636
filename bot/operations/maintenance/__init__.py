"""Maintenance windows: typed by members or read from providers' notices, reminded of, and held against each other."""
