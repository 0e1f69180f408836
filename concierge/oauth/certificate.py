"""The certificate by which an application proves itself: when it ends."""

from __future__ import annotations

from datetime import date

from cryptography import x509

from cases.settings import OAuth2


def last_day(settings: OAuth2) -> date | None:
    """The day on which the first certificate of the file ends; None where it cannot be read."""
    if settings.certificate_file is None:
        return None
    try:
        found = x509.load_pem_x509_certificate(settings.certificate_file.read_bytes())
    except (OSError, ValueError):
        return None
    return found.not_valid_after_utc.date()
