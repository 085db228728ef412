"""Published counts: turned into those of a case, and numbers of a case fitted to them."""

from __future__ import annotations

import datetime
import os
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from crossings.counts import TruckList
from crossings.errors import Finding, InputError
from crossings.files import write_text
from crossings.outputs.answer import Answer, remade
from crossings.published import Observed
from crossings.reading import known_in, read_document, read_problem, refitted, truck_lists
from crossings.reading.lists.list_forms import FORMS
from crossings.reading.lists.truck_lists import KNOWING_NOTHING, Requested
from crossings.reading.lists.wanted import Wanted, columns_wanted, rows_wanted
from crossings.reading.schema.entry import Stage
from crossings.reading.yaml.overrides import changes_of

if TYPE_CHECKING:
    from crossings.calibration.asked import Number
    from crossings.calibration.backtest import Foretold

File: TypeAlias = str | os.PathLike[str]
Words: TypeAlias = str | Mapping[str, str]
"""`NAME=WORD,…` as options take it, or the same by name."""
SPELLS = ("week", "month", "all")


def observe(
    files: File | Sequence[File],
    form: str | Sequence[str] = "table",
    *,
    case: File | None = None,
    by: str = "month",
    sheet: str | Sequence[str] | None = None,
    columns: Words | Sequence[Words] = "",
    where: Words | Sequence[Words] = "",
    stage: str | Sequence[str] = "",
) -> Answer[Sequence[TruckList]]:
    """Published lists of trucks as counts that a case takes, added up `by` week, month or all.

    Every list has its own `form` (`unrwa`, `cogat`, `table`), `sheet`, `columns` (what it calls
    them: `{"date": "Day", "truckloads": "Value"}`), `where` (rows that are wanted) and `stage`; one
    is said of all. `case` knows crossings and goods. Rows that cannot be read are a table.
    """
    if by not in SPELLS:
        raise ValueError(f"by: expected one of {', '.join(SPELLS)}, got {by!r}")
    asked = _asked(files, form, sheet, columns, where, stage)
    from crossings.outputs.screens.counts import counts_answer

    known = KNOWING_NOTHING if case is None else known_in(os.fspath(case))
    lists = truck_lists(asked, known)
    _warn_of(lists)
    return remade(partial(counts_answer, by=by), lists, {})


def calibrate(
    case: File,
    observed: File | Sequence[File] = (),
    fit: str | Sequence[str] = (),
    *,
    form: str | Sequence[str] = "table",
    sheet: str | Sequence[str] | None = None,
    columns: Words | Sequence[Words] = "",
    where: Words | Sequence[Words] = "",
    stage: str | Sequence[str] = "",
    backtest: bool = False,
    leave_one_out: bool = False,
    holdout: str | datetime.date | None = None,
    output: File | None = None,
) -> Answer[Any]:
    """Numbers of a case, by their paths in `fit`, fitted to the counts of lists, or to its own.

    With `backtest` counts are foretold from those that ended before each, with `leave_one_out` from
    all others, with `holdout`, a day, those from it on from those before. `output`, a file beside
    the case, is the case with what was fitted.
    """
    start = None if holdout is None else day_of(holdout)
    if sum((backtest, leave_one_out, start is not None)) > 1:
        raise ValueError("backtest: expected one of it, leave_one_out and holdout")
    if not (fit or backtest or leave_one_out or start):
        raise ValueError("fit: expected paths, or one of backtest, leave_one_out and holdout")
    lists: Sequence[TruckList] = ()
    if observed:
        asked = _asked(observed, form, sheet, columns, where, stage, added_up=False)
        lists = truck_lists(asked, known_in(os.fspath(case)))
    _warn_of(lists)
    paths = [fit] if isinstance(fit, str) else fit
    tested = backtest or leave_one_out or start is not None
    found = fitted(
        os.fspath(case), lists, paths, tested=tested, start=start,
        leave_one_out=leave_one_out, rewritten=output is not None,
    )  # fmt: skip
    from crossings.outputs.screens.fitted import fitted_answer

    if output is not None:
        write_text(Path(output), found.text)
    return remade(fitted_answer, (found.numbers, found.foretold), {})


@dataclass(frozen=True)
class Found:
    """What counts say of a case."""

    numbers: Sequence[Number]
    foretold: Sequence[Foretold] | None
    """None where no count was to be foretold."""
    changed: int = 0
    """Numbers of the case that are others."""
    text: str = ""
    """The case with them, where it is to be rewritten."""


