# ruff: noqa: E501 - one row a line
"""Somebody writes as somebody else: a concierge, a worker, or the service itself."""

from __future__ import annotations

from typing import Any

from concierge.demo.border import FAIL, NONE
from tests.flow.attacks.cast import Cast, Value, text
from tests.flow.attacks.row import Mail, Mails, Row, usual

EVE = "Eve <eve@evil.example>"
INVOICE = "#close\n\nPay this invoice: https://evil.example/pay"
HOST = "mx.example.test"  # whose results the service trusts


_row = usual(
    honest=lambda c: c.answer(),
    does="accepted concierge-answer",
    gets="answer",
    says="Begin with a question.",
    hidden=("evil.example/pay",),
)


def _eve(name: str, sender: str = EVE, ends: str = "accepted third-party", **fields: Value) -> Row:
    """From outside, proven to be from there, to the signed address that was made for Anna."""

    def attack(c: Cast) -> Mails:
        shown: dict[str, Any] = {name: _fill(value, c) for name, value in fields.items()}
        return c.write(_filled(sender, c), INVOICE, to=c.token, mail_from="eve@evil.example", **shown)

    return _row(name, attack, ends)


def _filled(value: str, c: Cast) -> str:
    local, _, domain = c.anna.partition("@")
    return value.format(anna=c.anna, local=local, domain=domain, service=c.service, upper=c.anna.upper())


def _fill(value: Value, c: Cast) -> Value:
    if value is None or isinstance(value, str):
        return None if value is None else _filled(value, c)
    return [_filled(each, c) for each in value]


def _claims(
    name: str, *fields: str, ends: str = "held unproven", above: str = HOST + "; dmarc=none", **more: Value
) -> Row:
    """In Anna's name, to her signed address; the host found nothing, and the mail brings its own results."""

    def attack(c: Cast) -> Mails:
        top = f"Authentication-Results: {above}\r\nReceived: from evil.example by {HOST};\r\n\tMon, 23 Nov 2026 09:00:00 +0000\r\n"
        claims = "".join(f"{_filled(field, c)}\r\n" for field in fields)
        shown = (top if above else "") + claims
        return c.answer(INVOICE, results=None, above=_filled(shown, c).encode("latin-1"), **more)

    return _row(name, attack, ends, further=True)


def _topmost(name: str, field: str, ends: str = "held unproven") -> Row:
    """What the host itself wrote says less than it seems to."""
    return _claims(name, f"Authentication-Results: {field}", ends=ends, above="")


def _failed(name: str, *fields: str, **more: Any) -> Row:
    """Where the signed address proves, and the host found the mail forged; the control: it found out nothing."""

    def written(verdict: str) -> bytes:
        return "".join(f"{field.replace('FAIL', verdict)}\r\n" for field in fields).encode()

    def attack(c: Cast) -> Mails:
        return c.answer(INVOICE, results=None, above=written("dmarc=fail"))

    def honest(c: Cast) -> Mail:
        return c.answer(results=None, above=written("dmarc=none"))

    return _row(name, attack, "held dmarc-fail", honest, world="token", **more)


def _honest_claim(name: str, field: str) -> Row:
    """The control of the grammar: forged results come to nothing, the same words of the host prove."""

    def honest(c: Cast) -> Mail:
        above = f"Authentication-Results: {_filled(field, c)}\r\n".encode()
        return c.answer(results=None, above=above)

    def attack(c: Cast) -> Mail:
        above = f"Authentication-Results: {_filled(field, c).replace(HOST, 'mx.evil.example')}\r\n".encode()
        return c.answer(INVOICE, results=None, above=above)

    return _row(name, attack, "held unproven", honest)


