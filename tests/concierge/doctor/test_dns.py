"""Records of the service's domain, asked from a name server on this machine."""

from __future__ import annotations

import time

import pytest

from concierge.doctor.dns import check_dns
from concierge.doctor.finding import Grade
from concierge.name_servers import Names, NoAnswerError
from tests.desk import mailbox
from tests.servers.name_server import name_server

BOX = mailbox("help@example.org")
SHORT = 0.5  # seconds


def test_records_are_found() -> None:
    """SPF and DMARC are shown as published, also when split into several strings."""
    table = {
        ("example.org", "TXT"): ['"other"', '"v=spf1 include:" "example.net -all"'],
        ("_dmarc.example.org", "TXT"): ['"v=DMARC1; p=reject"'],
    }
    with name_server(table) as server:
        found = list(check_dns(BOX, Names([server])))
    assert ["SPF: v=spf1 include:example.net -all", "DMARC: v=DMARC1; p=reject"] == [
        f.state for f in found[:2]
    ]
    assert [Grade.OK, Grade.OK, Grade.NOT_CHECKED] == [f.grade for f in found]


def test_missing_and_double_records() -> None:
    """No record and two SPF records are advice, with what to publish."""
    with name_server({("example.org", "MX"): ["10 mx.example.org."]}) as server:
        found = list(check_dns(BOX, Names([server])))
    assert ["no SPF record", "no DMARC record"] == [f.state for f in found[:2]]
    with name_server({("example.org", "TXT"): ['"v=spf1 -all"', '"v=spf1 ~all"']}) as server:
        assert "2 SPF records, which receivers take for none" == next(check_dns(BOX, Names([server]))).state


@pytest.mark.parametrize(
    ("rcode", "skew", "silent"),
    [("SERVFAIL", 0, False), ("REFUSED", 0, False), ("NOERROR", 1, False), ("NOERROR", 0, True)],
)
def test_answers_that_do_not_fit(rcode: str, skew: int, silent: bool) -> None:
    """A failing, refusing, forging or silent server gives no verdict, only "not checked", and soon."""
    begun = time.monotonic()
    with name_server({}, rcode, skew=skew, silent=silent) as server:
        assert [Grade.NOT_CHECKED] == [f.grade for f in check_dns(BOX, Names([server], SHORT))]
    assert time.monotonic() - begun < 3 * SHORT


def test_the_next_name_server_is_asked() -> None:
    """A name server that is away does not hide the next one; none at all is said."""
    with name_server({("example.org", "TXT"): ['"yes"']}) as server:
        assert ("yes",) == Names([("127.0.0.1", 9), server]).txt("example.org")
    with pytest.raises(NoAnswerError, match="names no name server"):
        Names([]).txt("example.org")


def test_mail_hosts_and_services() -> None:
    """MX by preference, SRV by priority and weight, other names, and what is not there."""
    table = {
        ("example.org", "MX"): ["20 b.example.net.", "10 A.example.net."],
        ("none.example.org", "MX"): ["0 ."],
        ("_imaps._tcp.example.org", "SRV"): ["1 0 993 late.example.org.", "0 5 1993 imap.example.org."],
        ("autodiscover.example.org", "CNAME"): ["autodiscover.outlook.com."],
    }
    with name_server(table) as server:
        names = Names([server])
        assert ("a.example.net", "b.example.net") == names.mx("example.org")
        assert ("",) == names.mx("none.example.org")
        assert (("imap.example.org", 1993), ("late.example.org", 993)) == names.srv("_imaps._tcp.example.org")
        assert "autodiscover.outlook.com" == names.cname("autodiscover.example.org")
        assert ((), (), "") == (names.mx("gone.test"), names.srv("gone.test"), names.cname("gone.test"))
