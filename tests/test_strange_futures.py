"""Tables of futures from anybody: every form, every kind of file, and numbers that cannot be."""

import datetime
import io
import random
import re
import tempfile
from pathlib import Path
from typing import Any

import example
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runs import Runner
from strategies import cases, examples, written

from crossings.errors import InputError
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.lists.futures_table import read_futures
from crossings.reading.schema.case import Case
from crossings.reading.schema.models import InspectionModel
from crossings.reading.schema.quantity import Quantity, Within
from crossings.reading.schema.shape import (
    annotation_at,
    file_keys,
    is_entry,
    marks,
    shape_at,
    values_of,
)
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import Tabled

parquet = pytest.importorskip("pyarrow.parquet")
pyarrow = pytest.importorskip("pyarrow")
strange_futures = pytest.importorskip("strange_futures")
FINE, STRANGE, HOURS = strange_futures.FINE, strange_futures.STRANGE, strange_futures.HOURS
as_csv, damaged = strange_futures.as_csv, strange_futures.damaged

ROOT = Path(__file__).parents[1]
_KEPT = tempfile.TemporaryDirectory(prefix="crossings-tests-")  # until the tests end
FOLDER = Path(_KEPT.name)


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    return read_problem(str(example.written(tmp_path_factory.mktemp("case"))))


def of_text(folder: Path, text: str, *problems: Problem) -> Tabled:
    path = folder / "futures.csv"
    path.write_text(text)
    return read_futures(str(path), problems)


def of_arrow(folder: Path, columns: dict[str, Any], *problems: Problem) -> Tabled:
    path = folder / "futures.parquet"
    parquet.write_table(pyarrow.table(columns), path)
    return read_futures(str(path), problems)


def faults_of(read: Any, *arguments: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(*arguments)
    return [str(fault) for fault in caught.value.faults]


# ---- What the documentation says may stand there -------------------------------------------------


def documented() -> list[str]:
    """Columns as docs/scenarios.md lists them, an id in the place of each X."""
    text = (ROOT / "docs" / "scenarios.md").read_text("utf-8")
    table = text.split("### Futures of one's own")[1].split("###")[0]
    begins = ("| a number", "| `uncertainty")
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith(begins)]
    ids = {
        "closures": ["rafah", "kerem-shalom", "monitor"],
        "throughput": ["rafah"],
        "need": ["food"],
        "supply": ["egypt"],
    }
    found = []
    for row in rows:
        for code in re.findall(r"`([^`]+)`", row):
            if code.endswith(".X"):
                section = code.split(".")[1]
                named = [*ids[section], *(["all"] if "`all`" in row else [])]
                found += [code.removesuffix("X") + each for each in named]
            elif "." in code:
                found.append(code.replace(".X.", ".rafah."))
    dates = [f"{name}.2024-03-07" for name in found if name.split(".")[1] in
             ("closures", "throughput", "supply") and not name.endswith(".level")]  # fmt: skip
    return [*found, *dates, *re.findall(r"`(uncertainty[^`]*2024-03-07)`", text)]


def test_every_form_of_a_column_that_is_documented_is_read(tmp_path: Path) -> None:
    names = documented()
    assert len(names) >= 15 and "uncertainty.throughput.all" in names
    case = str(ROOT / "inputs" / "gaza.yaml")
    posed = read_problem(case, "third-party-monitored")
    corridor = posed.corridors[0].id
    names = [name.replace(".egypt", f".{corridor}") for name in dict.fromkeys(names)]
    half = 0.5 * np.array([value_of(posed, name) for name in names])
    made = of_text(tmp_path, as_csv(names, [[*half], [""] * len(names)]), posed)
    assert [*made.columns] == names
    plain = Tabled("", "", {names[0]: np.full(2, np.nan)}).scenarios(posed, range(2))
    for name, value in zip(names, half, strict=True):
        alone = Tabled("", "", {name: np.array([value, np.nan])}).scenarios(posed, range(2))
        arrays = ("working", "open_days", "pool_open_days", "supply", "need")
        moved = [
            k for k in arrays if not np.array_equal(getattr(alone, k)[0], getattr(plain, k)[0])
        ]
        assert moved or alone.changed, name
        for each in arrays:
            np.testing.assert_array_equal(getattr(alone, each)[1], getattr(plain, each)[1])


