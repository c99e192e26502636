"""The digest: what stayed unanswered, what was solved, what is coming up."""
