"""The roster as one sparse integer programme.

minimise cost·v + constant  subject to  row_lower <= matrix·v <= row_upper,  lower <= v <= upper

The columns v are those of ``scheduling/columns.py``, the rows those of ``scheduling/rules.py``.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from scheduling import rules
from scheduling.allowed import allowed_pairs
from scheduling.columns import Columns
from scheduling.problem import BoolArray, FloatArray, IntArray, Problem


@dataclass(frozen=True)
class Programme:
    """Costs and limits of columns and rows, shapes (columns,) and (rows,), and the matrix between them."""

    matrix: sparse.csc_array
    cost: IntArray | FloatArray
    constant: int
    lower: IntArray
    upper: IntArray
    row_lower: FloatArray
    row_upper: FloatArray


@dataclass(frozen=True)
class Model(Programme):
    """The roster's programme; its columns are the problem's pairs ``pairs``, then ``runs`` and the rest.

    Row i is named by ``rules[i]``, ``row_of[i]``, ``row_at[i]``. ``columns`` says what each column is.
    """

    cost: IntArray
    columns: Columns
    pairs: IntArray
    integer: BoolArray
    rules: tuple[str, ...]
    row_of: IntArray
    row_at: IntArray


def build_model(problem: Problem) -> Model:
    """State every rule of the problem, over the pairs that break none by themselves."""
    columns = Columns(problem, np.flatnonzero(allowed_pairs(problem)))
    return _assemble(
        columns,
        [
            rules.enough_people(columns),
            rules.seats_not_above_desired(columns),
            rules.leader(columns),
            *rules.mix_of_kinds(columns),
            rules.wanted_skills(columns),
            rules.one_patrol_a_day(columns),
            rules.enough_rest(columns),
            rules.weekly_cap(columns),
            rules.fair_share(columns),
            rules.only_if_it_runs(columns, rules.scarce_pairs(columns)),
        ],
    )


def tightened(model: Model, goes: BoolArray) -> Model:
    """The same programme with rows only-if-it-runs for these pairs, too, shape (allowed pairs,).

    Whole people obey them anyway, so every roster stays possible; fractions of people lose some freedom.
    """
    new = goes & ~rules.scarce_pairs(model.columns) & ~model.columns.standby[model.columns.patrol]
    more = _assemble(model.columns, [rules.only_if_it_runs(model.columns, new)])
    return replace(
        model,
        matrix=sparse.vstack([model.matrix, more.matrix], format="csc"),
        row_lower=np.concatenate([model.row_lower, more.row_lower]),
        row_upper=np.concatenate([model.row_upper, more.row_upper]),
        rules=model.rules + more.rules,
        row_of=np.concatenate([model.row_of, more.row_of]),
        row_at=np.concatenate([model.row_at, more.row_at]),
    )


def _assemble(columns: Columns, blocks: list[rules.Rows]) -> Model:
    """Stack the rules' rows into one matrix."""
    counts = [len(block.of) for block in blocks]
    first = np.cumsum([0, *counts])
    row = np.concatenate([block.row + start for block, start in zip(blocks, first, strict=False)])
    column = np.concatenate([block.column for block in blocks])
    value = np.concatenate([block.value for block in blocks]).astype(np.float64)
    integer = np.zeros(columns.count, dtype=np.bool_)
    integer[: len(columns.pairs)] = True
    integer[columns.runs] = True
    return Model(
        columns=columns,
        pairs=columns.pairs,
        matrix=sparse.csc_array((value, (row, column)), shape=(int(first[-1]), columns.count)),
        cost=columns.costs(),
        constant=columns.constant(),
        lower=columns.lower(),
        upper=columns.upper(),
        integer=integer,
        row_lower=_limits([block.lower for block in blocks], counts),
        row_upper=_limits([block.upper for block in blocks], counts),
        rules=tuple(block.rule for block, count in zip(blocks, counts, strict=True) for _ in range(count)),
        row_of=np.concatenate([block.of for block in blocks]),
        row_at=np.concatenate([block.at for block in blocks]),
    )


def _limits(limits: list[float | FloatArray], counts: list[int]) -> FloatArray:
    stretched = [np.broadcast_to(limit, (n,)) for limit, n in zip(limits, counts, strict=True)]
    return np.concatenate(stretched).astype(np.float64)
