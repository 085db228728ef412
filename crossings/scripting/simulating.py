"""One plan in futures, by a rule and with measures that may be one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from crossings.evaluation import DISPATCH_RULES, Outcomes, OwnRule, evaluated
from crossings.handed_in import plan_handed_in, scenarios_handed_in
from crossings.outputs.provenance import provenance
from crossings.plan import Plan
from crossings.problem import Floats
from crossings.scenarios import Scenarios
from crossings.scripting.own_code import Dispatch, Measures, measures_of, rule_of

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, eq=False, repr=False)
class Measured:
    """What comes of a plan in futures, with measures of one's own beside it."""

    outcomes: Outcomes
    measures: Mapping[str, Floats]
    """(S,) of each, by its name."""
    provenance: Mapping[str, Any]
    """What made it, with the names of the rule and the measures."""

    def __repr__(self) -> str:
        means = (f"  {name}: mean {each.mean():,.6g}" for name, each in self.measures.items())
        rule = f"by {self.provenance['dispatch']}"
        head = f"Measured: {len(self.outcomes):,} futures, {rule}"
        return "\n".join([head, f"  value: mean {self.outcomes.value.mean():,.6g}", *means])

    @property
    def table(self) -> DataFrame:
        """A row a future: its number, value, and every measure."""
        from pandas import DataFrame

        told = {"scenario": self.outcomes.numbers.astype(int), "value": self.outcomes.value}
        return DataFrame({**told, **self.measures})


@overload
def simulate(plan: Plan, scenarios: Scenarios, dispatch: Dispatch = "plan") -> Outcomes: ...
@overload
def simulate(
    plan: Plan, scenarios: Scenarios, dispatch: Dispatch = "plan", *, measures: Measures
) -> Measured: ...
def simulate(
    plan: Plan,
    scenarios: Scenarios,
    dispatch: Dispatch = "plan",
    *,
    measures: Measures | None = None,
) -> Outcomes | Measured:
    """What comes of a plan in each of the futures, as arrays.

    Futures may be one's own; a `ValueError` names an array that cannot be. So may be the rule: a
    function from a `Choice` to (S, J), what is sent of each way in each future. One that sends what
    does not wait, or passes a limit, is refused with the first it passes, the future and the
    period. `measures` are functions of the `Outcomes` to a number a future, by name: then what
    comes is `Measured`, and its provenance names rule and measures.
    """
    plan = plan_handed_in(plan)
    rule, own = rule_of(dispatch, DISPATCH_RULES), measures_of(measures)
    made = evaluated(plan, scenarios_handed_in(scenarios, plan.problem), rule)
    if measures is None:
        return made
    found = {each.name: each.of(made) for each in own}
    told = provenance(plan.solver) | {
        "dispatch": rule.name if isinstance(rule, OwnRule) else rule,
        "measures": [*found],
        "problem": plan.problem.digest,
    }
    return Measured(made, found, told)
