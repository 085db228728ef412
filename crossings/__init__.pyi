from crossings.errors import CrossingsError as CrossingsError
from crossings.errors import InputError as InputError
from crossings.errors import NoPlan as NoPlan
from crossings.errors import StoppedEarly as StoppedEarly
from crossings.errors import SurroundingsError as SurroundingsError
from crossings.evaluation import Choice as Choice
from crossings.evaluation import Outcomes as Outcomes
from crossings.evaluation.measures import Batch as Batch
from crossings.outputs.answer import Answer as Answer
from crossings.plan import Plan as Plan
from crossings.problem import Problem as Problem
from crossings.scenarios import Scenarios as Scenarios
from crossings.scripting.answers import compare as compare
from crossings.scripting.answers import explain as explain
from crossings.scripting.answers import frontier as frontier
from crossings.scripting.answers import size as size
from crossings.scripting.cases import read_case as read_case
from crossings.scripting.cases import read_models as read_models
from crossings.scripting.counts import calibrate as calibrate
from crossings.scripting.counts import observe as observe
from crossings.scripting.designs import inspect as inspect
from crossings.scripting.discovery import discover as discover
from crossings.scripting.discovery import sensitivity as sensitivity
from crossings.scripting.futures import sample as sample
from crossings.scripting.futures import sample_table as sample_table
from crossings.scripting.futures import simulate_batch as simulate_batch
from crossings.scripting.mornings import first_state as first_state
from crossings.scripting.mornings import today as today
from crossings.scripting.pages import Page as Page
from crossings.scripting.pages import report as report
from crossings.scripting.plans import optimize as optimize
from crossings.scripting.plans import read_plan as read_plan
from crossings.scripting.plans import save_plan as save_plan
from crossings.scripting.sheets import sheet as sheet
from crossings.scripting.shown import as_html as as_html
from crossings.scripting.shown import progress as progress
from crossings.scripting.simulating import Measured as Measured
from crossings.scripting.simulating import simulate as simulate
from crossings.scripting.sweeps import SweepTables as SweepTables
from crossings.scripting.sweeps import sweep as sweep
from crossings.scripting.tables import as_answer as as_answer
from crossings.scripting.tables import as_tables as as_tables

draw = sample
evaluate = simulate
try_out = simulate_batch

__version__: str
__all__: list[str]
