"""Inspection designed from sensors."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from crossings.errors import InputError, NoPlan
from crossings.files import write_text
from crossings.outputs.answer import Answer, remade
from crossings.problem.readable import Settings, Source
from crossings.reading import read_equipment, read_problem
from crossings.reading.reader import CaseGiven
from crossings.reading.scripts import case_given, model_given
from crossings.reading.sensors import Equipment
from crossings.reading.yaml.overrides import Override, changes_of

if TYPE_CHECKING:
    from crossings.design.designed import Design, Reckoned


def inspect(
    case: Source,
    sensors: Source | None = None,
    settings: Settings = (),
    *,
    exact: bool = False,
    output: str | os.PathLike[str] | None = None,
    done: Callable[[str], object] = lambda _: None,
) -> Answer[Design]:
    """The best inspection that the sensors of a model allow under the limits of a case.

    `sensors` is the model that lists them, in place of the case's. `answer.about["model"]` is a
    model as `read_case` takes it, and `output` a file for it. Of few small procedures worth all but
    a thousandth; `exact` keeps all. `done` is told how far it is. Raises `NoPlan` where no
    procedure reaches what the case asks for.
    """
    given, changes = case_given(case), changes_of(settings)
    equipment = read_equipment(given, model_given(sensors), changes)
    made, before = designed(equipment, given, changes, done, exact=exact)
    from crossings.outputs.inspection import inspection_answer

    if output is not None:
        write_text(Path(output), equipment.model(made.regimes, made.title, made.description))
    model = {made.problem.model.path: made.problem}
    return remade(partial(inspection_answer, before=before), made, model)


def designed(
    equipment: Equipment,
    case: CaseGiven,
    changes: Sequence[Override],
    done: Callable[[str], object],
    *,
    exact: bool,
) -> tuple[Design, Reckoned | None]:
    """The design, and what the case comes to as it is."""
    from crossings.design.designed import design

    made = design(equipment.problem, equipment.sensors, done, exact=exact)
    before = _before(case, changes)
    if made is None:
        raise NoPlan("no procedure over these sensors reaches what the case asks for.", [])
    return made, before


def _before(case: CaseGiven, changes: Sequence[Override]) -> Reckoned | None:
    """What the case comes to under its own model; None where it cannot be read or has no plan."""
    from crossings.design.designed import reckoned

    # What is set may be of the sensors: limits are of the case.
    for made in (changes, [each for each in changes if each.path[0] == "limits"]):
        with contextlib.suppress(InputError):
            found = reckoned(read_problem(case, None, made))
            return None if found is None else found[0]
    return None
