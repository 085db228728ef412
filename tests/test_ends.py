"""Every end is an end: signals, closed streams, time that is up, and what they leave behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

import pytest
from example import written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kills import CHECKOUT, COMMANDS, kills
from places import PACKAGE
from runs import TINY_GATES, Runner

import crossings.allocation
import crossings.files.folders
from crossings.ends.deadline import Deadline
from crossings.errors import StoppedEarly, SurroundingsError
from crossings.files import write_all, write_bytes

FORMS = {"csv": "o", "package": "o", "xlsx": "o.xlsx", "json": "o.json", "table": "o.txt"}


@pytest.mark.parametrize(
    ("name", "by"),
    [("csv", "SIGKILL"), ("json", "SIGINT"), ("report", "SIGHUP"), ("evaluate", "SIGKILL")],
)
def test_what_is_killed_leaves_the_old_answer_or_the_new_one(
    name: str, by: str, tmp_path: Path
) -> None:
    assert list(kills(name, by, 5, 1, tmp_path)) == []


def test_the_kills_are_of_every_command_that_writes() -> None:
    started = {command.arguments[0] for command in COMMANDS.values()}
    silent = {"validate", "schema", "discover"}  # the last reads a batch, and writes as others do
    assert started | silent == {path.stem for path in (PACKAGE / "commands").glob("*.py")
                                if "click.command" in path.read_text("utf-8")}  # fmt: skip


DIES = """\
import os, shutil, signal, sys
from pathlib import Path
import crossings.files.folders
from crossings import ends
from crossings.files import write_all
by, where, exchange = sys.argv[1:]
if exchange == "no":
    crossings.files.folders._exchanged = lambda one, other: False
texts = {f"{name}.csv": f"new {name}" for name in "abcd"}
seen, last = 0, 0
def step(event, arguments):
    global seen
    if event.partition(".")[0] in ("os", "shutil", "tempfile", "ctypes", "open"):
        seen += 1
        if seen == last:
            os.kill(os.getpid(), getattr(signal, by))
def answer(folder):
    return {each.name: each.read_text() for each in folder.glob("*.csv")}
old = {f"{name}.csv": f"old {name}" for name in "abcx"}
sys.addaudithook(step)
while True:
    seen, last = -10**9, last + 1
    place = Path(f"{last}")
    folder = place / "o"
    (folder / "mine").mkdir(parents=True)
    for name, text in old.items():
        (folder / name).write_text(text)
    (folder / "mine/note.txt").write_text("mine")
    child = os.fork()
    if not child:
        ends.leave_as_interrupted()
        os.chdir(folder if where == "inside" else place)
        folder = Path("." if where == "inside" else "o")
        seen = 0
        try:
            write_all(folder, texts, {"x.csv"})
        except KeyboardInterrupt:
            os._exit(130)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    kept = folder / "mine/note.txt"
    if exchange == "no" and not folder.exists():
        there = place / "o.before-crossings"
        assert answer(there) == old, (last, "the old answer is gone")
        assert (there / "mine/note.txt").read_text() == "mine", last
        write_all(folder, texts, {"x.csv"})
        assert answer(folder) == texts and not there.exists(), last
    assert answer(folder) in (old, texts), (last, answer(folder))
    assert status == 0 or status == (-signal.SIGKILL if by == "SIGKILL" else 130), (last, status)
    assert kept.read_text() == "mine", (last, "another's file is gone")
    left = [*place.rglob(".crossings-*")]
    assert by == "SIGKILL" or not left, (last, left)
    if status == 0 and answer(folder) == texts and last > 20:
        break
