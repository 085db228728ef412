"""Stochastic programs of the literature, with their published optima, to hold the form against.

*LandS*: which power plants to build before demand is known (Louveaux and Smeers 1988). *Airlift*:
flights planned before it is known what there is to carry, and changed then (Midler and Wollmer
1969), with two sets of demands. *4node*: flights over four airports planned likewise, and cargo
that may change planes (Mulvey and Ruszczynski 1995). Data as in the test sets of stochastic
programming since then (Ariyawansa and Felt 2004), where the optima were published.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from extensive_form import OneScenario, extensive_optimum

INF = np.inf
Sparse = dict[str, dict[str, float]]
"""Columns, and what each takes of rows; the row `cost` is to be least."""
LANDS = 381.853
AIRLIFT = {"first": 249_101.672072, "second": 269_665.498390}
FLIGHTS: Sparse = {
    "x11": {"cost": 7200, "hours1": 24, "free11": -24, "demand1": 50},
    "x12": {"cost": 6000, "hours1": 14, "free12": -14, "demand2": 75},
    "x21": {"cost": 7200, "hours2": 49, "free21": -49, "demand1": 20},
    "x22": {"cost": 4000, "hours2": 29, "free22": -29, "demand2": 20},
    "x112": {"cost": 1300, "free11": 19, "demand1": -39.583, "demand2": 75},
    "x121": {"cost": -4228.57, "free12": 29, "demand2": -155.357, "demand1": 50},
    "x212": {"cost": 210.204, "free21": 36, "demand1": -14.6939, "demand2": 20},
    "x221": {"cost": 975.862, "free22": 56, "demand2": -38.621, "demand1": 20},
    "short1": {"cost": 500, "demand1": 1},
    "short2": {"cost": 250, "demand2": 1},
    "over1": {"demand1": -1},
    "over2": {"demand2": -1},
}
DEMANDS_FIRST = [
    (927.758357, 1433.626750), (982.516248, 1149.727635), (961.404897, 1492.817415),
    (922.915716, 1250.557154), (986.342969, 1353.935057), (999.134104, 1226.355338),
    (970.324386, 1378.148830), (949.613106, 1200.624255), (991.773703, 1045.317699),
    (979.491162, 899.933450), (979.679661, 1439.677972), (964.052640, 1170.804834),
    (957.691777, 1474.838349), (930.372603, 1572.684651), (933.799027, 1207.662826),
    (995.204085, 1368.931017), (957.344884, 1327.981462), (923.484318, 943.075132),
    (959.026809, 1226.555028), (946.706588, 1543.605354), (991.897924, 1243.379144),
    (956.965721, 1302.917735), (981.616042, 1122.900897), (957.688286, 1355.585501),
    (1000.035618, 1255.185201),
]  # fmt: skip
LIKELY_SECOND = (0.0668, 0.2417, 0.3830, 0.2417, 0.0668)
DEMANDS_SECOND = ((988.16, 989.98, 994.92, 1008.37, 1044.92),
                  (1428.94, 1439.86, 1469.54, 1550.22, 1769.54))  # fmt: skip

CARGO = {1: 413.3875, 8: 418.5125, 64: 423.0125}
"""Of the cargo network, by the number of scenarios."""
ROUTES = {
    "ABA": 10, "ABE": 13, "ABC": 9, "ACA": 14, "ACE": 12, "ACB": 11, "BAB": 10, "BAC": 12,
    "BCA": 11, "BCB": 8, "BCE": 9, "BEB": 16, "BEC": 13, "ECE": 10, "ECB": 9, "ECA": 12,
    "EBE": 16, "EBC": 12, "EBA": 13, "CAC": 14, "CAB": 12, "CBC": 8, "CBA": 9, "CBE": 12,
    "CEC": 10, "CEB": 13,
}  # fmt: skip
"""Hours of each route by the larger plane; the smaller takes a fifth longer."""
LOADS = {
    "AB": 5.0, "AC": 8.0, "AE": 4.0, "BA": 4.5, "BC": 6.7, "BE": 4.2, "CA": 10.1, "CB": 8.3,
    "CE": 12.2, "EA": 3.2, "EB": 5.3, "EC": 7.2,
}  # fmt: skip
UNCERTAIN_LOADS = {
    1: {},
    8: {"AB": (4.5, 5.5), "AC": (6.8, 7.6, 8.4, 9.2)},
    64: {"AB": (4.5, 5.5), "AC": (6.8, 7.6, 8.4, 9.2), "AE": (3.6, 4.4), "BA": (4.05, 4.95),
         "BC": (6.03, 7.37)},
}  # fmt: skip
"""What each load may be, all alike likely, by the number of scenarios."""


def lands() -> float:
    """The least expected cost of the plants and of what they generate."""
    build, budget, fuel = (10, 7, 16, 6), 120, (40, 45, 32, 55)
    columns: Sparse = {
        f"x{i}": {"cost": build[i], "least": 1, "budget": build[i], f"runs{i}": -1}
        for i in range(4)
    }
    for i, mode in product(range(4), range(3)):
        cost = fuel[i] * (1, 0.6, 0.1)[mode]
        columns[f"y{i}{mode}"] = {"cost": cost, f"runs{i}": 1, f"demand{mode}": 1}
    rows = {
        "least": (12, INF),
        "budget": (-INF, budget),
        **{f"runs{i}": (-INF, 0) for i in range(4)},
    }
    futures = [(3, 3, 2), (5, 3, 2), (7, 3, 2)]
    scenarios = [
        {**rows, **{f"demand{mode}": (each[mode], INF) for mode in range(3)}} for each in futures
    ]
    return _optimum(columns, scenarios, (0.3, 0.4, 0.3), "x")


def airlift(demands: str) -> float:
    """The least expected cost of flights planned, changed and hired."""
    if demands == "first":
        futures, likely = DEMANDS_FIRST, [0.04] * len(DEMANDS_FIRST)
    else:
        futures = list(product(*DEMANDS_SECOND))
        likely = [one * other for one, other in product(LIKELY_SECOND, LIKELY_SECOND)]
    rows = {"hours1": (-INF, 7200), "hours2": (-INF, 7200)}
    rows |= {f"free{n}": (-INF, 0) for n in (11, 12, 21, 22)}
    scenarios = [{**rows, "demand1": (a, a), "demand2": (b, b)} for a, b in futures]
    return _optimum(FLIGHTS, scenarios, likely, "x11 x12 x21 x22")


def cargo(scenarios: int) -> float:
    """The least expected cost of flights, of what they carry, and of what is left behind."""
    columns: Sparse = {}
    for route, hours in ROUTES.items():
        columns |= _route(route, hours)
    # As the instance has them, by slips of whoever wrote it.
    columns["x ABA 1"]["cost"], columns["x CEC 1"]["cost"] = 60, 43.2
    columns["x CAC 1"]["landings C"], columns["x CEC 1"]["landings C"] = 2, 0
    columns |= {f"left {pair}": {"cost": 1300, f"load {pair}": 1} for pair in LOADS}
    rows: dict[str, tuple[float, float]] = {
        row: (0, 0) for taken in columns.values() for row in taken if row != "cost"
    }
    rows |= {f"landings {airport}": (-INF, 25) for airport in "ABCE"}
    rows |= {"hours 0": (-INF, 480), "hours 1": (-INF, 240)}
    loads = [UNCERTAIN_LOADS[scenarios].get(pair, (load,)) for pair, load in LOADS.items()]
    futures = [
        {**rows, **{f"load {pair}": (load, INF) for pair, load in zip(LOADS, each, strict=True)}}
        for each in product(*loads)
    ]
    assert len(futures) == scenarios
    return _optimum(columns, futures, [1 / scenarios] * scenarios, "x")


def _route(route: str, hours: float) -> Sparse:
    """Planes on a route over two legs, and what they carry: straight, or from plane to plane."""
    x, y, z = route
    first, second = f"room {route} {x}", f"room {route} {y}"
    made: Sparse = {}
    for plane, (room, slower, paid) in enumerate([(8, 1, 5), (6, 1.2, 4)]):
        flown = hours * slower
        made[f"x {route} {plane}"] = {
            "cost": paid * flown, f"hours {plane}": flown, f"landings {y}": 1, f"landings {z}": 1,
            first: -room,
            **{f"planes {at} {plane}": n for at, n in ((x, 1), (z, -1)) if x != z and at != "E"},
        }  # fmt: skip
    made[f"straight {route} {x}{y}"] = {"cost": 1, f"load {x}{y}": 1, first: 1, second: -1}
    made[f"straight {route} {y}{z}"] = {"cost": 1, f"load {y}{z}": 1, second: 1}
    if x != z:
        made[f"straight {route} {x}{z}"] = {"cost": 1, f"load {x}{z}": 1, first: 1}
    for w in "ABCE":
        if w not in route and {y, w} != {"A", "E"}:
            made[f"to {route} {w}"] = {
                "cost": 1, f"load {x}{w}": 1, f"changed {y}{w}": 1, first: 1, second: -1
            }  # fmt: skip
    made[f"on {route}"] = {"cost": 1, f"changed {y}{z}": -1, second: 1}
    made[f"empty {route} {x}"] = {first: 1, second: -1}
    made[f"empty {route} {y}"] = {second: 1}
    return made


def _optimum(
    columns: Sparse, scenarios: list[dict[str, Any]], likely: Sequence[float], first: str
) -> float:
    """`first` names the columns that are decided before anything is known, or how they begin."""
    names, rows = list(columns), list(scenarios[0])
    before = {name for name in names if name in first.split() or (first == "x" and name[0] == "x")}
    entries = [
        (rows.index(row), j, value)
        for j, name in enumerate(names)
        for row, value in columns[name].items() if row != "cost"
    ]  # fmt: skip
    row, column, value = (np.array(each) for each in zip(*entries, strict=True))
    costs = np.array([float(columns[name].get("cost", 0)) for name in names])
    none, any_ = np.zeros(len(names)), np.full(len(names), INF)
    programs = [
        OneScenario(costs, (row, column, value.astype(float)),
                    (np.array([each[name][0] for name in rows], dtype=float),
                     np.array([each[name][1] for name in rows], dtype=float)), (none, any_))
        for each in scenarios
    ]  # fmt: skip
    stage = np.array([0 if name in before else 1 for name in names])
    nodes = np.array([(0, s) for s in range(len(scenarios))])
    return extensive_optimum(programs, np.array(likely), stage, nodes)
