"""What marks of a page must look like, from the answers as JSON alone: lengths, places, tooltips.

Lengths of the marks of a chart are in one proportion to what they stand for, places lie on one
straight line by it, and what a tooltip says has every figure as it is told.
"""

import html
import itertools
import math
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from answers import Entry
from page_figures import Rows, expected_figures

from crossings.outputs.answer import answer
from crossings.outputs.charts.colours import shade
from crossings.outputs.report.material import Material
from crossings.outputs.screens.futures import futures_answer
from crossings.wording import figure, share

SVG = "{http://www.w3.org/2000/svg}"
NEAR = 0.16
_THIN = 0.8
"""Pixels that a ribbon has at least."""
"""Pixels that places may be off: all are written to a tenth."""
_MARK = re.compile(r'<svg [^>]*data-chart="(\w+)".*?</svg>', re.S)
Found = Iterator[str]


def wide_charts(page: str) -> dict[str, str]:
    """The first drawing of each chart, by its name."""
    found: dict[str, str] = {}
    for made in _MARK.finditer(page):
        found.setdefault(made[1], made[0])
    return found


class Mark:
    """A mark: what it says, and its shapes."""

    def __init__(self, part: ET.Element) -> None:
        self.says = str(part.findtext(f"{SVG}title"))
        self.shapes = [each for each in part if each.tag not in (f"{SVG}title", f"{SVG}text")]

    def of(self, tag: str) -> list[ET.Element]:
        return [each for each in self.shapes if each.tag == f"{SVG}{tag}"]

    def rect(self, n: int = 0) -> tuple[float, float, float, float]:
        return tuple(float(str(self.of("rect")[n].get(k))) for k in ("x", "y", "width", "height"))  # type: ignore[return-value]


def number(part: ET.Element, name: str) -> float:
    return float(str(part.get(name)))


class Expected:
    """What the answers say that a page shows."""

    def __init__(self, material: Material) -> None:
        self.figures = expected_figures(material)
        self.plan = answer(material.plan).as_object()
        plans = [each.plan for each in material.columns if each.plan is not None]
        others = [answer(plan).as_object()["evidence"] for plan in plans]
        if material.batch is not None:
            futures = futures_answer(material.batch).as_object()
            others.append([*map(vars, material.plan.problem.uncertainty.evidence)])
            self.plan["wins"] = [(row["wins_low"], row["wins_high"]) for row in futures["trials"]]
            self.plan["regrets"] = [
                row["mean_regret"] / row["planned_value"] if row["planned_value"] else 0.0
                for row in futures["trials"]
            ]
        self.evidence: dict[str, list[Entry]] = {}
        for each in (*self.plan["evidence"], *(row for rows in others for row in rows)):
            self.evidence.setdefault(each["path"], []).append(each)


def faults(page: str, answers: Expected, only: str | None = None) -> list[str]:
    """Everything about marks of a page that is not as the answers say."""
    expected, plan, found = answers.figures, answers.plan, list[str]()
    for name, svg in wide_charts(page).items():
        if name in CHECKS and name in expected and only in (None, name):
            marks = [Mark(g) for g in ET.fromstring(svg).iter(f"{SVG}g")
                     if g.get("class") == "mark"]  # fmt: skip
            checked = CHECKS[name](marks, expected[name], plan, svg)
            found += [f"{name}: {each}" for each in (*checked, *_strokes(marks))]
    return found


def _strokes(marks: list[Mark]) -> Found:
    """Lines of one kind and colour are as thick in all marks of a chart."""
    widths: dict[tuple[str | None, ...], set[str | None]] = {}
    for shape in (shape for mark in marks for shape in mark.shapes):
        kind = (shape.tag, shape.get("stroke"), shape.get("stroke-dasharray"))
        widths.setdefault(kind, set()).add(shape.get("stroke-width"))
    yield from (f"{kind} is {each} thick" for kind, each in widths.items() if len(each) > 1)


