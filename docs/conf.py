"""How Sphinx reads these pages; `make docs` calls it by way of make_site.py."""

import sphinx.search
from sphinx.search.en import SearchEnglish


class EveryWord(SearchEnglish):
    """English, no word of which is left out: `of`, `by` and `from` are keys of a case."""

    stopwords: frozenset[str] = frozenset()


sphinx.search.languages["en"] = EveryWord

project = "crossings"
extensions = ["myst_parser"]
myst_heading_anchors = 6
html_theme = "furo"
html_title = "crossings"
html_extra_path = ["sample"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