def value_of(posed: Problem, name: str) -> float:
    said = {each.path: each.value for each in posed.uncertainty.numbers.ranged}
    return said.get(name, 1.0)


# ---- Numbers have the bounds of the case ---------------------------------------------------------

NUMBERS = st.one_of(
    st.sampled_from([-1.0, 0.0, 1e-12, 1e-9, 0.5, 1.0, 1.0000001, 24.0, 24.5, 1e12, 1.1e12, 1e308]),
    st.floats(-2, 30).map(lambda each: round(each, 6)),
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_number_is_refused_where_the_case_would_refuse_it(problem: Problem, data: Any) -> None:
    """Reading the case again with the number set is the other reading of the same bounds."""
    path = data.draw(st.sampled_from([each.path for each in problem.uncertainty.numbers.ranged]))
    numbers = data.draw(st.lists(NUMBERS, min_size=1, max_size=3))
    refused = []
    for row, number in enumerate(numbers):
        try:
            read_problem(problem.case.path, None, parsed_overrides([f"{path}={number!r}"]))
        except InputError:
            refused.append(row)
    table = as_csv([path], [[number] for number in numbers])
    if not refused:
        assert of_text(FOLDER, table, problem).columns[path].tolist() == numbers
        return
    found = faults_of(of_text, FOLDER, table, problem)
    assert [fault.split(": ")[0] for fault in found] == [f"futures.csv!A{k + 2}" for k in refused]
    assert all(f": {path}: " in fault for fault in found)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(
        ["closures.gate-a", "closures.all.2024-03-04", "throughput.gate-a", "need.food",
         "supply.egypt", "throughput.all"]),
    number=st.one_of(NUMBERS, st.sampled_from(["inf", "-inf", "nan", "1e400", "1_0", "0x10"])),
    as_arrow=st.booleans(),
)  # fmt: skip
def test_a_factor_is_a_number_that_a_case_might_hold(
    problem: Problem, name: str, number: Any, as_arrow: bool
) -> None:
    path = f"uncertainty.{name}"
    most = 1 if name.startswith("closures") else 1e12
    fine = isinstance(number, float) and (number == 0 or 1e-9 <= number <= most)
    if as_arrow:
        told = float(number) if re.fullmatch(r"-?(inf|nan|1e400)", str(number)) else number
        read, table = of_arrow, {path: [told, None] if isinstance(told, float) else [told, ""]}
    else:
        read, table = of_text, as_csv([path], [[number], [""]])
    if fine:
        assert read(FOLDER, table, problem).columns[path][0] == number
        return
    (fault,) = faults_of(read, FOLDER, table, problem)
    assert re.match(rf"futures\.(csv|parquet)!A2: {path}: expected ", fault), fault


def test_the_schema_bounds_numbers_in_one_way_only() -> None:
    """What is asked of many numbers at once is all that the schema asks of one."""

    def walk(shape: Any, path: tuple[str, ...] = ()) -> None:
        for key in file_keys(shape) if is_entry(shape) else ["x"] if values_of(shape) else ():
            inside = (*path, key)
            if shape_at(entry, inside) is Quantity:
                known = marks(annotation_at(entry, inside))
                assert all(isinstance(each, Within) for each in known), inside
            elif len(inside) < 8:
                walk(shape_at(entry, inside), inside)

    for entry in (Case, InspectionModel):
        walk(entry)


def test_a_future_in_which_nothing_passes_clean_is_refused(problem: Problem) -> None:
    stage = "model.regimes.scan-then-search.stages"
    names = [f"{stage}.scan.false_alarm", f"{stage}.search.false_alarm"]
    table = as_csv(names, [[1, 0.5], ["", 1], [1, 1]])
    (fault,) = faults_of(of_text, FOLDER, table, problem)
    assert fault.startswith("futures.csv!A4: ") and "refuses every clean truck" in fault


# ---- Rows ----------------------------------------------------------------------------------------

