"""Work for processes that tests kill; without Django's records, because a process of a pool has none."""

import os
import signal
import time
from pathlib import Path

from geoapp import parallel


def square_slowly(number: int, folder: Path) -> int:
    """Work for a part: says which process does it, and takes a while."""
    with (folder / f"part-{number}").open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(1)
    return number * number


def square_until_killed_once(number: int, folder: Path) -> int:
    """Work that takes its process down the first time."""
    mark = folder / f"killed-{number}"
    if number == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def always_deadly(number: int, folder: Path) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def impossible(number: int, folder: Path) -> int:
    raise ValueError(f"cannot do {number}")


def run_a_pool() -> None:
    folder = Path(os.environ["OUT"])
    parallel.each(
        square_slowly, [(number, folder) for number in range(2)], "parts", lambda *_, **__: time.sleep(60)
    )
