"""The one noun in the middle: a planning problem as labels and read-only arrays.

Whatever a phase may change has a value for every period.

Axes, in this order wherever they meet: T periods, O corridors, C crossings, G goods, R regimes,
A areas; then Q resources, P pools, N informal channels, B coverage bands, W windows of the floors,
D calendar days. Labels became positions when the files were read and become labels again in the
tables. Truckloads are full truckloads of a good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from crossings.arrays import Flags, Floats, Positions, ReadOnly, by_run, floats, ratio
from crossings.errors import Finding, InputError
from crossings.problem.labels import (
    AXES,
    WEEK,
    Channel,
    Evidence,
    Named,
    Origin,
    Period,
    Phase,
    Place,
    Shipment,
    Ware,
    windows,
)
from crossings.problem.own import OwnLimit
from crossings.problem.readable import Readable
from crossings.problem.travel import period_of
from crossings.problem.uncertainty import Ranged, Sampling, Uncertainty, settled
from crossings.published import Location, Observed, Source, Tested

__all__ = [
    "WEEK", "Channel", "Evidence", "Flags", "Floats", "Named", "Origin", "OwnLimit", "Period",
    "Phase", "Place", "Positions", "Problem", "Ranged", "ReadOnly", "Sampling", "Shipment",
    "Uncertainty", "Ware", "by_run", "floats", "ratio", "windows",
]  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Problem(Readable):
    """Everything that a plan depends on. Infinite capacities stand for limits not given."""

    case: Origin
    phases: tuple[Phase, ...]
    """The horizon from first to last, in runs of periods under one model; at least one."""
    periods: tuple[Period, ...]
    corridors: tuple[Named, ...]
    crossings: tuple[Named, ...]
    goods: tuple[Ware, ...]
    regimes: tuple[Named, ...]
    areas: tuple[Place, ...]
    resources: tuple[str, ...]
    """Every resource that a crossing has or a regime uses, pools included."""
    pools: tuple[str, ...]
    channels: tuple[Channel, ...]
    shipments: tuple[Shipment, ...]
    """I of them: on the way at the start."""

    days: Floats  # (T,) days
    crossing_opens: Flags  # (D, C) whether the calendar opens the crossing, day by day
    pool_opens: Flags  # (D, P) the same of the pools
    dated_routes: tuple[tuple[int, int], ...]
    """Crossing and area of each route whose days are not its crossing's: J of them."""
    route_opens: Flags  # (D, J) whether the calendar opens it, day by day
    dated_route_days: Floats  # (T, J) days
    crossing_open_days: Floats  # (T, C) days
    crossing_worked_days: Floats  # (T, C) days, each at the pace of its weekday
    corridor_open_days: Floats  # (T, O) days
    pool_open_days: Floats  # (T, P) days

    through_corridors: bool
    """Whether inbound goods come only through corridors."""
    brings: Flags  # (T, O, C, G) the corridor serves the crossing and brings the good there
    corridor_capacity: Floats  # (T, O) truckloads per open day
    corridor_good_capacity: Floats  # (T, O, G) truckloads per open day
    corridor_loss: Floats  # (T, O) share lost before presentation

    usable: Flags  # (T, C, G, R) crossing and regime admit the good, and the model uses it there
    lacking: Flags  # (T, C, G, Q) not there, and needed by the regime that would admit the good
    minutes: Floats  # (T, G, R, Q) minutes per truckload, m[r,g,q]
    refusal: Floats  # (T, R) share of clean truckloads
    detection: Floats  # (T, R) share of truckloads with contraband
    fill: Floats  # (T, R) truckloads per truck while inspected
    gate: Floats  # (T, C) trucks per open day
    own_minutes: Floats  # (T, C, Q) minutes per open day; inf: unknown; nan: not the crossing's own
    pool_minutes: Floats  # (T, P) minutes per open day
    pool_resource: Positions  # (P,) position of the pool among the resources

    reaches: Flags  # (T, C, A) a route exists
    route_capacity: Floats  # (T, C, A) truckloads per open day
    route_loss: Floats  # (T, C, A) share intercepted

    corridor_transit: Floats  # (T, O) days from manifested to reaching a crossing
    route_transit: Floats  # (T, C, A) days from collected to arrived
    yard: Floats  # (T, C) most that waits before inspection at a period's end; 0 without corridors
    platform: Floats  # (T, C) most that lies released at the end of a period
    store: Floats  # (T, A) most that lies in an area at the end of a period
    shelf_life: Floats  # (G,) days, inf: no limit
    first_yard: Floats  # (C, G) truckloads waiting at the start
    first_platform: Floats  # (C, G) truckloads released and not collected at the start
    on_the_way: Floats  # (I,) truckloads of each shipment

    need: Floats  # (T, G, A) truckloads per day, 0 for exports
    export_need: Floats  # (T, G) truckloads per day, 0 for inbound goods
    first_stock: Floats  # (G, A) truckloads
    last_stock: Floats  # (G, A) truckloads to be left at the end
    priority: Floats  # (G,) value of a truckload met
    area_weight: Floats  # (A,) factor on it
    threat_rate: Floats  # (T, G) share of truckloads with contraband, 0 where unknown
    threat_known: Flags  # (T, G)
    tonnes: Floats  # (G,) tonnes per truckload, nan where not given
    pallets: Floats  # (G,) pallets per truckload, nan where not given
    population: Floats  # (T, A) people, nan where not given

    diversion_share: Floats  # (T, G) share of arrived truckloads, before end-use checks
    diversion_prevented: Floats  # (T, G) share of that diversion which end-use checks prevent
    end_use_minutes: Floats  # (T, G, P) minutes of pools per arrived truckload
    backlog: Floats  # (G,) tonnes needed in all for rebuilding, nan where not given
    informal_share: Floats  # (T, N, G) share of unmet need sent by each channel
    informal_interdicted: Floats  # (T, N) share of what is sent that is stopped
    informal_threat_rate: Floats  # (T, N) share of truckloads with contraband, nan where unknown

    band_width: Floats  # (B,) share of need
    band_weight: Floats  # (B,)
    undetected_limit: Floats  # (T,) truckloads per day, inf: none
    diverted_limit: Floats  # (T,) truckloads per day, inf: none
    detection_floor: Floats  # (T,) share, 0: none
    guaranteed_rate: Floats  # (T,) share detected whoever sends, 0: none
    coverage_floor: Floats  # (T, G, A) share of need, 0: none; of an export everywhere the same
    windows: tuple[range, ...]
    """Runs of periods over which the coverage floors hold."""
    own_limits: tuple[OwnLimit, ...]
    """Each bound of the case's own limits: K of them at first."""
    own_rate: Floats  # (T, K) a day; of a total all of it in its first period; where none: inf or 0
    own_days: Floats  # (T, K) days that count

    uncertainty: Uncertainty

    coverage_target: float = 0.0
    """Share of all inbound need that a plan must meet over the horizon, 0: nothing is asked."""
    worst_target: float = 0.0
    """Likewise, of each inbound good in each area with need."""
    informal_target: float = np.inf
    """Truckloads of contraband a day that may enter by informal channels, mean of the horizon."""

    guaranteed_for: str = "tcg"
    """Axes that `guaranteed_rate` holds for, each of their positions by itself."""
    foreseen: Problem | None = None
    """Where some of its phases do not come about: the problem in which all do, as is planned."""
    notes: str = ""
    """What the case says of itself in free text."""
    further_limits: tuple[Any, ...] = ()
    """Kinds of limit that a script hands in beside all others: records of `crossings.limits`."""
    resource_names: Mapping[str, str] = field(default_factory=dict)
    """What files call resources and pools, by id; no others."""
    admin_level: int | None = None
    """Of the p-codes of areas; None where the case leaves it to their length."""
    calendar_months: str = "levantine"  # which names of months an Arabic page has
    contraband: str = "contraband"  # what is searched for, as screen and page call it
    tables: tuple[Origin, ...] = ()
    """Workbooks and CSV files that the case names, with the sheet as title."""
    observed: tuple[Observed, ...] = ()
    tested: tuple[Tested, ...] = ()  # empty: on no counts that were not seen
    locations: tuple[Location | None, ...] = ()
    """Where each crossing is; None where the case does not say."""
    sources: tuple[Source, ...] = ()
    """Every source that the case and its models list."""
    evidence: tuple[Evidence, ...] = ()
    warnings: tuple[Finding, ...] = ()
    unforeseen: tuple[Finding, ...] = ()
    """What is asked of the whole horizon, which nobody can keep who sees no later period."""

    def without_foresight(self) -> Problem:
        """The problem itself, to be carried through futures.

        Raises `InputError` where it asks what only whoever knows later periods could keep.
        """
        if self.unforeseen:
            raise InputError(list(self.unforeseen))
        return self

    def under(self, came: Sequence[bool]) -> Problem:
        """The problem in which those of its uncertain phases come about that `came` says.

        Nothing about phases is uncertain in it. Axes are those of the problem itself.
        """
        key = tuple(map(bool, came))
        if not self.uncertainty.phases:
            return self
        if key not in self._under:
            self._under[key] = replace(self, **settled(self.uncertainty, key), foreseen=self)
        return self._under[key]

    def ids(self, axis: str) -> list[str]:
        """What the places along an axis, by its letter, are called in the files."""
        places = getattr(self, AXES[axis][1])
        return [each if isinstance(each, str) else each.id for each in places]

    @cached_property
    def _under(self) -> dict[tuple[bool, ...], Problem]:
        """By which phases come about."""
        return {}

    @property
    def model(self) -> Origin:
        """The inspection model, of the first phase where there are several."""
        return self.phases[0].model

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that it was read from."""
        return tuple(dict.fromkeys(origin.path for origin in self.origins))

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The case, the inspection models in the order of the phases, and tables by the sheet."""
        models = (phase.model for phase in self.phases)
        return tuple(dict.fromkeys((self.case, *models, *self.tables)))

    @property
    def phase_of(self) -> Positions:
        """(T,) Which phase each period belongs to."""
        return np.repeat(np.arange(len(self.phases)), [len(phase.periods) for phase in self.phases])

    @property
    def weeks(self) -> tuple[range, ...]:
        """Runs of whole periods of a week; periods as long or longer stay alone."""
        return windows(self.periods, WEEK)

    @property
    def by_days(self) -> bool:
        """Whether every period is one day."""
        return bool((self.days == 1).all())

    @property
    def inbound(self) -> Flags:
        """(G,) Goods that come into the place; all others are exports."""
        return np.array([not good.is_export for good in self.goods], dtype=bool)

    @property
    def band_top(self) -> Floats:
        """(B,) Coverage at which each band ends."""
        return np.asarray(np.cumsum(self.band_width))

    @property
    def route_open_days(self) -> Floats:
        """(T, C, A) Open days of routes: their crossing's, but of those that have their own."""
        made = np.repeat(self.crossing_open_days[:, :, None], len(self.areas), axis=2)
        for j, route in enumerate(self.dated_routes):
            made[:, route[0], route[1]] = self.dated_route_days[:, j]
        return made

    def open_routes(self, t: int) -> Flags:
        """(C, A) Where a route exists that is open on some day of period t, if its crossing is."""
        made: Flags = self.reaches[t].copy()
        for j, route in enumerate(self.dated_routes):
            made[route] &= self.dated_route_days[t, j] > 0
        return made

    @property
    def worth(self) -> Floats:
        """(G, A) Value of a truckload met, beside its band's weight; of exports see `priority`."""
        return self.priority[:, None] * self.area_weight

    @property
    def needed(self) -> Floats:
        """(T, G, A) Truckloads needed in each period; 0 for exports."""
        return self.need * self.days[:, None, None]

    @property
    def export_needed(self) -> Floats:
        """(T, G) Truckloads that the outside market takes in each period; 0 for inbound goods."""
        return self.export_need * self.days[:, None]

    @property
    def diverted_share(self) -> Floats:
        """(T, G) Share of arrived truckloads diverted in spite of end-use checks."""
        return self.diversion_share * (1 - self.diversion_prevented)

    @property
    def hidden_when_unmet(self) -> Floats:
        """(T, G) Truckloads of contraband that enter informally for each truckload of need unmet.

        Channels whose threat rate is unknown count as 0.
        """
        hidden = np.nan_to_num(self.informal_threat_rate) * (1 - self.informal_interdicted)
        return np.asarray((hidden[..., None] * self.informal_share).sum(axis=1))

    @property
    def hidden_at_most(self) -> float:
        """Truckloads of contraband a day sent informally where nothing at all is met."""
        hidden = np.nan_to_num(self.informal_threat_rate)[..., None] * self.informal_share
        sent = hidden.sum(axis=1) * self.needed.sum(axis=2)  # (T, G)
        return float(sent.sum() / self.days.sum())

    def periods_kept(self, good: int) -> int | None:
        """Periods at whose end what arrived in the first of them may lie; None: no limit."""
        kept = self.shelf_life[good] / self.days[0]
        return None if np.isinf(kept) else int(kept + 1e-9)

    def due_at_crossings(self, truckloads: Floats | None = None) -> Floats:
        """(…, T, C, G) What gets to crossings of what was on the way at the start.

        `truckloads` (…, I) may be drawn; they are the problem's own where they are not given.
        """
        return self._due(("crossing", "good"), (len(self.crossings), len(self.goods)), truckloads)

    def due_in_areas(self, truckloads: Floats | None = None) -> Floats:
        """(…, T, G, A) Likewise what gets to areas."""
        return self._due(("good", "area"), (len(self.goods), len(self.areas)), truckloads)

    def _due(self, axes: tuple[str, str], shape: tuple[int, int], given: Floats | None) -> Floats:
        amounts = self.on_the_way if given is None else given
        made = np.zeros((*amounts.shape[:-1], len(self.periods), *shape))
        for i, shipment in enumerate(self.shipments):
            t = period_of(self.periods, shipment)
            if t is not None and (shipment.area is None) == ("area" not in axes):
                at = (t, *(getattr(shipment, axis) for axis in axes))
                made[(..., *at)] += amounts[..., i]
        return made

    @property
    def total_need(self) -> Floats:
        """(G,) Truckloads a day needed in all areas, or taken outside; mean of the horizon."""
        in_all = self.needed.sum(axis=(0, 2)) + self.export_needed.sum(axis=0)
        return np.asarray(in_all / self.days.sum())
