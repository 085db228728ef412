"""2 and 3. Minutes of inspection: of a crossing's own lanes, machines and people, and of pools.

    Σ_{g,r} m[r,g,q,t] · x[c,g,r,t] ≤ units · hours · 60 · utilisation · O[c,t]
    Σ_{c,g,r} m[r,g,p,t] · x[c,g,r,t] + Σ_g end_use[g,p,t] · arrived[g,t]
        ≤ units · hours · 60 · O[p,t]

In the second, of x only where p is not the crossing's own. Checks of end use follow loads into the
areas: arrived[g,t] = Σ_{c,a} (1 − loss[c,a,t]) · y[c,g,a,t].
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crossings.limits.days import POOLED, WORKED
from crossings.limits.flows import COLLECTED, PRESENTED
from crossings.limits.levers import CROSSINGS, POOLS, Files, Lever, Move, more_hours, more_units
from crossings.limits.record import Given, Limit, Numbers, Place, Placed, Taking
from crossings.limits.words import Adjustable, Reason, Table, Words
from crossings.problem import Flags, Floats, Problem
from crossings.wording import spoken

HOUR = 60.0
_DAY = 24.0
_HOURS = "hours per open day"


def _pooled(numbers: Numbers) -> Floats:
    """(L, C, G, R, P) Minutes of each pool for a truckload, where the crossing has none itself."""
    resource = numbers.problem.pool_resource
    shared = np.isnan(numbers.of("own_minutes")[..., resource])  # (L, C, P)
    minutes = numbers.of("minutes")[..., resource]  # (L, G, R, P)
    return np.where(shared[:, :, None, None, :], minutes[:, None], 0.0)


def _checked(numbers: Numbers) -> Floats:
    """(L, C, G, A, P) Minutes of each pool for what of a truckload collected arrives."""
    arrives = 1 - numbers.of("route_loss")  # (L, C, A)
    checks = numbers.of("end_use_minutes")  # (L, G, P)
    return np.asarray(checks[:, None, :, None, :] * arrives[:, :, None, :, None])


def _what(problem: Problem, place: Place) -> str:
    c, q = place
    return f"{spoken(problem.resources[q], problem.resource_names)} at {problem.crossings[c].name}"


def _what_pool(problem: Problem, place: Place) -> str:
    return f"{_pool(problem, place)} pool"


def _resource(problem: Problem, place: Place) -> str:
    return spoken(problem.resources[place[1]], problem.resource_names)


def _pool(problem: Problem, place: Place) -> str:
    return spoken(problem.pools[place[0]], problem.resource_names)


def _at_crossing(problem: Problem, place: Place) -> tuple[str, str]:
    return "resource", problem.resources[place[1]]


def _in_pool(problem: Problem, place: Place) -> tuple[str, str]:
    return "resource", problem.pools[place[0]]


def _wanted(problem: Problem) -> Flags:
    """(T, C, Q) What a crossing has of its own, its number known or at least asked for."""
    own = ~np.isnan(problem.own_minutes)
    wanted = np.einsum("tgrq,tcgr->tcq", problem.minutes, problem.usable) > 0
    return np.asarray(own & (np.isfinite(problem.own_minutes) | wanted))


def _every(problem: Problem) -> Flags:
    return np.ones(problem.pool_minutes.shape, dtype=bool)


def _levers(files: Files) -> Iterator[Lever]:
    problem = files.problem
    for c, crossing in enumerate(problem.crossings):
        here = ("crossings", crossing.id)
        own = np.isfinite(problem.own_minutes[:, c])  # (T, Q)
        usable = HOUR * files.values((*here, "utilisation"))  # (T,) of a unit and hour
        hours, hourly = files.values((*here, "hours_per_day")), []
        there = {"crossing": crossing.id, "section": (CROSSINGS, c)}
        for q in np.flatnonzero(own.any(axis=0)).tolist():
            resource = problem.resources[q]
            path = (*here, "resources", resource)
            units = files.values(path)
            yield more_units(
                files, path, resource, kind="resource", what=_what(problem, (c, q)),
                moves=(Move("own_minutes", (c, q), usable * hours * own[:, q]),),
                says="resource", names={"place": crossing.name, "resource": resource}, **there,
            )  # fmt: skip
            hourly.append(Move("own_minutes", (c, q), usable * units * own[:, q]))
        if hourly:
            yield more_hours(
                files, (*here, "hours_per_day"), what=f"hours at {crossing.name}",
                moves=tuple(hourly), says="hours", names={"place": crossing.name}, **there,
            )  # fmt: skip


def _levers_of_pools(files: Files) -> Iterator[Lever]:
    for p, pool in enumerate(files.problem.pools):
        units_at, hours_at = ("pools", pool, "units"), ("pools", pool, "hours_per_day")
        units, hours = files.values(units_at), files.values(hours_at)
        there = {"names": {"resource": pool}, "section": (POOLS, p)}
        yield more_units(
            files, units_at, pool, kind="pool", pool=pool, what=_what_pool(files.problem, (p,)),
            moves=(Move("pool_minutes", (p,), HOUR * hours),), says="pool", **there,
        )  # fmt: skip
        yield more_hours(
            files, hours_at, what=f"hours of the {_pool(files.problem, (p,))} pool",
            moves=(Move("pool_minutes", (p,), HOUR * units),), says="pool_hours", **there,
        )  # fmt: skip


def _post(problem: Problem, post: Placed) -> Place | None:
    return (
        None if post.crossing is None else (post.crossing, problem.resources.index(post.resource))
    )


def _post_of_pool(problem: Problem, post: Placed) -> Place | None:
    return None if post.pool is None else (post.pool,)


MINUTES = Limit(
    "minutes",
    "tcq",
    row=2,
    takes=(Taking(PRESENTED, "grq", Given("minutes")),),
    rate=Given("own_minutes"),
    days=WORKED,
    words=Words(_what, "{0} hour a day more", HOUR, unit_of=_resource, says="resource"),
    table=Table("resources", {"site": "c", "resource": "q"}, _wanted),
    levers=_levers,
    numbers=(
        Adjustable("crossings.*.hours_per_day", "hours at {}", _HOURS, _DAY),
        Adjustable("crossings.*.utilisation", "usable share of the minutes at {}", "share", 1.0),
        Adjustable("crossings.*.resources.*", "{1} at {0}", "units", whole=True),
    ),
    moved_by=("own_minutes",),
    reason=Reason("resource", "its minutes are used up", "q", "the {} is used up"),
    at_site=_at_crossing,
    outcome="minutes_used",
    post=_post,
)
POOL = Limit(
    "pool",
    "tp",
    row=3,
    takes=(Taking(PRESENTED, "cgrp", _pooled), Taking(COLLECTED, "cgap", _checked)),
    rate=Given("pool_minutes"),
    days=POOLED,
    words=Words(_what_pool, "{0} hour a day more", HOUR, unit_of=_pool, says="pool"),
    table=Table("resources", {"site": "'pool'", "resource": "p"}, _every),
    levers=_levers_of_pools,
    numbers=(
        Adjustable("pools.*.units", "{} pool", "units", whole=True),
        Adjustable("pools.*.hours_per_day", "hours of the {} pool", _HOURS, _DAY),
    ),
    moved_by=("pool_minutes",),
    reason=Reason("pool", "the pool's minutes are used up", "p", "the {} pool is used up"),
    at_site=_in_pool,
    outcome="pool_used",
    post=_post_of_pool,
)
