"""The rows of one import while they are parsed: texts by field in, problems collected."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from geoapp.importing.problems import Problem
from geoapp.importing.table import BoolArray, Table, TextArray

T = TypeVar("T")


class Records:
    """A table with its headings by field; rows that turn out bad are marked, with the reason."""

    def __init__(self, table: Table, headings: Mapping[str, str]) -> None:
        self.table = table
        self.headings = headings
        self._bad = np.zeros(len(table), dtype=np.bool_)
        self._left_out = np.zeros(len(table), dtype=np.bool_)
        self._problems: list[Problem] = []
        self._reject_cut_rows()

    def __len__(self) -> int:
        return len(self.table)

    def has(self, field: str) -> bool:
        return field in self.headings

    def column(self, field: str) -> str:
        """How the file calls a field; the field's own name where it has no such column."""
        return self.headings.get(field, field)

    def texts(self, field: str) -> TextArray:
        """The cells of a field without outer blanks, "" where the file has no such column, shape (n,)."""
        if field not in self.headings:
            return np.full(len(self), "", dtype=object)
        return np.array([cell.strip() for cell in self.table.cells[self.headings[field]]], dtype=object)

    def checked_texts(self, field: str, max_length: int, *, required: bool = True) -> TextArray:
        """The cells of a field; too long ones are rejected, and empty ones if required, shape (n,)."""
        texts = self.texts(field)
        if required:
            self.reject(texts == "", field, _("empty: fill it in or delete the row"))
        too_long = np.array([len(text) > max_length for text in texts], dtype=np.bool_)
        self.reject(
            too_long, field, _("longer than %(length)d characters: shorten it") % {"length": max_length}
        )
        return texts

    def reject(
        self,
        mask: BoolArray,
        field: str,
        remedy: str | Callable[[int], str],
        value: Callable[[int], str] | None = None,
    ) -> None:
        """Mark rows as bad.

        Args:
            mask: The bad rows, shape (n,).
            field: The field that is wrong.
            remedy: What to do, the same for all rows or by position.
            value: What to show, by position; the cell itself unless given.
        """
        positions = np.flatnonzero(mask)
        if not len(positions):
            return
        cells = self.texts(field) if value is None else None
        for at in positions.tolist():
            shown = value(at) if value is not None else str(cells[at])
            text = remedy if isinstance(remedy, str) else remedy(at)
            row = int(self.table.row_numbers[at])
            self._problems.append(Problem(row, self.column(field), shown, text))
        self._bad[positions] = True

    def leave_out(self, mask: BoolArray) -> None:
        """Take rows out that are not wrong, but not asked for; shape (n,)."""
        self._left_out |= mask & ~self._bad
        self._bad |= mask

    def reject_row(self, at: int, field: str, remedy: str, value: str | None = None) -> None:
        """Mark one row as bad."""
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[at] = True
        self.reject(mask, field, remedy, None if value is None else lambda _at: value)

    @property
    def bad(self) -> BoolArray:
        """Rows that are not imported, shape (n,): those with a problem, and those left out."""
        return self._bad.copy()

    @property
    def left_out(self) -> BoolArray:
        """Rows that are not wrong, but not asked for, shape (n,)."""
        return self._left_out.copy()

    @property
    def rejected(self) -> BoolArray:
        """Rows with a problem, shape (n,)."""
        return self._bad & ~self._left_out

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(sorted(self._problems))

    def good_rows(self, make: Callable[..., T], *columns: Iterable[object]) -> list[T]:
        """Make a value of each good row from its values in the columns, each of shape (n,)."""
        rows = zip(*columns, strict=True)
        return [make(*values) for values, bad in zip(rows, self._bad, strict=True) if not bad]

    def parsed(
        self,
        field: str,
        parse: Callable[[str], T],
        remedy: str,
        *,
        default: T | None = None,
        required: bool = False,
    ) -> TextArray:
        """Parse each cell of a field, each different text once.

        Args:
            field: The field.
            parse: Raises ValueError for a text that is no value of the field.
            remedy: What to do then.
            default: Value of an empty cell.
            required: Whether an empty cell is wrong.

        Returns:
            The values, shape (n,); None in rows that were rejected.
        """
        codes, different = pd.factorize(self.texts(field))
        values = np.empty(len(different), dtype=object)
        wrong = np.zeros(len(different), dtype=np.bool_)
        for i, text in enumerate(different):
            if text == "":
                values[i], wrong[i] = default, required
                continue
            try:
                values[i] = parse(text)
            except ValueError:
                wrong[i] = True
        self.reject(wrong[codes], field, remedy)
        return values[codes]

    def chosen(
        self, field: str, allowed: Mapping[str, T], *, default: T | None = None, required: bool = False
    ) -> TextArray:
        """Look each cell up among allowed words, whatever their case; shape (n,)."""

        def parse(text: str) -> T:
            if (key := text.casefold()) not in by_word:
                raise ValueError(text)
            return by_word[key]

        by_word = {word.casefold(): value for word, value in allowed.items()}
        remedy = _("unknown; use one of: %(known)s") % {"known": few(allowed)}
        return self.parsed(field, parse, remedy, default=default, required=required)

    def found(self, field: str, ids: Mapping[str, int], remedy: str, *, required: bool = False) -> TextArray:
        """Look each code up among records that must be there; their ids, None if empty, shape (n,)."""

        def parse(text: str) -> int:
            if text not in ids:
                raise ValueError(text)
            return ids[text]

        return self.parsed(field, parse, remedy, required=required)

    def mask(self, field: str, is_so: Callable[[str], bool]) -> BoolArray:
        """For which rows the text of a field is so, shape (n,)."""
        return np.array([is_so(text) for text in self.texts(field)], dtype=np.bool_)

    def reject_repeated(self, field: str, keys: Iterable[object], remedy: str) -> None:
        """Mark every row whose key an earlier good row has already."""
        first_row: dict[object, int] = {}
        for at, key in enumerate(keys):
            if self._bad[at] or key is None:
                continue
            earlier = first_row.setdefault(key, at)
            if earlier != at:
                number = int(self.table.row_numbers[earlier])
                self.reject_row(at, field, remedy % {"row": number})

    def _reject_cut_rows(self) -> None:
        width = len(self.table.headings)
        self.reject(
            self.table.cut_rows,
            self.table.headings[0] if self.table.headings else "",
            _(
                "the row does not have %(width)d cells: "
                "the file is cut off, or a quote or separator is missing"
            )
            % {"width": width},
            lambda at: " ".join(map(str, self.table.cells.iloc[at]))[:40],
        )


def few(words: Iterable[str], limit: int = 12) -> str:
    """The first words of a list, for a message."""
    listed = list(words)
    return ", ".join(listed[:limit]) + (" …" if len(listed) > limit else "")
