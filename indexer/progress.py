"""A progress bar where something takes long. The only place that knows tqdm."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from tqdm import tqdm


class Bar:
    """Callable with (done, total); shows itself on a terminal from the first call on."""

    def __init__(self, unit: str):
        self.unit = unit
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Shows how many of how many are done."""
        if self._bar is None:
            self._bar = tqdm(total=total, unit=f" {self.unit}", file=sys.stderr, ncols=80)
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
