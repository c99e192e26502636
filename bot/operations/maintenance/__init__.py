"""Maintenance windows: from notices and from members, in order, with what they hit."""
