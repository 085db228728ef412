"""Batches carried by a Dask cluster on this machine."""

import contextlib
import itertools
import json
import os
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any

import pytest
from batches import contents, kept, task_of
from hypothesis import given, settings
from hypothesis import strategies as st
from runs import PROGRAM, Runner

from crossings.batches import Parallelism, batch_folder, manifest, run, scheduler_address
from crossings.batches import cluster as cluster_module
from crossings.errors import SurroundingsError
from crossings.evaluation import CHUNK

ANY = pytest.mark.filterwarnings("ignore")  # Dask warns of its own doings, by version
Process = subprocess.Popen[bytes]
Cluster = tuple[str, list[Process], Process]
"""Address of the scheduler, workers, scheduler."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="distributed (Dask) is not installed")
    monkeypatch.setattr(cluster_module, "_PATIENCE", 2)


@contextlib.contextmanager
def running(scheme: str, **settings: str) -> Iterator[Cluster]:
    """A scheduler and two workers that go by such settings of Dask."""
    port = 20_000 + os.getpid() % 20_000
    address = f"{scheme}://127.0.0.1:{port}"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, sys.path))} | settings

    def start(*arguments: str) -> Process:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    scheduler = start(
        "dask_scheduler", "--host", f"{scheme}://127.0.0.1", "--port", str(port), "--no-dashboard"
    )
    workers = [
        start("dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
        for _ in range(2)
    ]
    try:
        yield address, workers, scheduler
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def _ready(address: str) -> None:
    from distributed import Client

    with Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with running("tcp") as them:
        _ready(them[0])
        yield them


@ANY
def test_a_cluster_comes_to_the_same_though_a_worker_is_killed(
    case: Path, tmp_path: Path, cluster: Cluster
) -> None:
    address, workers, _ = cluster
    task, folder = task_of(case), tmp_path / "cluster"
    chunks_done: list[int] = []

    def kill_one(count: int) -> None:
        chunks_done.append(count)
        if len(chunks_done) == 4:
            workers[0].kill()

    with batch_folder(folder, manifest(task, 12 * CHUNK, None), "npz") as place:
        run(
            task,
            range(12 * CHUNK),
            kill_one,
            folder=place,
            parallelism=Parallelism(scheduler=address),
        )
    assert workers[0].wait(10) == -signal.SIGKILL
    kept(task, tmp_path / "one", 12 * CHUNK)
    assert contents(folder) == contents(tmp_path / "one")


@ANY
def test_work_that_was_lost_with_its_workers_is_sent_again(
    case: Path, tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, _, _ = cluster
    submit, times = cluster_module.Cluster.submit, iter(range(100))

    def loses(self: Any, position: int, numbers: range) -> Any:
        if next(times) == 2:
            lost: Future[Any] = Future()
            lost.set_exception(CancelledError())
            return lost
        return submit(self, position, numbers)

    monkeypatch.setattr(cluster_module.Cluster, "submit", loses)
    task = task_of(case)
    kept(task, tmp_path / "cluster", 6 * CHUNK, scheduler=address)
    kept(task, tmp_path / "one", 6 * CHUNK)
    assert contents(tmp_path / "cluster") == contents(tmp_path / "one")


@ANY
@pytest.mark.parametrize(
    ("what", "by", "said"),
    [
        ("scheduler", signal.SIGKILL, "the cluster is gone .* is kept"),
        ("scheduler", signal.SIGSTOP, "the cluster is gone .* is kept"),
        ("workers", signal.SIGKILL, "no workers left; what was finished is kept|is gone"),
    ],
)
def test_what_goes_away_or_falls_silent_in_the_middle_is_one_clear_error(
    case: Path, tmp_path: Path, cluster: Cluster, what: str, by: signal.Signals, said: str
) -> None:
    address, workers, scheduler = cluster
    task, done = task_of(case), iter(range(100))

    def goes(_: int) -> None:
        if next(done) == 3:
            for process in workers if what == "workers" else [scheduler]:
                process.send_signal(by)

    about = manifest(task, 40 * CHUNK, None)
    with (
        pytest.raises(SurroundingsError, match=said),
        batch_folder(tmp_path / "batch", about, "npz") as place,
    ):
        run(task, range(40 * CHUNK), goes, folder=place, parallelism=Parallelism(scheduler=address))
    assert len(list((tmp_path / "batch/outcomes/model=own").glob("*.npz"))) >= 3


@contextlib.contextmanager
def listening(says: bytes | None) -> Iterator[int]:
    """A port that takes every connection, and says this, over and over, or nothing at all."""

    class Peer(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                while self.request.recv(1 << 16):
                    self.request.sendall(says or b"")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Peer) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@ANY
@pytest.mark.parametrize(
    "says", [None, b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 400 \r\n\r\n", bytes(64)]
)
def test_a_port_without_a_scheduler_is_given_up(case: Path, says: bytes | None) -> None:
    with (
        listening(says) as port,
        pytest.raises(SurroundingsError, match=f"no scheduler answers at tcp://127.0.0.1:{port}"),
    ):
        run(task_of(case), range(10), parallelism=Parallelism(scheduler=f"tcp://127.0.0.1:{port}"))


@ANY
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "no-such-host.invalid"])
def test_no_scheduler_is_one_clear_error(case: Path, host: str) -> None:
    with pytest.raises(SurroundingsError, match="no scheduler answers"):
        run(task_of(case), range(10), parallelism=Parallelism(scheduler=f"tcp://{host}:9"))


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Files of a certificate and its key, made for this run, by their names in Dask's settings."""
    pytest.importorskip("cryptography", reason="cryptography, which makes keys, is not installed")
    from distributed import Security

    made, folder = Security.temporary(), tmp_path_factory.mktemp("certificates")
    for name in ("ca_file", "client_cert", "client_key"):
        (folder / name).write_text(getattr(made, f"tls_{name}"))
    return {"ca-file": str(folder / "ca_file")} | {
        f"{role}.{kind}": str(folder / f"client_{kind}")
        for role in ("client", "scheduler", "worker")
        for kind in ("cert", "key")
    }


