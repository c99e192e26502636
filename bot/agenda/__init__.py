"""What is coming up, from every feature: a list, and a file for calendars."""
