"""How many examples the properties try: few and always the same by default; GOUJI_EXAMPLES=5000 for a long night."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("GOUJI_EXAMPLES", "20"))

# A smaller seed is no simpler report: nothing to shrink.
_SETTINGS = {
    "derandomize": "GOUJI_EXAMPLES" not in os.environ,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
}
few: Callable[[Any], Any] = settings(max_examples=EXAMPLES, **_SETTINGS)
each: Callable[[Any], Any] = settings(max_examples=max(1, EXAMPLES // 6), **_SETTINGS)
"""For properties tried on each of many faults or flavours."""
seeds = st.integers(0, 10**9)