def evidence_faults(page: str, answers: Expected) -> list[str]:
    """Rows of the evidence that are not what the answers have, cell by cell."""
    begin = page.index('<section id="evidence"')
    section = page[begin : page.index("</section>", begin)]
    own, told = answers.plan["evidence"], answers.evidence
    found, seen = [], set()
    for row in re.findall(r"<tr>(.*?)</tr>", section, re.S):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        cells[0] = cells[0].rpartition("<bdi>")[2]  # what it is in words stands before its path
        texts = [html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in cells]
        if texts[0] in told:
            seen.add(texts[0])
            first = 1 if "<data" in cells[1] else 2  # behind the models that it is of
            wrong = [_wrong(each, cells[first], texts[first:]) for each in told[texts[0]]]
            found += [] if "" in wrong else [f"{texts[0]}: {wrong[0]}"]
    return [*found, *(f"{each['path']} is not told" for each in own if each["path"] not in seen)]


def _wrong(each: Entry, cell: str, texts: list[str]) -> str:
    """Which cell of a row is not that of a number; empty where all are."""
    value = re.search(r'<data value="([^"]*)"', cell)
    ends = [] if each["low"] is None or each["high"] is None else [each["low"], each["high"]]
    between = "\u00a0–\u2060\u00a0".join(map(_plain, ends))
    expected = [_plain(each["value"]), between, each["note"] or ""]
    if value is None or float(value[1]) != each["value"]:
        return f"{cell} is not {each['value']}"
    if each["source"] is not None and texts[-3] != each["source"]:
        return f"{texts[-3]} is not {each['source']}"
    return "" if [*texts[:2], texts[-1]] == expected else f"{texts} is not {expected}"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1e5 else f"{value:,.6g}"


def straight(what: str, values: Sequence[float], places: Sequence[float], zero: float | None
             ) -> Found:  # fmt: skip
    """Places that are not on one line by the values; through a place of nothing where it is given.

    Each is compared with the line through the others, so that none bends it towards itself.
    """
    x, y = np.array(values, dtype=float), np.array(places, dtype=float)
    for n in range(len(x)):
        rest = np.arange(len(x)) != n
        if zero is not None:
            if not x[rest].any():
                continue
            told = zero + x[n] * float((x[rest] * (y[rest] - zero)).sum() / (x[rest] ** 2).sum())
        elif rest.sum() > 1 and np.ptp(x[rest]) > 1e-9:
            slope, start = np.polyfit(x[rest], y[rest], 1)
            told = float(slope * x[n] + start)
        else:
            continue
        far = 1 + abs(x[n]) / max(1e-9, float(np.abs(x[rest]).max()))
        if abs(told - y[n]) > NEAR * max(1.0, far):
            yield f"{what} {n} at {y[n]}, not {told:.1f}"


def alike(what: str, places: Sequence[float]) -> Found:
    """Places that are not the same."""
    usual = float(np.median(places))
    yield from (f"{what} {n} at {p}, not {usual}" for n, p in enumerate(places)
                if abs(p - usual) > NEAR)  # fmt: skip


def says(mark: Mark, *told: str) -> Found:
    """What a tooltip does not say, each as often as it is given."""
    numbers = re.findall(r"(?<![\w.,])[−-]?\d[\d,.]*\d%?|(?<![\w.,])\d%?", mark.says)
    missing = Counter(each for each in told if each != "–") - Counter(numbers)
    yield from (f"“{mark.says}” says no {each}" for each in missing)


def _coverage(marks: list[Mark], rows: Rows, _plan: Entry, _svg: str) -> Found:
    told = [row for row in rows if row[2] is not None]
    columns: dict[float, list[float]] = {}
    for mark, (need, met, covered, days) in zip(marks, told, strict=True):
        yield from says(mark, share(covered or 0), figure(met or 0), figure(need or 0),
                        *([] if days is None else [figure(days)]))  # fmt: skip
        x, y, _, _ = mark.rect()
        columns.setdefault(round(x), []).append(y)
        if mark.of("rect")[0].get("fill") != shade(covered or 0):
            yield f"“{mark.says}” is of another shade"
    yield from alike("width", [mark.rect()[2] for mark in marks])
    at = sorted({mark.rect()[0] for mark in marks})
    yield from straight("column", range(len(at)), at, None)
    if len(at) != len(columns) or len(at) > 60:
        yield f"{len(at)} columns"
    rows_at = [
        sorted(ys) for ys in columns.values() if len(ys) == len(max(columns.values(), key=len))
    ]
    for ys in rows_at:
        yield from (f"row at {y}, not {z}" for y, z in zip(ys, rows_at[0], strict=True)
                    if abs(y - z) > NEAR)  # fmt: skip
    heights = sorted({round(mark.rect()[1], 1): mark.rect()[3] for mark in marks}.items())
    for mark in marks:
        _, y, _, height = mark.rect()
        if dict(heights)[round(y, 1)] != height:
            yield f"“{mark.says}” is of another height"
    for (y, height), (after, _) in itertools.pairwise(heights):
        if not height <= after - y <= height + 60:
            yield f"a row at {y} of {height} before one at {after}"