ROWS = (
    _row("own signed address, dmarc fails", lambda c: c.answer(INVOICE, results=FAIL), "held dmarc-fail", servers=True),
    _row("own signed address, nothing proven", lambda c: c.answer(INVOICE, results=NONE), "held unproven", servers=True),
    _row("new mail with commands, dmarc fails", lambda c: c.write("anna", "#list", results=FAIL), "held dmarc-fail",
         lambda c: c.write("anna", "#list"), does="accepted concierge-commands", gets="", says="Presenting"),
    _row("new mail with commands, nothing proven", lambda c: c.write("anna", "#list", results=NONE), "held unproven",
         lambda c: c.write("anna", "#help"), does="accepted concierge-commands", gets="", says="#recommend"),
    _eve("display name of a concierge", "Anna Peeters <eve@evil.example>"),
    _eve("display name with her address", '"Anna Peeters <{anna}>" <eve@evil.example>'),
    _eve("display name is her address", '"{anna}" <eve@evil.example>'),
    _eve("encoded display name with her address", "=?utf-8?q?Anna_=3C{anna}=3E?= <eve@evil.example>"),
    _eve("encoded word that holds a whole address", "=?utf-8?q?=3C{anna}=3E?="),
    _eve("encoded word and nothing else", "=?utf-8?q?=3C{local}=40{domain}=3E?=", ends="held unproven"),
    _eve("comment with her address", "eve@evil.example ({anna})"),
    _eve("comment inside the address", "eve({anna})@evil.example"),
    _eve("Sender is hers", sender=EVE, Sender="Anna Peeters <{anna}>"),
    _eve("Reply-To is hers", Reply_To="{anna}"),
    _eve("Resent-From and Resent-Sender are hers", Resent_From="{anna}", Resent_Sender="{anna}"),
    _eve("X-Original-From outside a rewriting group", X_Original_From="{anna}", X_Original_Sender="{anna}"),
    _eve("X-Sender, X-From, X-Envelope-From are hers", X_Sender="{anna}", X_From="{anna}", X_Envelope_From="{anna}"),
    _eve("two From fields, hers second", From=["Eve <eve@evil.example>", "{anna}"], ends="held from-not-single"),
    _eve("two From fields, hers first", From=["{anna}", "Eve <eve@evil.example>"], ends="held from-not-single"),
    _eve("two addresses in From", From="{anna}, eve@evil.example", ends="held from-not-single"),
    _eve("From is a group", From="Concierges: {anna}, eve@evil.example;", ends="held from-not-single"),
    _eve("From is a group around hers", From="Eve: eve@evil.example;, {anna}", ends="held from-not-single"),
    _eve("From without an address", From="Anna Peeters", ends="held from-not-single"),
    _eve("homograph domain", "Anna Peeters <{local}@ex\u0430mple.test>"),
    _eve("homograph domain as A-label", "Anna Peeters <{local}@xn--exmple-4nf.test>"),
    _eve("homograph local part", "Anna Peeters <\u0430nna@example.test>"),
    _eve("full-width letters", "Anna Peeters <{local}@\uff45xample.test>"),
    _eve("sub-domain", "Anna Peeters <{local}@mail.{domain}>"),
    _eve("her domain as a label of another", "Anna Peeters <{anna}.evil.example>"),
    _eve("plus variant of hers", "Anna Peeters <{local}+x@{domain}>"),
    _eve("her address after a NUL", "eve@evil.example\0{anna}", ends="held from-not-single"),
    _eve("route in angle brackets", "Anna <@{domain},@evil.example:eve@evil.example>"),
    _row("capitals in her address, dmarc fails",
         lambda c: c.reply(c.anna.upper(), c.told, INVOICE, results=FAIL), "held dmarc-fail",
         lambda c: c.reply(c.anna.upper(), c.told, "Begin with a question.")),
    _row("quoted local part, nothing proven",
         lambda c: c.reply(_filled('"{local}"@{domain}', c), c.told, INVOICE, results=NONE),
         "accepted third-party | held unproven", servers=True),  # Postfix takes the quotes away
    _row("comments in her address, nothing proven",
         lambda c: c.reply(_filled("{local}(x)@(y){domain}", c), c.told, INVOICE, results=NONE), "held unproven"),
    _row("her address in an encoded word, a pass that names nobody",
         lambda c: c.reply(_filled("=?utf-8?q?=3C{local}=40{domain}=3E?=", c), c.told, INVOICE, results=None,
                           above=b"Authentication-Results: mx.example.test; dmarc=pass\r\n"), "held unproven",
         lambda c: c.answer(results=None, above=b"Authentication-Results: mx.example.test; dmarc=pass\r\n")),
    _row("her address in pieces, a pass that names nobody",
         lambda c: c.reply(_filled("{local}(x)@(y){domain}", c), c.told, INVOICE, results=None,
                           above=b"Authentication-Results: mx.example.test; dmarc=pass\r\n"), "held unproven"),
    _row("From is the service", lambda c: c.write(c.service, INVOICE, to=c.token), "discarded own"),
    _row("From is an extension of the service", lambda c: c.write(c.plus("x"), INVOICE, to=c.token), "discarded own"),
    _row("From is the service, hers in X-Original-From",
         lambda c: c.write(c.service, INVOICE, to=c.token, X_Original_From=c.anna), "held unproven"),
    _row("From is the service, hers in Reply-To",
         lambda c: c.write(c.service, INVOICE, to=c.token, Reply_To=c.anna), "held unproven"),
    _row("From is the service, forged, a worker in X-Original-From",
         lambda c: c.write(c.service, INVOICE, to=c.plus("x"), X_Original_From=c.worker.address, results=FAIL),
         "held dmarc-fail",
         lambda c: c.write(c.service, "Another thing.", subject="Listening", X_Original_From=c.worker.address),
         does="accepted request", gets="acknowledgement", says="Listening"),
    _row("a worker, dmarc fails", lambda c: c.follow(INVOICE, results=FAIL), "held dmarc-fail",
         lambda c: c.follow("They look at their phones."), does="accepted follow-up", gets="", says="phones",
         servers=True),
    _row("the lead is no concierge",
         lambda c: c.reply("lead", c.told, INVOICE), "accepted third-party"),
    _row("Exchange says Internal where the mailbox is not on Exchange",
         lambda c: c.answer(INVOICE, results=NONE, X_MS_Exchange_Organization_AuthAs="Internal"), "held unproven"),
    _row("on Exchange, Anonymous", lambda c: c.answer(INVOICE, results=NONE, X_MS_Exchange_Organization_AuthAs="Anonymous"),
         "held unproven", lambda c: c.answer(results=NONE, X_MS_Exchange_Organization_AuthAs="Internal"), world="exchange"),
    _row("on Exchange, Internal but dmarc fails",
         lambda c: c.answer(INVOICE, results=FAIL, X_MS_Exchange_Organization_AuthAs="Internal"), "held dmarc-fail",
         world="exchange"),
    _row("where the signed address proves, one of another person",
         lambda c: c.reply("bram", c.told, INVOICE, results=NONE), "held no-token",
         lambda c: c.answer(results=NONE), world="token"),
    _row("where the signed address proves, none",
         lambda c: c.write("anna", INVOICE, subject=c.told["Subject"], references=c.ack["Message-ID"], results=NONE),
         "held no-token", lambda c: c.answer(results=NONE), world="token"),
    _row("where the signed address proves, dmarc fails", lambda c: c.answer(INVOICE, results=FAIL), "held dmarc-fail",
         lambda c: c.answer(results=NONE), world="token"),
    _failed("where the signed address proves, a failure below the host's own hop",
            "Authentication-Results: store.example.test; none", "Received: from mx by store.example.test",
            f"Authentication-Results: {HOST}; FAIL header.from=example.test"),
    _failed("where the signed address proves, a failure in a field that an envelope address broke",
            f'Authentication-Results: {HOST}; spf=none smtp.mailfrom="x (y"@evil.example z; FAIL header.from=example.test'),
    _failed("where the signed address proves, a failure behind a comment that never ends",
            f"Authentication-Results: {HOST}; spf=none (helo of evil( ) smtp.mailfrom=evil.example; FAIL", further=True),
    _failed("where the signed address proves, a failure in the host's second field",
            f"Authentication-Results: {HOST}; spf=fail smtp.mailfrom=evil.example",
            f"Authentication-Results: {HOST}; FAIL header.from=example.test", further=True),
    _failed("where the signed address proves, a failure below a foreign field",
            "Authentication-Results: mx.evil.example; dmarc=pass header.from=example.test",
            f"Authentication-Results: {HOST}; FAIL header.from=example.test", further=True),
    _failed("where the signed address proves, a failure beside passes",
            f"Authentication-Results: {HOST}; arc=pass; spf=pass smtp.mailfrom=example.test; dkim=pass header.d=example.test; FAIL",
            further=True),
    # forged results (RFC 8601)
    _claims("results of the host lower down", f"Authentication-Results: {HOST}; dmarc=pass header.from={{domain}}"),
    _claims("ARC results", f"ARC-Authentication-Results: i=1; {HOST}; dmarc=pass header.from={{domain}}", "ARC-Seal: i=1; cv=pass"),
    _claims("X-Authentication-Results", f"X-Authentication-Results: {HOST}; dmarc=pass header.from={{domain}}"),
    _claims("Original-Authentication-Results", f"Original-Authentication-Results: {HOST}; dmarc=pass"),
    _claims("Received-SPF", "Received-SPF: pass (domain of {domain} designates 192.0.2.1)"),
    _claims("DKIM-Signature of her domain, not verified", "DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=x; b=AAAA"),
    _claims("results after a space before the colon", f"Authentication-Results : {HOST}; dmarc=pass"),
    _topmost("results of another host", "mx.evil.example; dmarc=pass header.from={domain}"),
    _topmost("results of a host below ours", f"evil.{HOST}; dmarc=pass header.from={{domain}}"),
    _topmost("results of a host whose name begins with ours", f"{HOST}.evil.example; dmarc=pass header.from={{domain}}"),
    _topmost("host in a comment", f"({HOST}) mx.evil.example; dmarc=pass header.from={{domain}}"),
    _topmost("host behind a NUL", f"mx.evil.example\0{HOST}; dmarc=pass"),
    _topmost("host in an encoded word", f"=?utf-8?q?{HOST}?=; dmarc=pass"),
    _topmost("no host at all", "dmarc=pass header.from={domain}; spf=pass smtp.mailfrom={domain}"),
    _topmost("pass in a comment of none", f"{HOST}; dmarc=none (dmarc=pass) header.from={{domain}}"),
    _topmost("pass in a reason", f'{HOST}; dmarc=none reason="dmarc=pass" header.from={{domain}}'),
    _topmost("pass in a quoted property", f'{HOST}; spf=none smtp.mailfrom="x; dmarc=pass header.from={{domain}}"'),
    _topmost("pass behind an unclosed comment", f"{HOST}; spf=none (; dmarc=pass header.from={{domain}}"),
    _topmost("pass about another domain", f"{HOST}; dmarc=pass header.from=evil.example"),
    _topmost("signature of another domain", f"{HOST}; dkim=pass header.d=evil.example header.i=@{{domain}}"),
    _topmost("signature of a domain that ends like hers", f"{HOST}; dkim=pass header.d=evil{{domain}}"),
    _topmost("signature of the top-level domain", f"{HOST}; dkim=pass header.d=test"),
    _topmost("one signature passes, one of hers fails",
             f"{HOST}; dkim=pass header.d={{domain}}; dkim=fail header.d={{domain}}"),
    _topmost("envelope of another domain", f"{HOST}; spf=pass smtp.mailfrom=evil.example"),
    _topmost("greeting with her domain", f"{HOST}; spf=pass smtp.helo={{domain}}"),
    _topmost("pass and fail in one field", f"{HOST}; dmarc=pass header.from={{domain}}; dmarc=fail header.from={{domain}}",
             ends="held dmarc-fail"),
    _topmost("fail with a comment", f"{HOST}; dmarc=fail (p=none dis=none) header.from={{domain}}", ends="held dmarc-fail"),
    _topmost("fail in capitals", f"{HOST.upper()}; DMARC=FAIL header.from={{domain}}", ends="held dmarc-fail"),
    _honest_claim("results with version, comments and folding",
                  f"{HOST} 1 (border);\r\n\tdmarc=pass (p=reject)\r\n\t header.from={{domain}}"),
    _honest_claim("results by signature alone", f"{HOST}; dkim=pass header.d={{domain}} header.s=x"),
    _row("results in the header of a part",
         lambda c: c.answer(text("x"), results=NONE, Content_Type="multipart/mixed; boundary=b"), "held unproven"),
)  # fmt: skip
