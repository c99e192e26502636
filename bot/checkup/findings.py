"""What was found, as values, and how it is told: to people in lines, to machines as JSON."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import ExitCode
from bot.logs import one_line, redact


class Mark(StrEnum):
    """How it stands. The words say it without any colour."""

    OK = "ok"
    LOOK = "look"
    """It works; somebody should look at it."""
    WRONG = "wrong"


_SIGNS = {Mark.OK: "✓", Mark.LOOK: "!", Mark.WRONG: "✗"}
_ASCII = {Mark.OK: "+", Mark.LOOK: "!", Mark.WRONG: "x"}
_LONGEST = 600


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`what` names the check, `said` is a sentence, `cure` what to do. `code` is the exit code of one that is WRONG."""

    what: str
    mark: Mark
    said: str
    cure: str = ""
    code: ExitCode = ExitCode.OTHER


def ok(what: str, said: str) -> Finding:
    return Finding(what=what, mark=Mark.OK, said=said)


def look(what: str, said: str, cure: str) -> Finding:
    return Finding(what=what, mark=Mark.LOOK, said=said, cure=cure)


def wrong(what: str, said: str, cure: str = "", code: ExitCode = ExitCode.OTHER) -> Finding:
    return Finding(what=what, mark=Mark.WRONG, said=said, cure=cure, code=code)


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that was looked at, in order."""

    findings: tuple[Finding, ...]
    invite: str | None = None

    @property
    def exit_code(self) -> ExitCode:
        """Of the first finding that has one of its own; OTHER when only others are wrong; FINE when none is."""
        codes = [found.code for found in self.findings if found.mark is Mark.WRONG]
        return next(
            (code for code in codes if code is not ExitCode.OTHER), codes[0] if codes else ExitCode.FINE
        )

    def text(self, *, encoding: str | None = "utf-8", secrets: tuple[str, ...] = ()) -> str:
        """For people: a line each, its cure below it, and a sum at the end."""
        signs = _SIGNS if _can_say("".join(_SIGNS.values()), encoding) else _ASCII
        lines = []
        for found in self.findings:
            lines.append(f"{signs[found.mark]} {found.mark:<5}  {_short(found.what)}: {_short(found.said)}")
            if found.cure:
                lines.append(f"         → {_short(found.cure)}")
        if self.invite:
            lines += ["", f"Invite the bot: {self.invite}"]
        lines += ["", self._sum()]
        told = redact("\n".join(lines), secrets)
        return told if _can_say(told, encoding) else told.encode("ascii", "replace").decode("ascii")

    def json(self, *, secrets: tuple[str, ...] = ()) -> str:
        """For machines: one object."""
        told = {
            "exit_code": int(self.exit_code),
            "findings": [
                {
                    "what": found.what,
                    "mark": found.mark.value,
                    "said": redact(found.said, secrets),
                    "cure": redact(found.cure, secrets),
                }
                for found in self.findings
            ],
            "invite": self.invite,
        }
        return json.dumps(told, indent=2)

    def _sum(self) -> str:
        number = {mark: sum(found.mark is mark for found in self.findings) for mark in Mark}
        if number[Mark.WRONG]:
            return f"{number[Mark.WRONG]} wrong, {number[Mark.LOOK]} to look at, {number[Mark.OK]} ok."
        if number[Mark.LOOK]:
            return f"Nothing is wrong; {number[Mark.LOOK]} to look at, {number[Mark.OK]} ok."
        return f"All {number[Mark.OK]} are ok."


def report(findings: Iterable[Finding], invite: str | None = None) -> Report:
    return Report(findings=tuple(findings), invite=invite)


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _can_say(text: str, encoding: str | None) -> bool:
    try:
        text.encode(encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
