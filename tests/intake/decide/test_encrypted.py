# ruff: noqa: E501 - one row a line
"""Mails that nobody here can open: said kindly, promised nothing, sent to nobody; and those that look alike."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import pytest

from cases.effects import AddMessage, Decision, OpenCase
from cases.model import CaseState, InboundState, Purpose
from intake.decide.decide import decide
from tests import desk as d
from tests.intake.decide.test_decide import ANNA, BY_WORKER, FAILED, SURVEYED, to

CMS = bytes.fromhex("2a864886f70d01")


def der(kind: str) -> str:
    """The beginning of a CMS file in base64: as much as tells what it is."""
    oid = CMS + bytes.fromhex(kind)
    return b64encode(b"\x30\x82\x02\x0c\x06" + bytes((len(oid),)) + oid + b"\xa0\x82" + bytes(60)).decode()


ENVELOPED, AUTHENTICATED, SIGNED = der("0703"), der("0910 0117".replace(" ", "")), der("0702")
BLOCK = "-----BEGIN PGP MESSAGE-----\n\nhQEMA7ySxMUJb8VdAQf+Nw==\n=Qp2v\n-----END PGP MESSAGE-----"
SEAL = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----"
KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBFx\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----"


def part(type_: str, content: str = "", **fields: str) -> str:
    lines = [f"Content-Type: {type_}", *(f"Content-{name}: {value}" for name, value in fields.items())]
    return "\n".join([*lines, "", content])


def of(kind: str, *parts: str) -> tuple[str, str]:
    """(body, Content-Type) of a multipart."""
    body = "".join(f"--b\n{each}\n" for each in parts) + "--b--\n"
    return body, f'multipart/{kind}; boundary="b"'


def file(type_: str, content: str, name: str, **fields: str) -> str:
    return part(f'{type_}; name="{name}"', content, Disposition=f'attachment; filename="{name}"', **fields)


def coded(type_: str, content: str, name: str) -> str:
    return file(type_, content, name, **{"Transfer-Encoding": "base64"})


PGP = (
    part("application/pgp-encrypted", "Version: 1"),
    part('application/octet-stream; name="encrypted.asc"', BLOCK),
)
PKCS7 = "application/pkcs7-mime"
SMIME = {"Content_Transfer_Encoding": "base64"}
SEALED = [
    ("PGP/MIME", of("encrypted", *PGP), {}),
    ("PGP/MIME below which a list wrote", of("mixed", *PGP, part("text/plain", "Sent through the list.")), {}),
    ("PGP/MIME, taken apart by Exchange", of("mixed", part("text/plain"), *PGP), {}),
    ("PGP in the text", (BLOCK, "text/plain"), {}),
    ("PGP above a quotation", (f"{BLOCK}\n\nOn Mon, 23 Nov 2026 at 10:00, Help <help@example.org> wrote:\n> Hi", "text/plain"), {}),
    ("PGP as the only file", of("mixed", part("text/plain"), file("application/octet-stream", BLOCK, "msg.asc")), {}),
    ("S/MIME", (ENVELOPED, f"{PKCS7}; smime-type=enveloped-data; name=smime.p7m"), SMIME),
    ("S/MIME, no type said", (ENVELOPED, "application/x-pkcs7-mime; name=smime.p7m"), SMIME),
    ("S/MIME, authenticated", (AUTHENTICATED, f"{PKCS7}; smime-type=authEnveloped-data"), SMIME),
    ("S/MIME, called signed", (ENVELOPED, f"{PKCS7}; smime-type=signed-data"), SMIME),
    ("S/MIME, octets only", (ENVELOPED, "application/octet-stream; name=smime.p7m"), SMIME),
    ("S/MIME, cut off", ("MIICDA==", f"{PKCS7}; smime-type=enveloped-data"), SMIME),
    ("S/MIME in a mixed", of("mixed", part("text/plain"), coded(PKCS7, ENVELOPED, "smime.p7m")), {}),
    ("Outlook", of("mixed", part("text/plain", "anna sent you a protected message."),
                   coded("application/x-microsoft-rpmsg-message", "eA==", "message.rpmsg")), {}),
]  # fmt: skip
READABLE = [
    ("signed S/MIME", of("signed", part("text/plain", "Hello?"),
                         coded("application/pkcs7-signature", SIGNED, "smime.p7s"))),
    ("signed PGP/MIME", of("signed", part("text/plain", "Hello?"),
                           file("application/pgp-signature", SEAL, "signature.asc"))),
    ("signed in the clear", (f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello?\n{SEAL}", "text/plain")),
    ("a key attached", of("mixed", part("text/plain", "Hello?"), file("application/pgp-keys", KEY, "0x1234.asc"))),
    ("a key as text", of("mixed", part("text/plain", "Hello?"), file("text/plain", KEY, "key.asc"))),
    ("an encrypted file beside words", of("mixed", part("text/plain", "Hello? My plan is in the file."),
                                          file("application/octet-stream", BLOCK, "plan.pgp"))),
    ("about encryption", ("What does -----BEGIN PGP MESSAGE----- mean?\nIt is in all my mail.", "text/plain")),
    ("a block quoted", (f"Hello? I got this:\n\n{BLOCK}\n\nWhat is it?", "text/plain")),
]  # fmt: skip


def _mail(given: tuple[str, str], **fields: str) -> bytes:
    return d.mail(given[0], Content_Type=given[1], **fields)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(("given", "fields"), [row[1:] for row in SEALED], ids=[row[0] for row in SEALED])
def test_a_first_mail_is_kept_and_told(given: tuple[str, str], fields: dict[str, str], language: str) -> None:
    """No case, no promise: the worker hears how to write instead, those on duty that it came."""
    person = replace(d.MARIA, language=language)
    decision = decide(d.facts(_mail(given, **fields), person=person))
    assert (InboundState.HELD, "encrypted") == (decision.disposition, decision.reason)
    assert not [e for e in decision.effects if isinstance(e, OpenCase)]
    (told,) = d.to_worker(decision)
    assert ("versleuteld" if language == "nl" else "encrypted") in told.text
    assert "A person reads" not in told.text
    assert "Een mens leest" not in told.text
    assert f"encrypted:1:{d.NOW:%Y-%m-%d}" == told.dedupe
    assert "auto-replied" == told.automatic
    assert "it is encrypted" in d.text_to(decision, "anna@example.org")


@pytest.mark.parametrize(("given", "fields"), [row[1:] for row in SEALED], ids=[row[0] for row in SEALED])
def test_on_a_case_nothing_moves(given: tuple[str, str], fields: dict[str, str]) -> None:
    """Kept on the case, which stays as it is, also where it is closed or a survey is out."""
    for case in (
        d.case(),
        d.case(state=CaseState.WAITING),
        d.case(state=CaseState.CLOSED, closed_at=d.NOW),
        SURVEYED,
    ):
        raw = _mail(given, to=BY_WORKER, **fields)
        decision = decide(d.facts(raw, (case,)))
        assert (InboundState.ACCEPTED, "encrypted", 7) == (
            decision.disposition,
            decision.reason,
            decision.case,
        )
        assert ["AddMessage", "SendMail"] == sorted({type(e).__name__ for e in decision.effects})
        (shown,) = [e for e in decision.effects if isinstance(e, AddMessage)]
        assert ("", "") == (shown.new_text, shown.text)
        assert 1 == len(d.to_worker(decision))
        told = "".join(m.text for m in d.sent(decision) if m not in d.to_worker(decision))
        assert "encrypted" in told
        assert "Promised" not in told


@pytest.mark.parametrize(("given", "fields"), [row[1:] for row in SEALED], ids=[row[0] for row in SEALED])
def test_of_a_concierge_nothing_is_sent(given: tuple[str, str], fields: dict[str, str]) -> None:
    """They are told, and nothing reaches the worker; a first mail of theirs opens no case."""
    for more, cases in (({"to": to(Purpose.ANSWER, 11, ref=1)}, (d.case(),)), ({}, ())):
        decision = decide(d.facts(_mail(given, sender=ANNA, **more, **fields), cases))
        assert (InboundState.ACCEPTED, "transcript") == (decision.disposition, decision.reason)
        assert ["RecordEvent", "SendMail"] == sorted(type(e).__name__ for e in decision.effects)
        assert "is encrypted" in d.text_to(decision, "anna@example.org")


def test_words_beside_a_block_of_a_concierge_do_not_go_alone() -> None:
    """Half of an answer is none."""
    raw = _mail((f"See below.\n\n{BLOCK}", "text/plain"), sender=ANNA, to=to(Purpose.ANSWER, 11, ref=1))
    decision = decide(d.facts(raw, (d.case(),)))
    assert ("transcript", []) == (decision.reason, d.to_worker(decision))


@pytest.mark.parametrize("given", [row[1] for row in READABLE], ids=[row[0] for row in READABLE])
def test_what_can_be_read_is_a_request(given: tuple[str, str]) -> None:
    """Signatures, keys, files beside words, and words about encryption."""
    decision = decide(d.facts(_mail(given)))
    assert (InboundState.ACCEPTED, "request") == (decision.disposition, decision.reason)
    assert "encrypted:" not in (d.to_worker(decision)[0].dedupe or "")


def _reasons(decision: Decision) -> tuple[str, int]:
    return decision.reason, len(d.to_worker(decision))


def test_no_answer_to_forged_or_unknown_senders() -> None:
    """They are held as ever, or kept on the case."""
    given = SEALED[0][1]
    forged = decide(d.facts(_mail(given, Authentication_Results=FAILED)))
    assert ("dmarc-fail", 0) == _reasons(forged)
    stranger = decide(d.facts(_mail(given, sender="eve@example.com")))
    assert ("sender-not-allowed", []) == (
        stranger.reason,
        [m for m in d.sent(stranger) if m.to[0].key == "eve@example.com"],
    )
    third = decide(d.facts(_mail(given, sender="eve@example.com", to=BY_WORKER), (d.case(),)))
    assert ("encrypted", 0) == _reasons(third)


def test_let_in_by_a_person_it_opens_a_case_without_a_promise_to_read() -> None:
    """There is somebody to ask then, and still nothing to read."""
    decision = decide(d.facts(_mail(SEALED[0][1]), waived=frozenset({"encrypted"})))
    assert ("request", 0) == _reasons(decision)
    assert "This mail is encrypted" in d.text_to(decision, "anna@example.org")
