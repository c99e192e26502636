"""What every test stands on: the pinned time zones, as `bot.cli` sets them, and patient property tests."""

import zoneinfo

from hypothesis import settings

zoneinfo.reset_tzpath(())

# A busy machine is not a wrong rule.
settings.register_profile("project", deadline=None, print_blob=True)
settings.load_profile("project")
