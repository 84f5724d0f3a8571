"""How the search is compiled, and the random numbers it draws."""

import inspect
import zlib
from collections.abc import Callable
from types import ModuleType
from typing import TypeVar, cast

import numpy as np
from numba import njit
from numba.core.dispatcher import Dispatcher
from numpy.typing import NDArray

Function = TypeVar("Function", bound=Callable[..., object])


def kernel(function: Function) -> Function:
    """Compile a function of the search."""
    return _compiled(function)


def inlined(function: Function) -> Function:
    """Compile a small function into each of its callers."""
    return _compiled(function, forceinline=True)


def entry(function: Function) -> Function:
    """Compile a function that Python calls, and keep the machine code on disk if there is a place for it."""
    try:
        return _compiled(function, cache=True)
    except RuntimeError:  # numba found no folder that it may write to
        return _compiled(function)


def _compiled(function: Function, **options: bool) -> Function:
    compiler = cast(Callable[..., Callable[[Function], Function]], njit)
    # Nothing in the search allocates: counting references, an atomic step for each array, can be left out.
    return compiler(_nrt=False, nogil=True, **options)(function)


def fingerprint(*modules: ModuleType) -> int:
    """Number that changes with the code of any compiled function in the modules.

    numba's cache looks at the file of the entry function alone and would miss a change elsewhere.
    """
    members = [value for module in modules for value in vars(module).values()]
    codes = [inspect.unwrap(value).__code__ for value in members if isinstance(value, Dispatcher)]
    return zlib.crc32(repr([(code.co_code, code.co_consts, code.co_names) for code in codes]).encode())


@inlined
def draw(state: NDArray[np.uint64]) -> float:
    """Uniform number in [0, 1) from a state of shape (1,).

    Source: Marsaglia (2003), Xorshift RNGs, the 64-bit triple (13, 7, 17).
    """
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return float(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inlined
def below(state: NDArray[np.uint64], limit: int) -> int:
    """Uniform whole number in 0..limit - 1."""
    return int(draw(state) * limit)
