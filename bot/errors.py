"""Every expected failure. Members read a sentence from the catalogue; operators read one line and an exit code."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process answers to whoever started it. Documented in docs/operators.md."""

    FINE = 0
    OTHER = 1
    USAGE = 2
    TOKEN_REFUSED = 3
    DATABASE_UNUSABLE = 4


class CrossconnectError(Exception):
    """The base of everything that is expected to go wrong."""


class OperatorError(CrossconnectError):
    """Something the operator mends. `str()` is one or more lines that say what is wrong and what to do."""

    exit_code = ExitCode.OTHER


class ConfigurationError(OperatorError):
    """The configuration does not fit; each line names a key and its cure."""

    exit_code = ExitCode.USAGE


class TokenRefusedError(OperatorError):
    """Discord refused the token. No retry: a refused token never heals by itself."""

    exit_code = ExitCode.TOKEN_REFUSED


class DatabaseUnusableError(OperatorError):
    """The database is locked by another bot, damaged, or newer than this code."""

    exit_code = ExitCode.DATABASE_UNUSABLE


class UnreachableError(CrossconnectError):
    """Discord cannot be reached at this moment; the bot tries again."""


class RefusedError(CrossconnectError):
    """A request that is answered with one clear sentence, to the one who made it; nothing is stored.

    `key` names a message of the catalogue; `values` fill it. Text typed by a person goes in as it is:
    the catalogue makes it safe.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


class NotAllowedError(RefusedError):
    """The actor lacks the authority."""


class NotFoundError(RefusedError):
    """The record is not there, or belongs to another guild, which is told in the same words."""


class StaleError(RefusedError):
    """The record moved on since the button or the modal was shown."""


class InvalidInputError(RefusedError):
    """What was typed does not fit."""


class SourceDown(RefusedError):  # noqa: N818 - the world's state, not the program's
    """Nothing is known of what was asked for, and the public source that knows it does not answer now."""