def in_environment(settings: dict[str, str]) -> dict[str, str]:
    return {
        "DASK_DISTRIBUTED__COMM__TLS__" + name.upper().replace(".", "__").replace("-", "_"): value
        for name, value in settings.items()
    }


@contextlib.contextmanager
def configured(settings: dict[str, str]) -> Iterator[None]:
    import dask

    with dask.config.set({f"distributed.comm.tls.{name}": at for name, at in settings.items()}):
        yield


@ANY
def test_certificates_of_dasks_own_configuration_open_a_cluster(
    crossings_run: Runner, case: Path, tmp_path: Path, certificates: dict[str, str]
) -> None:
    from distributed import Security

    options = ("--scenarios", "50", "--bound", "0", "--format", "json", "--quiet")
    command = [*PROGRAM, "evaluate", "case.yaml", *options]
    alone = crossings_run(*command[len(PROGRAM) :])
    known = in_environment(certificates)
    with running("tls", **known) as (address, _, _):
        with configured(certificates):
            _ready(address)
        done = subprocess.run(
            [*command, "--scheduler", address],
            cwd=case.parent, env=os.environ | known, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["outcomes"] == json.loads(alone.out)["outcomes"]

        (tmp_path / "other.pem").write_text(Security.temporary().tls_ca_file)
        others = certificates | {"ca-file": str(tmp_path / "other.pem")}
        task = task_of(case)
        with configured(others), pytest.raises(SurroundingsError, match=r"answers at tls.* \(SSL"):
            run(task, range(10), parallelism=Parallelism(scheduler=address))
        with pytest.raises(SurroundingsError, match="no scheduler answers at tcp"):
            run(task, range(10), parallelism=Parallelism(scheduler=address.replace("tls", "tcp")))


def test_tls_without_certificates_says_at_once_how_to_give_them(
    crossings_run: Runner, tmp_path: Path, certificates: dict[str, str]
) -> None:
    def refused(**settings: str) -> str:
        with configured(certificates | settings):
            ran = crossings_run("evaluate", "case.yaml", "--scheduler", "tls://127.0.0.1:9")
        assert ran.code == 2 and not ran.out
        return " ".join(ran.err.split())

    for missing in ("ca-file", "client.cert"):
        said = refused(**{missing: ""})
        assert (
            "tls:// needs certificates" in said and "DASK_DISTRIBUTED__COMM__TLS__CA_FILE" in said
        )
    (tmp_path / "no.pem").write_text("nothing")
    for wrong in (tmp_path / "no.pem", tmp_path / "not-there.pem"):
        for name in ("ca-file", "client.cert", "client.key"):
            assert "Dask's configuration cannot be used" in refused(**{name: str(wrong)})


def test_an_address_without_encryption_is_refused_where_it_is_required(
    crossings_run: Runner,
) -> None:
    import dask

    with dask.config.set({"distributed.comm.require-encryption": True}):
        ran = crossings_run("evaluate", "case.yaml", "--scheduler", "tcp://127.0.0.1:9")
    assert ran.code == 2 and "requires encryption" in ran.err


PARTS = {
    "scheme": ["", "tcp:", "tcp:/", "://", "http://", "TCP://", " tcp://", "tcps://", "inproc://"],
    "host": ["", " ", "a b", "[]", "[::1", "::1]", "[10.0.0.5]", "[gg::1]", "a/b", "a@b", "a..b",
             "a" * 64, "a?b", "a#b", "a\nb"],
    "port": ["", ":", ":0", ":65536", ":999999", ":-1", ":+1", ":0x1", ":8786/", ":8786 ", ":8 6",
             ":8786?", ":\u0661\u0662", ":1e3", ":1.5", ":http"],
}  # fmt: skip
GOOD = {
    "scheme": ["tcp://", "tls://"],
    "host": ["10.0.0.5", "[::1]", "[fe80::1%eth0]", "scheduler.example", "zoë.example", "_a-b"],
    "port": [":8786", ":1", ":65535", ":00080"],
}


@given(st.sets(st.sampled_from([*PARTS]), min_size=1), st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_no_address_is_told(wrong: set[str], data: st.DataObject) -> None:
    text = "".join(
        data.draw(st.sampled_from((PARTS if part in wrong else GOOD)[part])) for part in PARTS
    )
    with pytest.raises(ValueError, match="expected an address such as tcp://"):
        scheduler_address(text)


def test_addresses_are_taken_as_dask_takes_them(certificates: dict[str, str]) -> None:
    with configured(certificates):
        for scheme, host, port in itertools.product(*GOOD.values()):
            at = scheduler_address(scheme + host + port)
            assert (at.host, at.port) == (host.strip("[]"), int(port[1:]))
            assert (at.tls is None) == (scheme == "tcp://")


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:8786", "tcp://127.0.0.1", "tcp://:1"])
def test_what_is_no_address_is_wrong_use(crossings_run: Runner, address: str) -> None:
    ran = crossings_run("evaluate", "case.yaml", "--scheduler", address)
    assert ran.code == 2 and "expected an address such as tcp://" in ran.err