print(last)
"""


@pytest.mark.parametrize(
    ("by", "where", "exchange"),
    [
        ("SIGKILL", "beside", "yes"), ("SIGTERM", "beside", "yes"), ("SIGHUP", "beside", "yes"),
        ("SIGKILL", "beside", "no"), ("SIGTERM", "beside", "no"), ("SIGINT", "inside", "yes"),
    ],
)  # fmt: skip
def test_a_folder_is_the_old_one_or_the_new_one_at_every_step(
    by: str, where: str, exchange: str, tmp_path: Path
) -> None:
    """Killed at the first step of the file system, the second, and so on to the last."""
    done = subprocess.run(
        [sys.executable, "-c", DIES, by, where, exchange],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


NAMES = st.sampled_from(["a.csv", "b.csv", "note.txt", ".hidden", "deep/a.csv", "deep/er/x", "emp"])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(NAMES, st.tuples(st.binary(max_size=9), st.sampled_from([0o600, 0o664]))),
    st.dictionaries(st.sampled_from(["a.csv", "b.csv", "c.csv"]), st.binary(), min_size=1),
    st.booleans(),
)  # fmt: skip
def test_all_that_others_have_in_a_folder_stays(
    tmp_path_factory: pytest.TempPathFactory,
    there: dict[str, tuple[bytes, int]],
    texts: dict[str, bytes],
    exchange: bool,
) -> None:
    folder = tmp_path_factory.mktemp("place") / "o"
    for name, (content, mode) in there.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        (folder / name).chmod(mode)
    if there:
        (folder / "link").symlink_to("nowhere")
        folder.chmod(0o750)
    with pytest.MonkeyPatch.context() as patched:
        if not exchange:
            patched.setattr(crossings.files.folders, "_exchanged", lambda *_: False)
        write_all(folder, texts)
    for name, (content, mode) in there.items():
        assert (folder / name).read_bytes() == texts.get(name, content)
        assert (folder / name).stat().st_mode & 0o777 == mode
    assert all((folder / name).read_bytes() == content for name, content in texts.items())
    if there:
        assert (folder / "link").readlink() == Path("nowhere")
        assert folder.stat().st_mode & 0o777 == 0o750
    assert [each.name for each in folder.parent.iterdir()] == ["o"]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(mode=st.integers(0o600, 0o777).filter(lambda mode: mode & 0o600 == 0o600))
def test_a_file_that_is_written_again_keeps_its_mode(
    tmp_path_factory: pytest.TempPathFactory, mode: int
) -> None:
    file = tmp_path_factory.mktemp("place") / "plan.json"
    before = os.umask(0o027)
    try:
        write_bytes(file, b"first")
        assert file.stat().st_mode & 0o777 == 0o640
        file.chmod(mode)
        write_bytes(file, b"second")
    finally:
        os.umask(before)
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"second", mode)


def test_what_is_read_only_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text("old")
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "a.csv")
    for write in (
        lambda: write_bytes(tmp_path / "a.csv", b""),
        lambda: write_all(tmp_path, {"a.csv": ""}),
    ):
        with pytest.raises(SurroundingsError, match=r"a\.csv: it is read-only"):
            write()
    assert (tmp_path / "a.csv").read_text() == "old"


def test_what_killed_runs_have_left_is_taken_away_in_time(tmp_path: Path) -> None:
    for name in (".crossings-old", ".crossings-new", "mine"):
        (tmp_path / name).mkdir()
    for name in (".crossings-old", "mine"):
        os.utime(tmp_path / name, (0, 0))
    write_bytes(tmp_path / "a.txt", b"")
    assert {each.name for each in tmp_path.iterdir()} == {".crossings-new", "mine", "a.txt"}


RUN = f'"{sys.executable}" "{CHECKOUT / "cli.py"}"'


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("optimize case.yaml --quiet >&-", 6, "cannot write to standard output"),
        ("optimize case.yaml --quiet > /dev/full", 6, "cannot write to standard output"),
        ("optimize case.yaml --quiet --output plan.txt >&-", 0, ""),
        ("optimize case.yaml --output plan.txt >&- 2>&- <&-", 0, ""),
        ("optimize case.yaml --quiet --show all | true", 0, ""),
        (f"optimize case.yaml --quiet --format json {' '.join(TINY_GATES)} | true", 4, "No plan"),
        ("optimize case.yaml --quiet --format json --time-limit 0 | true", 5, "no plan was found"),
        ("validate case.yaml nowhere.yaml --quiet | true", 3, "no such file"),
        ("schema | true", 0, ""),
        ("--help | true", 0, ""),
        ("optimize --help | true", 0, ""),
        ("validate case.yaml 2>&-", 0, ""),
    ],
)
def test_a_closed_stream_is_no_fault_of_the_program(
    line: str, code: int, said: str, tmp_path: Path
) -> None:
    written(tmp_path)
    ours, pipe, rest = line.partition(" | ")
    script = f"( sleep 0.1; {RUN} {ours}; echo $? > code ){pipe}{rest}"
    if " | " not in line:
        script = f"{RUN} {line}; echo $? > code"
    if not Path("/dev/full").exists() and "/dev/full" in line:
        pytest.skip("there is no /dev/full here")
    done = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert int((tmp_path / "code").read_text()) == code, done.stderr
    assert (said in done.stderr) if said else (done.stderr == "" or "warning" in done.stderr)
    assert "fault of" not in done.stderr and "Traceback" not in done.stderr
    assert ("plan.txt" not in line) or "What holds it back" in (tmp_path / "plan.txt").read_text()


@pytest.mark.parametrize(
    ("place", "shell"),
    [
        ("/dev/stdout", "> got"), ("/dev/stdout", ">> got"), ("/dev/stdout", "| cat > got"),
        ("/dev/fd/1", "> got"), ("link", "> got"),
    ],
)  # fmt: skip
def test_an_open_descriptor_is_written_into(place: str, shell: str, tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "link").symlink_to("/dev/stdout")
    (tmp_path / "got").write_text("before\n")
    line = f"{RUN} optimize case.yaml --quiet --output {place} {shell}"
    subprocess.run(["sh", "-c", line], cwd=tmp_path, check=True)
    text = (tmp_path / "got").read_text()
    assert text.startswith("before\n" if ">>" in shell else "Two gates")
    assert text.count("What holds it back") == 1
    assert (tmp_path / "link").is_symlink()


def test_a_hangup_that_is_ignored_stays_ignored() -> None:
    code = (
        "import signal; from crossings import ends; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
        "ends.leave_as_interrupted(); signal.raise_signal(signal.SIGHUP); print('on')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "on\n"


def test_no_signal_is_heeded_between_two_lines_of_an_import() -> None:
    """They hold a lock there that another import, in a thread, would await for good."""
    code = (
        "import signal, time; from crossings import ends; ends.leave_as_interrupted()\n"
        "lines = 'signal.raise_signal(signal.SIGTERM); print(1)'\n"
        "exec(compile(lines, '<frozen importlib._bootstrap>', 'exec'))\n"
        "try: time.sleep(60)\n"
        "except KeyboardInterrupt: print(2)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n2\n"


def test_an_interrupt_that_a_library_catches_is_heeded_all_the_same(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = crossings.allocation.standing_plan

    def caught(*arguments: Any, **options: Any) -> Any:
        try:
            signal.raise_signal(signal.SIGTERM)
        except BaseException:  # as some libraries do while they are imported
            return found(*arguments, **options)

    monkeypatch.setattr(crossings.allocation, "standing_plan", caught)
    Path("plan.txt").write_text("old")
    for more in ((), ("--output", "plan.txt"), ("--format", "csv", "--output", "o")):
        run = crossings_run("optimize", "case.yaml", "--quiet", *more)
        assert (run.code, run.out) == (130, "")
        assert run.err.endswith("interrupted; nothing was half written\n")
    assert Path("plan.txt").read_text() == "old" and not Path("o").exists()


# Unfinished figures.


def _stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every search be stopped at the plan that it finds."""
    from dataclasses import replace

    found = crossings.allocation.standing_plan

    def stopped(*arguments: Any, **options: Any) -> Any:
        program, plan = found(*arguments, **options)
        return program, replace(plan, gap=0.25, solver=replace(plan.solver, status="stopped"))

    monkeypatch.setattr(crossings.allocation, "standing_plan", stopped)


