"""Who is proven by Authentication-Results, in the dialects of real hosts."""

from __future__ import annotations

import pytest

from cases.model import Proof
from intake.reading.machine.authres import below_a_hop, is_aligned, proof, topmost
from intake.reading.parse import parse

TRUSTED = ("mx.example.net", "mx.example.test")
P, F, M = Proof.PASS, Proof.FAIL, Proof.MISSING


@pytest.mark.parametrize(
    ("what", "value", "expected"),
    [
        ("dmarc pass", "dmarc=pass (p=none dis=none) header.from=example.org", P),
        ("dmarc pass, of whom is not said", "dmarc=pass", P),
        ("dmarc fail", "dkim=pass header.d=example.org; dmarc=fail header.from=example.org", F),
        ("best guess", "dmarc=bestguesspass action=none header.from=example.org", P),
        ("aligned dkim, no dmarc", "dkim=pass header.d=example.org header.s=s1", P),
        ("dkim of a subdomain", "dkim=pass header.d=mail.example.org", P),
        ("dkim by header.i", "dkim=pass header.i=@example.org header.s=x", P),
        ("dkim of a person", "dkim=pass header.i=tom@example.org", P),
        ("dkim with both", "dkim=pass header.d=example.org header.i=@mail.example.org", P),
        ("aligned spf, no dmarc", "spf=pass smtp.mailfrom=bounce@example.org", P),
        ("spf of a bare domain", "spf=pass smtp.mailfrom=example.org smtp.helo=mx.example.com", P),
        ("spf in angle brackets", "spf=pass smtp.mailfrom=<tom@example.org>", P),
        ("spf of a quoted local part", 'spf=pass smtp.mailfrom="tom x"@example.org', P),
        ("dmarc none lets dkim speak", "dmarc=none; dkim=pass header.d=example.org", P),
        ("foreign dkim", "dkim=pass header.d=sender.example.com", M),
        ("foreign spf", "spf=pass smtp.mailfrom=x@example.com", M),
        ("helo is no proof", "spf=pass smtp.helo=example.org", M),
        (
            "helo does not spoil mailfrom",
            "spf=none smtp.helo=a.example; spf=pass smtp.mailfrom=example.org",
            P,
        ),
        ("dmarc error", "dkim=pass header.d=example.org; dmarc=temperror", M),
        ("dmarc of another domain", "dmarc=pass header.from=example.com", M),
        ("none at all", "none", M),
        ("method version", "dmarc/1 = pass header.from=example.org", P),
        ("another method version", "dmarc/2 = pass header.from=example.org", M),
        ("nested comment", "(a (b; dmarc=fail) c) dmarc=pass header.from=example.org", P),
        ("open comment", "dkim=none (dmarc=pass header.from=example.org", M),
        ("capitals", "DMARC=Pass header.from=Example.ORG", P),
        ("comment against the keyword", "dmarc=pass(p=NONE,sp=QUARANTINE) header.from=example.org;", P),
        ("only semicolons", ";;;", M),
        (
            "two signatures, one of them old",
            "dkim=fail header.d=example.org header.s=s1; dkim=pass header.d=example.org header.s=s2",
            P,
        ),
        (
            "two signatures told apart by octets",
            "dkim=fail header.d=example.org header.b=ab/c; dkim=pass header.d=example.org header.b=de/f",
            P,
        ),
        ("the list's signature broken", "dkim=pass header.d=example.org; dkim=fail header.d=example.com", P),
        # Forged: what stands in a value, a reason or a comment is nobody's verdict.
        ("quoted address as local part", 'spf=pass smtp.mailfrom="x@example.org"@outside.example', M),
        ("the same in header.i", 'dkim=pass header.i="x@example.org"@outside.example', M),
        ("two ats", "spf=pass smtp.mailfrom=x@example.org@outside.example", M),
        ("local part with a verdict", 'spf=pass smtp.mailfrom="; dmarc=pass "@outside.example', M),
        ("reason with a verdict", 'spf=fail reason="\\"; dmarc=pass header.from=example.org; x=\\""', M),
        ("reason with a domain", 'dkim=pass reason="header.d=example.org" header.d=outside.example', M),
        ("reason never closed", 'dkim=fail reason="x; dmarc=pass header.from=example.org', M),
        (
            "comment with a verdict",
            "spf=pass (x; dmarc=pass header.from=example.org) smtp.mailfrom=a.example",
            M,
        ),
        ("comment never closed", "spf=fail (x\\); dmarc=pass header.from=example.org", M),
        ("comment closed twice", "spf=fail (x)); dmarc=pass header.from=example.org", M),
        ("longer keyword", "dmarc=pass-but-not header.from=example.org", M),
        ("keyword with a point", "dmarc=pass.fail header.from=example.org", M),
        ("keyword with a colon", "dmarc=pass:fail header.from=example.org", M),
        ("keyword in quotes", 'dmarc="pass" header.from=example.org', M),
        ("two verdicts in one", "dmarc=pass=fail header.from=example.org", M),
        ("pass, then fail", "dmarc=pass header.from=example.org; dmarc=fail header.from=example.org", F),
        ("fail, then pass", "dmarc=fail header.from=example.org; dmarc=pass header.from=example.org", F),
        ("pass and an error", "dmarc=pass header.from=example.org; dmarc=temperror", M),
        ("pass for two domains", "dmarc=pass header.from=example.org; dmarc=pass header.from=a.example", M),
        ("one pass for two domains", "dmarc=pass header.from=example.org header.from=a.example", M),
        ("dkim pass, then fail", "dkim=pass header.d=example.org; dkim=fail header.d=example.org", M),
        ("dkim fail of nobody", "dkim=fail; dkim=pass header.d=example.org", M),
        ("dkim of two signers", "dkim=pass header.d=outside.example header.d=example.org", M),
        ("dkim identity elsewhere", "dkim=pass header.d=outside.example header.i=@example.org", M),
        ("spf pass, then fail", "spf=pass smtp.mailfrom=example.org; spf=fail smtp.mailfrom=example.org", M),
        ("spf of two senders", "spf=pass smtp.mailfrom=a.example smtp.mailfrom=example.org", M),
        ("spf fail of nobody", "spf=fail; spf=pass smtp.mailfrom=example.org", M),
        ("domain behind a comma", "spf=pass smtp.mailfrom=x@outside.example,.example.org", M),
        ("domain behind a slash", "dkim=pass header.d=outside.example/.example.org", M),
        ("domain behind a comment", "dmarc=pass header.from=example.org(x).outside.example", M),
        ("empty domain before an identity", "dkim=pass header.d= header.i=@example.org", M),
        ("encoded semicolon", "spf=pass smtp.mailfrom==?utf-8?q?=3B_dmarc=3Dpass?=@outside.example", M),
        ("a letter that looks like it", "dmarc=pass header.from=ex\u0430mple.org", M),
        ("NUL inside", "dmarc=pa\x00ss header.from=example.org", M),
        ("unknown method", "xdmarc=pass header.from=example.org", M),
        ("method with a point", "x.dmarc=pass header.from=example.org", M),
        ("garbage at the end", "dmarc=pass header.from=example.org garbage", M),
    ],
)
def test_verdicts(what: str, value: str, expected: Proof) -> None:
    """pass, fail or missing (CONTRACT 6) for mail from example.org."""
    assert expected == proof((f"mx.example.net; {value}",), "example.org", TRUSTED)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("mx.example.net 1; dmarc=pass header.from=example.org", P),
        ("MX.Example.NET; dmarc=pass header.from=example.org", P),
        ('"mx.example.net"; dmarc=pass header.from=example.org', P),
        ("(x) mx.example.net (y) 1 (z); dmarc=pass header.from=example.org", P),
        ("mx.example.net 2; dmarc=pass header.from=example.org", M),
        ("mx.example.net dmarc=pass header.from=example.org", M),
        ("mx.example.com; dmarc=pass header.from=example.org", M),
        ("mx.example.com (mx.example.net; dmarc=pass); dkim=none", M),
        ("a.mx.example.net; dmarc=pass header.from=example.org", M),
        ("mx.example.net.; dmarc=pass header.from=example.org", M),
        ("dmarc=pass header.from=example.org", M),
        ("", M),
    ],
)
def test_whose_field_it_is(value: str, expected: Proof) -> None:
    """Only the id at its beginning says it, and no other version of the field is understood."""
    assert expected == proof((value,), "example.org", TRUSTED)


