"""A programme cut into pieces, some areas in one week each, so that each can be priced by itself.

A row whose columns are all of one piece goes with it. The others, of people who offer patrols in several
pieces, keep the prices that they have, which the columns of every piece then pay. Any prices prove a bound,
so this costs tightness, never truth.

Source: Geoffrion (1974), Lagrangean relaxation for integer programming.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduling.bound import Relaxation, rounded, solve_relaxation
from scheduling.jobs import Run
from scheduling.model import Model, Programme
from scheduling.problem import IntArray

SHARED = -1


@dataclass(frozen=True)
class Piece:
    """Some rows and columns of a programme, as rising indices, and where to begin with their prices."""

    rows: IntArray
    columns: IntArray
    programme: Programme
    start: Relaxation
    threads: int


def price_piece(piece: Piece) -> Relaxation:
    """Solve the relaxation of a piece; doing it twice gives the same result twice."""
    return solve_relaxation(piece.programme, threads=piece.threads, start=piece.start)


def price_pieces(
    model: Model, start: Relaxation, piece_of: IntArray, *, run: Run, threads: int
) -> Relaxation:
    """Price every piece anew, beside the prices of what the pieces share.

    Args:
        model: The whole programme.
        start: Values so far, and prices of its first rows; the others begin at no price.
        piece_of: Piece of each patrol, from 0, shape (patrols,).
        run: Applies ``price_piece`` to the pieces; any gives the same prices.
        threads: For each piece; they change the time, never the prices.
    """
    price = np.pad(start.price, (0, len(model.row_lower) - len(start.price)))
    value = start.value.copy()
    pieces = list(_pieces(model, rounded(model, price, value), piece_of, threads))
    for piece, found in zip(pieces, run(price_piece, pieces), strict=True):
        price[piece.rows], value[piece.columns] = found.price, found.value
    return rounded(model, price, value)


def _pieces(model: Model, start: Relaxation, piece_of: IntArray, threads: int) -> Iterator[Piece]:
    of_column = _piece_of_columns(model, piece_of)
    of_entry = np.repeat(of_column, np.diff(model.matrix.indptr))
    of_row = _common(model.matrix.indices.astype(np.int64), of_entry, len(start.price))
    paid = model.matrix.T @ np.where(of_row == SHARED, start.price, 0.0)
    cost = model.cost - paid
    by_row = model.matrix.tocsr()
    for number in range(int(piece_of.max()) + 1):
        rows, columns = np.flatnonzero(of_row == number), np.flatnonzero(of_column == number)
        programme = Programme(
            matrix=by_row[rows][:, columns].tocsc(),
            cost=cost[columns],
            constant=0,
            lower=model.lower[columns],
            upper=model.upper[columns],
            row_lower=model.row_lower[rows],
            row_upper=model.row_upper[rows],
        )
        begin = Relaxation(start.milli[rows], start.price[rows], start.value[columns])
        yield Piece(rows, columns, programme, begin, threads)


def _piece_of_columns(model: Model, piece_of: IntArray) -> IntArray:
    """Piece of each column, or SHARED for the fair share of somebody who offers patrols of several."""
    columns = model.columns
    of_pair = piece_of[columns.patrol]
    of_volunteer = _common(columns.volunteer, of_pair, len(columns.problem.volunteers))
    pieces = [
        of_pair,
        piece_of,
        piece_of,
        piece_of[columns.lacks_patrol],
        of_volunteer[columns.share_volunteer],
    ]
    return np.concatenate(pieces)


def _common(key: IntArray, piece: IntArray, count: int) -> IntArray:
    """The piece that all entries of a key have, or SHARED, shape (count,)."""
    least, most = np.full(count, np.iinfo(np.int64).max), np.full(count, SHARED)
    np.minimum.at(least, key, piece)
    np.maximum.at(most, key, piece)
    return np.where(least == most, least, SHARED)