def _weeks(marks: list[Mark], rows: Rows, _plan: Entry, svg: str) -> Found:
    told = [row for row in rows if any((value or 0) > 0.05 for value in row[1:3])]
    bars = [mark for mark in marks if len(mark.of("line")) == 1]
    if len(told) != len(bars):  # categories of which nothing comes in some weeks
        told = rows if len(rows) == len(bars) else told
    panels: dict[str, list[tuple[Mark, list[float | None], float]]] = {}
    for mark, row in zip(bars, told, strict=True):
        yield from says(mark, *(figure(value or 0) for value in row[:2]),
                        *([] if row[2] is None else [figure(row[2])]))  # fmt: skip
        rect = mark.rect()
        category = mark.says.rpartition(", from ")[0] or mark.says.partition(",")[0]
        panels.setdefault(category, []).append((mark, row, rect[1] + rect[3]))
    for panel in panels.values():
        floor = float(np.median([at for _, _, at in panel]))
        values, heights = [], []
        for mark, (need, met, arrived, beyond), _ in panel:
            assert need is not None and met is not None
            values += [min(met, met if arrived is None else arrived), need]
            line = mark.of("line")[0]
            yield from alike("need", [number(line, "y1"), number(line, "y2")])
            heights += [mark.rect()[3], floor - number(line, "y1")]
            yield from alike("floor", [floor, mark.rect()[1] + mark.rect()[3]] * 2)
            x, _, across, _ = mark.rect()
            middle = (number(line, "x1") + number(line, "x2")) / 2
            yield from alike("middle", [middle, x + across / 2] * 2)
            if abs(beyond or 0) > 0.05 and arrived is not None:
                if len(mark.of("rect")) != 2:
                    yield f"“{mark.says}” shows no stock"
                    continue
                x2, y2, w2, h2 = mark.rect(1)
                values.append(abs(beyond or 0))
                heights.append(h2)
                yield from alike("stock", [y2 + h2, mark.rect()[1]] * 2)
                yield from alike("stock beside", [x2, x] * 2 + [])
                yield from alike("stock across", [w2, across] * 2)
            elif len(mark.of("rect")) != 1:
                yield f"“{mark.says}” shows stock"
        yield from straight("bar", values, heights, 0.0)
        yield from alike("bar across", [mark.rect()[2] for mark, *_ in panel])
        lengths = [number(m.of("line")[0], "x2") - number(m.of("line")[0], "x1") for m, *_ in panel]
        yield from alike("stroke across", lengths)
        yield from straight("week", range(len(panel)), [m.rect()[0] for m, *_ in panel], None)


def _funnel(marks: list[Mark], rows: Rows, _plan: Entry, svg: str) -> Found:
    values = [row[0] or 0.0 for row in rows]
    for mark, value in zip(marks, values, strict=True):
        yield from says(mark, figure(value))
    yield from straight("stage", values, [mark.rect()[2] for mark in marks], 0.0)
    yield from alike("begin", [mark.rect()[0] for mark in marks])
    yield from alike("height", [mark.rect()[3] for mark in marks])
    bars = [mark.rect() for mark in marks]
    between = [[float(n) for n in re.findall(r"[\d.]+", points)]
               for points in re.findall(r'<polygon points="([^"]*)"', svg)]  # fmt: skip
    for (x, y, w, h), (_, below, narrow, _), found in zip(
        bars[:-1], bars[1:], between, strict=True
    ):
        expected = [x, y + h, x + w, y + h, x + narrow, below, x, below]
        if max(abs(a - b) for a, b in zip(found, expected, strict=True)) > NEAR:
            yield f"what lies between bars is {found}, not {expected}"