HONEST = {
    "Gmail": 'mx.google.com;\r\n       dkim=pass header.i=@example.org header.s=s1 header.b="h0/UZJEY";\r\n'
    "       spf=pass (google.com: domain of tom@example.org designates 192.0.2.1 as permitted sender) "
    "smtp.mailfrom=tom@example.org;\r\n       dmarc=pass (p=QUARANTINE sp=NONE dis=NONE) "
    "header.from=example.org",
    "Gmail, a bounce address": "mx.google.com; dkim=pass header.i=@example.org; spf=pass (google.com: best "
    "guess "
    "record for domain of srs0=63fc=v7=example.org=tom@srs1.example.com designates 192.0.2.1 as permitted "
    "sender) smtp.mailfrom=SRS0=63fc=V7=example.org=tom@srs1.example.com",
    "Fastmail": "mx4.messagingengine.com; x-csa=none; x-me-sender=none; x-ptr=pass smtp.helo=mx.example.org "
    "policy.ptr=mx.example.org; bimi=skipped (DMARC Policy is not at enforcement); arc=none (no signatures "
    "found); dkim=pass (2048-bit rsa key sha256) header.d=example.org header.i=@example.org "
    "header.b=Ab/+cd== "
    "header.a=rsa-sha256 header.s=s1 x-bits=2048; dmarc=pass policy.published-domain-policy=none "
    "policy.applied-disposition=none (p=none,d=none,d.eval=none) policy.policy-from=p "
    "header.from=example.org; "
    "iprev=pass smtp.remote-ip=2001:db8::1 (mx.example.org); spf=pass smtp.mailfrom=tom@example.org "
    "smtp.helo=mx.example.org; x-aligned-from=orgdomain_pass (Domain org match); x-return-mx=pass "
    "header.domain=example.org policy.is_org=yes (MX Records found: mx.example.org); x-tls=pass "
    "smtp.version=TLSv1.3 smtp.cipher=TLS_AES_256_GCM_SHA384 smtp.bits=256/256; x-vs=clean score=-100 "
    "state=0",
    "OpenDMARC": "mx.example.net; dmarc=pass (p=none dis=none) header.from=example.org",
    "OpenDKIM": "mx.example.net;\r\n\tdkim=pass (2048-bit key; unprotected) header.d=example.org "
    "header.i=@example.org header.a=rsa-sha256 header.s=s1 header.b=ABcd/+12;\r\n\tdkim-atps=neutral",
    "OpenDKIM, older": 'mx.example.net; dkim=pass\r\n\treason="2048-bit key; insecure key"\r\n\t'
    "header.d=example.org header.i=@example.org header.b=ABcdEF12; dkim-adsp=pass",
    "amavisd": "mx.example.net (amavisd-new); dkim=pass (2048-bit key) header.d=example.org",
    "rspamd": "mx.example.net; dkim=pass header.d=example.org header.s=s1 header.b=ABcdEF12; spf=pass "
    "(mx.example.net: domain of tom@example.org designates 2001:db8::1 as permitted sender) "
    "smtp.mailfrom=tom@example.org; dmarc=pass (policy=none) header.from=example.org; arc=none",
    "policyd-spf": "mx.example.net; spf=pass (sender SPF authorized) smtp.mailfrom=example.org "
    "(client-ip=192.0.2.1; helo=mx.example.org; envelope-from=tom@example.org; receiver=<UNKNOWN>)",
    "Exim": "mx.example.net; iprev=pass (mx.example.org) smtp.remote-ip=2001:db8::1; spf=pass "
    "smtp.mailfrom=example.org; dkim=pass header.d=example.org header.s=s1 header.a=rsa-sha256; "
    "dmarc=pass header.from=example.org",
    "Stalwart": "mx.example.net; spf=none (mx.example.net: no SPF records found for postmaster@a.example) "
    "smtp.helo=a.example; spf=pass (mx.example.net: domain of tom@example.org designates 192.0.2.1 as "
    "permitted sender) smtp.mailfrom=tom@example.org; iprev=pass policy.iprev=2001:db8::1; dmarc=none "
    "header.from=example.org policy.dmarc=none",
    "Proofpoint": "ppops.net; spf=pass smtp.mailfrom=tom@example.org; dkim=pass header.s=s1 "
    "header.d=example.org; dmarc=pass header.from=example.org",
    "Mimecast": "relay.example.net; dkim=pass header.d=example.org header.s=s1 header.b=ABcd/F12; dmarc=pass "
    "(policy=quarantine) header.from=example.org; spf=pass (relay.example.net: domain of tom@example.org "
    "designates 192.0.2.1 as permitted sender) smtp.mailfrom=tom@example.org",
    "Yahoo": "atlas.mail.example.net; dkim=pass header.i=@example.org header.s=s1; spf=pass "
    "smtp.mailfrom=example.org; dmarc=pass(p=NONE,sp=QUARANTINE) header.from=example.org;",
    "MessageLabs": "r2.example.net; spf=pass (server-0.example.net: domain of example.org designates "
    "192.0.2.1 "
    "as permitted sender)smtp.mailfrom=example.org",
    "GMX": "gmx.net; dkim=pass header.i=@example.org",
    "Yahoo Japan and others: version": "mx.example.net 1; spf=pass smtp.mailfrom=tom@example.org",
    "SMTP AUTH": "mx.example.net; auth=pass smtp.auth=tom smtp.mailfrom=tom@example.org; dmarc=pass "
    "header.from=example.org",
    "Microsoft 365": "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=pass (signature was "
    "verified) header.d=example.org;dmarc=pass action=none header.from=example.org;compauth=pass reason=100",
    "Microsoft 365, no policy": "spf=pass (sender IP is 2001:db8::1) smtp.mailfrom=example.org; dkim=none "
    "(message not signed) header.d=none;dmarc=bestguesspass action=none header.from=example.org;"
    "compauth=pass reason=109",
    "Microsoft 365, dmarc none": "spf=none (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dkim=pass "
    "(signature was verified) header.d=example.org;dkim=pass (signature was verified) "
    "header.d=a.example;dmarc=none action=none header.from=example.org;compauth=pass reason=106",
    "Microsoft 365, before 2019": "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; example.com; "
    "dkim=pass (signature was verified) header.d=example.org;example.com; dmarc=pass action=none "
    "header.from=example.org;",
}
HOSTS = (
    "mx.google.com",
    "mx4.messagingengine.com",
    "mx.example.net",
    "ppops.net",
    "relay.example.net",
    "atlas.mail.example.net",
    "r2.example.net",
    "gmx.net",
    "protection.outlook.com",
)


