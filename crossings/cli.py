"""The command line: which commands there are, and how each kind of failure leaves.

Commands are imported only when called, so that `crossings --help` answers at once.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import gc
import importlib
import io
import os
import sys
import traceback
from typing import TYPE_CHECKING, NoReturn

import click

import crossings
from crossings import ends
from crossings.ends import streams
from crossings.errors import CrossingsError, InputError, NoPlan, SurroundingsError
from crossings.making import MalformedTime, time_of_making
from crossings.wording import printable

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COMMANDS = {
    "optimize": "Find the best plan that inspection capacity allows.",
    "compare": "Put a case under several inspection models, side by side.",
    "evaluate": "Carry plans through many futures and say what came of them.",
    "sample": "Write futures of a case as a table, for other tools to fill or read.",
    "today": "Say what to send today, from the state as it is, with the reason of each line.",
    "sheet": "Write the order of goods for the wall, and say what following it earns.",
    "sweep": "Solve a case at every point of a design, and carry each through the same futures.",
    "discover": "Find the futures of a batch in which something happens, as boxes of inputs.",
    "sensitivity": "Say which inputs of a case, or of a batch's futures, move a figure most.",
    "explain": "Say what holds a plan back, and what one more of it would bring.",
    "frontier": "Find what less undetected contraband costs in need met, and where it bends.",
    "inspect": "Design the best inspection of a case from sensors, as a model file.",
    "report": "Write a page to share and print: the answer, charts, assumptions and sources.",
    "size": "Find the cheapest units and hours that reach a target.",
    "diff": "Say what differs between two answers: in what they rest on, and in what they say.",
    "observe": "Turn published lists of trucks into counts that a case takes.",
    "calibrate": "Fit numbers of a case to counts by days, and say which of them counts can tell.",
    "validate": "Check case files, with the models they name, and say every fault.",
    "init": "Write a small commented case that runs at once.",
    "schema": "Print the schema of case or model files, for completion in editors.",
}
_GROUPS = {
    "Plan": ("optimize", "explain", "compare", "frontier", "size", "inspect"),
    "Try in many futures": ("evaluate", "sweep", "discover", "sensitivity", "sample"),
    "Send, day by day": ("today", "sheet"),
    "Show and compare answers": ("report", "diff"),
    "Counts": ("observe", "calibrate"),
    "Files": ("init", "validate", "schema"),
}
"""Commands as `--help` lists them; whichever is in none comes last."""
_INTERRUPTED = 130
_WRONG_USE = 2
_WIDEST = max(map(len, _COMMANDS))
_FAULT_OF_OURS = 1

# Pydantic looks through every installed package for plugins; none is used, and it takes 40 ms.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


class _LazyGroup(click.Group):
    """A group whose commands live in `crossings.commands`, one module each."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"crossings.commands.{name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise click.UsageError(f"No such command '{args[0]}'{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        grouped = {name for group in _GROUPS.values() for name in group}
        others = tuple(name for name in _COMMANDS if name not in grouped)
        for title, names in {**_GROUPS, "More": others}.items():
            if there := [name for name in names if name in _COMMANDS]:
                with formatter.section(title):
                    formatter.write_dl([(f"{name:<{_WIDEST}}", _COMMANDS[name]) for name in there])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, and options; no command is loaded for it."""
        from click.shell_completion import CompletionItem

        named = [
            CompletionItem(name, help=says)
            for name, says in _COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]


@click.command(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(crossings.__version__, prog_name="crossings")
@click.option("--debug", is_flag=True, help="Show the traceback of a fault of the program.")
def root(debug: bool) -> None:
    """Plan what goods go through which border crossing, under which inspection regime."""
    try:
        time_of_making()
    except MalformedTime as error:
        raise click.UsageError(str(error)) from error


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with one of the exit codes of docs/results.md."""
    given = sys.argv[1:] if arguments is None else arguments
    streams.attach()
    ends.leave_as_interrupted()
    for stream in (sys.stdout, sys.stderr):  # a name it cannot spell must not end the run
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    gc.disable()  # a run keeps nearly all it makes; looking for garbage takes a twentieth of it
    atexit.register(gc.freeze)  # as Python does at its end, which took a seventh of `validate`
    try:
        code = _run(given)
        sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else 0)
    except click.UsageError as error:
        told = io.StringIO()
        error.show(told)
        _say(told.getvalue().rstrip())
        sys.exit(_WRONG_USE)
    except (click.Abort, KeyboardInterrupt) as error:
        _leave_interrupted(error.__cause__ or error)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except CrossingsError as error:
        if ends.interrupted():  # what failed is what was broken off
            _leave_interrupted(error)
        _say(_worded(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        streams.to_nowhere(sys.stdout)  # the reader (`head`, a pager) has seen enough
        sys.exit(0)
    except OSError as error:
        streams.to_nowhere(sys.stdout)
        if ends.interrupted():  # the terminal that was closed is what cannot be written to
            sys.exit(_INTERRUPTED)
        _say(f"the surroundings failed: {_which(error)}")
        sys.exit(SurroundingsError.exit_code)
    except MemoryError:
        _say("the surroundings failed: not enough memory")
        sys.exit(SurroundingsError.exit_code)
    except Exception as error:
        if "--debug" in given:
            sys.excepthook = lambda *found: _say("".join(traceback.format_exception(*found)))
            raise
        if ends.interrupted():
            _leave_interrupted(error)
        what = f"{type(error).__name__}: {error}"
        _say(f"a fault of the program: {what} (crossings --debug … shows where)")
        sys.exit(_FAULT_OF_OURS)


def _run(arguments: list[str]) -> object:
    try:
        return root.main(args=arguments, prog_name="crossings", standalone_mode=False)
    except SystemExit as leaving:  # so click leaves where a stream's reader has gone
        raise BrokenPipeError from leaving


def _which(error: OSError) -> str:
    """What failed, and the file where it is known."""
    told = str(error.strerror or error)
    if error.errno == errno.EBADF and error.filename is None:
        return "standard output is closed"
    return told if error.filename is None else f"{error.filename}: {told}"


def _worded(error: CrossingsError) -> str:
    if isinstance(error, InputError):
        count = len(error.faults)
        return f"{error}\n{count} fault{'' if count == 1 else 's'}; nothing was computed"
    if isinstance(error, NoPlan):
        return "\n".join([f"No plan: {error.sentence}", *([error.detail] if error.detail else [])])
    return str(error)


def _leave_interrupted(by: BaseException) -> NoReturn:
    cut = str(by) if isinstance(by, ends.CutShort) else "nothing was half written"
    _say(f"interrupted; {cut}")
    sys.exit(_INTERRUPTED)


def _say(text: str) -> None:
    with contextlib.suppress(OSError):  # whoever cannot be told still learns it by the exit code
        click.echo(printable(text), err=True)
