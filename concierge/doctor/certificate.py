"""A certificate that is not trusted: whose it is, its fingerprint, and the lines with which it would be.

It is fetched without being verified, so nothing but the greeting of STARTTLS is said to that server.
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from cases.settings import ImapAccount, MailboxSettings, SmtpAccount
from concierge.config.values import domain
from concierge.doctor.finding import Finding, Line, wrong

PATIENCE = 10.0  # seconds of silence
LONGEST_LINE, MOST_LINES = 1024, 100  # of a server's greeting
OTHER_NAME = (62, 64)  # verify codes of OpenSSL: host name, IP address
NOT_YET, EXPIRED = 9, 10
Service = Literal["imap", "smtp"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server showed; `names` are host names, in the order of the certificate."""

    pem: str
    fingerprint: str  # SHA-256, as openssl prints it
    issuer: str
    names: tuple[str, ...]
    ends: str  # 2027-03-01


def check_certificate(
    box: MailboxSettings, service: Service, save_in: Path | None = None
) -> Iterator[Finding]:
    """One finding where the server's certificate is not trusted; nothing where that is not what is wrong.

    `save_in`: the folder into which a certificate is written that would be trusted as its own authority.
    """
    account = box.imap if service == "imap" else box.smtp
    if account.security == "none":
        return
    try:
        context = ssl.create_default_context(cafile=account.ca_file)
    except OSError:  # which is said where the service logs in
        return
    code = _refused(account, service, context)
    shown = _shown(account, service) if code else None
    if shown is not None:
        yield _finding(box, service, account.host, code, shown, save_in)


def _finding(
    box: MailboxSettings, service: Service, host: str, code: int, shown: Certificate, save_in: Path | None
) -> Finding:
    name = f"{box.address} {service}"
    if code in (NOT_YET, EXPIRED):
        when = f"ended on {shown.ends}" if code == EXPIRED else "is not valid yet"
        state = f"the certificate of {host} {when}"
        return wrong(
            name, state, "Ask its operator to renew it, and see whether this machine's clock is right."
        )
    names = ", ".join(shown.names[:5]) or "no host"
    other = next((each for each in shown.names if _is_name(each)), "")
    rename = Line("mailbox", f"{service}.host", other, box.address, f"{host} and {other} are one server")
    if code in OTHER_NAME:
        found = wrong(name, f"the certificate of {host} is for {names}", "Write a host name that is in it.")
        return found.with_lines(rename) if other else found
    account = box.imap if service == "imap" else box.smtp
    as_saved = _refused(account, service, ssl.create_default_context(cadata=shown.pem))
    if as_saved and as_saved not in OTHER_NAME:
        state = (
            f"the certificate of {host} is of an authority that this machine does not know: {shown.issuer}"
        )
        trust = Line("mailbox", f"{service}.ca_file", "authority.pem", box.address, "it is saved there")
        return wrong(name, state, "Ask its operator for that authority's certificate as PEM.").with_lines(
            trust
        )
    file = f"{host}.pem"
    told = f"the certificate of {host} (for {names}, until {shown.ends}) is trusted by nobody but itself"
    condition = f"its operator confirms the SHA-256 fingerprint {shown.fingerprint}"
    trust = Line("mailbox", f"{service}.ca_file", file, box.address, condition)
    lines = (trust, rename) if as_saved and other else (trust,)
    return wrong(name, told, _saved(save_in, file, shown)).with_lines(*lines)


def _saved(folder: Path | None, file: str, shown: Certificate) -> str:
    """What to do; the file is written where that is wanted, and never over another."""
    compare = (
        f"Its SHA-256 fingerprint is {shown.fingerprint}: compare it with what `openssl x509 -noout "
        "-fingerprint -sha256 -in CERTIFICATE` says on that server"
    )
    if folder is None:
        return f"{compare}; if it is the same, run `concierge doctor --save-certificates` and write ca_file."
    path = folder / file
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w") as written:
            written.write(shown.pem)
    except FileExistsError:
        if path.read_text("ascii", "replace") != shown.pem:
            return f"{compare}; {path} is there already with another one: move it away first."
    except OSError as error:
        return f"{compare}; {path} cannot be written ({error.strerror})."
    return f"{compare}; if it is the same, write ca_file. It was saved in {path}."


def _refused(account: ImapAccount | SmtpAccount, service: Service, context: ssl.SSLContext) -> int:
    """The verify code of OpenSSL with which a handshake fails; 0 where it does not, or fails otherwise."""
    try:
        with _encrypted(account, service, context):
            return 0
    except ssl.SSLCertVerificationError as error:
        return error.verify_code
    except (OSError, ValueError):
        return 0


def _shown(account: ImapAccount | SmtpAccount, service: Service) -> Certificate | None:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # only to look at it
    try:
        with _encrypted(account, service, context) as line:
            octets = line.getpeercert(binary_form=True)
        return _read(octets) if octets else None
    except (OSError, ValueError):
        return None


def _read(octets: bytes) -> Certificate:
    """ValueError where it is none."""
    found = x509.load_der_x509_certificate(octets)
    try:
        alternatives = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(alternatives.get_values_for_type(x509.DNSName))
    except x509.ExtensionNotFound:
        names = ()
    issuer = found.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Certificate(
        pem=ssl.DER_cert_to_PEM_cert(octets),
        fingerprint=found.fingerprint(hashes.SHA256()).hex(":").upper(),
        issuer=str(issuer[0].value) if issuer else found.issuer.rfc4514_string(),
        names=names,
        ends=f"{found.not_valid_after_utc:%Y-%m-%d}",
    )


@contextmanager
def _encrypted(
    account: ImapAccount | SmtpAccount, service: Service, context: ssl.SSLContext
) -> Iterator[ssl.SSLSocket]:
    """A connection after its handshake; OSError, of which ssl's errors are, or ValueError for none."""
    with socket.create_connection((account.host, account.port), min(PATIENCE, account.timeout)) as line:
        if account.security == "starttls":
            _start(line, service)
        with context.wrap_socket(line, server_hostname=account.host) as encrypted:
            yield encrypted


def _start(line: socket.socket, service: Service) -> None:
    """STARTTLS (RFC 3501 section 6.2.1, RFC 3207); ValueError where the server does not offer it."""
    with line.makefile("rb") as answers:
        if service == "imap":
            _answer(answers.readline, b"* ")
            line.sendall(b"a STARTTLS\r\n")
            _answer(answers.readline, b"a OK")
            return
        _answer(answers.readline, b"220 ")
        line.sendall(b"EHLO localhost\r\n")
        _answer(answers.readline, b"250 ")
        line.sendall(b"STARTTLS\r\n")
        _answer(answers.readline, b"220 ")


def _answer(readline: Callable[[int], bytes], wanted: bytes) -> None:
    """Lines up to the one that begins so."""
    for _ in range(MOST_LINES):
        found = readline(LONGEST_LINE)
        if found.upper().startswith(wanted.upper()):
            return
        if not found:
            break
    raise ValueError("no STARTTLS")


def _is_name(name: str) -> bool:
    try:
        return "." in domain(name)
    except ValueError:  # also "*.example.org"
        return False