@pytest.mark.parametrize("host", HONEST)
def test_what_real_hosts_write(host: str) -> None:
    """The author whom the host found proven is proven, and nobody else."""
    assert P is proof((HONEST[host],), "example.org", HOSTS)
    assert M is proof((HONEST[host],), "other.example", HOSTS)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=none (message not signed) "
            "header.d=none;dmarc=fail action=quarantine header.from=example.org;compauth=fail reason=000",
            F,
        ),
        (
            "spf=none (sender IP is ) smtp.mailfrom=<>; dkim=none (message not signed) header.d=none;"
            "dmarc=none action=none header.from=example.org;",
            M,
        ),
        (
            "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dkim=fail (body hash did not verify) "
            "header.d=example.org;dmarc=none action=none header.from=example.org;compauth=softpass "
            "reason=202",
            M,
        ),
        ("spf=pass smtp.mailfrom=example.org; example.com garbage; dmarc=pass header.from=example.org", M),
    ],
)
def test_what_exchange_online_could_not_prove(value: str, expected: Proof) -> None:
    """Its own judgement (compauth) is not the author's proof, and its dialect has an end."""
    assert expected == proof((value,), "example.org", HOSTS)


def test_microsofts_field_without_an_id_counts_where_it_is_trusted() -> None:
    """Exchange Online writes no authserv-id; naming its family trusts it."""
    assert P is proof((HONEST["Microsoft 365"],), "example.org", ("protection.outlook.com",))
    assert M is proof((HONEST["Microsoft 365"],), "example.org", TRUSTED)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("dmarc=fail", "dmarc=pass header.from=example.org"), F),
        (("dmarc=pass header.from=example.org", "dmarc=fail"), P),
        (("dmarc=none", "dmarc=pass header.from=example.org"), M),
        (("none", "dmarc=pass header.from=example.org"), M),
        (("none", "dkim=pass header.d=example.org"), M),
        (("dmarc=pass header.from=example.org x", "dmarc=pass header.from=example.org"), M),
        (("spf=pass smtp.mailfrom=a b@outside.example", "dkim=pass header.d=example.org"), M),
        (("spf=pass smtp.mailfrom=a b@outside.example", "dmarc=fail header.from=example.org"), F),
        (("dkim=fail header.d=example.org header.s=a", "dkim=pass header.d=example.org header.s=b"), M),
        (("spf=softfail smtp.mailfrom=a.example", "dkim=pass header.d=example.org"), P),
        (("spf=none", "dkim=none", "dmarc=pass header.from=example.org"), P),
    ],
)
def test_a_lower_field_speaks_only_of_what_no_higher_one_does(
    fields: tuple[str, ...], expected: Proof
) -> None:
    """So a forged field below the host's own has nothing to add; filters of one host complete each other."""
    assert expected == proof([f"mx.example.net; {field}" for field in fields], "example.org", TRUSTED)


