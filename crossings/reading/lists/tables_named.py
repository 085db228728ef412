"""Where a case names tables of needs, stocks and counts; they are read only where it names one."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from crossings.reading.yaml.document import DataPath, Document
from crossings.reading.yaml.overrides import Override, with_overrides

KEYS = ("table", "sheet", "source")
_OF_GOODS = ("need", "stock")
_HOLDERS = (*_OF_GOODS, "observed")


def names_a_table(change: Override) -> bool:
    """Whether a change is of which table is read: such are made before it is."""
    return change.path[-1] in KEYS and change.path[-2:-1] != () and change.path[-2] in _HOLDERS


def with_named_tables(case: Document, changes: Sequence[Override] = ()) -> Document:
    """The case with what its tables give in the place of their names; `changes` are made first."""
    naming = [change for change in changes if names_a_table(change)]
    case, _, unknown = with_overrides(case, None, naming)
    if unknown:
        case = replace(case, faults=(*case.faults, *unknown))
    if not isinstance(case.data, dict) or not any(tables_named(case.data)):
        return case
    from crossings.reading.lists.named_tables import CaseTables

    return CaseTables(replace(case, data=copy.deepcopy(case.data))).read()


def tables_named(data: dict[str, Any]) -> Iterator[DataPath]:
    """Where tables are named."""
    goods = data.get("goods")
    for kind in _OF_GOODS:
        if kind in data:
            yield (kind,)
        for good, entry in goods.items() if isinstance(goods, dict) else ():
            if isinstance(entry, dict) and is_name(entry.get(kind)):
                yield ("goods", good, kind)
    seen = data.get("observed")
    if is_name(seen) or (isinstance(seen, list) and any(is_name(each) for each in seen)):
        yield ("observed",)


def is_name(value: Any) -> bool:
    """Whether a value names a table."""
    return isinstance(value, dict) and "table" in value
