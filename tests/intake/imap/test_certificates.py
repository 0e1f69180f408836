"""A certificate that changes to one not trusted, and back: said for what it is, and no restart is needed."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cases.errors import PermanentError
from intake.imap.mailbox import KEEP_ALIVE, Mailbox
from tests.servers.odd_imap import OddServer

DAY = timedelta(days=1)


def context(
    folder: Path, name: str, *, ends: timedelta = DAY, begins: timedelta = -2 * DAY, host: str = "127.0.0.1"
) -> ssl.SSLContext:
    """A server's side of TLS with a certificate of its own, also in `name`.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / f"{name}.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    side.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return side


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OddServer]:
    """With a certificate that the client trusts."""
    with OddServer(tls=context(tmp_path, "good")) as made:
        yield made


def client(server: OddServer, folder: Path, trusted: str = "good") -> Mailbox:
    return Mailbox(replace(server.account, security="tls", ca_file=str(folder / f"{trusted}.pem")))


def test_another_certificate_is_refused_until_the_first_is_back(server: OddServer, tmp_path: Path) -> None:
    """Each time it is dialled; nothing but the certificate has to change."""
    good, other = server.tls, context(tmp_path, "other")
    box = client(server, tmp_path)
    for _ in range(2):
        server.tls = good
        box.connect()
        assert 0 == box.open("INBOX").exists
        server.tls = other
        with pytest.raises(PermanentError, match=r"cannot be trusted.*ca_file"):
            box.connect()
        assert not box.connected
    assert 2 == server.asked("LOGIN")
    (tmp_path / "good.pem").write_bytes((tmp_path / "other.pem").read_bytes())
    box.connect()  # the file of ca_file is read each time
    box.close()


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"ends": -DAY}, "time is over"),
        ({"begins": DAY / 2}, "clock of this machine"),
        ({"host": "127.0.0.9"}, "name that is in the certificate"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(
    wishes: dict[str, object], words: str, tmp_path: Path
) -> None:
    """Expired, not yet valid, for another host: each has its own remedy."""
    with OddServer(tls=context(tmp_path, "odd", **wishes)) as server:  # type: ignore[arg-type]
        with pytest.raises(PermanentError, match=words):
            client(server, tmp_path, "odd").connect()
        server.tls = context(tmp_path, "odd")
        box = client(server, tmp_path, "odd")
        box.connect()
        box.close()


@pytest.mark.parametrize("text", [None, "", "not a certificate\n"])
def test_a_file_that_holds_no_authority_is_said(text: str | None, server: OddServer, tmp_path: Path) -> None:
    """Missing, empty, or something else: ca_file is named, and the server is not blamed."""
    if text is not None:
        (tmp_path / "none.pem").write_text(text)
    with pytest.raises(PermanentError, match="ca_file"):
        client(server, tmp_path, "none").connect()


def test_a_quiet_line_is_kept_alive(server: OddServer, tmp_path: Path) -> None:
    """By the machine itself, through TLS too: a firewall forgets lines on which nothing is said."""
    with client(server, tmp_path) as box:
        line = box._client.socket()
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        for name, value in KEEP_ALIVE.items():
            assert value == line.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