def test_a_foreign_field_silences_nothing() -> None:
    """A relay's own field, whole or broken, above ours is passed over."""
    ours = "mx.example.net; dmarc=pass header.from=example.org"
    assert P is proof(("relay.example; none", 'relay.example; "', ours), "example.org", TRUSTED)


def test_two_owners_are_never_taken_for_one() -> None:
    """Old ways to write a domain in ASCII made "ß" an "ss", which is somebody else's name."""
    forged = "mx.example.net; dkim=pass header.d=strasse.example"
    assert M is proof((forged,), "straße.example", TRUSTED)
    honest = "mx.example.net; dkim=pass header.d=xn--strae-oqa.example"
    assert P is proof((honest,), "straße.example", TRUSTED)


def test_encoded_words_in_a_field_are_letters() -> None:
    """A local part that a mail reader would decode to a verdict stays a local part."""
    raw = (
        b"Authentication-Results: mx.example.net; spf=pass\r\n"
        b" smtp.mailfrom==?utf-8?q?x=3B_dmarc=3Dpass_header=2Efrom=3Dexample=2Eorg?=@outside.example\r\n"
        b"From: tom@example.org\r\n\r\nHello\r\n"
    )
    assert M is proof(topmost(parse(raw).headers), "example.org", TRUSTED)