CELL = st.one_of(st.none(), st.floats(0.125, 24).map(lambda each: round(each, 3)))
NAMES = [HOURS, "uncertainty.need.food", "uncertainty.throughput.all.2024-03-04"]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.integers(1, 3).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1)
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    bare=st.booleans(),
)
def test_every_row_is_a_future_in_csv_and_parquet(
    problem: Problem, rows: list[list[float | None]], end: str, bare: bool
) -> None:
    width = len(rows[0])
    names = NAMES[:width]
    text = as_csv(names, [["" if cell is None else cell for cell in row] for row in rows])
    text = text.replace("\r\n", end)
    if bare and width == 1 and rows[-1][0] is not None:
        text = text.replace('""', "")  # an empty line, as other programs write an empty cell
    elif width > 1:
        text = text.replace(end, 2 * end, 2)  # an empty line is no row of several cells
    text += 2 * end
    columns = {
        name: pyarrow.array([row[k] for row in rows], pyarrow.float64())
        for k, name in enumerate(names)
    }
    by_text, by_arrow = of_text(FOLDER, text, problem), of_arrow(FOLDER, columns, problem)
    assert by_text.size == by_arrow.size == len(rows)
    for k, name in enumerate(names):
        expected = [np.nan if row[k] is None else row[k] for row in rows]
        np.testing.assert_array_equal(by_text.columns[name], expected)
        np.testing.assert_array_equal(by_arrow.columns[name], expected)


def test_a_fault_names_its_row_whatever_lies_above_it(problem: Problem) -> None:
    text = f"\n\n{HOURS},uncertainty.need.food\n8,1\n\n9,\n25,-1\n"
    assert [fault.split(": ")[0] for fault in faults_of(of_text, FOLDER, text, problem)] == [
        "futures.csv!A7",
        "futures.csv!B7",
    ]


# ---- Days ----------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_date_takes_the_place_of_the_column_without_one(problem: Problem, data: Any) -> None:
    first = problem.periods[0].start
    days = [first + datetime.timedelta(days=k) for k in range(len(problem.crossing_opens))]
    of = {
        "closures": ["gate-a", "all", "monitor"],
        "throughput": ["gate-b", "all"],
        "supply": ["egypt"],
    }
    sites = [f"uncertainty.{section}.{name}" for section, names in of.items() for name in names]
    share = st.one_of(st.just(np.nan), st.floats(0, 1).map(lambda each: round(each, 2)))
    columns = {}
    for site in sites:
        dates = data.draw(st.lists(st.sampled_from(days), max_size=4, unique=True))
        for name in (site, *(f"{site}.{date}" for date in dates)):
            columns[name] = np.array(data.draw(st.lists(share, min_size=2, max_size=2)))
    made = Tabled("", "", columns).scenarios(problem, range(2))

    def said(site: str, day: datetime.date, s: int) -> float:
        dated, plain = columns.get(f"{site}.{day}"), columns[site]
        return plain[s] if dated is None or np.isnan(dated[s]) else dated[s]

    def factor(section: str, names: list[str], day: datetime.date, s: int) -> float:
        told = [said(f"uncertainty.{section}.{name}", day, s) for name in names]
        return float(np.prod([1.0 if np.isnan(each) else each for each in told]))

    for s in range(2):
        at = 0
        for t, period in enumerate(problem.periods):
            own = days[at : at + period.days]
            for c, (crossing, plain) in enumerate([("gate-a", False), ("gate-b", True)]):
                shut = ["all"] if plain else [crossing, "all"]
                slow = [crossing, "all"] if plain else ["all"]
                opens = problem.crossing_opens[at : at + period.days, c]
                left = [factor("closures", shut, day, s) * opens[k] for k, day in enumerate(own)]
                work = [factor("throughput", slow, day, s) * left[k] for k, day in enumerate(own)]
                assert made.open_days[s, t, c] == pytest.approx(sum(left))
                assert made.working[s, t, c] == pytest.approx(sum(work))
            pool = [factor("closures", ["monitor"], day, s) for day in own]
            assert made.pool_open_days[s, t, 0] == pytest.approx(sum(pool))
            told = [said("uncertainty.supply.egypt", day, s) for day in own]
            told = [each for each in told if not np.isnan(each)]
            mean = sum(told) / len(told) if told else 1.0
            assert made.supply[s, t, 0] == pytest.approx(mean)
            at += period.days