@pytest.mark.parametrize("form", FORMS)
def test_unfinished_figures_replace_earlier_ones_and_nothing_else(
    form: str, crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = FORMS[form]
    arguments = ("optimize", "case.yaml", "--quiet", f"--format={form}", f"--output={output}")
    assert crossings_run(*arguments).code == 0
    finished = Path(f"finished-{output}")
    shutil.move(output, finished)
    _stop(monkeypatch)
    first, second = Path(f"{output}.unfinished"), Path(f"{output}.unfinished-2")
    for _ in range(2):  # the second time over the first
        run = crossings_run(*arguments, "--time-limit=60")
        assert (run.code, run.err) == (5, f"unfinished figures are written to {first}\n")
        assert first.exists() and not second.exists()
    shutil.rmtree(first) if first.is_dir() else first.unlink()
    if first.name.startswith("o."):
        first.write_text("what somebody else has written")
    else:
        first.mkdir()
        (first / "flows.csv").write_text("what somebody else has written")
    assert crossings_run(*arguments, "--time-limit=60").code == 5
    theirs = first / "flows.csv" if first.is_dir() else first
    assert theirs.read_text() == "what somebody else has written"
    assert second.exists() and not Path(output).exists()


@pytest.mark.parametrize("name", ["plan.json.unfinished", "./plan.json.unfinished"])
def test_what_is_read_is_not_written_over_by_unfinished_figures(
    name: str, crossings_run: Runner
) -> None:
    text = Path("case.yaml").read_text()
    Path(name).write_text(text)
    Path("plan.json.unfinished-link").symlink_to(name)
    for limit in ("0", "60"):
        for case in (name, "plan.json.unfinished-link"):
            arguments = ("optimize", case, "--quiet", "--format=json", "--output=plan.json")
            run = crossings_run(*arguments, f"--time-limit={limit}")
            assert run.code == (5 if limit == "0" else 2)
            assert Path(name).read_text() == text
    assert crossings_run(*arguments).code == 0  # without a limit nothing is ever put there


@pytest.mark.parametrize("name", ["answer.json", "datapackage.json", "case.json"])
def test_a_case_that_lies_where_tables_go_is_not_written_over(
    name: str, crossings_run: Runner
) -> None:
    Path("o").mkdir()
    text = Path("case.yaml").read_text().replace("./model.yaml", "../model.yaml")
    (Path("o") / name).write_text(text)
    run = crossings_run("optimize", f"o/{name}", "--quiet", "--format=csv", "--output=o")
    assert run.code == 2 and "write to a folder of its own" in run.err
    assert (Path("o") / name).read_text() == text


# Time that is up.


def test_a_deadline_breaks_off_whatever_is_done() -> None:
    before = signal.getsignal(signal.SIGALRM)
    words = r"^no plan was found within 0\.05 s$"
    with pytest.raises(StoppedEarly, match=words), Deadline(0.05).enforced():
        while True:
            pass
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_deadline_waits_for_modules_that_are_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_to_import.py").write_text(
        "import time\nuntil = time.monotonic() + 0.3\n"
        "while time.monotonic() < until:\n    pass\nwhole = True\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(StoppedEarly), Deadline(0.05).enforced():
        import slow_to_import  # type: ignore[import-not-found]

        while True:
            pass
    assert slow_to_import.whole


def test_in_another_thread_a_deadline_is_asked_at_the_end() -> None:
    came: list[Exception] = []

    def work() -> None:
        deadline = Deadline(0.02)
        try:
            with deadline.enforced():
                while not deadline.over:
                    pass
        except StoppedEarly as error:
            came.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert [str(error) for error in came] == ["no plan was found within 0.02 s"]


def _forever(*_: Any, **__: Any) -> NoReturn:
    while True:
        pass


@pytest.mark.parametrize(
    ("where", "name", "more"),
    [
        ("crossings.reading", "read_problem", ()),
        ("crossings.allocation.standing", "allocation_program", ()),
        ("crossings.allocation.ledger.Ledger", "solver_model", ()),
        ("crossings.allocation.ledger.Ledger", "write", ("--write-lp", "o.lp")),
        ("crossings.allocation.fairest", "allocation_program", ("--objective", "fairest")),
        ("crossings.allocation", "reachable", TINY_GATES),
    ],
)
@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_would_take_for_ever_is_broken_off(
    where: str, name: str, more: tuple[str, ...], form: str, crossings_run: Runner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(f"{where}.{name}", _forever)
    arguments = ("optimize", "case.yaml", "--quiet", f"--format={form}", "--output=o")
    run = crossings_run(*arguments, "--time-limit=1", *more)
    assert (run.code, run.out, run.err) == (5, "", "no plan was found within 1 s\n")
    assert not any(Path().glob("o*"))


def test_a_plan_that_is_proved_is_told_though_time_is_up_for_more(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any) -> NoReturn:
        raise StoppedEarly

    monkeypatch.setattr(crossings.allocation, "foremost_and_both", stopped)
    run = crossings_run("optimize", "case.yaml", "--quiet", "--time-limit=60")
    assert (run.code, run.err) == (0, "")
    assert "What holds it back: not found within the time limit" in run.out


def test_what_a_large_program_is_held_back_by_is_told_by_prices_unless_it_is_confirmed(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prices say the most that a step can bring; solving again says what it does."""
    monkeypatch.setattr(crossings.allocation.standing, "LARGE", 0)
    at_most = crossings_run("optimize", "case.yaml", "--quiet").out
    confirmed = crossings_run("optimize", "case.yaml", "--quiet", "--confirm").out
    assert "brings, by prices alone (--confirm solves again)" in " ".join(at_most.split())
    assert "by prices alone" not in confirmed
    shares = [
        [float(each) for each in re.findall(r"\+([\d.]+)%$", text, re.MULTILINE)]
        for text in (at_most, confirmed)
    ]
    assert len(shares[0]) == len(shares[1]) > 0
    assert max(shares[0]) >= max(shares[1]) > 0
