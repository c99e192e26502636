"""What the bot tells of itself over HTTP, to its own machine: whether it lives, whether it keeps up, and figures."""
