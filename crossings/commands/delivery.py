"""Where answers go, and signs of life until they are there."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from crossings.ends import CutShort, heed
from crossings.ends.streams import to_nowhere
from crossings.errors import Finding, NoPlan, StoppedEarly, SurroundingsError
from crossings.wording import UNSEEN, printable

if TYPE_CHECKING:
    from crossings.outputs.answer import Answer

T = TypeVar("T")

_NEEDS_OUTPUT = {
    "csv": "has several tables and needs --output FOLDER",
    "package": "has several files and needs --output FOLDER",
    "xlsx": "is a file for a spreadsheet and needs --output FILE",
}

STANDARD_OUTPUT = "-"
"""What `--output` takes for the place where answers go without it."""
LINES_EVERY_SECONDS = 10.0
"""How often a run tells a log how far it is."""
MORE = "more"
"""What `--show` takes for all that a first screen leaves out."""
_ENDINGS = {
    ".csv": "csv, in a folder",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".png": "png",
    ".svg": "svg",
    ".xls": "xls",
    ".xlsx": "xlsx",
}
"""What a file is by its name; no form is one CSV file."""


def not_over(inputs: Iterable[str], outputs: Iterable[str | None]) -> None:
    """Refuse to write over a file that is read, or twice to one place.

    Where an output is a folder, that of a table which is read is none: the answer has tables too.
    """
    read = {Path(os.path.realpath(name)) for name in inputs}
    names = (name for name in outputs if name and name != STANDARD_OUTPUT)
    written = [Path(os.path.realpath(name)) for name in names]
    for path in written:
        if path in read or any(_same_file(path, each) for each in read):
            raise click.UsageError(f"{path.name} is read and cannot be written over")
        for table in sorted(each for each in read if each.parent == path):
            if table.suffix.lower() in (".csv", ".json"):
                text = f"{table.name} in {path.name} is read; write to a folder of its own"
                raise click.UsageError(text)
    for path in written:
        if written.count(path) > 1:
            raise click.UsageError(f"{path.name} cannot be written twice")


def _same_file(one: Path, other: Path) -> bool:
    """Whether two names are of one file: where capitals count for nothing, many are."""
    with contextlib.suppress(OSError):
        return one.samefile(other)
    return False


def named_tables(show: Iterable[str]) -> list[str]:
    """Everything that `--show` names."""
    return [name.strip() for said in show for name in said.split(",")]


def tables_requested(show: tuple[str, ...], others: Sequence[str] = ()) -> list[str]:
    """Tables that `--show` names, of the plan's and of `others`."""
    from crossings.tables import TABLE_NAMES

    names = (*others, *TABLE_NAMES)
    asked = [name for name in named_tables(show) if name != MORE]
    unknown = [name for name in asked if name not in (*names, "all")]
    if unknown:
        from crossings.reading.yaml.spelling import near

        meant = near(unknown[0], names) or f"; there are {', '.join((MORE, *names, 'all'))}"
        raise click.UsageError(f"--show: no table is called {unknown[0]}{meant}")
    return list(names) if "all" in asked else list(dict.fromkeys(asked))


def say(text: object, *, err: bool = False) -> None:
    """Tell a line on the terminal, in characters that can be seen."""
    click.echo(printable(str(text)), err=err)


def deliver(text: str, output: str | None, *, encoded: bool = False) -> None:
    """Give out `text`; with `encoded`, in UTF-8 whatever the terminal speaks."""
    if output in (None, STANDARD_OUTPUT):
        _printed(UNSEEN.sub(_as_markup, text).encode() if encoded else text)
        return
    from crossings.files import write_text

    write_text(named_file(str(output)), text)


def _printed(text: str | bytes) -> None:
    """Print an answer; a reader that has gone (`head`, a pager) has seen enough."""
    heed()
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        to_nowhere(sys.stdout)
    except OSError as error:
        to_nowhere(sys.stdout)
        text = f"cannot write to standard output: {error.strerror}; --output writes to a file"
        raise SurroundingsError(text) from error
    except KeyboardInterrupt as error:
        to_nowhere(sys.stdout)
        raise CutShort("standard output has had a part of the answer") from error


def _as_markup(found: re.Match[str]) -> str:
    """A character that is not seen as a page or a drawing may write it; JSON has it so already."""
    return f"&#x{ord(found[0]):x};" if found[0] > "\x9f" else found[0]


def show(
    screen: Callable[..., str],
    output: str | None = None,
    *,
    whole: bool = False,
    next_command: str = "",
) -> None:
    """Give out a screen as wide and colourful as the terminal allows, and what to run next."""
    on_terminal = output is None and sys.stdout.isatty()
    colour = on_terminal and "NO_COLOR" not in os.environ
    width = shutil.get_terminal_size().columns if on_terminal else None
    text = screen(colour=colour, width=width, whole=whole)
    deliver(text + (f"\nNext: {printable(next_command)}\n" if next_command else ""), output)


