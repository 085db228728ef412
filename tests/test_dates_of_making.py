"""SOURCE_DATE_EPOCH fixes every date of making, so that the same run gives the same bytes."""

import datetime
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from runs import Runner

from crossings import making

MOMENT = 1_700_000_000
FORMS = (
    ("optimize", "--format", "json", "--output", "out.json"),
    ("optimize", "--format", "csv", "--output", "out"),
    ("optimize", "--format", "package", "--output", "out"),
    ("optimize", "--format", "xlsx", "--output", "out.xlsx"),
    ("explain", "--format", "xlsx", "--output", "out.xlsx"),
    ("evaluate", "--scenarios", "9", "--format", "json", "--output", "out.json"),
    ("report", "--scenarios", "9", "--output", "out.html"),
    ("report", "--chart", "coverage", "--format", "png", "--output", "out.png"),
)


class Clock(datetime.datetime):
    """A clock that tells another year whenever it is asked."""

    year_told = 2026

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> "Clock":
        Clock.year_told += 1
        return cls(Clock.year_told, 5, 4, 3, 2, 1, tzinfo=tz)


def contents() -> dict[str, bytes]:
    written = (*Path().glob("out*"), *Path().glob("out/*"))
    return {str(path): path.read_bytes() for path in written if path.is_file()}


@pytest.mark.parametrize("arguments", FORMS, ids=lambda each: " ".join(each))
def test_two_runs_give_the_same_bytes(
    arguments: tuple[str, ...], crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "datetime", SimpleNamespace(datetime=Clock, UTC=datetime.UTC))
    command, *more = arguments
    made = []
    for moment in (MOMENT, MOMENT, None):
        if moment is None:
            monkeypatch.delenv("SOURCE_DATE_EPOCH")
        else:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", str(moment))
        ran = crossings_run(command, "case.yaml", *more, "--quiet")
        assert ran.code == 0, ran.err
        made.append(contents())
    assert made[0] == made[1] and made[0]
    assert made[0] != made[2] or "--chart" in arguments  # else nothing was fixed


def test_no_other_place_asks_a_clock() -> None:
    package = Path(making.__file__).parent
    for path in package.rglob("*.py"):
        asks = {
            each for each in ("datetime.now", "date.today", "utcnow") if each in path.read_text()
        }
        assert not asks or path.name == "making.py", f"{path.name} asks a clock: {asks}"


def test_every_date_is_that_moment(crossings_run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(MOMENT))
    said = "2023-11-14T22:13:20"
    plan = json.loads(crossings_run("optimize", "case.yaml", "--format", "json").out)
    assert plan["provenance"]["created"] == f"{said}+00:00"
    for form, file in (("xlsx", "p.xlsx"), ("package", "p")):
        crossings_run("optimize", "case.yaml", "--format", form, "--output", file)
    with zipfile.ZipFile("p.xlsx") as book:
        assert book.read("docProps/core.xml").decode().count(f"{said}Z") == 2
        assert {each.date_time for each in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    package = json.loads(Path("p/datapackage.json").read_text())
    assert package["created"] == f"{said}+00:00"
    crossings_run("report", "case.yaml", "--output", "p.html")
    assert "14 Nov 2023" in Path("p.html").read_text("utf-8")


@pytest.mark.parametrize("said", ["", "x", "-1", "1.5", "1e9", " 1", "٣", "9" * 12, "9" * 500])
def test_a_moment_that_is_none_is_wrong_use(
    said: str, crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
    ran = crossings_run("optimize", "case.yaml", "--format", "json")
    assert (ran.code, ran.out) == (2, "")
    assert "SOURCE_DATE_EPOCH: expected whole seconds since 1970" in ran.err


def test_without_it_results_are_made_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    assert before <= making.time_of_making() <= datetime.datetime.now(datetime.UTC)
