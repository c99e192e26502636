"""Threads in topics: questions and their answers, labels, and the search through what was solved."""
