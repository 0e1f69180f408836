"""What an IMAP failure means: again later (TemporaryError) or a person has to act (PermanentError).

imapclient reports a line that drops during login as a failed login; only the answer of the server
itself counts as a refusal here, so that a network blip never looks like a wrong password.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl

from cases.errors import ConciergeError, PermanentError, TemporaryError

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
_LATER = re.compile(r"busy|later|again|too many|temporar|unavailable|overload|time.?out", re.I)
_CODE = re.compile(r"\[([A-Z][A-Z-]++)[ \]]")


def response_code(text: str) -> str:
    """`NOPERM` of "[NOPERM] Access denied"; "" without one."""
    match = _CODE.search(text)
    return match[1] if match else ""


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone (imapclient hides this below its LoginError)."""
    if isinstance(error, imaplib.IMAP4.readonly):
        return False
    if isinstance(error, imaplib.IMAP4.abort | OSError | EOFError):
        return True
    cause = error.__context__
    return isinstance(error, imaplib.IMAP4.error) and cause is not None and is_lost(cause)


def connect_error(error: Exception, where: str, security: str) -> ConciergeError:
    """The greeting, TLS or STARTTLS failed."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return PermanentError(
            f"The certificate of {where} cannot be trusted ({error.verify_message}): use the host "
            "name that is in the certificate, or give the file of its authority as ca_file."
        )
    if isinstance(error, ssl.SSLError) and "WRONG_VERSION" in str(error).upper():
        return PermanentError(
            f'{where} does not speak TLS from the start: use the TLS port (993) or security = "starttls".'
        )
    if isinstance(error, socket.gaierror):
        return TemporaryError(
            f"The host of {where} was not found: check its spelling and this machine's DNS."
        )
    if isinstance(error, TimeoutError):
        hint = ' or whether the port wants security = "tls"' if security != "tls" else ""
        return TemporaryError(f"{where} did not answer in time: check the firewall{hint}.")
    return TemporaryError(
        f"No connection to {where} ({_plain(error)}): check host and port, and whether the server runs."
    )


def login_error(error: Exception, where: str, username: str, way: str) -> ConciergeError:
    """`way` is "password" or "OAuth 2 token"."""
    text = _plain(error)
    if is_lost(error):
        return TemporaryError(f"The line to {where} dropped during login ({text}): it is tried again.")
    if _is_refusal(text):
        remedy = (
            "correct username and password"
            if way == "password"
            else "give consent again with `concierge login`"
        )
        return PermanentError(f"{where} refused the {way} of {username} ({text}): {remedy}.")
    return TemporaryError(f"{where} cannot log {username} in now ({text}): it is tried again.")


def _is_refusal(text: str) -> bool:
    if response_code(text):
        return response_code(text) in _REFUSALS
    return bool(_REFUSED_LOGIN.search(text)) and not _LATER.search(text)


def command_error(error: Exception, where: str, action: str) -> ConciergeError:
    """A command on an established connection failed."""
    text = _plain(error)
    if isinstance(error, TimeoutError):
        return TemporaryError(f"{where} did not answer in time while {action}: it is tried again.")
    if isinstance(error, imaplib.IMAP4.readonly):
        return PermanentError(f"The folder is read-only for this user while {action}: give it write rights.")
    if is_lost(error):
        return TemporaryError(f"The line to {where} dropped while {action} ({text}): it is tried again.")
    if response_code(text) in _REFUSALS:
        return PermanentError(f"{where} refused {action} ({text}): check the folder and its rights.")
    return TemporaryError(f"{where} failed while {action} ({text}): it is tried again.")


def _plain(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    text = re.sub(r"b'([^']*)'|b\"([^\"]*)\"", lambda m: m[1] or m[2] or "", text)
    return " ".join(text.split())[:300].rstrip(".")
