"""Words on a screen: what would steer a terminal is shown before anything is measured."""

from __future__ import annotations

from typing import Any, TypeAlias

from rich.text import Text as _Text

from crossings.wording import printable

Words: TypeAlias = _Text
"""Text with its marks of style, of whatever is clean."""


class Text(_Text):
    """Words without marks of style; what would steer a terminal is shown before it is measured."""

    def __init__(self, words: str = "", style: str = "", **how: Any) -> None:
        super().__init__(printable(words), style, **how)
