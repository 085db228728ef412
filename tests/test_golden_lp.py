r"""The program as a file, held against files that were read by eye beside section 4.

Each file of `golden/` is a small linear program in LP format whose every row carries, as a comment,
the arithmetic that it comes from. The tool's own file is compared as text, after both are put in
one form: comments left out, a row a line, rows and terms by name, numbers to ten digits. PuLP 3 and
PuLP 4 write the same rows, but break lines and order bounds differently.
"""

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from answers import problem_of

from crossings.allocation import fairest_plan, optimal_plan

GOLDEN = Path(__file__).parent / "golden"
SECTIONS = ("Minimize", "Subject To", "Bounds", "End")
TERM = re.compile(r"([+-]?)\s*([\d.]+(?:[eE][+-]?\d+)?)?\s*([a-z]\w*)")
ONE_BAND = [{"up_to": 1, "weight": 1}]


def search(minutes: dict[str, float], **keys: Any) -> dict[str, Any]:
    """A regime of one stage."""
    fill = {"fill": keys.pop("fill")} if "fill" in keys else {}
    return {"start": "s", "stages": {"s": {"minutes": minutes, **keys}}, **fill}


CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "inspection": (  # rows 1 to 4
        {
            "title": "Two goods, two regimes, bays of its own and a shared team",
            "horizon": {"start": "2024-01-07", "periods": 1, "days_per_period": 7},
            "areas": {"north": None, "south": None},
            "goods": {
                "food": {"category": "humanitarian", "need": {"by_area": {"north": 4}}},
                "wood": {"category": "construction", "need": {"by_area": {"south": 2}}},
            },
            "crossings": {
                "gate": {
                    "gate_truckloads_per_day": 12,
                    "open_days": ["sun", "mon", "tue", "wed", "thu"],
                    "hours_per_day": 10,
                    "utilisation": 0.5,
                    "resources": {"bay": 3},
                }
            },
            "coverage_bands": ONE_BAND,
        },
        {
            "title": "Full search, or a look at half loads",
            "regimes": {
                "full": search({"bay": 60, "dog": 10}, false_alarm=0.02, detection=0.9),
                "look": search({"dog": 4}, fill=0.5),
            },
            "minutes_factor": {"construction": {"bay": 1.5}},
            "pools": {
                "dog": {
                    "units": 2,
                    "hours_per_day": 6,
                    "open_days": ["sun", "mon", "tue", "wed", "thu", "fri"],
                },
                "bay": {"units": 9},
            },
        },
    ),
    "roads": (  # rows 5 and 6
        {
            "title": "Two corridors, two crossings, two areas",
            "horizon": {"start": "2024-01-07", "periods": 1, "days_per_period": 3},
            "areas": {"north": None, "south": None},
            "goods": {"food": {"category": "humanitarian", "need": 20}},
            "crossings": {
                "east": {
                    "open_days": ["sun", "mon"],
                    "routes": {"north": {"truckloads_per_day": 6, "loss": 0.25}, "south": {}},
                },
                "west": {"routes": {"south": {"truckloads_per_day": 3}}},
            },
            "corridors": {
                "port": {
                    "serves": ["east"],
                    "truckloads_per_day": 30,
                    "goods": {"food": 9},
                    "open_days": ["sun"],
                },
                "road": {"truckloads_per_day": 8, "loss": 0.1},
            },
            "coverage_bands": ONE_BAND,
        },
        {"title": "One in five refused", "regimes": {"wave": search({}, false_alarm=0.2)}},
    ),
    "waiting": (  # rows 1, 6 and 7 over time
        {
            "title": "Four days on the road, a yard, a platform, a store and food that keeps for two",
            "horizon": {"start": "2024-01-07", "periods": 2, "days_per_period": 2},
            "areas": {"north": {"store_truckloads": 12}},
            "goods": {
                "food": {"category": "humanitarian", "need": 10, "stock": 3, "shelf_life_days": 2}
            },
            "crossings": {
                "gate": {
                    "yard_truckloads": 7,
                    "platform_truckloads": 5,
                    "routes": {"north": {"loss": 0.1, "transit_days": 1}},
                }
            },
            "corridors": {
                "road": {
                    "loss": 0.2,
                    "transit_days": 3,
                    "pipeline": [
                        {"date": "2024-01-09", "crossing": "gate", "good": "food", "truckloads": 6}
                    ],
                }
            },
            "start": {"yards": {"gate": {"food": 9}}, "platforms": {"gate": {"food": 4}}},
            "coverage_bands": ONE_BAND,
        },
        {"title": "One in five refused", "regimes": {"wave": search({}, false_alarm=0.2)}},
    ),
    "needs": (  # rows 7, 8 and 11
        {
            "title": "Stocks, bands, exports and floors over a window of two periods of two",
            "horizon": {"periods": 2, "days_per_period": 2},
            "areas": {"north": None},
            "goods": {
                "food": {
                    "category": "humanitarian",
                    "priority": 5,
                    "need": 10,
                    "stock": {"days_of_need": 3, "end_days_of_need": 0.5},
                },
                "fruit": {"category": "export", "priority": 2, "need": 4},
            },
            "crossings": {"gate": {"closed_dates": ["2024-01-09", "2024-01-10"]}},
            "limits": {
                "coverage_at_least": {"food": 0.6, "*": 0.1},
                "coverage_window_days": 3,
            },
            "coverage_bands": [{"up_to": 0.25, "weight": 4}, {"up_to": 1, "weight": 1}],
        },
        {"title": "One in twenty refused", "regimes": {"wave": search({}, false_alarm=0.05)}},
    ),
    "arrivals": (  # rows 3 and 12: what is asked of loads that have arrived
        {
            "title": "Wood that may be put to another use",
            "horizon": {"periods": 1, "days_per_period": 2},
            "areas": {"north": None},
            "goods": {
                "food": {"category": "humanitarian", "need": 3},
                "wood": {"category": "construction", "need": 5, "diversion_share": 0.2},
            },
            "crossings": {"gate": {"routes": {"north": {"loss": 0.25}}}},
            "limits": {"diverted_truckloads_per_day": 0.5},
            "coverage_bands": ONE_BAND,
        },
        {
            "title": "A look, and checks of end use by the same team",
            "regimes": {"wave": search({"dog": 6})},
            "end_use": {"construction": {"minutes": {"dog": 30}, "prevents": 0.6}},
            "pools": {"dog": {"units": 1, "hours_per_day": 4}},
        },
    ),
    "contraband": (  # rows 9 and 10
        {
            "title": "A limit on what passes unseen and on the share seen",
            "horizon": {"periods": 1, "days_per_period": 3},
            "areas": {"north": None},
            "goods": {
                "food": {"category": "humanitarian", "need": 5, "threat_rate": 0.01},
                "fuel": {"category": "fuel", "need": 5, "threat_rate": 0},
                "fruit": {"category": "export", "need": 1, "threat_rate": 0.2},
            },
            "crossings": {"east": None, "west": None},
            "limits": {"undetected_threats_per_day": 0.05, "detection_rate_at_least": 0.6},
            "coverage_bands": ONE_BAND,
        },
        {
            "title": "Searched in the east, looked at in the west",
            "regimes": {
                "look": search({"eye": 1}, detection=0.5),
                "full": search({"bay": 1}, detection=0.9),
            },
            "use": {"east": ["look", "full"], "west": ["look"]},
        },
    ),
    "fairness": (  # the rows of the fairest plan
        {
            "title": "A good in two areas and an export over two days, nothing else asked",
            "horizon": {"periods": 1, "days_per_period": 2},
            "areas": {"north": None, "south": None},
            "goods": {
                "food": {"category": "humanitarian", "need": {"by_area": {"north": 5, "south": 3}}},
                "fruit": {"category": "export", "need": 4},
            },
            "crossings": {"gate": None},
            "coverage_bands": ONE_BAND,
        },
        {"title": "Nothing refused", "regimes": {"wave": search({})}},
    ),
}
PLANS = {"fairness": fairest_plan}