def test_a_field_below_the_own_hosts_hop_is_not_looked_at() -> None:
    """What came with the mail may be forged with our id (RFC 8601 section 5)."""
    own, forged = "mx.example.net; spf=none", "mx.example.net; dmarc=pass header.from=example.org"
    headers = (
        ("return-path", "<x@example.com>"),
        ("received", "from mx by store"),
        ("authentication-results", own),
        ("received", "from outside by mx.example.net"),
        ("authentication-results", forged),
        ("from", "tom@example.org"),
    )
    assert (own,) == topmost(headers)
    assert M is proof(topmost(headers), "example.org", TRUSTED)


BELOW = (
    ("a failure", ("mx.example.net; dmarc=fail",), F),
    ("a failure of the other trusted host", ("mx.example.test; dmarc=fail",), F),
    ("a failure in a broken field", ("mx.example.net; spf=fail smtp.mailfrom=(; dmarc=fail",), F),
    ("a failure under another hop's pass", ("mx.example.net; dmarc=pass", "mx.example.net; dmarc=fail"), M),
    ("a stranger's failure", ("mx.example.com; dmarc=fail",), M),
    ("other failures", ("mx.example.net; spf=fail; dkim=fail; arc=fail",), M),
    ("an error", ("mx.example.net; dmarc=temperror",), M),
    ("a pass", ("mx.example.net; dmarc=pass header.from=example.org",), M),
)


