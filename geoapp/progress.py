"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable

from tqdm import tqdm

# The step, and the share of it that is done, or None where that is not known.
Progress = Callable[[str, float | None], None]


def silent(_step: str, _share: float | None) -> None:
    """Report nothing."""


class TerminalProgress:
    """One bar a step on a terminal; one line a step where nobody watches."""

    def __init__(self) -> None:
        self._step = ""
        self._bar: tqdm | None = None

    def __call__(self, step: str, share: float | None) -> None:
        if step != self._step:
            self.close()
            self._step = step
            if sys.stderr.isatty():
                self._bar = tqdm(
                    total=100, desc=step, leave=False, bar_format="{desc} {bar} {n:.0f} % {elapsed}"
                )
            else:
                sys.stderr.write(f"{step} …\n")
        if self._bar is not None and share is not None:
            self._bar.update(max(0, 100 * share - self._bar.n))

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
