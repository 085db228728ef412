"""Every form of file that a stranger hands in: how one is spoilt, and what reads it.

`FORMS` is the table: a form has a name, and a seed makes one file of it, always the same.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from batches import SIZE, kept, read_or_refused, task_of, told_or_the_same
from example import CASE, MODEL, edited, kept_plan, written
from strange_answers import spoilt_answer
from strange_cases import MORE, PHASES, mutant, restructured, with_bytes_changed
from strange_documents import geojson, yaml
from strange_futures import damaged, strange_csv, strange_parquet
from strange_lists import strange_list
from strange_workbooks import strange_text, strange_workbook
from strangers import odd_chunk, odd_manifest, odd_number, other_byte, resealed

from crossings import sample, simulate
from crossings.allocation import optimal_plan
from crossings.allocation.own_plan import completed
from crossings.batches.checked import digest
from crossings.cli import main
from crossings.errors import InputError, NoPlan, SurroundingsError
from crossings.outputs.answer import answer, as_json
from crossings.outputs.screens.changes import changes_answer, changes_screen
from crossings.outputs.screens.counts import counts_answer, counts_screen
from crossings.reading import known_in, read_problem, truck_lists
from crossings.reading.answers import of_one_kind, saved_answer
from crossings.reading.lists.boundaries import boundaries
from crossings.reading.lists.futures_table import read_futures
from crossings.reading.lists.plan_tables import own_plan
from crossings.reading.lists.truck_lists import Requested

CODES = (0, 2, 3, 4, 5, 6)
"""With which a run of the command line may end."""
_RICH = CASE.replace("uncertainty:", f"{MORE}uncertainty:")
_OF_TABLE = edited(
    CASE,
    ("    need: {kg_per_person_per_day: 0.55}\n", ""),
    ("    need: {by_area: {north: 6, south: 4}}\n", ""),
    ("    need: 3\n", ""),
    ("crossings:\n", "need: {table: FILE}\ncrossings:\n"),
)
_GOOD_PLAN = """date,corridor,crossing,good,area,regime,stage,truckloads
2024-03-04,egypt,gate-b,food,north,full-search,presented,12.5
2024-03-06,egypt,gate-a,food,north,,presented,1
2024-03-12,,gate-b,cement,south,,collected,1e2
13 Mar 2024,egypt,gate-b,cement,north,,collected,3
"""
_GOOD_MAP = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": name},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[34, y], [35, y], [35, y + 1], [34, y]]],
                },
            }
            for name, y in (("North", 31), ("south", 30))
        ],
    }
).encode()
Names = dict[str, str]
"""Words that take the place of those in braces in a command line."""


@dataclass(frozen=True)
class Form:
    """One form: `make` writes the file of a seed into a folder, and `use` reads it there."""

    share: int
    """How many of 100,000 are of it."""
    make: Callable[[int, Path], Names]
    use: Callable[[int, Path, Any], object]
    commands: tuple[str, ...]
    """That read the file; what stands in braces is for `make` to say."""
    ready: Callable[[Path], Any] = written
    """Lays what is good into the folder, and says what `use` is to know."""
    by_command: str = ""
    """A command line that makes what `ready` makes, where commands are what reads it."""
    same: bool = False
    """Whether a command that ends with 0 says what it said before anything was changed."""
    told: tuple[type[Exception], ...] = (InputError, NoPlan)
    """What is a good answer to a file that is none."""


_PLANS = (
    "validate case.yaml", "optimize case.yaml", "optimize case.yaml --write-lp o.lp",
    "optimize case.yaml --format json --objective fairest",
    "optimize case.yaml --format xlsx --output o.xlsx",
    "optimize case.yaml --format package --output o",
    "optimize case.yaml --format csv --output o",
    "explain case.yaml", "compare case.yaml ./model.yaml full-search", "frontier case.yaml",
    "report case.yaml --output o.html", "evaluate case.yaml --scenarios 20 --bound 0",
    "evaluate case.yaml --scenarios 9 --dispatch reoptimise --output o",
    "size case.yaml --target coverage=0.3", "report case.yaml --scenarios 9 --output o.html",
)  # fmt: skip
_READS = ("validate case.yaml", "optimize case.yaml", "report case.yaml --output o.html")
_GOES_ON = f"evaluate case.yaml --scenarios {SIZE} --seed 3 --bound 0 --dispatch plan --output kept"
_BATCHES = (_GOES_ON, "report kept --output -")


# ---- Cases and models ----------------------------------------------------------------------------


def _a_case(made: Callable[[int], bytes]) -> Callable[[int, Path], Names]:
    def make(seed: int, place: Path) -> Names:
        (place / "case.yaml").write_bytes(made(seed))
        return {}

    return make


def _restructured_case(seed: int) -> bytes:
    return restructured(seed, (CASE, CASE + PHASES, _RICH)[seed % 3])


def _a_model(seed: int, place: Path) -> Names:
    made = with_bytes_changed(seed, MODEL) if seed % 2 else restructured(seed, MODEL)
    (place / "model.yaml").write_bytes(made)
    return {}


def _plan(seed: int, place: Path, _: Any) -> None:
    plan = optimal_plan(read_problem(str(place / "case.yaml")))
    assert as_json(answer(plan).as_object())
    if seed % 8 == 0:
        simulate(plan, sample(plan.problem, 5))


# ---- What a case may name ------------------------------------------------------------------------


def _a_map(seed: int, place: Path) -> Names:
    made = damaged(random.Random(seed), _GOOD_MAP) if seed % 5 == 0 else geojson(seed)
    (place / "map.json").write_bytes(made)
    return {}


def _a_table(seed: int, place: Path) -> Names:
    ending = random.Random(seed).choice(["csv", "csv", "csv", "csv", "tsv", "xlsx", "ods", "xls"])
    (place / f"needs.{ending}").write_bytes(strange_text(seed))
    (place / "case.yaml").write_text(edited(_OF_TABLE, ("FILE", f"needs.{ending}")))
    return {}


def _a_workbook(seed: int, place: Path) -> Names:
    ending = random.Random(seed).choice(["xlsx"] * 6 + ["xlsm", "csv", "ods"])
    (place / f"needs.{ending}").write_bytes(strange_workbook(seed))
    (place / "case.yaml").write_text(edited(_OF_TABLE, ("FILE", f"needs.{ending}")))
    return {}


def _a_list(seed: int, place: Path) -> Names:
    form, ending, content = strange_list(seed)
    (place / f"list.{ending}").write_bytes(content)
    return {"form": form, "file": f"list.{ending}"}


def _counts(seed: int, place: Path, _: Any) -> None:
    form, ending, _content = strange_list(seed)
    known = [known_in(str(place / "case.yaml"))] if seed % 2 else []
    lists = truck_lists([Requested(str(place / f"list.{ending}"), form)], *known)
    by = ("week", "month", "all")[seed % 3]
    found = counts_answer(lists, by)
    assert as_json(found.as_object()) and counts_screen(found, by, width=100)


def _futures(made: Callable[[int], bytes], name: str) -> Callable[[int, Path], Names]:
    def make(seed: int, place: Path) -> Names:
        (place / name).write_bytes(made(seed))
        return {"file": name}

    return make


def _drawn(name: str) -> Callable[[int, Path, Any], object]:
    def use(seed: int, place: Path, plan: Any) -> None:
        tabled = read_futures(str(place / name), [plan.problem])
        simulate(plan, tabled.scenarios(plan.problem, range(tabled.size)))

    return use


def _a_plan(seed: int, place: Path) -> Names:
    (place / "plan.csv").write_bytes(damaged(random.Random(seed), _GOOD_PLAN.encode()))
    return {}


def _completed(seed: int, place: Path, best: Any) -> None:
    given, _ = own_plan(str(place / "plan.csv"), best.problem)
    assert as_json(answer(completed(given, best)).as_object())


def _good_plan(place: Path) -> Any:
    return optimal_plan(read_problem(str(written(place))))


# ---- Folders of batches --------------------------------------------------------------------------


def _batch(place: Path) -> Any:
    task = task_of(written(place))
    return task, kept(task, place / "kept", SIZE, "parquet").trials[0].outcomes


def _a_manifest(seed: int, place: Path) -> Names:
    path = place / "kept" / "manifest.json"
    path.write_bytes(odd_manifest(path.read_bytes(), seed))
    return {}


def _a_chunk(seed: int, place: Path) -> Names:
    """Any byte of the folder, or a chunk with other figures, its digest written down or not."""
    if seed % 3 == 0:
        other_byte(place / "kept", seed)
        return {}
    path, record = _chunk(place / "kept"), place / "kept" / "manifest.json"
    changed, how = odd_chunk(path, seed)
    path.write_bytes(changed)
    if seed % 3 == 1 and how != "longer":  # behind its end: the figures are what they were
        entries = json.loads(record.read_text())
        entries["models"][0]["chunks"][0]["sha256"] = digest(changed)
        record.write_bytes(resealed(entries))
    return {}


def _chunk(folder: Path) -> Path:
    return next(folder.glob("outcomes/model=*/part-000000.*"))


def _gone_on_with(seed: int, place: Path, made: Any) -> None:
    refused = read_or_refused(made[0], place / "kept", made[1])
    said = told_or_the_same(made[0], place / "kept", made[1])
    if refused or said:
        raise SurroundingsError(refused)


# ---- What comes of files that are right ----------------------------------------------------------


def _another_number(seed: int, place: Path) -> Names:
    text = (CASE, CASE + PHASES, _RICH)[seed % 3]
    for each in range(random.Random(seed).choice([1, 1, 2, 4])):
        text = odd_number(text, seed + each)
    (place / "case.yaml").write_text(text)
    return {}


def _answered(seed: int, place: Path, _: Any) -> None:
    """A command in this process: its code is one that may be, and no other exception comes out."""
    words = random.Random(seed).choice(_PLANS).split()
    before, out = Path.cwd(), io.TextIOWrapper(io.BytesIO(), "utf-8")
    os.chdir(place)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            main(["--debug", *words])
    except SystemExit as leaving:
        out.flush()
        said = out.buffer.getvalue().decode()[-2000:]
        assert leaving.code in CODES, (words, leaving.code, said)
        if leaving.code:
            raise SurroundingsError(said) from leaving
    finally:
        os.chdir(before)


# ---- Answers that were kept ----------------------------------------------------------------------


def _a_kept_answer(seed: int, place: Path) -> Names:
    (place / "other.json").write_text(spoilt_answer(seed, kept_plan(2)))
    return {}


def _kept_answers(place: Path) -> None:
    (place / "one.json").write_text(kept_plan(1))
    (place / "other.json").write_text(kept_plan(2))


def _compared(seed: int, place: Path, _: Any) -> None:
    one, other = (saved_answer(str(place / f"{name}.json")) for name in ("one", "other"))
    of_one_kind(one, other)
    told = changes_answer(one, other)
    assert as_json(told.as_object()) and "\x1b" not in changes_screen(told)


FORMS = {
    "cases": Form(23_000, _a_case(mutant), _plan, _PLANS),
    "structures": Form(9_000, _a_case(_restructured_case), _plan, _PLANS),
    "documents": Form(8_000, _a_case(lambda seed: yaml(seed, CASE)), _plan, _PLANS),
    "models": Form(9_000, _a_model, _plan, _PLANS),
    "geojson": Form(
        21_000, _a_map, lambda seed, place, _: boundaries(str(place / "map.json")),
        ("report case.yaml --boundaries map.json --output o.html",),
    ),
    "tables": Form(6_000, _a_table, _plan, _READS),
    "workbooks": Form(4_000, _a_workbook, _plan, _READS),
    "lists": Form(
        8_000, _a_list, _counts,
        ("observe {file} --format {form}", "observe {file} --format {form} --as json",
         "observe {file} --format {form} --case case.yaml --by week",
         "observe {file} --format {form} --as xlsx --output o.xlsx",
         "observe {file} --format {form} --as csv --output o"),
    ),
    "futures": Form(
        4_000, _futures(strange_csv, "f.csv"), _drawn("f.csv"),
        ("evaluate case.yaml --futures {file} --bound 0",
         "evaluate case.yaml --futures {file} --bound 0 --output o"), _good_plan,
    ),
    "plans": Form(
        1_000, _a_plan, _completed,
        ("optimize case.yaml --own-plan plan.csv --format json",
         "explain case.yaml --own-plan plan.csv",
         "evaluate case.yaml --own-plan plan.csv --bound 0 --scenarios 9"), _good_plan,
    ),
    "parquet": Form(
        3_000, _futures(strange_parquet, "f.parquet"), _drawn("f.parquet"),
        ("evaluate case.yaml --futures {file} --bound 0",
         "evaluate case.yaml --futures {file} --bound 0 --output o"), _good_plan,
    ),
    "manifests": Form(
        1_200, _a_manifest, _gone_on_with, _BATCHES, _batch, _GOES_ON,
        told=(SurroundingsError, InputError),
    ),
    "chunks": Form(
        1_200, _a_chunk, _gone_on_with, _BATCHES, _batch, _GOES_ON, same=True,
        told=(SurroundingsError,),
    ),
    "kept": Form(
        1_000, _a_kept_answer, _compared,
        ("diff one.json other.json", "diff one.json other.json --format json",
         "diff other.json one.json --format csv --output o",
         "diff one.json other.json --format xlsx --output o.xlsx"), _kept_answers,
    ),
    "answers": Form(
        600, _another_number, _answered, _PLANS, told=(SurroundingsError,),
    ),
}  # fmt: skip