@pytest.mark.parametrize(("what", "fields", "expected"), BELOW)
def test_a_failed_dmarc_is_heard_below_a_hop_too(what: str, fields: tuple[str, ...], expected: Proof) -> None:
    """An inner server writes a field of its own above; the border still tells of failures, and of no pass."""
    headers = (
        ("authentication-results", "store.example.net; none"),
        ("received", "from mx by store"),
        *(("authentication-results", field) for field in fields),
        ("received", "from outside"),
    )
    assert expected is proof(topmost(headers), "example.org", TRUSTED, below_a_hop(headers))


def test_what_the_own_host_found_out_stands_above_what_came_with_the_mail() -> None:
    """A list or a forwarder on the way may have seen it fail."""
    top, below = ("mx.example.net; dmarc=pass header.from=example.org",), ("mx.example.net; dmarc=fail",)
    assert P is proof(top, "example.org", TRUSTED, below)
    assert P is proof(("mx.example.net; dkim=pass header.d=example.org",), "example.org", TRUSTED, ())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('spf=fail smtp.mailfrom="x (y"@outside.example z; dmarc=fail header.from=example.org', F),
        ("spf=fail (helo of a( ) smtp.mailfrom=outside.example; dmarc=fail", F),
        ("spf=fail smtp.mailfrom=a b@outside.example; DMARC = Fail (p=none)", F),
        ("spf=fail smtp.mailfrom=a b@outside.example; dmarc/1=fail", F),
        ("x" * 30_000 + "; dmarc=fail header.from=example.org", F),
        ("dmarc=fail header.from=example.org garbage", F),
        ("spf=fail (dmarc=failed; ); arc=fail x", M),
        ("spf=fail smtp.mailfrom=a b; x-dmarc=fail", M),
        ("spf=fail smtp.mailfrom=a b; dmarc=fail-open", M),
    ],
)
def test_a_failed_dmarc_is_heard_in_a_field_that_breaks_the_grammar(value: str, expected: Proof) -> None:
    """Whoever breaks the field with an odd envelope address does not turn a failure into silence."""
    assert expected is proof((f"mx.example.net; {value}",), "example.org", TRUSTED)


def test_two_filters_of_one_host_complete_each_other() -> None:
    """OpenDKIM and OpenDMARC write a field each."""
    headers = (
        ("authentication-results", "mx.example.net; dmarc=pass header.from=example.org"),
        ("authentication-results", "mx.example.net; dkim=pass header.d=example.org"),
        ("received", "from outside"),
    )
    assert P is proof(topmost(headers), "example.org", TRUSTED)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("example.org", "EXAMPLE.org.", True),
        ("mail.example.org", "example.org", True),
        ("example.org", "a.b.example.org", True),
        ("a.example.org", "b.example.org", False),
        ("badexample.org", "example.org", False),
        ("org", "example.org", False),
        ("", "example.org", False),
        ("münchen.example", "xn--mnchen-3ya.example", True),
    ],
)
def test_alignment(one: str, other: str, expected: bool) -> None:
    """Equal or one below the other, never a top-level domain."""
    assert expected is is_aligned(one, other)


def test_hostile_fields_have_a_verdict() -> None:
    """Deep comments and endless properties end in one; a field that is too long proves nothing."""
    for tail in ("(" * 100_000, "dkim=pass " + "a.b=c " * 100_000, "dmarc=pass;" * 100_000):
        assert M is proof((f"mx.example.net; {tail}",), "example.org", TRUSTED)
