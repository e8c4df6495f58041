"""What holds for all tests: nothing of the person who runs them gets in, and no test is timed."""

from __future__ import annotations

import os

from hypothesis import settings

# Where this machine publishes and in which language it speaks is not what is tested.
for name in ("GOUJI_ROOT", "PREFECT_API_URL", "PREFECT_PROFILE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(name, None)
os.environ.update(
    LANG="C.UTF-8", DO_NOT_TRACK="1", PREFECT_SERVER_ANALYTICS_ENABLED="false", GX_ANALYTICS_ENABLED="false"
)

settings.register_profile("gouji", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("gouji")
