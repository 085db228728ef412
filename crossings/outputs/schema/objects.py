"""What the objects of answers have beside the rows of their tables.

A name with `?` may be null, with `*` it may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossings.outputs.schema.tables import rows_of

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
DATE: Schema = {"type": "string", "format": "date"}
ANY: Schema = {"type": "object", "additionalProperties": True}
"""An object told of elsewhere: a state, the regimes of a model."""


def thing(properties: Mapping[str, Schema]) -> Schema:
    """An object with these keys."""
    told = {name.rstrip("?*"): null(each) if "?" in name else each
            for name, each in properties.items()}  # fmt: skip
    needed = [name.rstrip("?*") for name in properties if "*" not in name]
    return {"type": "object", "properties": told, "required": needed}


def null(schema: Schema) -> Schema:
    """It, or null."""
    if "type" in schema and "properties" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def several(schema: Schema) -> Schema:
    """A list of it."""
    return {"type": "array", "items": schema}


def _all(names: str, schema: Schema) -> dict[str, Schema]:
    return dict.fromkeys(names.split(), schema)


def _one_of(*words: str) -> Schema:
    return {"enum": list(words)}


def _interval(names: str) -> dict[str, Schema]:
    return {f"{name}{end}?": NUMBER for name in names.split() for end in ("", "_low", "_high")}


ORIGIN = thing(_all("title path sha256", TEXT))
PROVENANCE = thing(
    {
        "tool": {"const": "crossings"},
        **_all("version command python platform", TEXT),
        "created": {"type": "string", "format": "date-time"},
        "seed?": WHOLE,
        "solver?": thing(_all("name version status", TEXT)),
        "dispatch*": TEXT,
        "measures*": several(TEXT),
    }
)
_LANGUAGES = {"type": "object", "additionalProperties": True, "required": ["en", "ar"]}
_MET = thing(
    {"of": TEXT, **_all("need_per_day met_per_day unmet_per_day", NUMBER), "share?": NUMBER}
)
_GAIN = {"value": NUMBER, **_all("first_per_day? inbound_per_day? exported_per_day?", NUMBER)}
_HEADLINE = thing(
    {
        **_all("says bullets", _LANGUAGES),
        "first?": _MET,
        "apart": several(_MET),
        "inbound?": _MET,
        "missing": several(thing({"good": TEXT, "unmet_per_day": NUMBER})),
        "people?": thing(_all("needing short", NUMBER)),
        "least?": thing(
            {"share": NUMBER, "areas": several(TEXT), **_all("start end", DATE),
             **_all("weeks of_weeks", WHOLE)}
        ),
        "undetected_per_month?": NUMBER,
        "goods_unknown": WHOLE,
        "levers?": several(
            thing({**_all("what unit", TEXT), "step": NUMBER, "settings": several(TEXT),
                   "periods": WHOLE, "solved": FLAG, "first_quarter?": NUMBER, **_GAIN})
        ),
        "together?": thing({"instead": FLAG, **_GAIN}),
    }
)  # fmt: skip
_GIVEN_UP = _all(
    "best_objective objective_given_up share_given_up? met_per_day best_met_per_day "
    "exported_per_day best_exported_per_day", NUMBER,
)  # fmt: skip
_FAIRNESS = thing(
    {
        "says": TEXT,
        "levels": several(
            thing({"good": TEXT, "area?": TEXT, **_all("period last_period", WHOLE),
                   "coverage": NUMBER})
        ),
        **_GIVEN_UP,
    }
)  # fmt: skip
_OWN_PLAN = thing(
    {
        "file": ORIGIN,
        "stages": several(TEXT),
        "rows": WHOLE,
        "truckloads": NUMBER,
        "beside": _one_of("value", "fairest"),
        "keeps_limits": FLAG,
        **_GIVEN_UP,
        "goods": several(
            thing({"good": TEXT, **_all("met_per_day best_met_per_day forgone_per_day", NUMBER)})
        ),
    }
)
_ROUNDING = thing(
    {
        "trucks": WHOLE,
        "truckloads": NUMBER,
        "by_days?": thing(
            _all("objective manifested_apart presented_apart collected_apart", NUMBER)
        ),
        "furthest": thing(_all("crossing crossing_good good_area line", NUMBER)),
        "passed": several(
            thing({**_all("limit what unit", TEXT), "date": DATE, "asked": FLAG,
                   **_all("value bound beyond", NUMBER)})
        ),
    }
)  # fmt: skip
_PHASES = several(
    thing({"phase": WHOLE, **_all("start end", DATE), "model": ORIGIN, "changes": several(TEXT),
           "says": TEXT})
)  # fmt: skip
_KIND = _one_of("value", "fairest", "own")
OF_PLANS: dict[str, Schema] = {
    "headline": _HEADLINE,
    "status": _one_of("optimal", "stopped"),
    "objective_kind": _KIND,
    "objective": NUMBER,
    "gap?": NUMBER,
    "inspection_minutes": NUMBER,
    "aims": {"type": "object", "additionalProperties": thing({"value": NUMBER, "least": FLAG})},
    "fairness?": _FAIRNESS,
    "own_plan?": _OWN_PLAN,
    "rounding?": _ROUNDING,
    "case": ORIGIN,
    "model": ORIGIN,
    "tables_read": several(ORIGIN),
    "phases": _PHASES,
}
_CONFLICTS = several(
    {
        "anyOf": [
            thing({"kind": {"const": "floor"}, **_all("limit good", TEXT), "area?": TEXT,
                   **_all("start end", DATE), **_all("asked reached short", NUMBER),
                   "reason": TEXT}),
            thing({"kind": {"const": "irreducible"}, "conflict": WHOLE, "what": TEXT,
                   **_all("limit* good* area?*", TEXT), **_all("start* end*", DATE)}),
            thing({"kind": {"const": "remedy"}, "what": TEXT, "set": several(TEXT),
                   **_all("from? to?", NUMBER), "unit?": TEXT}),
            thing({"kind": {"const": "in the way"}, **_all("what one_more", TEXT),
                   "binds": {"type": ["integer", "string"]}, "closes_truckloads": NUMBER}),
        ]
    }
)  # fmt: skip
_RECKONED = thing(_all("value? met? detected?", NUMBER))
_DESIGNED = thing({"title": TEXT, "description?": TEXT, "regimes": ANY})
_COMPARED = thing(
    {**_all("path status? created? command?", TEXT), "case?": ANY,
     **_all("numbers figures", WHOLE)}
)  # fmt: skip

OF_EACH: dict[str, dict[str, Schema]] = {
    "optimize": OF_PLANS,
    "size": {
        **OF_PLANS,
        "cost": NUMBER,
        "cost_gap?": NUMBER,
        **_all("currency? costs_over?", TEXT),
    },
    "explain": {
        **{name: OF_PLANS[name] for name in ("status", "objective_kind", "objective", "own_plan?",
                                             "case", "model", "tables_read")},
        "guarantee?": thing({"point_more": NUMBER,
                             **_all("value? forgone? forgone_share?", NUMBER)}),
    },
    "compare": {
        "status": _one_of("optimal", "stopped", "infeasible"),
        "objective_kind?": _KIND,
        "case": ORIGIN,
        "tables_read": several(ORIGIN),
        "verdict": TEXT,
        **_all("compares*", {"type": ["string", "null"]}),
    },
    "evaluate": {
        "status": {"const": "evaluated"},
        "case": ORIGIN,
        "compares?": _one_of("model", "plan"),
        "objective_kinds": several(_KIND),
        "own_plans": several(null(_OWN_PLAN)),
        "models": several(ORIGIN),
        "scenarios": WHOLE,
        "failed": several(thing({"model": TEXT, "scenario": WHOLE, "reason": TEXT})),
        "seed?": WHOLE,
        "dispatch": TEXT,
        "sheet?": ORIGIN,
        "order_ahead_days": WHOLE,
        "every_days?": WHOLE,
        "tested": several(
            thing({**_all("source stage", TEXT), **_all("from to", DATE),
                   **_all("counts held", NUMBER)})
        ),
        "winner": thing(
            {"model?": TEXT, **_interval("wins_alone alike right usual_right")}
        ),
    },
    "frontier": {
        "status": _one_of("optimal", "infeasible"),
        "case": ORIGIN,
        "tables_read": several(ORIGIN),
        "exact": FLAG,
        **_all("tolerance days_a_month need_per_day", NUMBER),
        "models": several(
            thing({"model": ORIGIN, "phases": _PHASES,
                   **_all("goods_unknown goods rates_assumed", WHOLE), "reason?": TEXT,
                   "points": rows_of("points"), "segments": rows_of("segments")})
        ),
    },
    "frontier --guarantee": {
        "status": {"const": "optimal"},
        "case": ORIGIN,
        "tables_read": several(ORIGIN),
        "models": several(thing({"model": ORIGIN, "most?": NUMBER, "reason?": TEXT})),
    },
    "sweep": {
        "status": {"const": "swept"},
        "case": ORIGIN,
        "scenarios": WHOLE,
        "seed?": WHOLE,
        "dispatch?": TEXT,
        "value_only": FLAG,
    },
    "sensitivity": {
        "status": {"const": "ranked"},
        "case": ORIGIN,
        "model": {"anyOf": [ORIGIN, TEXT]},
        **_all("method of", TEXT),
        "futures?": WHOLE,
        "seed?": WHOLE,
        **_all("usual? spread?", NUMBER),
        "left_out": {},
    },
    "discover": {
        "status": {"const": "discovered"},
        "case": ORIGIN,
        **_all("model where dispatch", TEXT),
        "seed?": WHOLE,
        **_all("scenarios futures of_interest inputs", WHOLE),
    },
    "inspect": {
        "status": {"const": "designed"},
        "case": ORIGIN,
        "sensors_of": ORIGIN,
        "tables_read": several(ORIGIN),
        "before?": _RECKONED,
        "after": _RECKONED,
        **_all("value_of_all_found left_per_truckload refused_price", NUMBER),
        "unexamined": several(TEXT),
        "model": _DESIGNED,
    },
    "sheet": {
        "status": {"const": "found"},
        "case": ORIGIN,
        "model": ORIGIN,
        "scenarios": WHOLE,
        "seed": WHOLE,
        "says": several(TEXT),
    },
    "today": {
        "status": {"const": "decided"},
        "dispatch": TEXT,
        "date": DATE,
        "case": ORIGIN,
        "model": ORIGIN,
        "next_state?": ANY,
        "flows*": rows_of("flows today"),
        "deliveries*": rows_of("deliveries today"),
    },
    "calibrate": {"status": {"const": "calibrated"}},
    "observe": {"observed": rows_of("counted")},
    "diff": {"status": {"const": "compared"}, "kind": TEXT, "answers": several(_COMPARED)},
}  # fmt: skip
"""Keys of each kind of answer, by the command that gives it."""
WITHOUT_A_PLAN: dict[str, dict[str, Schema]] = {
    "no plan": {"status": {"const": "infeasible"}, "conflicts": _CONFLICTS},
    "stopped": {"status": {"const": "stopped"}, "reason": TEXT},
}
"""What stands for an answer where there is none; it has no provenance."""
