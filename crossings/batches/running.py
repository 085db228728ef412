"""A task done for a run of scenario numbers, chunk by chunk, whoever carries them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from crossings.batches.checked import wrong_in
from crossings.batches.cluster import gone
from crossings.batches.kept import BatchFolder
from crossings.batches.stored import StoredOutcomes
from crossings.batches.task import Candidate, Task
from crossings.batches.work import Result, Work
from crossings.batches.workers import Workers, workers
from crossings.errors import SurroundingsError
from crossings.evaluation import CHUNK, Outcomes, OwnCodeError, chunks, evaluated, joined
from crossings.evaluation.measures import Batch, Failure, Trial
from crossings.scenarios import as_planned

Chunk: TypeAlias = tuple[int, range]
"""A candidate's position, and numbers of scenarios."""
_BESIDE = 10_000
"""Futures in which it is told what the plan would come to."""
_MOST_DEATHS = 3
"""Times that workers may die over one chunk."""


@dataclass(frozen=True)
class Parallelism:
    """How much help there is."""

    jobs: int = 1
    """Processes of this machine."""
    scheduler: str | None = None
    """Address of a Dask cluster, which then carries all."""


def run(
    task: Task,
    numbers: range,
    done: Callable[[int], object] = lambda _: None,
    *,
    folder: BatchFolder | None = None,
    parallelism: Parallelism = Parallelism(),
) -> Batch:
    """Each candidate in the scenarios `numbers`; with `folder` all of it is kept there.

    `done` is told, after each chunk, how many scenarios it had. What the folder holds is not
    done again. Raises `SurroundingsError` where workers are gone for good or nothing can be
    written; what was finished is kept.
    """
    positions = range(len(task.candidates))
    if folder is None:
        todo = [(k, chunk) for k in positions for chunk in chunks(numbers, task.chunk)]
    else:
        todo = folder.missing(numbers)
        left = sum(len(chunk) for k, chunk in todo if k in positions)
        done(len(positions) * len(numbers) - left)
    results: dict[Chunk, Outcomes] = {}
    form = None if folder is None else folder.form
    drawn = None if folder is None else folder.drawn
    if todo:
        work = Work(task, form, drawn)
        with workers(work, parallelism.jobs, parallelism.scheduler) as them:
            for (k, chunk), result in as_finished(them, todo):
                of = task.told(task.candidates[k]) if k in positions else drawn
                assert of is not None
                wrong = wrong_in(of, chunk, form, result)
                if wrong:
                    text = f"what came back of futures {_told(chunk)} is no outcome of theirs"
                    raise SurroundingsError(f"{text}: {wrong}")
                if isinstance(result, bytes):
                    assert folder is not None
                    folder.keep(k, chunk, result)
                else:
                    results[k, chunk] = result
                if k in positions:
                    done(len(chunk))
    outcomes = [_whole(task, k, numbers, results, folder) for k in positions]
    return _batch(task, outcomes)


def as_finished(them: Workers, todo: Sequence[Chunk]) -> Iterator[tuple[Chunk, Result]]:
    """Chunks with what came of them, as they are finished; few are under way at once."""
    waiting = list(reversed(todo))
    running: dict[Future[Result], Chunk] = {}
    deaths: Counter[Chunk] = Counter()
    while waiting or running:
        try:
            while waiting and len(running) < them.at_once:
                running[them.submit(*waiting[-1])] = waiting[-1]
                waiting.pop()
            found = [(future, future.result()) for future in them.finished(running)]
        except (BrokenProcessPool, CancelledError) as error:
            if not them.renew():
                raise
            deaths.update(running.values())
            waiting += sorted(running.values(), key=_place, reverse=True)
            running.clear()
            worst, times = deaths.most_common(1)[0] if deaths else ((0, range(0)), 0)
            if times >= _MOST_DEATHS:
                text = f"worker processes died {times} times over futures {_told(worst[1])}"
                raise SurroundingsError(text) from error
            continue
        except Exception as error:
            if not them.remote or isinstance(error, OwnCodeError):
                raise
            raise gone(error) from error
        for future, result in found:
            yield running.pop(future), result


def _place(chunk: Chunk) -> tuple[int, int]:
    return chunk[0], chunk[1].start


def _by_plan(task: Task, candidate: Candidate, own: Outcomes) -> Outcomes | None:
    """What the plan comes to in the first futures; None where a rule carries it anyway."""
    if candidate.planning is None:
        return None
    wanted = own.numbers[:_BESIDE].astype(int)
    numbers = range(int(wanted[0]), int(wanted[-1]) + 1)
    problem = candidate.ready.problem
    made = [
        evaluated(candidate.ready, task.futures.scenarios(problem, chunk))
        for chunk in chunks(numbers, CHUNK)
    ]
    return joined(made).part(np.isin(np.arange(numbers.start, numbers.stop), wanted))


def _told(numbers: range) -> str:
    return f"{numbers.start} to {numbers.stop - 1}"


def _whole(
    task: Task,
    position: int,
    numbers: range,
    results: dict[Chunk, Outcomes],
    folder: BatchFolder | None,
) -> Outcomes:
    candidate = task.candidates[position]
    if folder is None:
        return joined([results.pop((position, chunk)) for chunk in chunks(numbers, task.chunk)])
    paths = [folder.chunk(position, chunk) for chunk in chunks(numbers, task.chunk)]
    return StoredOutcomes(task.told(candidate), paths, folder.form)


def _batch(task: Task, outcomes: Sequence[Outcomes]) -> Batch:
    """The batch of those scenarios in which no candidate failed."""
    failures, fine = [], np.ones(len(outcomes[0].numbers), dtype=bool)
    for candidate, own in zip(task.candidates, outcomes, strict=True):
        failed, scenarios = own.failed, own.numbers
        for s in np.flatnonzero(failed != "").tolist():
            failures.append(Failure(candidate.model, int(scenarios[s]), str(failed[s])))
            fine[s] = False
    if not fine.any():
        first = failures[0]
        raise SurroundingsError(f"every future failed; number {first.scenario}: {first.reason}")
    if failures:
        outcomes = [own.part(fine) for own in outcomes]
    trials = []
    for k, (candidate, own) in enumerate(zip(task.candidates, outcomes, strict=True)):
        plan = candidate.ready.plan
        foreseen = task.outcomes_in(k, as_planned(plan.problem))
        by_plan = _by_plan(task, candidate, own)
        names = task.told(candidate).own
        trials.append(Trial(candidate.model, plan, foreseen, own, by_plan=by_plan, own=names))
    return Batch(task.futures, task.dispatch, tuple(trials), tuple(failures), task.options)