def _passage(marks: list[Mark], rows: Rows, _plan: Entry, _svg: str) -> Found:
    links = [mark for mark in marks if mark.of("path")]
    told = [figure(row[0] or 0) for row in rows]
    heard = sorted(re.findall(r": ([\d.,]+) ", mark.says)[-1] for mark in links)
    if heard != sorted(told):
        yield f"links say {heard}, not {told}"
        return
    ordered = sorted(links, key=lambda m: float(re.findall(r": ([\d.,]+) ", m.says)[-1]
                                                .replace(",", "")))  # fmt: skip
    values, thick = [row[0] or 0.0 for row in rows], []
    ends: list[tuple[float, float, float]] = []
    for mark in ordered:
        d = [float(n) for n in re.findall(r"-?[\d.]+", str(mark.of("path")[0].get("d")))]
        x1, y1, m1, a1, m2, b1, x2, y2, low2, m3, c1, m4, d1, x3, low1 = d
        thick.append(low1 - y1)
        yield from alike("upper", [y1, a1, y1])
        yield from alike("end", [y2, b1, y2])
        yield from alike("lower", [low2, c1, low2])
        yield from alike("start below", [low1, d1, low1])
        yield from alike("thickness", [low1 - y1, low2 - y2] * 2)
        yield from alike("begin", [x1, x3] * 2)
        yield from alike("middle", [m1, m2, m3, m4, (x1 + x2) / 2])
        ends += [(x1, y1, low1), (x2, y2, low2)]
    seen = [(v, t) for v, t in zip(values, thick, strict=True) if t > _THIN]
    yield from straight("ribbon", [v for v, _ in seen], [t for _, t in seen], 0.0)
    yield from (f"a ribbon of {t}" for t in thick if t < _THIN - 0.2)
    places = [mark.rect() for mark in marks if mark.of("rect")]
    exact = {mark.says: value for mark, value in zip(ordered, values, strict=True)}
    scale = sum(t for _, t in seen) / sum(v for v, _ in seen)
    for mark in (each for each in marks if each.of("rect")):
        x, y, w, h = mark.rect()
        sides = [[e for e in ends if abs(e[0] - at) < 1] for at in (x, x + w)]
        sums = [sum(b - a for _, a, b in side if y - 1 < a and b < y + h + 1) for side in sides]
        if not any(abs(total - h) < 0.2 * max(3, len(places)) for total in sums):
            yield f"“{mark.says}” is {h} high, its ribbons {sums}"
        name = mark.says.rpartition(": ")[0]
        leaving = [m for m in links if m.says.startswith(f"{name} to ")]
        coming = [m for m in links if f" to {name}: " in m.says]
        through = max(sum(exact[m.says] for m in each) for each in (leaving, coming))
        if abs(h - max(scale * through, 1.5)) > 0.3 + 0.005 * h:
            yield f"“{mark.says}” is {h} high, not {scale * through}"
        yield from says(mark, figure(through))
    for at in {round(e[0]) for e in ends}:
        if not any(min(abs(at - x), abs(at - x - w)) < 1 for x, _, w, _ in places):
            yield f"a ribbon ends at {at}, where nothing stands"
    yield from alike("across", [w for _, _, w, _ in places])


def _opening(marks: list[Mark], rows: Rows, plan: Entry, _svg: str) -> Found:
    for mark, row in zip(marks, rows, strict=True):
        if len(row) > 1 and row[1] is not None and " used; " in mark.says:
            yield from says(mark, share(row[1]))
    places = np.array([mark.rect() for mark in marks])
    across = len(marks) // len({round(y) for y in places[:, 1]})
    first = places[:across, 0]
    for n in range(0, len(marks), across):
        yield from alike(f"site {n}", [*list(places[n : n + across, 0] - first), 0.0, 0.0])
        yield from alike(f"site {n} down", list(places[n : n + across, 1]))
    yield from straight("day", range(across), list(first), None)
    yield from alike("across", list(places[:, 2]))
    yield from alike("high", list(places[:, 3]))
    for mark, row in zip(marks, rows, strict=True):
        known = len(row) > 1 and row[1] is not None and " used; " in mark.says
        if known and mark.of("rect")[0].get("fill") != shade(row[1] or 0):
            yield f"“{mark.says}” is of another shade"
    days = [period["days"] for period in plan["periods"]]
    for mark in marks:
        opened = re.search(r"open on ([\d.]+) day", mark.says)
        if opened and float(opened[1]) > max(days) + 1e-9:
            yield f"“{mark.says}” is longer than its period"
        x, y, w, h = mark.rect()
        for line in mark.of("line"):  # across a cell that is closed
            yield from _runs(mark, line, (x + 1, y + h - 1, x + w - 1, y + 1))


