"""How the work of a function grows with its input: a ratio of CPU seconds measured in one run.

A fixed number of seconds says as much of the machine as of the code. What a rule must never do is grow
faster than the text it reads, and that shows on any machine.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import suppress

from tasks.model.errors import DocumentRejected

_TIMES_LONGER = 4
_MOST = 9.0  # even growth gives 4, quadratic 16
_NOISE = 0.02  # seconds below which the clock says little
_TRIES = 3


def grows_evenly(run: Callable[[int], object], size: int) -> bool:
    """Say whether *run* of *size* pieces costs what *run* of a quarter of them leads one to expect.

    A disturbance makes a measurement longer, never shorter: one even answer of a few is enough.
    """
    return any(_cost(run, size) < _MOST * (_cost(run, size // _TIMES_LONGER) + _NOISE) for _ in range(_TRIES))


def _cost(run: Callable[[int], object], size: int) -> float:
    gc.collect()
    started = time.process_time()
    with suppress(DocumentRejected):
        run(size)
    return time.process_time() - started
