"""Marks, tooltips and evidence of a page are as the answers say; what is not so is seen."""

from pathlib import Path

import pytest
from example import written
from page_marks import Expected, evidence_faults, faults
from page_mutants import mutants, seen
from reports import material_of

from crossings.outputs.report.language import language
from crossings.outputs.report.page import page


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Expected]:
    """The page of the example beside another model, and what its answers say."""
    file = written(Path(tmp_path_factory.mktemp("page")))
    material = material_of(str(file), "joint", futures=20)
    return page(material, language("en")), Expected(material)


def test_marks_and_evidence_are_as_the_answers_say(made: tuple[str, Expected]) -> None:
    told, answers = made
    assert faults(told, answers) == [] and evidence_faults(told, answers) == []


def test_one_number_changed_is_seen(made: tuple[str, Expected]) -> None:
    """`python tests/page_mutants.py` makes as many as one likes of a shipped case."""
    told, answers = made
    survived = [each[:4] for each in mutants(told, 45, seed=1) if not seen(each, answers)]
    assert len(survived) <= 3, survived
