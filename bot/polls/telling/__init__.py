"""What a poll promises through the outbox: its card, reminders, the close, the result."""
