"""`python -m bot.monitoring.probe PORT`: exit 0 when the bot of this machine is alive, else 1. For container runtimes.

It needs no curl in the image, and imports nothing of the bot.
"""

import http.client
import sys


def main(arguments: list[str]) -> int:
    """The exit code; a line on stderr says why it is not 0."""
    if len(arguments) != 1 or not arguments[0].isdigit():
        print("usage: python -m bot.monitoring.probe PORT", file=sys.stderr)  # noqa: T201 a program of its own
        return 1
    connection = http.client.HTTPConnection("127.0.0.1", int(arguments[0]), timeout=4)
    try:
        connection.request("GET", "/livez")
        answer = connection.getresponse()
        said = answer.read(1000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        print(f"no answer: {error}", file=sys.stderr)  # noqa: T201
        return 1
    finally:
        connection.close()
    if answer.status != http.client.OK:
        print(said, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
