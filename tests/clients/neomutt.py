"""NeoMutt, driven by the keys that `push` types."""

from __future__ import annotations

from tests.clients import terminal
from tests.clients.base import MailClient, Seat, Typed

_RC = """
set my_name = "{name}"
set realname = "{name}"
set from = "{address}"
set use_from = yes
set spoolfile = "imaps://127.0.0.1:{imap}/INBOX"
set folder = "imaps://127.0.0.1:{imap}/"
set imap_user = "{address}"
set imap_pass = "{password}"
set smtp_url = "smtp://{login}@127.0.0.1:{smtp}/"
set smtp_pass = "{password}"
set smtp_authenticators = "plain"
set ssl_starttls = yes
set ssl_force_tls = yes
set ssl_ca_certificates_file = "{ca}"
set ssl_verify_host = no
set certificate_file = "{folder}/certificates"
set header_cache = ""
set message_cachedir = ""
unset record
set signature = "{folder}/signature"
set editor = "{editor} %s"
set fast_reply = yes
set include = yes
set abort_unmodified = no
set abort_noattach = no
set abort_nosubject = no
set postpone = no
set quit = yes
set delete = no
set mime_forward = no
set forward_edit = yes
set reply_to = yes
set wait_key = no
set sleep_time = 0
set pager_stop = yes
set sort = threads
set collapse_all = no
set confirmappend = no
auto_view text/html
alternative_order text/plain
"""


class NeoMutt(MailClient):
    name, package, program = "neomutt", "neomutt", "neomutt"

    def new(self, seat: Seat, to: str, subject: str, typed: Typed) -> None:
        self._run(seat, typed, f"<mail>{to}<enter>{subject}<enter>")

    def reply(self, seat: Seat, message_id: str, typed: Typed) -> None:
        self._run(seat, typed, f"{_read(message_id)}<reply>")

    def forward(self, seat: Seat, message_id: str, to: str, typed: Typed) -> None:
        self._run(seat, typed, f"{_read(message_id)}<forward-message>{to}<enter>")

    def _run(self, seat: Seat, typed: Typed, keys: str) -> None:
        rc = seat.folder / "neomuttrc"
        words = _RC.format(
            name=seat.name,
            address=seat.user.address,
            login=seat.user.address.replace("@", "%40"),
            password=seat.user.password,
            imap=seat.imap.port,
            smtp=seat.smtp.port,
            ca=seat.imap.ca_file,
            folder=seat.folder,
            editor=seat.editor(typed),
        )
        rc.write_text(words, encoding="utf-8")
        push = f'push "{keys}<send-message><quit>"'
        terminal.run([self.find(), "-n", "-F", str(rc), "-e", push], seat.env)


def _read(message_id: str) -> str:
    """Find the mail, show it, and leave it again."""
    number = message_id.strip("<>").replace("+", ".").replace("$", ".")
    return f"<search>~i {number}<enter><display-message><exit>"
