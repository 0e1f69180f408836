"""What is loaded for a concierge's mail: what its commands ask for, and nothing else."""

from __future__ import annotations

import pytest

from intake.wanted import Wanted, wanted
from replies.commands.grammar import read
from replies.commands.table import VERBS
from tests import desk as d

ASKED = [
    ("Begin with a question.", Wanted()),
    ("Begin.\n#close\n#note\n#topic x", Wanted(topics=("x",))),
    ("#requester Maria@Example.org", Wanted(people=("maria@example.org",))),
    ("#requester", Wanted()),
    ("#merge LC-9", Wanted(cases=(9,))),
    ("#merge 12\n#samenvoegen [lc-9]\n#merge XY-3\n#merge", Wanted(cases=(9, 12))),
    ("#topic writing, presenting", Wanted(topics=("writing", "presenting"))),
    ("#recommend presenting time=2h", Wanted(topics=("presenting",), advice=True)),
    ("#option talk-book", Wanted(advice=True)),
    ("#use recommendation", Wanted(advice=True)),
    ("#suggest slides", Wanted(similar=True)),
    ("#lijst", Wanted(open_cases=True)),
    ("#report", Wanted(report=True)),
    ("thanks #report", Wanted()),
]


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_wanted(text: str, expected: Wanted) -> None:
    """In English and Dutch; what is no command asks for nothing."""
    assert expected == wanted(read(text, VERBS), d.settings())