TWICE = [
    ([HOURS, HOURS], "column A is called so too"),
    ([HOURS, f" {HOURS} "], "column A is called so too"),
    ([HOURS, f"{HOURS}.value"], f"column A, {HOURS}, is the same number"),
    (["goods.chairs.need.truckloads_per_day", "goods.chairs.need"], "is the same number"),
    (["uncertainty.need.food", "uncertainty.need.food"], "column A is called so too"),
]


@pytest.mark.parametrize(("names", "said"), TWICE, ids=[" ".join(names) for names, _ in TWICE])
def test_a_column_given_twice_names_both(problem: Problem, names: list[str], said: str) -> None:
    (fault,) = faults_of(of_text, FOLDER, as_csv(names, [[1, 1]]), problem)
    assert fault.startswith(f"futures.csv!B1: {names[1].strip()}: given twice: ") and said in fault


OTHER_NAMES = [
    ("crossings.gate-b.hours_per_day", "no number that the files give: it is left at 8"),
    ("coverage_bands.0.weight", "a number that is the same in every future"),
    ("", "a column without a name"),
    (
        "uncertainty.throughput.gate-a.20240304",
        "expected a date such as 2024-03-03 or level, got 20240304",
    ),
    ("uncertainty.closures.gate-a.2024-W10-1", "expected a date such as 2024-03-03, got 2024-W10"),
    ("uncertainty", "expected one of closures, throughput, need, supply, got "),
    ("uncertainty.closures", "nothing to vary is called ''"),
    ("uncertainty.supply.all", "nothing to vary is called 'all'"),
    ("phases.0.set.crossings.gate-a.hours_per_day", "did you mean crossings.gate-a.hours_per_day?"),
]


@pytest.mark.parametrize(("name", "said"), OTHER_NAMES, ids=[name for name, _ in OTHER_NAMES])
def test_a_name_that_is_none_says_why(problem: Problem, name: str, said: str) -> None:
    (fault,) = faults_of(of_text, FOLDER, as_csv([name, HOURS], [[1, 1]]), problem)
    assert fault.startswith("futures.csv!A1: ") and said in fault


# ---- Parquet -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FINE)
def test_every_kind_of_number_in_parquet_is_read(problem: Problem, kind: str) -> None:
    array = FINE[kind]
    values = array.to_pylist() if hasattr(array, "to_pylist") else array
    expected = [np.nan if v in (None, "") else 8 if v == "٨" else float(v) for v in values]
    found = of_arrow(FOLDER, {HOURS: array}, problem).columns[HOURS]
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("kind", STRANGE)
def test_what_is_no_number_in_parquet_is_a_fault_of_its_column(problem: Problem, kind: str) -> None:
    columns = {"uncertainty.need.food": [1.0] * len(STRANGE[kind]), HOURS: STRANGE[kind]}
    (fault,) = faults_of(of_arrow, FOLDER, columns, problem)
    begins = f"futures.parquet!B1: {HOURS}: expected a column of numbers, got one of "
    assert fault.startswith(begins) and "something else" not in fault


