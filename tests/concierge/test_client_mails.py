"""Mails in the shapes of today's clients, each with its truth beside it (`tests/data/clients`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.client_mails import OWN, client_mails, marks, not_yet, wrong


@pytest.mark.parametrize("folder", OWN, ids=lambda folder: folder.name)
def test_mails_of_clients_are_understood(folder: Path) -> None:
    """All but those listed in not_yet.txt; what comes right, or loses no words any more, leaves that list."""
    bad = wrong(client_mails(folder))
    found, listed = marks(bad), not_yet(folder)
    assert not {name: lines for name, lines in bad.items() if name not in listed}
    assert not {name: bad[name] for name, mark in found.items() if mark and not listed[name]}
    assert found == listed, "take off what is right now: python tests/client_mails.py --renew"


@pytest.mark.parametrize("folder", OWN, ids=lambda folder: folder.name)
def test_every_mail_has_its_truth(folder: Path) -> None:
    """No mail without truth, no truth without a mail, no listed name without either."""
    names = [mail.name for mail in client_mails(folder)]
    assert sorted(path.stem for path in folder.glob("*.eml")) == sorted(names)
    assert set(not_yet(folder)) <= set(names)
