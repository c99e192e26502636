"""Fails unless browser tests ran and none was skipped. Browser tests stand in `test_*browser*.py`.

Usage: python .ci/browser_tests_ran.py build/tests.xml
"""

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

_BROWSER_FILE = re.compile(r"(^|\.)test_\w*browser")


def main(report: Path) -> int:
    """0 when all is well; says what is not."""
    if not report.exists():
        print(f"{report}: no report; the tests did not run")
        return 1
    # A module that skips as a whole has its name where others have the class's.
    cases = [
        case
        for case in ET.parse(report).iter("testcase")  # noqa: S314 our own pytest wrote it
        if _BROWSER_FILE.search(case.get("classname") or case.get("name", ""))
    ]
    skipped = [case for case in cases if case.find("skipped") is not None]
    for case in skipped:
        reason = case.find("skipped")
        print(f"skipped: {case.get('name')}: {reason.get('message') if reason is not None else ''}")
    print(f"browser tests: {len(cases) - len(skipped)} ran, {len(skipped)} skipped")
    return 0 if cases and not skipped else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