def ending_fits(form: str, output: str | None) -> None:
    """Refuse a file whose ending says that it is something else than it would be."""
    meant = _ENDINGS.get(Path(output or "").suffix.lower(), form)
    if output and meant != form:
        text = f"{Path(output).name} is the name of a file of the form {meant}, and what is asked"
        raise click.UsageError(f"{text} for is {form}")


@dataclass(frozen=True)
class Delivery:
    """How an answer is given out: what `--format`, `--output` and `--quiet` say.

    `whole`: with all that a first screen leaves out (`--show more`).
    """

    form: str
    output: str | None
    quiet: bool
    whole: bool = False

    def needs_output(self) -> None:
        """Refuse to print what is several files, none for a terminal, or wrongly named."""
        if self.output in (None, "", STANDARD_OUTPUT) and self.form in _NEEDS_OUTPUT:
            raise click.UsageError(f"--format {self.form} {_NEEDS_OUTPUT[self.form]}")
        ending_fits(self.form, self.output)

    def told(self, made: T) -> T:
        """What was made as its form tells it: whatever is passed on names files without folders."""
        if self.form == "table":
            return made
        from crossings.outputs.answer import Answer
        from crossings.outputs.provenance import for_others

        told: Any = made.for_others() if isinstance(made, Answer) else for_others(made)
        return cast(T, told)

    def give(
        self,
        found: Answer[Any],
        screen: Callable[..., str],
        next_command: str = "",
    ) -> None:
        """Give out an answer as JSON, CSV or a workbook, else on a screen.

        The screen ends with the command that comes next.
        """
        if self.form == "json":
            from crossings.outputs.answer import as_json

            deliver(as_json(found.as_object()), self.output, encoded=True)
        elif self.form == "csv":
            from crossings.outputs.csv import write_csv

            with waiting("writing the tables", self.quiet):
                write_csv(found, Path(str(self.output)))
        elif self.form == "xlsx":
            from crossings.outputs.workbook.book import write_workbook

            with waiting("writing the workbook", self.quiet):
                write_workbook(found, named_file(str(self.output)))
        else:
            show(
                lambda **how: screen(found, **how),
                self.output,
                whole=self.whole,
                next_command=next_command,
            )

    @contextlib.contextmanager
    def without_plan(self) -> Iterator[None]:
        """Where there is no plan and JSON is asked for, the object that stands for an answer.

        That there is no plan is a finished answer and may be written to a file; a search that was
        stopped is none.
        """
        try:
            yield
        except (NoPlan, StoppedEarly) as error:
            if self.form == "json" and (self.output is None or isinstance(error, NoPlan)):
                from crossings.outputs.answer import as_json, object_without_plan

                deliver(as_json(object_without_plan(error)), self.output, encoded=True)
            raise


@contextlib.contextmanager
def kept_in(folder: Path | None) -> Iterator[None]:
    """Say of what is stopped on the way that the same command goes on, where a folder keeps it."""
    try:
        yield
    except KeyboardInterrupt:
        if folder is not None:
            say(f"what was finished is kept in {folder}; the same command goes on", err=True)
        raise


def warn(warnings: Iterable[Finding], quiet: bool) -> None:
    """Say on standard error what is odd about the input, each thing once."""
    for found in () if quiet else dict.fromkeys(warnings):
        say(f"{found} (warning)", err=True)


def named_file(output: str) -> Path:
    """The path of a file to be written."""
    if not output or output.endswith("/"):
        raise click.UsageError(f"--output {output!r} is no name of a file")
    return Path(output)


@contextlib.contextmanager
def _told_in_lines(words: Callable[[], str]) -> Iterator[None]:
    """How far a long run is, in a line now and then: for a log, or whatever is no terminal."""
    over, began = threading.Event(), time.monotonic()

    def tell() -> None:
        while not over.wait(LINES_EVERY_SECONDS):
            with contextlib.suppress(OSError):
                say(f"{words()} … {time.monotonic() - began:.0f} s", err=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


@contextlib.contextmanager
def waiting(what: str, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A sign of life on standard error while something may take long, and how far it is."""
    if quiet:
        yield lambda _: None
        return
    if not sys.stderr.isatty():
        told = [what]
        with _told_in_lines(lambda: ": ".join(told)):
            yield lambda far: told.__setitem__(slice(1, None), [far])
        return
    from rich.console import Console
    from rich.markup import escape

    def words(*also: str) -> str:
        return escape(f"{printable(': '.join((what, *also)))} …")

    with Console(stderr=True).status(words()) as status:
        yield lambda far: status.update(words(far))


@contextlib.contextmanager
def counting(what: str, total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """How many of `total` are done, at what rate, and the time left, on standard error."""
    if quiet:
        yield lambda _: None
        return
    if not sys.stderr.isatty():
        there = [0]
        with _told_in_lines(lambda: f"{what}: {there[0]:,} of {total:,}"):
            yield lambda done: there.__setitem__(0, there[0] + done)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), what, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.advance(task, done)
