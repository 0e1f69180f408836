"""Mails from the field, written anew after public bug reports, each with the right result beside it.

They lie in `corpora/field` beside the checkout (or where FIELD says) and are not part of it: `make field`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.field.play import Mail, mails, play
from tests.world import World

FOLDER = Path(os.environ.get("FIELD") or Path(__file__).parents[3] / "shared" / "corpora" / "field")
MAILS = mails(FOLDER)
NOT_YET: tuple[str, ...] = ()
"""Those that do not come out right yet; one that does fails here until it is taken out."""


def _case(mail: Mail) -> object:
    name = mail.path.stem
    marks = [pytest.mark.xfail(strict=True, reason="not yet")] if name in NOT_YET else []
    return pytest.param(mail, id=name, marks=marks)


@pytest.mark.heavy
@pytest.mark.skipif(not MAILS, reason=f"no mails in {FOLDER}")
@pytest.mark.parametrize("mail", [_case(mail) for mail in MAILS])
def test_a_mail_from_the_field(mail: Mail, field_world: World) -> None:
    """Everybody gets what the report says would have been right."""
    assert [] == play(field_world, mail)
