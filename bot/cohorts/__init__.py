"""Courses, and the cohorts of people who take them together."""
