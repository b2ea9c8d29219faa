"""What all tests share: how hard the properties are tried."""

from __future__ import annotations

import os

from hypothesis import settings

# A machine that others wait for tries the same examples each time; a person's machine tries new ones.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default"))
