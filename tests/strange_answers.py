"""Answers kept as JSON, with parts of them put in another's place."""

import copy
import json
import random
from typing import Any

STRANGE = (None, True, -1, 0, 1e308, 10**400, "", "x", "\x1b[1m[/bold]{a}", [], [1], {}, {"a": 1})


def spoilt_answer(seed: int, text: str) -> str:
    """The answer `text` with up to three of its parts, at whatever depth, something strange."""
    draws = random.Random(seed)
    answer: Any = json.loads(text)
    for _ in range(draws.randint(1, 3)):
        inside = answer
        for _ in range(draws.randint(0, 3)):
            below = [key for key in _keys(inside) if inside[key] and _keys(inside[key])]
            inside = inside[draws.choice(below)] if below else inside
        inside[draws.choice(_keys(inside))] = copy.deepcopy(draws.choice(STRANGE))
    return json.dumps(answer)


def _keys(part: Any) -> list[Any]:
    if isinstance(part, dict):
        return [*part]
    return [*range(len(part))] if isinstance(part, list) else []
