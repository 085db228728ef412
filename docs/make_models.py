"""The page of shipped inspection models, `docs/models.md`, made from the files in `models/`.

Run `python docs/make_models.py` after changing a model; a test compares.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from crossings.inspection import procedure, stage_order  # noqa: E402 - the checkout first
from crossings.reading.inputs import quantities_of  # noqa: E402
from crossings.reading.schema.case import Source  # noqa: E402
from crossings.reading.schema.goods import Admits  # noqa: E402
from crossings.reading.schema.models import InspectionModel, Regime  # noqa: E402
from crossings.reading.schema.quantity import Quantity  # noqa: E402
from crossings.reading.yaml.document import Mark, dotted  # noqa: E402
from crossings.reading.yaml.library import model_document, shipped_models  # noqa: E402
from crossings.reading.yaml.validation import validated  # noqa: E402

INTRODUCTION = """\
# The shipped inspection models

This page is made from the files in `models/`; do not edit it (`python docs/make_models.py` writes
it). Take a model by its name: `model: full-search` in a case, or `--model full-search`. Or copy its
file, change it, and name the copy by its path: `model: ./my-model.yaml`.

Most of the numbers are assumptions, and each says so; the range is what it could plausibly be.
Try others and see how far the answer moves, for example
`--set model.regimes.full-search.stages.search.minutes.bay=90`.

What a regime comes to (minutes, refused, found) follows from its stages as in
[the formulas](formulas.md#the-regime-calculus). Minutes are those of a clean truckload, before any
`minutes_factor`.

| model | what it is | regimes | needs at a crossing | brings along |
|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    models = {name: _model(name) for name in shipped_models()}
    parts = [INTRODUCTION]
    for name, model in models.items():
        parts[0] += _row(
            f"[`{name}`](#{name})",
            model.title,
            _codes(model.regimes),
            _codes(_resources(model)),
            _codes(model.pools),
        )
    for name, model in models.items():
        parts.append(_section(name, model))
    sources: dict[str, Source] = {}
    for model in models.values():
        for key, source in model.sources.items():
            if sources.setdefault(key, source) != source:
                raise ValueError(f"two sources are called {key}")
    parts.append("## Sources\n\n" + "".join(_cited(key, sources[key]) for key in sorted(sources)))
    return "\n".join(parts)


def _model(name: str) -> InspectionModel:
    document = model_document(name, Path(), Mark("", 1, 1), "")
    model = validated(document, InspectionModel)
    if model.entry is None:
        raise ValueError(f"{name}: {model.faults}")
    return model.entry


def _resources(model: InspectionModel) -> list[str]:
    named = [q for r in model.regimes for q in sorted(model.resources_of(r))]
    return [q for q in dict.fromkeys(named) if q not in model.pools]


def _section(name: str, model: InspectionModel) -> str:
    parts = [f"## {name}\n\n**{model.title}.** {_line(model.description)}\n"]
    for r, regime in model.regimes.items():
        parts.append(_regime(r, regime))
    parts.append("".join(f"- {rule}\n" for rule in _rules(model)))
    parts.append(
        "| number | value | range | confidence | source | note |\n|---|---|---|---|---|---|\n"
        + "".join(_row(*cells) for cells in _numbers(model))
    )
    return "\n".join(part for part in parts if part)


def _regime(name: str, regime: Regime) -> str:
    result = procedure(regime.start, regime.steps())
    fill = regime.fill.value
    minutes = ", ".join(f"{q} {total / fill:.3g}" for q, total in result.minutes.items())
    text = f"### Regime `{name}`\n\n{_line(regime.description)}.{_admits(regime.admits)}\n"
    if fill != 1:
        text += f"A truck carries {fill:g} of a full truckload while it is inspected.\n"
    text += (
        f"A clean truckload takes, in minutes: {minutes}. {result.refusal:.2%} of clean loads are "
        "refused, and "
        f"{result.detection:.1%} of loads with contraband are found.\n\n"
        "| stage | minutes a truck | detection | false alarm | if clear | if alarm |\n"
        "|---|---|---|---|---|---|\n"
    )
    for s in stage_order(regime.steps()):
        stage = regime.stages[s]
        text += _row(
            f"`{s}`" + (" (first)" if s == regime.start else ""),
            ", ".join(f"{q} {each.value:g}" for q, each in stage.minutes.items()),
            f"{stage.detection.value:g}",
            f"{stage.false_alarm.value:g}",
            stage.on_clear,
            stage.on_alarm,
        )
    return text


def _admits(admits: Admits) -> str:
    parts = []
    if admits.categories is not None or admits.goods is not None:
        parts.append(f"Used for {_codes([*(admits.categories or ()), *(admits.goods or ())])}")
    if admits.except_:
        parts.append(f"not for {_codes(admits.except_)}")
    return f" {', '.join(parts)} only." if parts else ""


def _rules(model: InspectionModel) -> list[str]:
    rules = []
    if model.use is not None:
        used = "; ".join(f"`{c}`: {_codes(regimes)}" for c, regimes in model.use.items())
        rules.append(f"Where regimes are used: {used}.")
    for word, factors in model.minutes_factor.items():
        each = ", ".join(f"{q} × {factor.value:g}" for q, factor in factors.items())
        rules.append(f"For `{word}`: minutes of {each}.")
    for word, check in model.end_use.items():
        each = ", ".join(f"{p} {minutes.value:g}" for p, minutes in check.minutes.items())
        rules.append(
            f"Checks of end use for `{word}`: minutes an arrived truckload {each}; "
            f"{check.prevents.value:.0%} of diversion prevented."
        )
    for p, pool in model.pools.items():
        rules.append(
            f"Pool `{p}`: {pool.units.value:g} units, {pool.hours_per_day.value:g} hours a day."
        )
    for path, limit, default in quantities_of(model.limits):
        if not default:
            rules.append(f"Limit `{dotted(path)}`: {limit.value:g}.")
    return rules


def _numbers(model: InspectionModel) -> Iterator[tuple[str, ...]]:
    """Every number given; one that several regimes share in the same stage is told once."""
    given = [(path, number) for path, number, default in quantities_of(model) if not default]
    regimes_of: dict[str, list[Quantity]] = {}
    for path, number in given:
        known = regimes_of.setdefault(_short(path), [])
        if number not in known:
            known.append(number)
    told: set[tuple[str, int]] = set()
    for path, number in given:
        alike = regimes_of[_short(path)]
        place = (_short(path), alike.index(number))
        if place not in told:
            told.add(place)
            name = _short(path) if len(alike) == 1 else f"{path[1]}: {_short(path)}"
            low, high = number.range or (None, None)
            yield (
                f"`{name}`",
                f"{number.value:g}",
                "" if low is None else f"{low:g} to {high:g}",
                number.confidence or "",
                f"`{number.source}`" if number.source else "assumption",
                re.sub(r"^assumption[;,]? *", "", _line(number.note)),
            )


def _short(path: tuple[str | int, ...]) -> str:
    """A path without the regime and without `stages`."""
    steps = path[2:] if path[0] == "regimes" else path
    return dotted(tuple(step for step in steps if step != "stages"))


def _cited(key: str, source: Source) -> str:
    parts = [source.title or key, source.publisher, source.date]
    text = ", ".join(str(part) for part in parts if part)
    return f"- `{key}`: {text}{f', <{source.url}>' if source.url else ''}\n"


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


if __name__ == "__main__":
    (HERE / "models.md").write_text(page(), encoding="utf-8")