def _runs(mark: Mark, line: ET.Element, wanted: tuple[float, ...]) -> Found:
    """A line that runs elsewhere."""
    found = [number(line, name) for name in ("x1", "y1", "x2", "y2")]
    if max(abs(a - b) for a, b in zip(found, wanted, strict=True)) > NEAR:
        yield f"“{mark.says}” has a line at {found}, not {wanted}"


def _models(marks: list[Mark], rows: Rows, _plan: Entry, _svg: str) -> Found:
    values = [row[n] for n in range(3) for row in rows if row[n] is not None]
    columns: dict[float, list[tuple[float, Mark]]] = {}
    for mark, value in zip(marks, values, strict=True):
        told = share(value) if mark.says.endswith("%") else figure(value)
        yield from says(mark, told)
        columns.setdefault(round(mark.rect()[0]), []).append((value, mark))
    for column in columns.values():
        yield from straight("bar", [v for v, _ in column], [m.rect()[2] for _, m in column], 0.0)
    yield from alike("high", [mark.rect()[3] for mark in marks])
    yield from alike("columns", [len(each) for each in columns.values()])
    rows_at: dict[float, int] = {}
    for mark in marks:
        rows_at[mark.rect()[1]] = rows_at.get(mark.rect()[1], 0) + 1
    yield from alike("rows", list(rows_at.values()))


def _frontier(marks: list[Mark], rows: Rows, _plan: Entry, _svg: str) -> Found:
    if len(marks) != len(rows):
        yield f"{len(marks)} marks for {len(rows)} rows"
        return
    at = []
    for mark, (along, up) in zip(marks, rows, strict=True):
        if mark.of("circle"):
            at.append((number(mark.of("circle")[0], "cx"), number(mark.of("circle")[0], "cy")))
        else:
            corners = _corners(mark.of("polygon")[0])
            at.append(_middle(corners))
            yield from _diamond(corners)
        if along is not None and up is not None:
            yield from says(mark, figure(along), figure(up))
    yield from straight("along", [row[0] or 0.0 for row in rows], [x for x, _ in at], None)
    yield from straight("up", [row[1] or 0.0 for row in rows], [y for _, y in at], None)


def _corners(part: ET.Element) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in str(part.get("points")).split())
    return [(float(x), float(y)) for x, y in pairs]


def _middle(corners: Sequence[tuple[float, float]]) -> tuple[float, float]:
    x, y = np.mean(corners, axis=0)
    return float(x), float(y)


def _diamond(corners: Sequence[tuple[float, float]]) -> Found:
    x, y = _middle(corners)
    radii = [math.hypot(a - x, b - y) for a, b in corners]
    yield from alike("corner", radii)


def _counts(marks: list[Mark], rows: Rows, _plan: Entry, _svg: str) -> Found:
    values, places = [], []
    for mark, (counted, planned) in zip(marks, rows, strict=False):
        corners = _corners(mark.of("polygon")[0])
        yield from _diamond(corners)
        x, y = _middle(corners)
        values.append(counted or 0.0)
        places.append(x)
        yield from says(mark, figure(counted or 0), *([] if planned is None else [figure(planned)]))
        if planned is not None:
            dot, line = mark.of("circle")[0], mark.of("line")[0]
            values.append(planned)
            places.append(number(dot, "cx"))
            ends = sorted([number(line, "x1"), number(line, "x2")])
            yield from (f"line ends at {a}" for a, b in zip(ends, sorted([x, places[-1]]),
                        strict=True) if abs(a - b) > NEAR)  # fmt: skip
            yield from alike("height", [y, number(dot, "cy"), number(line, "y1"),
                                        number(line, "y2")])  # fmt: skip
    yield from straight("count", values, places, None)


def _map(marks: list[Mark], rows: Rows, _plan: Entry, _svg: str) -> Found:
    for mark, (value,) in zip(marks, rows, strict=True):
        yield from says(mark, figure(value or 0))
    areas = [number(mark.of("circle")[0], "r") ** 2 for mark in marks]
    largest = max(range(len(rows)), key=lambda n: rows[n][0] or 0)
    for n, (value,) in enumerate(rows):
        told = areas[largest] * (value or 0) / (rows[largest][0] or 1)
        if told > 16 and abs(areas[n] - told) > 3:
            yield f"mark {n} is of {areas[n]:.1f}, not {told:.1f}"


