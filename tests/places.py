"""Where things lie: beside the tests, and in the package, wherever that is."""

from pathlib import Path

import crossings
from crossings.reading.yaml.library import shipped_folder

ROOT = Path(__file__).parents[1]
"""The checkout; or what the source distribution has of it beside the package."""
PACKAGE = Path(crossings.__file__).parent
MODELS = shipped_folder()
"""The inspection models that `--model` finds by name."""