def fitted(
    case: str,
    lists: Sequence[TruckList],
    paths: Sequence[str],
    *,
    tested: bool,
    start: datetime.date | None,
    leave_one_out: bool,
    rewritten: bool,
) -> Found:
    """Numbers at `paths` of a case file fitted to lists, and where `tested` counts foretold.

    Raises `InputError` where the case, or the counts, do not allow it.
    """
    from crossings.allocation import optimal_plan
    from crossings.calibration.asked import Unfit, believed_levels, calibrated, changes, of_days
    from crossings.calibration.backtest import tested_in_case
    from crossings.calibration.futures import fitted_to_futures
    from crossings.calibration.in_case import lists_in_case
    from crossings.calibration.series import Uncounted
    from crossings.calibration.spans import until

    document = read_document(Path(case), case)
    asked = list(dict.fromkeys(paths))
    of_futures = [path for path in asked if not of_days(path)]
    problem = read_problem(case) if of_futures or not lists else None
    own = () if problem is None or lists else problem.observed
    lists = lists or lists_in_case(own, case)
    if not lists:
        text = "the case has no counts; give a list of them (--observed)"
        raise InputError([Finding(case, 1, 1, "observed", text)])
    before = lists if start is None else until(lists, start)
    try:
        numbers = calibrated(document.data, before, [path for path in asked if of_days(path)])
        if problem is not None and of_futures:
            if numbers:  # futures as the case that comes of it will draw them
                told = changes(numbers, document.data)
                problem = read_problem(case, None, changes_of(_bare(told)))
            seen = [each for each in own if start is None or each.end < start]
            levels = believed_levels(document.data)
            numbers += fitted_to_futures(
                optimal_plan(problem), seen or [*_observed(before)], of_futures, levels
            )
        changed = changes(numbers, document.data) if rewritten else {}
    except (Unfit, Uncounted) as error:
        raise InputError([Finding(case, 1, 1, "", str(error))]) from error
    foretold = _foretold(document.data, lists, start, leave_one_out) if tested else None
    if tested and not foretold:
        raise InputError([Finding(lists[0].file, 1, 1, "", "no count is there to be foretold")])
    tests = {} if foretold is None else {"tested": tested_in_case(foretold)}
    text = refitted(document, changed | tests) if rewritten else ""
    fits = sum(path in changed for path in {each.path for each in numbers})
    return Found(numbers, foretold, fits, text)


def _bare(changed: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers without their evidence."""
    return {
        path: told.get("value", told) if isinstance(told, Mapping) else told
        for path, told in changed.items()
    }


def _observed(lists: Sequence[TruckList]) -> Iterator[Observed]:
    """Lists as a case has their counts: days by months, and each total by itself."""
    from crossings.tables.counts import counts_tables

    for seen in lists:
        parts = [(replace(seen, totals={}), "month")]
        for span in sorted({(first, last) for first, last, _ in seen.totals}):
            of_span = {key: tally for key, tally in seen.totals.items() if key[:2] == span}
            parts.append((replace(seen, days={}, totals=of_span), "all"))
        for part, by in parts:
            table = counts_tables([part], by)["observed"]
            for row in table.astype(object).where(table.notna(), None).to_dict("records"):
                first, last = map(datetime.date.fromisoformat, (row["from"], row["to"]))
                yield Observed(
                    row["crossing"], row["good"], row["category"], first, last, row["stage"],
                    row["truckloads"], None, row["source"], "",
                )  # fmt: skip


def _foretold(
    data: Mapping[str, Any],
    lists: Sequence[TruckList],
    start: datetime.date | None,
    leave_one_out: bool,
) -> list[Foretold]:
    """Counts foretold from others: from those before each, before a day, or all others."""
    from crossings.calibration.asked import believed_days, open_days
    from crossings.calibration.backtest import held_out, one_left_out, rolling
    from crossings.calibration.spans import counted_of

    series = counted_of(lists, open_days(data), start)
    days = {each.crossing: believed_days(data, each.crossing) for each in series}
    if start is not None:
        return held_out(series, days, start)
    return one_left_out(series, days) if leave_one_out else rolling(series, days)


def day_of(text: str | datetime.date) -> datetime.date:
    """A day, or the first of a month; `ValueError` where it is neither."""
    if isinstance(text, datetime.date):
        return text
    try:
        return datetime.date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except ValueError as error:
        told = "holdout is a day or a month, such as 2024-03-01 or 2024-03"
        raise ValueError(f"{told}, got {text}") from error


def _asked(
    files: File | Sequence[File],
    form: str | Sequence[str],
    sheet: str | Sequence[str] | None,
    columns: Words | Sequence[Words],
    where: Words | Sequence[Words],
    stage: str | Sequence[str],
    *,
    added_up: bool = True,
) -> list[Requested]:
    """The lists that are to be read, each with what is said of it."""
    named = [files] if isinstance(files, str | os.PathLike) else [*files]
    if not named:
        raise ValueError("files: expected one list at least")
    forms = _each("form", form, len(named), FORMS)
    stages = _each("stage", stage, len(named), ("", *get_args(Stage)))
    said = zip(
        named, forms, _each("sheet", sheet, len(named)), stages,
        _each("columns", columns, len(named)), _each("where", where, len(named)), strict=True,
    )  # fmt: skip
    return [
        Requested(
            os.fspath(file), form, sheet,
            Wanted(columns_wanted(_words(columns)), rows_wanted(_words(where)), stage), added_up,
        )
        for file, form, sheet, stage, columns, where in said
    ]  # fmt: skip


def _each(name: str, given: Any, files: int, known: Collection[str] = ()) -> list[Any]:
    """What is said of each list; one is said of all."""
    one = given is None or isinstance(given, str | Mapping)
    each = [given] * files if one else [*given]
    if len(each) not in (1, files):
        raise ValueError(f"{name}: expected one for all files, or one for each of {files}")
    for word in each if known else ():
        if word not in known:
            words = ", ".join(filter(None, known))
            raise ValueError(f"{name}: expected one of {words}, got {word!r}")
    return each if len(each) == files else each * files


def _words(given: Words) -> str:
    """As options take it."""
    if isinstance(given, str):
        return given
    return ",".join(f"{name}={word}" for name, word in given.items())


def _warn_of(lists: Sequence[TruckList]) -> None:
    """Warn of what is odd about lists."""
    for seen in lists:
        for odd in seen.oddities:
            warnings.warn(str(odd), stacklevel=3)
