"""`python -m bot` is `crossconnect`."""

from bot.cli import main

if __name__ == "__main__":
    main()
