"""The house rules: who may import whom, where each heavy library lives, names and lengths."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import MODELS, PACKAGE, ROOT

MODULES = sorted(PACKAGE.rglob("*.py"))

# Files on the left, numbers on the right, `problem` in the middle. A part is a module of the
# package or a subpackage; each may import the parts named behind it, and itself.
MAY_IMPORT = {
    "crossings": "",  # the version; whoever names the package itself imports this
    "errors": "",
    "wording": "",
    "ends": "errors",
    "making": "",
    "files": "ends errors",
    "published": "",
    "arrays": "",
    "statistics": "arrays",
    "inspection": "arrays",
    # The package: `of` is a way to read a case.
    "problem": "crossings arrays errors inspection published",
    "limits": "arrays problem wording",
    "counts": "errors wording",
    "plan": "crossings arrays limits problem",  # as a notebook shows it
    "analysis": "limits plan problem wording",
    "scenarios": "arrays problem",
    "reading": "analysis counts errors inspection limits problem published scenarios wording",
    "evaluation": "crossings arrays limits plan problem published scenarios statistics",
    "calibration": "arrays counts evaluation plan problem published scenarios",
    "bounds": "limits problem scenarios",
    "policy": "evaluation limits plan problem scenarios",
    "allocation": (
        "analysis bounds ends errors evaluation files limits plan policy problem scenarios wording"
    ),
    "design": "allocation analysis arrays ends inspection limits plan problem",
    "schedule": "analysis arrays plan problem",
    "batches": "crossings allocation ends errors evaluation files plan policy problem scenarios",
    "discovery": "arrays batches errors evaluation plan problem scenarios statistics",
    "handed_in": "arrays limits plan problem scenarios",
    "sweeps": (
        "crossings allocation batches errors evaluation files plan problem reading scenarios "
        "statistics"
    ),
    "tables": (
        "analysis calibration counts discovery errors evaluation limits plan problem published "
        "scenarios schedule statistics sweeps wording"
    ),
    "outputs": (
        "crossings analysis calibration counts design discovery errors evaluation files inspection "
        "limits making plan problem batches published schedule statistics sweeps tables wording"
    ),
    "scripting": (
        "crossings allocation analysis batches calibration counts design discovery ends errors "
        "evaluation files handed_in making outputs plan policy problem published reading scenarios "
        "schedule sweeps tables wording"
    ),
    "commands": (
        "crossings allocation analysis batches calibration counts design discovery ends errors "
        "evaluation files limits making outputs plan policy problem published reading scenarios "
        "schedule scripting sweeps tables wording"
    ),
    "cli": "crossings ends errors making wording",  # commands by name, when they are called
    "__main__": "cli",
}

# Where each library may be imported. Whatever is not listed here is the standard library.
HOMES = {
    "yaml": "reading",
    "pydantic": "reading batches.schema",
    "pydantic_core": "reading",
    "pulp": "allocation",
    "highspy": "allocation",
    "piqp": "allocation.active_set allocation.convex",
    "clarabel": "allocation.convex",
    "scipy": (
        "allocation.active_set allocation.alike allocation.convex allocation.proven "
        "allocation.quadratic calibration discovery.boxes discovery.indices scenarios.designs "
        "statistics"
    ),
    "pandas": "tables outputs scripting",  # outputs and scripting: for annotations alone
    "click": "cli commands",
    "rich": "outputs commands.delivery",
    "xlsxwriter": "outputs",
    "jinja2": "outputs.report.page",
    "markupsafe": "outputs.report.page",
    "resvg_py": "outputs.report.image",
    "pyarrow": "batches.encoding reading.sheets.arrow_columns",
    "distributed": "batches.cluster",
    "sklearn": "evaluation.winners",
    "numpy": (
        "arrays calibration design handed_in inspection problem plan limits analysis tables "
        "reading allocation outputs scenarios evaluation bounds batches discovery policy schedule "
        "statistics sweeps"
    ),
}
HEAVY = sorted({*HOMES} - {"click"})
LIGHT = (
    "crossings.inspection",
    "crossings.problem",
    "crossings.plan",
    "crossings.analysis.pressure",
    "crossings.scenarios",
    "crossings.evaluation",
    "crossings.bounds",
)

MOST_LINES = 350
LONGER: dict[str, str] = {}
SHAPELESS = {"utils", "util", "helpers", "helper", "common", "core", "manager", "base", "misc"}


def dotted(path: Path) -> str:
    """Name of a module within the package: `reading.needs`; the package itself is `crossings`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "crossings"


