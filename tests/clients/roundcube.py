"""Roundcube at PHP's own web server, in a headless Chromium: TinyMCE for HTML, its text area for text."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from imapclient import IMAPClient

from tests.clients.base import MailClient, MissingClientError, Seat, Typed
from tests.clients.devtools import Browser, running_browser
from tests.clients.editor import edited
from tests.servers.processes import HOST, free_ports, wait_for_port

_ROOT = Path("/var/lib/roundcube")
_SHARE = Path("/usr/share/roundcube")
_ETC = Path("/etc/roundcube")
_PACKAGES = "roundcube-core roundcube-sqlite3 php-cli php-sqlite3 php-intl php-mbstring php-xml chromium"
_CONFIG = """<?php
$config['db_dsnw'] = 'sqlite:///{folder}/mail.sqlite?mode=0640';
$config['imap_host'] = 'ssl://127.0.0.1:{imap}';
$config['imap_conn_options'] = ['ssl' => ['verify_peer' => false, 'verify_peer_name' => false]];
$config['smtp_host'] = 'tls://127.0.0.1:{smtp}';
$config['smtp_conn_options'] = ['ssl' => ['verify_peer' => false, 'verify_peer_name' => false]];
$config['smtp_user'] = '%u';
$config['smtp_pass'] = '%p';
$config['des_key'] = 'a key for tests only 1234';
$config['log_dir'] = '{folder}';
$config['temp_dir'] = '{folder}';
$config['ip_check'] = false;
$config['plugins'] = [];
$config['skin'] = 'elastic';
$config['language'] = 'en_US';
$config['draft_autosave'] = 0;
$config['enable_spellcheck'] = false;
$config['htmleditor'] = {html};
$config['reply_mode'] = 1;
$config['show_sig'] = 1;
$config['sig_below'] = false;
$config['mime_types'] = '/etc/roundcube/mimetypes.php';
"""
_EDITOR_READY = (
    "window.rcmail && rcmail.env.action == 'compose' && window.tinymce && tinymce.activeEditor"
    " && tinymce.activeEditor.initialized && tinymce.activeEditor.dom.get('_rc_sig')"
)  # the signature is what it puts into a draft at last
_TEXT_READY = (
    "window.rcmail && rcmail.env.action == 'compose' && document.readyState == 'complete' && rcmail.editor"
    " && document.getElementById('composebody').value.includes(NAME)"
)
# Where the cursor goes: to the first line, or to the end of the innermost element with these words.
_TO_TOP = "(e => {e.focus(); e.selection.setCursorLocation(e.getBody().firstChild, 0)})(tinymce.activeEditor)"
_TO_WORDS = """((e, words) => {
  const all = [...e.getBody().querySelectorAll('li, p, div')].filter(n => n.textContent.includes(words));
  const inner = all[all.length - 1];
  e.focus();
  e.selection.select(inner, true);
  e.selection.collapse(false);
})(tinymce.activeEditor, WORDS)"""
_TO_END = """(e => {
  e.focus();
  e.selection.select(e.getBody(), true);
  e.selection.collapse(false);
})(tinymce.activeEditor)"""


class Roundcube(MailClient):
    """With HTML. Whoever logs in first stays logged in; servers start with the first use."""

    name, package, program = "roundcube", _PACKAGES, "php"
    html = True

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._desks: dict[str, tuple[str, Browser]] = {}

    @classmethod
    def find(cls) -> str:
        program, browser = shutil.which("php"), shutil.which("chromium")
        if program is None or browser is None or not (_ROOT / "index.php").exists():
            raise MissingClientError(f"Roundcube, PHP or Chromium is not installed: install {cls.package}")
        return program

    def close(self) -> None:
        self._stack.close()

    def new(self, seat: Seat, to: str, subject: str, typed: Typed) -> None:
        self._compose(seat, {"_to": to}, typed, {"_subject": subject})

    def reply(self, seat: Seat, message_id: str, typed: Typed) -> None:
        uid = self.show(seat, message_id)
        self._compose(seat, {"_reply_uid": str(uid), "_mbox": "INBOX"}, typed, {})

    def forward(self, seat: Seat, message_id: str, to: str, typed: Typed) -> None:
        uid = self.show(seat, message_id)
        self._compose(seat, {"_forward_uid": str(uid), "_mbox": "INBOX", "_to": to}, typed, {})

    def show(self, seat: Seat, message_id: str) -> int:
        """Read a mail; its UID."""
        url, browser = self._desk(seat)
        uid = _uid(seat, message_id)
        where = {"_task": "mail", "_action": "show", "_mbox": "INBOX", "_uid": str(uid)}
        browser.go(
            f"{url}?{urlencode(where)}",
            "window.rcmail && rcmail.env.action == 'show' && document.getElementById('messagebody')",
        )
        return uid

    def browser(self, seat: Seat) -> Browser:
        return self._desk(seat)[1]

    def _compose(self, seat: Seat, asked: dict[str, str], typed: Typed, fields: dict[str, str]) -> None:
        url, browser = self._desk(seat)
        where = {"_task": "mail", "_action": "compose", **asked}
        ready = _EDITOR_READY if self.html else _TEXT_READY.replace("NAME", json.dumps(seat.signature))
        browser.go(f"{url}?{urlencode(where)}", ready)
        for name, text in fields.items():
            browser.run(f"document.querySelector('[name={name}]').value = {json.dumps(text)}")
        if self.html:
            self._type(browser, typed)
        else:
            draft = str(browser.run("document.getElementById('composebody').value"))
            words = edited(draft, {"top": typed.top, "bottom": typed.bottom, "between": typed.between})
            browser.run(f"document.getElementById('composebody').value = {json.dumps(words)}")
        if asked.get("_to"):
            browser.wait(f"document.querySelector('[name=_to]').value.includes({json.dumps(asked['_to'])})")
        browser.run("rcmail.command('send', ''), 0")
        browser.wait("window.rcmail && rcmail.env.action != 'compose'")

    def _type(self, browser: Browser, typed: Typed) -> None:
        for words, answer in typed.between.items():
            browser.run(_TO_WORDS.replace("WORDS", json.dumps(words)))
            browser.key("Enter")
            browser.type(answer)
        if typed.bottom:
            browser.run(_TO_END)
            browser.key("Enter")
            browser.type(typed.bottom)
        if typed.top:
            browser.run(_TO_TOP)
            browser.type(typed.top)

    def _desk(self, seat: Seat) -> tuple[str, Browser]:
        """A web server and a browser with this person logged in."""
        if seat.user.address not in self._desks:
            folder = seat.folder / "roundcube"
            folder.mkdir()
            url = self._stack.enter_context(_web_server(self.find(), seat, folder, self.html))
            program = shutil.which("chromium")
            assert program
            browser = self._stack.enter_context(running_browser(program, folder / "profile"))
            _log_in(browser, url, seat)
            _sign(folder, seat, self.html)
            self._desks[seat.user.address] = url, browser
        return self._desks[seat.user.address]


class RoundcubeText(Roundcube):
    """With plain text."""

    name = "roundcube-text"
    html = False


def _uid(seat: Seat, message_id: str) -> int:
    context = ssl.create_default_context(cafile=seat.imap.ca_file)
    with IMAPClient(seat.imap.host, seat.imap.port, ssl_context=context) as box:
        box.login(seat.imap.username, seat.imap.password)
        box.select_folder("INBOX", readonly=True)
        found = box.search(["HEADER", "Message-ID", message_id])
        assert len(found) == 1, (message_id, found)
        return int(found[0])


@contextlib.contextmanager
def _web_server(program: str, seat: Seat, folder: Path, html: bool) -> Iterator[str]:
    config = folder / "config"
    config.mkdir()
    for name in ("defaults.inc.php", "mimetypes.php"):
        (config / name).symlink_to(_ETC / name)
    values = {"folder": folder, "imap": seat.imap.port, "smtp": seat.smtp.port, "html": 4 if html else 0}
    text = _CONFIG
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    (config / "config.inc.php").write_text(text)
    with contextlib.closing(sqlite3.connect(folder / "mail.sqlite")) as database:
        database.executescript((_SHARE / "SQL" / "sqlite.initial.sql").read_text())
    (port,) = free_ports(1)
    process = subprocess.Popen(
        [program, "-S", f"{HOST}:{port}", "-t", str(_ROOT / "public_html")],
        env={**os.environ, "ROUNDCUBE_CONFIG_DIR": str(config), "PHP_CLI_SERVER_WORKERS": "12"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for_port(port, process)
        yield f"http://{HOST}:{port}/index.php"
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # its workers do not end with it
        process.wait(20)


def _log_in(browser: Browser, url: str, seat: Seat) -> None:
    browser.go(url, "document.getElementById('rcmloginuser')")
    browser.run(f"document.getElementById('rcmloginuser').value = {json.dumps(seat.user.address)}")
    browser.run(f"document.getElementById('rcmloginpwd').value = {json.dumps(seat.user.password)}")
    browser.run("document.getElementById('rcmloginsubmit').click()")
    browser.wait("window.rcmail && rcmail.env.task == 'mail' && document.readyState == 'complete'")
    browser.wait("!rcmail.busy")  # what its list still asks for would overwrite what a draft stores


def _sign(folder: Path, seat: Seat, html: bool) -> None:
    """Name and signature, as the settings page would store them."""
    lines = seat.signature.split("\n")
    page = f"<p><strong>{lines[0]}</strong><br />{'<br />'.join(lines[1:])}</p>"
    with contextlib.closing(sqlite3.connect(folder / "mail.sqlite", timeout=10)) as database:
        database.execute(
            "UPDATE identities SET name = ?, signature = ?, html_signature = ?",
            (seat.name, page if html else seat.signature, int(html)),
        )
        database.commit()
