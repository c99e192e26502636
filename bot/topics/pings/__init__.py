"""Pings: followers hear of new threads, and once of a question that nobody replied to. What is owed stands in the outbox."""
