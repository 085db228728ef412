"""What corridors are meant to carry, parted anew where some are meant to carry more than they can.

Goods come in the order of priority, then id. Of each, a corridor keeps what it has room for in the
period, by the good and in all; the rest goes to corridors that bring the good to the same crossing,
in their order, as far as these have room, and what still finds none stays where it was meant.
"""

from __future__ import annotations

import numpy as np

from crossings.problem import Flags, Floats, Problem


def with_room(problem: Problem, sent: Floats, shares: Floats, which: Flags) -> Floats:
    """(T, O, C, G) shares of corridors in what is `sent` (T, C, G), changed where `which` is."""
    meant = sent[:, None] * shares
    days = problem.corridor_open_days  # (T, O)
    opens = days > 0
    least = np.where(opens, days, 1.0)
    room = np.where(opens, problem.corridor_capacity * least, 0.0)
    of_good = np.where(
        opens[:, :, None], problem.corridor_good_capacity * least[:, :, None], 0.0
    )  # (T, O, G)
    carried, left = np.zeros_like(meant), np.zeros_like(sent)
    goods = sorted(
        range(len(problem.goods)), key=lambda g: (-problem.priority[g], problem.goods[g].id)
    )

    def taken(o: int, g: int, asked: Floats) -> Floats:
        """(T, C) What corridor o has room for, of what it is asked to bring of good g."""
        total = asked.sum(axis=1)
        most = np.minimum(np.minimum(room[:, o], of_good[:, o, g]), total)
        part = np.divide(most, total, out=np.ones_like(total), where=total > 0)
        room[:, o] -= most
        of_good[:, o, g] -= most
        return np.asarray(asked * part[:, None])

    for g in goods:
        for o in range(len(problem.corridors)):
            carried[:, o, :, g] = taken(o, g, meant[:, o, :, g])
            left[:, :, g] += meant[:, o, :, g] - carried[:, o, :, g]
    for g in goods:
        for o in range(len(problem.corridors)):
            more = taken(o, g, left[:, :, g] * (problem.brings[:, o, :, g] & which[:, :, g]))
            carried[:, o, :, g] += more
            left[:, :, g] -= more
    carried += left[:, None] * shares
    moved = (np.abs(carried - meant) > 1e-9 * (1 + sent[:, None])).any(axis=1)  # (T, C, G)
    anew = (which & moved)[:, None]
    return np.divide(carried, sent[:, None], out=shares.copy(), where=anew)
