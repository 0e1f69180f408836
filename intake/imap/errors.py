"""What an IMAP failure means: again later (TemporaryError) or a person has to act (PermanentError).

imapclient reports a line that drops during login as a failed login; only the answer of the server
itself counts as a refusal here, so that a network blip never looks like a wrong password.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from typing import Any

from cases.errors import ConciergeError, PermanentError, TemporaryError
from intake.imap.meanings import explained

# Response codes by which a server says that the same command cannot succeed (RFC 5530, RFC 3501 §7.1).
_REFUSALS = frozenset(
    (
        "AUTHENTICATIONFAILED",
        "AUTHORIZATIONFAILED",
        "EXPIRED",
        "PRIVACYREQUIRED",
        "NOPERM",
        "NONEXISTENT",
        "CANNOT",
        "CLIENTBUG",
        "TRYCREATE",
        "BADCHARSET",
    )
)
# The server itself says "later" (RFC 5530).
TRANSIENT = frozenset(("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "OVERQUOTA"))
# Microsoft 365, Courier and others refuse a login without a response code, in words only.
_REFUSED_LOGIN = re.compile(
    r"(log ?in|logon|authenticat\w{0,20}|sign.?in) (was )?(failed|failure|refused|denied|rejected)"
    r"|(invalid|incorrect|bad|wrong) (login|user|user ?name|password|credentials?|account)"
    r"|(unknown user|authorization failed|password (is )?(incorrect|invalid|wrong))",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"busy|later|again|too many|temporar|unavailable|overload|time.?out|throttl|limit|exceeded", re.I
)
_ASKS_A_PERSON = re.compile(  # Gmail's, behind [ALERT]; "log in via your web browser and then try again"
    r"not enabled for imap|imap4? (access )?is (disabled|not enabled)|application.specific password"
    r"|web ?login required|(via|with) your web ?browser",
    re.IGNORECASE,
)
_ONLY_WORDS = frozenset(("ALERT", "WEBALERT"))  # codes that say: show this to a person (RFC 3501 §7.1)
_CODE = re.compile(r"\[([A-Z][A-Z-]++)[ \]]")


def response_code(text: str) -> str:
    """`NOPERM` of "[NOPERM] Access denied"; "" without one."""
    match = _CODE.search(text)
    return match[1] if match else ""


def alert(line: bytes | str) -> str:
    """The text behind [ALERT], on one line; "" where there is none."""
    text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
    _, mark, words = text.partition("[ALERT]")
    return " ".join(words.split())[:300] if mark else ""


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone (imapclient hides this below its LoginError)."""
    if isinstance(error, imaplib.IMAP4.readonly):
        return False
    if isinstance(error, imaplib.IMAP4.abort | OSError | EOFError):
        return True
    cause = error.__context__
    return isinstance(error, imaplib.IMAP4.error) and cause is not None and is_lost(cause)


def with_farewell(error: Exception, client: Any) -> Exception:
    """`error`, or for a lost line what the server said in its BYE (imaplib overlooks one before a "+")."""
    said = client._imap.untagged_responses.get("BYE") if client is not None and is_lost(error) else None
    if not said or "BYE" in str(error):
        return error
    return imaplib.IMAP4.abort(f"BYE {said[-1].decode('utf-8', 'replace')}")


