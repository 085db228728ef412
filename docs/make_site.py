"""The documentation as a site: `make docs`, or `python docs/make_site.py PROGRAM FOLDER`.

PROGRAM is the `crossings` whose help is told and which makes the sample page. The pages are those
of this folder, each as it is; beside them stand the help of every command, what changed, and, where
Chromium is there, pictures of the sample page. A warning fails the build, and so does a command or
a key that the site's search does not find.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sphinx.cmd.build import main as sphinx_build

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
CASE = "inputs/gaza-2010.yaml"
SAMPLE = "gaza-2010.html"
PICTURES = {"wide": (1280, 900), "phone": (390, 844)}
"""Of the sample page: name, and the size of the window."""


def written(program: str, source: Path) -> list[str]:
    """Write what the site is made of; the names of all commands."""
    shutil.copytree(DOCS, source, ignore=shutil.ignore_patterns("make_*", "__pycache__"))
    for beside in ("crossings", "inputs", "models"):  # pages lead to files there
        (source.parent / beside).symlink_to(ROOT / beside)
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    (source / "changelog.md").write_text(changes.replace("](docs/", "]("), "utf-8")
    (source / "sample").mkdir()
    _run(program, "report", CASE, "--quiet", "--output", str(source / "sample" / SAMPLE))
    commands = re.findall(r"^  (\w+)  ", _run(program, "--help"), re.MULTILINE)
    (source / "commands.md").write_text(_help(program, commands), "utf-8")
    pages = {path: path.read_text("utf-8") for path in source.glob("*.md")}
    for path, text in pages.items():
        path.write_text(text.replace("](../CHANGELOG.md", "](changelog.md"), "utf-8")
    index, report = source / "index.md", source / "report.md"
    index.write_text(_with_contents(pages[index]), "utf-8")
    report.write_text(_with_sample(pages[report], _pictures(source)), "utf-8")
    return commands


def _run(*words: str) -> str:
    return subprocess.run(
        words, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300
    ).stdout


def _help(program: str, commands: list[str]) -> str:
    with ThreadPoolExecutor(2) as pool:
        told = pool.map(lambda name: _run(program, name, "--help"), commands)
        parts = [_section(*each) for each in zip(commands, told, strict=True)]
    return "# Every command\n\nWhat `crossings COMMAND --help` says.\n\n" + "\n".join(parts)


def _section(name: str, told: str) -> str:
    return f"## {name}\n\n```text\n{told}```\n"


def _with_contents(index: str) -> str:
    """The first page with a list of contents for each of its parts, which the margin shows."""
    told = []
    for part in re.split(r"^(?=## )", index, flags=re.MULTILINE):
        told.append(part)
        pages = re.findall(r"\]\((\S+)\.md\)", part)
        if part.startswith("## ") and pages:
            title = part.splitlines()[0].removeprefix("## ")
            more = {"Reference": ["commands", "changelog"]}.get(title, [])
            lines = "\n".join([*pages, *more])
            told.append(f"```{{toctree}}\n:hidden:\n:caption: {title}\n\n{lines}\n```\n\n")
    return "".join(told)


def _with_sample(report: str, pictures: list[str]) -> str:
    head, _, rest = report.partition("\n")
    link = f'<a href="{SAMPLE}">A page to open</a>: the Gaza Strip, May to July 2010.'
    drawn = "\n\n".join(f"![The page, {name}](pictures/{name}.png)" for name in pictures)
    return f"{head}\n\n{link}\n\n{drawn}\n{rest}"


def _pictures(source: Path) -> list[str]:
    """Names of the pictures that were taken; none where there is no Chromium."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if browser is None:
        print("no Chromium is here: the site has no pictures of the page")
        return []
    (source / "pictures").mkdir()
    page = (source / "sample" / SAMPLE).as_uri()
    for name, (width, height) in PICTURES.items():
        _run(
            browser, "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu",
            f"--window-size={width},{height}",
            f"--screenshot={source / 'pictures' / f'{name}.png'}", page,
        )  # fmt: skip
    return list(PICTURES)


def not_found(site: Path, words: list[str]) -> Iterator[str]:
    """Words that the search of a site does not find."""
    sys.path.insert(0, str(DOCS))
    from conf import EveryWord

    text = (site / "searchindex.js").read_text("utf-8")
    index = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    stem = EveryWord({}).stem
    found = {*index["terms"], *index["titleterms"]}
    for word in words:
        if any(stem(part.lower()) not in found for part in re.findall(r"\w+", word)):
            yield word


def keys() -> list[str]:
    """Every key of a case or model file."""
    rows = re.findall(r"^\| `([^`]+)`", (DOCS / "keys.md").read_text("utf-8"), re.MULTILINE)
    return list(dict.fromkeys(rows))


def main(program: str, site: Path) -> int:
    """Build the site, and look for everything in it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "docs"
        commands = written(program, source)
        made = Path(folder) / "site"
        if code := sphinx_build(["-W", "-n", "-q", "--keep-going", str(source), str(made)]):
            return code
        asked = keys()
        if missing := [*not_found(made, [*commands, *asked])]:
            print(f"the search does not find: {', '.join(missing)}")
            return 1
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(made, site, ignore=shutil.ignore_patterns(".doctrees", ".buildinfo"))
    print(f"{site}/index.html: its search finds {len(commands)} commands and {len(asked)} keys")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]).resolve()))
