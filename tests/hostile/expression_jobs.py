"""What every expression is given: what it finds hardest itself, and (all) the atoms and their pairs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

from tests.hostile.attacks import ATOMS, ENDS, pumped
from tests.hostile.expressions import expressions
from tests.hostile.growth import Job

PAIRS = 60  # pairs of atoms for each expression, others in each place


def jobs(everything: bool) -> Iterator[Job]:
    """One for each text."""
    for number, one in enumerate(expressions()):
        name = f"{one.where} {'/'.join(sorted(one.ways))} {one.pattern!r:.120}"
        for before, round_, end in pumped(one.pattern, one.flags):
            yield Job(name, one.run, before, round_, end)
        if everything:
            pairs = random.Random(number).sample(list(product(ATOMS, ATOMS)), PAIRS)
            for round_ in (*ATOMS, *(a + b for a, b in pairs)):
                yield from (Job(name, one.run, "", round_, end) for end in ENDS[:2])
