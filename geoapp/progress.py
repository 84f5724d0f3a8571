"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
from typing import Protocol

from tqdm import tqdm


class Progress(Protocol):
    """Told what is being done; may raise to stop the work."""

    def __call__(
        self, step: str, share: float | None, /, *, bound: float | None = None, best: float | None = None
    ) -> None:
        """Note a step, the share of it that is done, and of a search its bound and the cost of its best.

        Each is None where it is not known, or not known anew.
        """


def silent(
    _step: str,
    _share: float | None,
    /,
    *,
    bound: float | None = None,
    best: float | None = None,
) -> None:
    """Report nothing."""


class TerminalProgress:
    """One bar a step on a terminal; one line a step where nobody watches."""

    def __init__(self) -> None:
        self._step = ""
        self._bar: tqdm | None = None

    def __call__(
        self, step: str, share: float | None, /, *, bound: float | None = None, best: float | None = None
    ) -> None:
        if step != self._step:
            self.close()
            self._step = step
            if sys.stderr.isatty():
                self._bar = tqdm(
                    total=100, desc=step, leave=False, bar_format="{desc} {bar} {n:.0f} % {elapsed}{postfix}"
                )
            else:
                sys.stderr.write(f"{step} …\n")
        if self._bar is not None and share is not None:
            self._bar.update(max(0, 100 * share - self._bar.n))
        if self._bar is not None and bound is not None:
            self._bar.set_postfix_str(f"≥ {bound:,.0f}" if best is None else f"{best:,.0f} ≥ {bound:,.0f}")

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
