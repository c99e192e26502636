"""Organisations and who controls them: one record each, siblings under one parent, take-overs, whose an AS number is."""
