"""Mails in the shapes of today's clients, each with its truth beside it (`tests/data/clients`)."""

from __future__ import annotations

from tests.client_mails import OWN, client_mails, not_yet, wrong


def test_mails_of_clients_are_understood() -> None:
    """All but those listed in not_yet.txt; one that comes right has to leave that list."""
    bad = wrong(client_mails(OWN))
    listed = not_yet(OWN)
    broken = {name: lines for name, lines in bad.items() if name not in listed}
    mended = listed - bad.keys()
    assert not broken
    assert not mended, "take these off not_yet.txt: python tests/client_mails.py --renew"


def test_every_mail_has_its_truth() -> None:
    """No mail without truth, no truth without a mail, no listed name without either."""
    names = [mail.name for mail in client_mails(OWN)]
    assert sorted(path.stem for path in OWN.glob("*.eml")) == sorted(names)
    assert not_yet(OWN) <= set(names)
