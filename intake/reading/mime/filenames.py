"""Names for files that came by mail: never empty, never a path, in one line."""

from __future__ import annotations

import re

from intake.reading.mime.encoded_words import clean_line

MAX_NAME = 180  # characters; file systems stop at 255 octets
_PATH = re.compile(r"^(?:[A-Za-z]:[\\/]|[\\/]|\.\.?[\\/]|~[\\/])|[\\/]\.\.[\\/]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")  # "exe.fdp" shown as "pdf.exe"
_EXTENSIONS = {
    "application/ics": ".ics",
    "application/json": ".json",
    "application/msword": ".doc",
    "application/octet-stream": ".bin",
    "application/pdf": ".pdf",
    "application/pgp-encrypted": ".asc",
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-mime": ".p7m",
    "application/x-pkcs7-signature": ".p7s",
    "application/zip": ".zip",
    "audio/mpeg": ".mp3",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
}


def file_name(given: str, type_: str, number: int) -> str:
    """The sender's name made safe; "attachment-2.pdf" where there is none."""
    name = _BIDI.sub("", clean_line(given)).strip(" '\"")
    if "\\" in name or _PATH.search(name):
        name = re.split(r"[\\/]", name)[-1]
    name = name.replace("/", "_").strip(" .")
    if not name:
        return f"attachment-{number}{_EXTENSIONS.get(type_, '.bin')}"
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:MAX_NAME]
    return f"{stem[: MAX_NAME - len(extension) - 1]}.{extension}"