def connect_error(error: Exception, where: str, security: str) -> ConciergeError:
    """The greeting, TLS or STARTTLS failed."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return PermanentError(certificate_words(where, error.verify_code, error.verify_message))
    if isinstance(error, ssl.SSLError) and "WRONG_VERSION" in str(error).upper():
        return PermanentError(
            f'{where} does not speak TLS from the start: use the TLS port (993) or security = "starttls".'
        )
    if isinstance(error, socket.gaierror):
        return TemporaryError(
            f"The host of {where} was not found: check its spelling and this machine's DNS."
        )
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError) or _is_no_certificate(
        error
    ):
        return PermanentError(
            f"The file of ca_file for {where} cannot be used ({server_words(error)}): "
            "give a PEM file that the service may read."
        )
    if isinstance(error, TimeoutError):
        hint = ' or whether the port wants security = "tls"' if security != "tls" else ""
        return TemporaryError(f"{where} did not answer in time: check the firewall{hint}.")
    text = server_words(error)
    if "not IMAP4 compliant" in text:
        return PermanentError(
            f"{where} speaks no IMAP4rev1, only something else: give another server or port."
        )
    if re.match(r"\W*BYE\b", text):
        return TemporaryError(f"{where} takes no connections now ({explained(text)}): it is tried again.")
    return TemporaryError(
        f"No connection to {where} ({explained(text)}): check host and port, and whether the server runs."
    )


# OpenSSL's numbers (X509_V_ERR_…), and what to do about each.
_CERTIFICATES = {
    9: "it is not valid yet: check the clock of this machine, or ask for a right one",
    10: "its time is over: its server needs a new one; the service goes on by itself once it has",
    62: "it is for another host: write the host name that is in the certificate",
    64: "it is for another address: write the host name that is in the certificate",
    23: "it was revoked: ask the operator of the server",
}


def certificate_words(where: str, code: int, message: str) -> str:
    """Why a certificate is not trusted, and what to do; `code` and `message` are those of OpenSSL."""
    remedy = _CERTIFICATES.get(code, "if it is the right server, give the file of its authority as ca_file")
    return f"The certificate of {where} cannot be trusted ({message}): {remedy}."


def _is_no_certificate(error: Exception) -> bool:
    return isinstance(error, ssl.SSLError) and error.reason in (
        "NO_CERTIFICATE_OR_CRL_FOUND",
        "BAD_BASE64_DECODE",
    )


def login_error(
    error: Exception, where: str, username: str, token_remedy: str = "", password_from: str = ""
) -> ConciergeError:
    """`token_remedy`: what to do where a token was refused, "" where it was a password from there."""
    text, said = server_words(error), explained(server_words(error))
    if is_lost(error):
        return TemporaryError(f"The line to {where} dropped during login ({said}): it is tried again.")
    if is_refusal(text):
        if token_remedy:
            return PermanentError(f"{where} refused the token for {username} ({said}). {token_remedy}")
        source = f" It is from {password_from}." if password_from else ""
        return PermanentError(
            f"{where} refused the password of {username} ({said}): correct username and password.{source}"
        )
    return TemporaryError(f"{where} cannot log {username} in now ({said}): it is tried again.")


def is_refusal(text: str) -> bool:
    """Whether the server said no to a login, and not that it cannot now; `text` as of `server_words`."""
    code = response_code(text)
    if code and code not in _ONLY_WORDS:
        return code in _REFUSALS
    refused = bool(_REFUSED_LOGIN.search(text)) and not _LATER.search(text)
    return refused or bool(_ASKS_A_PERSON.search(text))


def command_error(error: Exception, where: str, action: str) -> ConciergeError:
    """A command on an established connection failed."""
    text, said = server_words(error), explained(server_words(error))
    if isinstance(error, TimeoutError):
        return TemporaryError(f"{where} did not answer in time while {action}: it is tried again.")
    if isinstance(error, imaplib.IMAP4.readonly):
        return PermanentError(f"The folder is read-only for this user while {action}: give it write rights.")
    if is_lost(error):
        return TemporaryError(f"The line to {where} dropped while {action} ({said}): it is tried again.")
    if response_code(text) in _REFUSALS:
        return PermanentError(f"{where} refused {action} ({said}): check the folder and its rights.")
    return TemporaryError(f"{where} failed while {action} ({said}): it is tried again.")


def server_words(error: BaseException) -> str:
    """The text of a failure as the server wrote it, on one line, at most 300 characters."""
    text = str(error) or type(error).__name__
    text = re.sub(r"b'([^']*)'|b\"([^\"]*)\"", lambda m: m[1] or m[2] or "", text)
    return " ".join(text.split())[:300].rstrip(".")
