"""What a shell offers, how commands are listed, and what a log is told of a long run."""

import subprocess
import sys
import time

import click
import pytest
from click.shell_completion import ShellComplete
from places import ROOT

import crossings
from crossings import cli
from crossings.commands import delivery


def offered(*words: str) -> list[str]:
    """What is offered behind the last word, which is begun."""
    shell = ShellComplete(cli.root, {}, "crossings", "_CROSSINGS_COMPLETE")
    return [item.value for item in shell.get_completions([*words[:-1]], words[-1])]


def test_a_shell_is_offered_commands_models_and_paths_of_the_case() -> None:
    case = str(ROOT / "inputs" / "gaza.yaml")
    assert offered("fr") == ["frontier"]
    assert offered("optimize", case, "--model", "ris")[:1] == ["risk-based"]
    assert offered("optimize", case, "--set", "crossings.ra") == ["crossings.rafah"]
    hours = "crossings.rafah.hours_per_day"
    assert offered("optimize", case, "--set", "crossings.rafah.h") == [hours]
    found = offered("compare", case, "--set", "crossings.rafah.resources.")
    assert "crossings.rafah.resources.scanner" in found
    minutes = "model.regimes.scan-then-search.stages.scan.minutes.scanner"
    assert offered("optimize", case, "--set", minutes[:-2]) == [minutes]
    assert offered("optimize", case, "--set", f"{hours}=") == []
    assert offered("optimize", "nowhere.yaml", "--set", "goo") == ["goods"]


def test_it_is_a_module_that_runs() -> None:
    asked = (sys.executable, "-m", "crossings", "--version")
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    assert told == f"crossings, version {crossings.__version__}\n"


def test_every_command_is_in_one_group_of_the_help() -> None:
    context = click.Context(cli.root)
    formatter = context.make_formatter()
    cli.root.format_commands(context, formatter)
    text = formatter.getvalue()
    for name in cli.root.list_commands(context):
        assert text.count(f"\n  {name} ") == 1, name


def test_a_log_is_told_how_far_a_long_run_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LINES_EVERY_SECONDS", 0.01)
    with delivery.counting("futures", 4_000, quiet=False) as done:
        done(1_500)
        while not (told := capsys.readouterr().err):
            time.sleep(0.01)
    assert told.startswith("futures: 1,500 of 4,000 … 0 s\n")
    with delivery.waiting("solving", quiet=False) as far:
        far("week 3")
        while not (told := capsys.readouterr().err.partition("solving: week 3 … 0 s\n")[1]):
            time.sleep(0.01)
    capsys.readouterr()
    with delivery.waiting("solving", quiet=True):
        time.sleep(0.05)
    assert capsys.readouterr().err == ""
