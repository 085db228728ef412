"""Batches carried by a Dask cluster on this machine."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from batches import contents, kept, task_of
from runs import Runner

from crossings.batches import Hands, batch_folder, manifest, run
from crossings.errors import SurroundingsError
from crossings.evaluation import CHUNK

Process = subprocess.Popen[bytes]
Cluster = tuple[str, list[Process], Process]
"""Address of the scheduler, workers, scheduler."""


def _ready(address: str) -> None:
    from distributed import Client

    with Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="distributed (Dask) is not installed")
    port = 20_000 + os.getpid() % 20_000
    address = f"tcp://127.0.0.1:{port}"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, sys.path))}

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    scheduler = start(
        "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"
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


@pytest.mark.filterwarnings("ignore")  # Dask warns of its own doings, by version
def test_a_cluster_comes_to_the_same_though_a_worker_is_killed(
    case: Path, tmp_path: Path, cluster: Cluster
) -> None:
    address, workers, _ = cluster
    _ready(address)
    task, folder = task_of(case), tmp_path / "cluster"
    chunks_done: list[int] = []

    def kill_one(count: int) -> None:
        chunks_done.append(count)
        if len(chunks_done) == 4:
            workers[0].kill()

    with batch_folder(folder, manifest(task, 12 * CHUNK, None), "npz") as place:
        run(task, range(12 * CHUNK), kill_one, folder=place, hands=Hands(scheduler=address))
    assert workers[0].wait(10) == -signal.SIGKILL
    kept(task, tmp_path / "one", 12 * CHUNK)
    assert contents(folder) == contents(tmp_path / "one")


@pytest.mark.filterwarnings("ignore")
def test_work_that_was_lost_with_its_workers_is_sent_again(
    case: Path, tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concurrent.futures import CancelledError, Future

    from crossings.batches import workers as hands

    address, _, _ = cluster
    _ready(address)
    submit, times = hands._Cluster.submit, iter(range(100))

    def loses(self: Any, position: int, numbers: range) -> Any:
        if next(times) == 2:
            lost: Future[Any] = Future()
            lost.set_exception(CancelledError())
            return lost
        return submit(self, position, numbers)

    monkeypatch.setattr(hands._Cluster, "submit", loses)
    task = task_of(case)
    kept(task, tmp_path / "cluster", 6 * CHUNK, scheduler=address)
    kept(task, tmp_path / "one", 6 * CHUNK)
    assert contents(tmp_path / "cluster") == contents(tmp_path / "one")


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_goes_away_is_one_clear_error(
    case: Path, tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crossings.batches import workers as hands

    monkeypatch.setattr(hands, "_PATIENCE", 2)
    address, _, scheduler = cluster
    _ready(address)
    task, done = task_of(case), iter(range(100))

    def goes(_: int) -> None:
        if next(done) == 3:
            scheduler.kill()

    about = manifest(task, 40 * CHUNK, None)
    with (
        pytest.raises(SurroundingsError, match=r"the cluster is gone .* is kept"),
        batch_folder(tmp_path / "batch", about, "npz") as place,
    ):
        run(task, range(40 * CHUNK), goes, folder=place, hands=Hands(scheduler=address))
    assert len(list((tmp_path / "batch/outcomes/model=own").glob("*.npz"))) >= 3


@pytest.mark.filterwarnings("ignore")
def test_no_scheduler_is_one_clear_error(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="distributed (Dask) is not installed")
    from crossings.batches import workers

    monkeypatch.setattr(workers, "_PATIENCE", 1)
    with pytest.raises(SurroundingsError, match="no scheduler answers"):
        run(task_of(case), range(10), hands=Hands(scheduler="tcp://127.0.0.1:9"))


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:8786", "tcp://127.0.0.1"])
def test_what_is_no_address_is_wrong_use(crossings_run: Runner, address: str) -> None:
    ran = crossings_run("evaluate", "case.yaml", "--scheduler", address)
    assert ran.code == 2 and "expected an address such as tcp://" in ran.err