def test_columns_of_one_name_and_nan_in_parquet(problem: Problem) -> None:
    table = pyarrow.table([pyarrow.array([1.0]), pyarrow.array([2.0])], names=[HOURS, HOURS])
    parquet.write_table(table, FOLDER / "twice.parquet")
    (fault,) = faults_of(read_futures, str(FOLDER / "twice.parquet"), [problem])
    assert "given twice" in fault
    (fault,) = faults_of(of_arrow, FOLDER, {HOURS: [None, np.nan, 1.0]}, problem)
    assert fault == f"futures.parquet!A3: {HOURS}: expected a number, got nan"
    (fault,) = faults_of(of_arrow, FOLDER, {HOURS: ["8", "much", "8"]}, problem)
    assert fault == f"futures.parquet!A3: {HOURS}: expected a number, got 'much'"


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_parquet_file_is_a_wrong_input(problem: Problem, seed: int) -> None:
    """Cut, with bytes changed, added, or taken out: read, or a fault of the file or of a cell."""
    chance = random.Random(seed)
    texts = pyarrow.array(["1", "2", None, "0.5"] * 15).dictionary_encode()
    whole = pyarrow.table({HOURS: [8.0, 9.0, None] * 20, "uncertainty.need.food": texts})
    stream = io.BytesIO()
    parquet.write_table(whole, stream, compression=chance.choice(["snappy", "none", "zstd"]))
    content, refused = stream.getvalue(), 0
    path = FOLDER / "damaged.parquet"
    for _ in range(200):
        path.write_bytes(damaged(chance, content))
        try:
            columns = read_futures(str(path), [problem]).columns
        except InputError as error:
            refused += 1
            assert all(fault.file in ("damaged.parquet", str(path)) for fault in error.faults)
        else:
            assert all(((v >= 0) | np.isnan(v)).all() for v in columns.values())
    assert refused > 60


