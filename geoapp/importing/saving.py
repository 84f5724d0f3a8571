"""Bring stored records to what a file says, and count what that changed."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from geoapp.importing.run import Counts

BATCH = 2000


@dataclass(frozen=True)
class Saved:
    """Records of a file by key: their ids, and which are new or changed."""

    ids: Mapping[str, int]
    new: Set[str]
    changed: Set[str]

    def counts(self, also_changed: Set[str] = frozenset()) -> Counts:
        """Count the records; those whose dependent records changed count as changed."""
        changed = (self.changed | also_changed) - self.new
        return Counts(len(self.new), len(changed), len(self.ids) - len(self.new) - len(changed))


def save_by_key(model: type[Model], key_field: str, wanted: Mapping[str, Mapping[str, Any]]) -> Saved:
    """Create or change one record for each key; records with other keys stay as they are.

    Args:
        model: Records with a unique ``key_field``.
        key_field: Name of that field.
        wanted: Values of the other fields by key; all rows name the same fields.
    """
    objects = model._default_manager
    found = {getattr(record, key_field): record for record in objects.filter(**{f"{key_field}__in": wanted})}
    new = {key: model(**{key_field: key, **values}) for key, values in wanted.items() if key not in found}
    changed = {key: record for key, record in found.items() if _apply(record, wanted[key])}
    objects.bulk_create(new.values(), batch_size=BATCH)
    if changed:
        names = list(next(iter(wanted.values())))
        objects.bulk_update(changed.values(), names, batch_size=BATCH)
    records = found | new
    return Saved({key: records[key].pk for key in wanted}, new.keys(), changed.keys())


def _apply(record: Model, values: Mapping[str, Any]) -> bool:
    """Set the values that differ; whether any did."""
    different = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in different.items():
        setattr(record, name, value)
    return bool(different)


def replace_links(
    model: type[Model],
    owner_field: str,
    owners: Mapping[str, int],
    wanted: Set[tuple[int, ...]],
    fields: tuple[str, ...],
) -> Set[str]:
    """Make the dependent records of some owners exactly the wanted ones.

    Args:
        model: The dependent records.
        owner_field: Column of the owner, such as ``post_id``.
        owners: Owners whose records are replaced, ids by key.
        wanted: Values of the owner's column and then of ``fields``.
        fields: Columns that make a dependent record, without the owner.

    Returns:
        Keys of the owners for whom something changed.
    """
    objects = model._default_manager
    columns = (owner_field, *fields)
    rows = objects.filter(**{f"{owner_field}__in": owners.values()}).values_list("pk", *columns)
    found = {values[1:]: values[0] for values in rows}
    gone, added = found.keys() - wanted, wanted - found.keys()
    objects.filter(pk__in=[found[values] for values in gone]).delete()
    objects.bulk_create(
        (model(**dict(zip(columns, values, strict=True))) for values in sorted(added)), batch_size=BATCH
    )
    touched = {values[0] for values in gone | added}
    return {key for key, owner in owners.items() if owner in touched}