def normal(text: str) -> dict[str, list[str]]:
    """The lines of an LP file by section, in one form."""
    kept = (line for line in text.splitlines() if not line.lstrip().startswith("\\"))
    joined = re.sub(r"\s+", " ", " ".join(kept))
    pattern = " *(" + "|".join(SECTIONS) + ") *"
    _, *parts = re.split(pattern, joined)
    made = {}
    for section, body in zip(parts[::2], parts[1::2], strict=True):
        if section == "Bounds":  # one a line: name <= number
            rows = re.findall(r"\w+ <= \S+", body)
            assert " ".join(rows) == body
        else:
            starts = [found.start() for found in re.finditer(r"\w+:", body)] + [len(body)]
            rows = [normal_row(body[a:b]) for a, b in pairwise(starts)]
        made[section] = sorted(rows)
    return made


def normal_row(row: str) -> str:
    """A row with its terms by name: `gate__a: +2 x +1 y <= 10`."""
    name, rest = row.split(":")
    terms, sense, bound = re.fullmatch(r"(.*?)(?:(<=|>=|=)\s*(\S+))?\s*", rest).groups()
    found = TERM.findall(terms)
    assert not TERM.sub("", terms).strip(), f"not a term: {terms}"
    signed = {
        column: float(coefficient or 1) * (-1 if sign == "-" else 1)
        for sign, coefficient, column in found
    }
    assert len(signed) == len(found), f"a column twice: {row}"
    listed = " ".join(f"{signed[column]:+.10g} {column}" for column in sorted(signed))
    return f"{name}: {listed}" + (f" {sense} {float(bound):.10g}" if sense else "")


@pytest.mark.parametrize("name", CASES)
def test_program_is_the_golden_file(name: str, tmp_path: Path) -> None:
    plan = PLANS.get(name, optimal_plan)
    plan(problem_of(*CASES[name]), write_lp=tmp_path / "written.lp")
    written = normal((tmp_path / "written.lp").read_text("utf-8"))
    golden = normal((GOLDEN / f"{name}.lp").read_text("utf-8"))
    assert written == golden


def test_golden_files_show_every_row_of_the_program() -> None:
    kinds: dict[str, set[str]] = defaultdict(set)
    for name in CASES:
        for section, rows in normal((GOLDEN / f"{name}.lp").read_text("utf-8")).items():
            kinds[section] |= {re.split("__| ", row)[0] for row in rows}
    assert kinds["Subject To"] == {
        *("released", "minutes", "pool", "gate", "route"),  # 1 to 5
        *("brought", "corridor", "corridor_good", "yard", "platform"),  # 6, and 1 once more
        *("stock", "store", "fresh", "end_stock", "exported"),  # 7, 8
        *("undetected", "detected", "floor", "export_floor", "diverted"),  # 9 to 12
        *("fair", "export_fair", "kept", "export_kept"),  # of the fairest plan
    }
    assert kinds["Bounds"] == {"met", "exported", "least_coverage"}  # 8; no more than all
