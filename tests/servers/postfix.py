"""Postfix in a directory of its own (needs root): a border port and a submission port.

border      no AUTH, takes mail for example.test only, leaves header fields as they come: the caller
            writes Authentication-Results, as a filter in front of the mailbox server would.
submission  STARTTLS and AUTH (Dovecot's), any recipient, and no sender owned@example.test; it removes
            results of mx.example.test that the client wrote and stamps dmarc=pass for the domain in From.

Mail goes on to Dovecot by LMTP; other domains are bounced with 5.4.4, so nothing leaves the machine.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.servers.dovecot import Dovecot
from tests.servers.processes import (
    MissingServerError,
    free_ports,
    program,
    server_folder,
    wait_for_port,
)

_MAIN = """compatibility_level = 3.6
queue_directory = {d}/queue
data_directory = {d}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {d}/maillog
maillog_file_prefixes = {d}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.test
mydestination =
mynetworks =
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = example.test
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
virtual_alias_maps =
relay_domains =
default_transport = error:5.4.4 no outside mail in tests
recipient_delimiter = +
smtputf8_enable = yes
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_delay_reject = yes
smtpd_client_connection_count_limit = 0
anvil_rate_time_unit = 1s
message_size_limit = 36700160
minimal_backoff_time = 5s
queue_run_delay = 5s
in_flow_delay = 0
notify_classes =
"""
_MASTER = """127.0.0.1:{border} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=no
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=may
  -o smtpd_tls_auth_only=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sasl_type=dovecot
  -o smtpd_sasl_path=inet:127.0.0.1:{auth}
  -o smtpd_sasl_security_options=noanonymous
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
  -o smtpd_sender_login_maps=inline:{{{{owned@example.test=somebody.else@example.test}}}}
  -o smtpd_sender_restrictions=reject_known_sender_login_mismatch
  -o cleanup_service_name=stamping
stamping  unix n - n - 0 cleanup
  -o header_checks=regexp:{d}/stamp
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp      unix - - n - - smtp
relay     unix - - n - - smtp
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
lmtp      unix - - n - - lmtp
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""
_STAMP = r"""/^Authentication-Results:[[:space:]]*mx\.example\.test[[:space:]]*;/ IGNORE
/^From:.*[<[:space:]]([^<>@[:space:]]+@([^<>@[:space:]]+))>?[[:space:]]*$/
    PREPEND Authentication-Results: mx.example.test; dkim=pass header.d=$2;
    spf=pass smtp.mailfrom=$1; dmarc=pass header.from=$2
"""


class Postfix:
    """A running server; `log` is its mail log."""

    def __init__(self, folder: Path, version: str) -> None:
        self.folder, self.version = folder, version
        self.log = folder / "maillog"
        self.border, self.submission = free_ports(2)

    @property
    def configuration(self) -> Path:
        return self.folder / "conf"

    def write_configuration(self, dovecot: Dovecot, daemons: Path) -> None:
        for part in ("conf", "queue", "data"):
            (self.folder / part).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        main = _MAIN.format(
            d=self.folder,
            daemons=daemons,
            lmtp=dovecot.lmtp,
            cert=dovecot.certificate.cert,
            key=dovecot.certificate.key,
        )
        master = _MASTER.format(
            d=self.folder, border=self.border, submission=self.submission, auth=dovecot.auth
        )
        (self.configuration / "main.cf").write_text(main)
        (self.configuration / "master.cf").write_text(master)
        (self.folder / "stamp").write_text(_STAMP)


@contextlib.contextmanager
def running_postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    """Started in about 2 s. Raises MissingServerError without root or Postfix."""
    binary = program("postfix", "postfix")
    if os.getuid() != 0:
        raise MissingServerError("Postfix can be started by root only")
    daemons = next(
        (p for p in map(Path, ("/usr/lib/postfix/sbin", "/usr/libexec/postfix")) if p.exists()),
        None,
    )
    if daemons is None:
        raise MissingServerError("Postfix's programs are not where they are looked for")
    version = subprocess.run(
        ["/usr/sbin/postconf", "-d", "-h", "mail_version"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    with server_folder("postfix") as folder:
        server = Postfix(folder, version)
        server.write_configuration(dovecot, daemons)
        command = [binary, "-c", str(server.configuration)]
        subprocess.run([*command, "start"], check=True, capture_output=True)
        try:
            for port in (server.border, server.submission):
                wait_for_port(port)
            yield server
        finally:
            subprocess.run([*command, "stop"], check=False, capture_output=True)