def _winners(marks: list[Mark], rows: Rows, plan: Entry, _svg: str) -> Found:
    values = [row[0] or 0.0 for row in rows]
    for mark, row, regret in zip(marks, rows, plan["regrets"], strict=True):
        missed = [] if row[2] is None else [figure(row[2])]
        yield from says(mark, share(row[0] or 0.0), share(regret), *missed)
    yield from straight("share", values, [mark.rect()[2] for mark in marks], 0.0)
    yield from alike("begin", [mark.rect()[0] for mark in marks])
    yield from alike("high", [mark.rect()[3] for mark in marks])
    begin, scale = marks[0].rect()[0], max(mark.rect()[2] for mark in marks) / max(values)
    for mark, ends in zip(marks, plan["wins"], strict=True):
        _, top, _, tall = mark.rect()
        low, high = (begin + scale * end for end in ends)
        lines = [[number(line, name) for name in ("x1", "y1", "x2", "y2")]
                 for line in mark.of("line")]  # fmt: skip
        for (main, *caps), pad, half in ((lines[:3], 1.5, 7.5), (lines[3:], 0.0, 6.0)):
            middle = top + tall / 2
            wanted = [[low - pad, middle, high + pad, middle],
                      *([x, middle - half, x, middle + half] for x in (low, high))]  # fmt: skip
            for found, told in zip((main, *caps), wanted, strict=True):
                if max(abs(a - b) for a, b in zip(found, told, strict=True)) > 2 * NEAR:
                    yield f"“{mark.says}” has an interval at {found}, not {told}"


def _least(marks: list[Mark], rows: Rows, _plan: Entry, _svg: str) -> Found:
    for mark, (least, most) in zip(marks, rows, strict=False):
        yield from says(mark, share(least or 0))
        (left, top, across, tall), *rest = (mark.rect(n) for n in range(len(mark.of("rect"))))
        bars = [rect for rect in rest if rect[1] + rect[3] <= top + tall + 1]
        below = [rect for rect in rest if rect not in bars]
        heights = [bar[3] for bar in bars]
        lowest = min(bars, key=lambda bar: round(bar[3], 1))
        told_least = [(lowest[0] + lowest[2] / 2 - 2.5, top + tall + 1, 5.0, 3.5)] * len(below[:1])
        if np.ptp(heights) > 1 and not below:
            yield f"“{mark.says}” marks no least week"
        for found_at, wanted in itertools.zip_longest(below, told_least, fillvalue=(0.0,) * 4):
            if max(abs(a - b) for a, b in zip(found_at, wanted, strict=True)) > NEAR:
                yield f"“{mark.says}” marks its least week at {found_at}, not {wanted}"
        for told, found in ((least, min(heights)), (most, max(heights))):
            if abs(min(1.0, told or 0) * tall - found) > NEAR:
                yield f"“{mark.says}” is {found} high"
        yield from alike("floor", [top + tall, *(bar[1] + bar[3] for bar in bars)])
        yield from _runs(mark, mark.of("line")[0], (left, top + tall, left + across, top + tall))
        yield from alike("across", [bar[2] for bar in bars])
        yield from straight("week", range(len(bars)), [bar[0] for bar in bars], None)
        if not (
            abs(bars[0][0] - left) <= 2 and abs(bars[-1][0] + bars[-1][2] - left - across) <= 2
        ):
            yield f"“{mark.says}” has weeks beside its frame"
    frames = [mark.rect() for mark in marks]
    yield from alike("frame", [frame[2] for frame in frames])
    yield from alike("frame high", [frame[3] for frame in frames])
    lefts = sorted({frame[0] for frame in frames})
    yield from straight("frames", range(len(lefts)), lefts, None)
    tops: dict[float, int] = {}
    for frame in frames:
        tops[frame[1]] = tops.get(frame[1], 0) + 1
    if len(lefts) > 1 and sum(count == 1 for count in tops.values()) > len(
        {mark.says.partition(",")[0] for mark in marks}
    ):
        yield "rows of frames"


CHECKS: dict[str, Callable[[list[Mark], Rows, Entry, str], Found]] = {
    "coverage": _coverage, "weeks": _weeks, "funnel": _funnel, "passage": _passage,
    "opening": _opening, "models": _models, "frontier": _frontier, "counts": _counts,
    "map": _map, "winners": _winners, "least": _least,
}  # fmt: skip
