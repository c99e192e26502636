"""Decisions and objections, action items, stakeholders."""
