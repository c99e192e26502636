"""What a project posts, edits and reminds of, through the outbox."""
