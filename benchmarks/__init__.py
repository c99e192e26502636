"""What is fast, and against what: `make bench` prints ratios to a bare discord.py bot on the same server in the same run."""
