"""What every test stands on: the pinned time zones, as `bot.cli` sets them, and patient property tests.

The examples are the same in each run, so that a change is judged by itself. `HYPOTHESIS_PROFILE=explore` looks further.
"""

import os
import zoneinfo

from hypothesis import settings

zoneinfo.reset_tzpath(())

# A busy machine is not a wrong rule.
settings.register_profile("project", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("explore", deadline=None, print_blob=True, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))
