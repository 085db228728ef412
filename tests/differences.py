"""What a second Python is not asked again, and why: it could not come out otherwise there.

Between the Pythons differ the standard library, the major version of PuLP, NumPy, SciPy, and the
builds of HiGHS and of all other libraries. What builds and solves the program, draws and carries
futures, starts processes, reads files or is installed runs on each of them; the rest, on one.
"""

from pathlib import Path

import hypothesis
import pytest

LEFT_OUT = {
    "what a browser or an office makes of files, whose bytes are held by other tests": (
        "test_report_browser.py",
    ),
    "the same source, read as a tree": (
        "test_house.py",
        "test_no_kind_named.py::test_no_module",
    ),
    "words, charts and pages, made of figures by code that is ours alone": (
        "test_asked.py",
        "test_charts.py",
        "test_described.py",
        "test_docs.py",
        "test_diff.py",
        "test_editors.py",
        "test_assumptions.py",
        "test_findings.py",
        "test_first_screens.py",
        "test_headline.py",
        "test_left_out.py",
        "test_looks_right.py",
        "test_names.py",
        "test_outlines.py",
        "test_package.py",
        "test_page_marks.py",
        "test_phase_words.py",
        "test_pipes.py",
        "test_private.py",
        "test_report.py",
        "test_schedule.py",
        "test_slips.py",
        "test_text_leaves_clean.py",
        "test_workbook.py",
    ),
    "documents, tables and folders from strangers, read by libraries that are of one version": (
        "test_any_list.py",
        "test_dates_of_making.py",
        "test_faults.py",
        "test_lacking.py",
        "test_named_tables.py",
        "test_strange_batches.py",
        "test_strange_documents.py",
        "test_strange_futures.py",
        "test_strange_workbooks.py",
        "test_tables.py::test_evidence",
    ),
    "what is reckoned with arrays alone; that arrays are the plain loops is asked on each Python": (
        "test_backtest.py",
        "test_beside_the_plan.py",
        "test_calibrate.py",
        "test_design.py",
        "test_discover.py",
        "test_policy_bound.py",
        "test_prices.py",
        "test_queue.py",
        "test_regime_calculus.py",
        "test_replan.py",
        "test_sample.py",
        "test_sensitivity.py",
        "test_sheet.py",
        "test_side_by_side_futures.py",
        "test_today.py",
        "test_uncertain_phases.py",
        "test_unknown.py",
    ),
    "processes and clusters that die: by the same system, and Dask of one version": (
        "test_batches.py::test_a_worker_that_dies",
        "test_batches.py::test_killed_at_any_moment",
        "test_cluster.py",
        "test_ends.py",
        "test_scripts.py::test_the_documented_scripts_run",
    ),
    "questions to the program once HiGHS has it; on each Python others hold that it is the same": (
        "test_bounds.py",
        "test_certify.py",
        "test_conflicts.py",
        "test_corner_cases.py::test_every_command",
        "test_explain.py",
        "test_fairest.py",
        "test_frontier.py",
        "test_no_plan.py",
        "test_own_sizing.py",
        "test_reoptimise.py",
        "test_sizing.py",
        "test_standing.py",
        "test_twin.py::test_shipped_files_agree[gaza-c",
        "test_twin.py::test_shipped_files_agree[gaza-f",
        "test_twin.py::test_shipped_files_agree[gaza-j",
        "test_twin.py::test_shipped_files_agree[gaza-r",
        "test_twin.py::test_shipped_files_agree[gaza-t",
    ),
    "random bytes for the parser, which is of one version": (
        "test_adversary.py",
        "test_mutations.py",
    ),
}
"""Reason to files, or to tests by how their name begins."""
SHARE = 6
"""Of the examples of a property, one in so many; what all of them find is found on one Python."""
REPEATED = 2
"""Of those that are the same in every run, as in a gate, one in so many: only others find more."""


def is_left_out(test: str) -> bool:
    """Whether a test is, by its file and name: `test_charts.py::test_words`."""
    return any(test.startswith(each) for files in LEFT_OUT.values() for each in files)


def narrow(items: list[pytest.Item]) -> list[pytest.Item]:
    """Take out of `items` what is left out, and give it back; lessen the examples of the rest."""
    out = [item for item in items if is_left_out(f"{item.path.name}::{item.name}")]
    items[:] = [item for item in items if item not in {*out}]
    lessen(items, SHARE)
    return out


def lessen(items: list[pytest.Item], share: int) -> None:
    """Ask properties for one in so many of their examples."""
    for function in filter(
        hypothesis.is_hypothesis_test, {getattr(item, "obj", None) for item in items}
    ):
        # Hypothesis has no other way to change what a test itself says of its number.
        said = function._hypothesis_internal_use_settings
        fewer = hypothesis.settings(said, max_examples=max(3, said.max_examples // share))
        function._hypothesis_internal_use_settings = fewer


def told() -> str:
    """What is left out, in words."""
    lines = ["left out here, and done on the first Python:"]
    for reason, files in LEFT_OUT.items():
        lines.append(f"  {reason}: {', '.join(Path(each).name for each in files)}")
    return "\n".join([*lines, f"  {SHARE - 1} of {SHARE} examples of every property"])