def part(name: str) -> str:
    """The part that a module belongs to: `reading` of `reading.needs`."""
    return name.partition(".")[0]


def imports(path: Path) -> Iterator[str]:
    """Every module imported, anywhere in the file, by its full name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are written in full"
            module = str(node.module)
            folder = PACKAGE.parent.joinpath(*module.split("."))
            for alias in node.names:
                inside = folder / alias.name
                is_module = inside.is_dir() or inside.with_suffix(".py").is_file()
                yield f"{module}.{alias.name}" if is_module else module


def within_package(name: str) -> str | None:
    """The part that an imported name belongs to; None outside the package."""
    first, _, rest = name.partition(".")
    return None if first != "crossings" else part(rest) or "crossings"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_who_imports_whom(path: Path) -> None:
    mine = part(dotted(path))
    assert mine in MAY_IMPORT, f"say in MAY_IMPORT what crossings.{mine} may import"
    allowed = {*MAY_IMPORT[mine].split(), mine}
    found = {other for name in imports(path) if (other := within_package(name))}
    assert found <= allowed, f"{dotted(path)} imports {sorted(found - allowed)}"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_every_library_stays_at_home(path: Path) -> None:
    name = dotted(path)
    for imported in imports(path):
        library = part(imported)
        if library == "crossings" or library in sys.stdlib_module_names:
            continue
        assert library in HOMES, f"say in HOMES where {library} lives"
        homes = HOMES[library].split()
        assert {name, part(name)} & {*homes}, f"{name} imports {library}, at home in {homes}"


def test_parts_do_not_import_each_other_in_a_round() -> None:
    order = list(MAY_IMPORT)
    for name, others in MAY_IMPORT.items():
        for other in others.split():
            assert order.index(other) < order.index(name), f"{name} before {other}"


def test_the_tables_above_name_only_what_is_there() -> None:
    parts = {part(dotted(path)) for path in MODULES}
    assert set(MAY_IMPORT) == parts
    assert {name for name in LONGER if not (PACKAGE / name).is_file()} == set()


def loaded_by(statement: str) -> set[str]:
    """Heavy libraries that a fresh Python has loaded after `statement`."""
    show = f"{statement}; import sys; print(*(set(sys.modules) & set({HEAVY!r})))"
    done = subprocess.run(
        [sys.executable, "-c", show], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return set(done.stdout.split())


def test_the_command_line_starts_without_heavy_libraries() -> None:
    assert loaded_by("import crossings.cli") == set()


def test_help_of_every_command_needs_no_heavy_library() -> None:
    modules = sorted(path.stem for path in (PACKAGE / "commands").glob("[a-z]*.py"))
    assert loaded_by("; ".join(f"import crossings.commands.{name}" for name in modules)) == set()


def test_a_case_without_tables_is_read_without_what_reads_tables_and_plans() -> None:
    read = "from crossings.reading import checked; checked('inputs/gaza.yaml')"
    not_needed = ("crossings.reading.sheets.rows", "crossings.plan", "crossings.analysis")
    show = f"{read}; import sys; print(*(set(sys.modules) & set({not_needed!r})))"
    done = subprocess.run(
        [sys.executable, "-c", show], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("module", LIGHT)
def test_the_middle_needs_numpy_at_most(module: str) -> None:
    assert loaded_by(f"import {module}") <= {"numpy"}


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_files_stay_short_and_have_a_name(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    longer = path.relative_to(PACKAGE).as_posix() in LONGER
    assert (lines > MOST_LINES) == longer, f"{dotted(path)} has {lines} lines"
    assert not SHAPELESS & {*dotted(path).split(".")}, f"{dotted(path)} says nothing by its name"


def test_no_python_among_models_and_inputs() -> None:
    found = [path for folder in (MODELS, ROOT / "inputs") for path in folder.rglob("*.py")]
    assert found == []


def test_the_checkout_starts_the_same_program() -> None:
    text = (ROOT / "cli.py").read_text("utf-8")
    assert len(text.splitlines()) <= 10 and "crossings.cli" in text