@pytest.mark.parametrize("stored", [True, False])
def test_no_byte_of_a_parquet_file_leads_out_of_it(problem: Problem, stored: bool) -> None:
    """Texts by their place in a list of five, packed: a byte of ones leads beyond the list."""
    texts = pyarrow.array(["1", "2", "3", "4", "5"] * 12).dictionary_encode()
    stream, path = io.BytesIO(), FOLDER / "byte.parquet"
    parquet.write_table(
        pyarrow.table({HOURS: texts}), stream, compression="none", store_schema=stored,
        write_statistics=False,
    )  # fmt: skip
    content, refused = stream.getvalue(), 0
    for at in range(len(content)):
        path.write_bytes(content[:at] + b"\xff" + content[at + 1 :])
        try:
            read_futures(str(path), [problem])
        except InputError:
            refused += 1
    assert refused > len(content) / 10


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("f.parquet", b"", "cannot be read as Parquet"),
        ("f.parquet", b"PAR1", "cannot be read as Parquet"),
        ("f.parquet", b"a,b\n1,2\n", "cannot be read as Parquet"),
        ("f.csv", b"PAR1PAR1", "cannot be read as Parquet"),
        ("f.csv", b"", "is empty"),
        ("f.csv", b"\n\n", "is empty"),
        ("f.csv", b"PK\x03\x04\0\0", "NUL"),
        ("f.csv", b"\xff\xfe\xfd", "is not UTF-16 text"),
        ("f.csv", b"\x80abc", "is not UTF-8 text"),
        ("f.csv", b'uncertainty.need.food\n"1', "quotation mark"),
    ],
)
def test_another_kind_of_file_is_named(
    problem: Problem, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (fault,) = faults_of(read_futures, str(path), [problem])
    assert fault.startswith(f"{path}:1:1: ") and said in fault


def test_a_place_that_is_no_file_is_a_wrong_input(problem: Problem, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for name, said in (("", "directory"), ("none.csv", "no such file"), ("loop", "symbolic links")):
        (fault,) = faults_of(read_futures, str(tmp_path / name), [problem])
        assert fault.startswith(f"{tmp_path / name}:1:1: ") and said in fault


def test_a_text_written_once_for_many_rows_is_unpacked_once(problem: Problem) -> None:
    array = pyarrow.array(["9" * 30_000]).dictionary_encode().take(pyarrow.array([0] * 10_000))
    path = FOLDER / "long.parquet"
    parquet.write_table(pyarrow.table({HOURS: array}), path, store_schema=False)
    pool = pyarrow.default_memory_pool()
    before = pool.max_memory()
    found = faults_of(read_futures, str(path), [problem])
    assert pool.max_memory() - before < 100_000_000  # 300 MB, if each were unpacked
    assert 1 <= len(found) <= 20 and all(len(fault) < 300 for fault in found)


def test_more_cells_than_are_read_are_refused_before_they_are(problem: Problem) -> None:
    array = pyarrow.nulls(10_000_001)
    (fault,) = faults_of(of_arrow, FOLDER, {HOURS: array}, problem)
    assert "at most" in fault and "10,000,001 rows" in fault


# ---- Phases --------------------------------------------------------------------------------------


@examples(25)
@given(cases(), st.randoms(use_true_random=False))
def test_a_number_is_called_the_same_everywhere(pair: tuple[Any, Any], chance: Any) -> None:
    """In columns as in the evidence, and as `--set` takes it; what it changes is the same too."""
    with tempfile.TemporaryDirectory() as folder:
        case = str(written(Path(folder), *pair))
        posed = read_problem(case)
        numbers = list(posed.uncertainty.numbers.ranged)
        evidence = {each.path: each for each in posed.evidence}
        assert {each.path for each in numbers} <= {p for p, e in evidence.items() if not e.default}
        assert all(evidence[each.path].value == each.value for each in numbers)
        if posed.uncertainty.sampled is not None:
            assert {each.path for each in posed.uncertainty.sampled.ranged} <= evidence.keys()
        if any("model" in phase for phase in pair[0].get("phases") or ()):
            # A setting of the model is of all of them, a column of the one that has its name.
            numbers = [each for each in numbers if not each.path.startswith("model.")]
        numbers = chance.sample(numbers, min(10, len(numbers)))
        texts = [f"{each.path}={0.9 * each.value!r}" for each in numbers]
        as_set = read_problem(case, None, parsed_overrides(texts))
        table = as_csv([e.path for e in numbers], [[repr(0.9 * each.value) for each in numbers]])
        futures = of_text(Path(folder), table, posed)
    changed = futures.scenarios(posed, range(1)).changed
    for name, array in changed.items():
        np.testing.assert_array_equal(array[0], getattr(as_set, name), err_msg=name)


# ---- The command ---------------------------------------------------------------------------------

SHIPPED = example.edited(
    example.CASE,
    ("model: ./model.yaml", "model: full-search"),
    ("resources: {scanner: 1, bay: 4}", "resources: {scanner: 1, bay: 4, inspector: 9}"),
    ("resources: {bay: 3}", "resources: {scanner: 1, bay: 3, inspector: 9}"),
    ("  coverage_at_least: {food: 0.1, construction: 0.05}\n", ""),
)


@pytest.mark.parametrize("stranger", [None, "regimes: 5\n", example.MODEL])
@pytest.mark.parametrize("options", [(), ("--model", "scan-then-search", "--model", "full-search")])
def test_a_shipped_model_is_found_by_its_name(
    crossings_run: Runner, options: tuple[str, ...], stranger: str | None
) -> None:
    Path("case.yaml").write_text(SHIPPED)
    if stranger is not None:
        Path("models").mkdir()
        Path("models/full-search.yaml").write_text(stranger)
    stage = "model.regimes.full-search.stages.search.minutes.bay"
    Path("f.csv").write_text(f"{HOURS},{stage}\n8,60\n9,\n")
    base = ("evaluate", "case.yaml", "--futures", "f.csv", "--bound", "0", "--quiet", *options)
    ran = crossings_run(*base, "--output", "kept")
    assert ran.code == 0 and "2 futures of f.csv" in ran.out, ran.err
    ran = crossings_run("report", "kept", "--quiet", "--output", "page.html")
    assert ran.code == 0, ran.err
    Path("f.csv").write_text(f"{HOURS},{stage}\n8,60\n25,-1\n")
    ran = crossings_run(*base)
    assert ran.code == 3
    assert ran.err.startswith(f"f.csv!A3: {HOURS}: expected hours between 0 and 24, got 25\n")
    assert f"f.csv!B3: {stage}: expected a number ≥ 0, got -1\n" in ran.err


def test_what_an_analyst_wrote_down_for_all_crossings(crossings_run: Runner) -> None:
    Path("f.csv").write_text("uncertainty.throughput.all,uncertainty.closures.all\n0.5,\n,0.5\n")
    ran = crossings_run("evaluate", "case.yaml", "--futures", "f.csv", "--bound", "0", "--quiet")
    assert ran.code == 0 and "2 futures of f.csv" in ran.out
