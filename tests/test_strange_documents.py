"""Whatever a stranger's document holds, reading it ends in an answer or names the document."""

import difflib
import os
import random
from pathlib import Path

import pytest
import strange_documents
from example import CASE, edited, written

from crossings.errors import InputError, SurroundingsError, reading
from crossings.reading import read_problem
from crossings.reading.lists.boundaries import boundaries
from crossings.reading.yaml.opened import MOST_BYTES

HOW_MANY = 400


def test_geojson_of_any_kind_is_outlines_or_a_fault_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    read = 0
    for number in range(HOW_MANY):
        path.write_bytes(strange_documents.geojson(number))
        try:
            found, _ = boundaries(str(path))
        except InputError as error:
            assert all(fault.file == str(path) and fault.text for fault in error.faults), number
            continue
        read += 1
        for outline in found:
            assert isinstance(outline.name, str), number
            for x, y in (corner for ring in outline.rings for corner in ring):
                assert -180 <= x <= 180 and -90 <= y <= 90, number
    assert 10 < read < HOW_MANY / 2


def test_a_case_with_anything_in_it_is_a_problem_or_faults(tmp_path: Path) -> None:
    path = written(tmp_path)
    refused = 0
    for number in range(HOW_MANY):
        path.write_bytes(strange_documents.yaml(number, CASE))
        try:
            read_problem(str(path))
        except InputError as error:
            assert all(fault.text and fault.line >= 1 for fault in error.faults), number
            refused += 1
    assert HOW_MANY / 2 < refused < HOW_MANY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 200_000 + "]" * 200_000, "nested too deep to be read"),
        ("9" * 5000, "cannot be read: Exceeds the limit"),
        ('{"features": [', "expected GeoJSON"),
        ('{"features": []}', "there is none"),
    ],
)
def test_what_is_wrong_with_a_whole_file_is_said(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "map.json").write_text(text)
    with pytest.raises(InputError, match=said):
        boundaries(str(tmp_path / "map.json"))


@pytest.mark.parametrize(
    ("corner", "said"),
    [
        ("9" * 400, "expected rings"), ('"12"', "expected rings"), ("true", "expected rings"),
        ("NaN", "expected degrees"), ("Infinity", "expected degrees"), ("500000", "expected deg"),
    ],
)  # fmt: skip
def test_a_coordinate_is_a_number_of_degrees(corner: str, said: str, tmp_path: Path) -> None:
    feature = '{"type": "Feature", "properties": {"name": "North"}, "geometry": {"type": "Polygon",'
    rings = f'"coordinates": [[[{corner}, 1], [2, 2], [3, 3]]]}}}}'
    (tmp_path / "map.json").write_text(f'{{"features": [{feature} {rings}]}}')
    with pytest.raises(InputError, match=f"North: {said}"):
        boundaries(str(tmp_path / "map.json"))


def test_another_coordinate_system_is_named(tmp_path: Path) -> None:
    (tmp_path / "map.json").write_text(
        '{"features": [], "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::32636"}}}'
    )
    with pytest.raises(InputError, match=r"EPSG::32636; save it as WGS 84 \(EPSG:4326\)"):
        boundaries(str(tmp_path / "map.json"))


def test_a_link_to_itself_and_a_device_without_end_are_faults(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    with pytest.raises(InputError, match="Too many levels of symbolic links"):
        read_problem(str(loop))
    with pytest.raises(InputError, match=f"over {MOST_BYTES / 1e6:.0f} MB"):
        read_problem("/dev/zero")


def test_a_list_without_end_is_a_fault_before_it_is_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, f"title: [{'x, ' * 450_000}]")
    with pytest.raises(InputError, match="over 400,000 entries"):
        read_problem(str(path))


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (RecursionError(), InputError), (OverflowError(), InputError), (UnicodeError(), InputError),
        (OSError(40, "x"), InputError), (RuntimeError("a library's"), InputError),
        (ValueError("x"), InputError), (MemoryError(), SurroundingsError),
        (TypeError("ours"), TypeError), (KeyError("ours"), KeyError),
    ],
)  # fmt: skip
def test_only_what_a_file_can_do_becomes_a_fault_of_the_file(
    raised: Exception, kind: type[Exception]
) -> None:
    with pytest.raises(kind) as caught, reading("map.json"):
        raise raised
    assert kind in (TypeError, KeyError) or "map.json" in str(caught.value)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110
def test_a_full_or_closed_output_ends_with_6(tmp_path: Path) -> None:
    import subprocess
    import sys

    written(tmp_path)
    cli = Path(__file__).parents[1] / "cli.py"
    for where, said in (
        (">/dev/full", "No space left"),
        (">&-", "cannot write to standard output"),
    ):
        command = f"'{sys.executable}' '{cli}' optimize case.yaml --quiet {where}"
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert (done.returncode, said in done.stderr) == (6, True), done.stderr


def test_an_output_that_is_a_link_to_itself_ends_with_6(tmp_path: Path) -> None:
    from crossings.files import write_text

    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(SurroundingsError, match=r"loop: Too many levels of symbolic links"):
        write_text(loop, "a plan")
    assert loop.is_symlink()


@pytest.mark.parametrize("seed", range(5))
def test_what_many_faults_cost_is_bounded(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often one fault stands in a file, so many are told and so many names compared."""
    many, chance = 1_500, random.Random(seed)
    crossing = chance.choice(
        ["{gate_truckload_per_day: 3, admit: [food]}", "{gate_truckloads_per_day: x, hours: 25}",
         "{resources: {bay: -1, x: []}}", "{admits: {categories: [[]]}, routes: {nort: {los: 1}}}"]
    )  # fmt: skip
    kind = chance.choice(["keys", "names", "both"])
    lines = [
        "crossings:",
        *(f"  c{n}: {crossing}" for n in range(many if kind != "names" else 0)),
        "",
    ]
    named = ", ".join(f"gate-{n}" for n in range(many)) if kind != "keys" else "gate-c"
    text = edited(CASE, ("serves: [gate-a, gate-b]", f"serves: [{named}]"))
    compared = 0
    likeness = difflib.SequenceMatcher.real_quick_ratio

    def counted(self: difflib.SequenceMatcher[str]) -> float:
        nonlocal compared
        compared += 1
        return likeness(self)

    monkeypatch.setattr(difflib.SequenceMatcher, "real_quick_ratio", counted)
    with pytest.raises(InputError) as caught:
        read_problem(str(written(tmp_path, edited(text, ("crossings:\n", "\n".join(lines))))))
    said = caught.value.faults
    assert 1_000 <= len(said) <= 2_010
    assert compared <= 150_000
