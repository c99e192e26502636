"""Crossconnect: everything that is not a slash command."""

__version__ = "0.1.0"
