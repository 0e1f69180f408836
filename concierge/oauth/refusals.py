"""What to do when a provider says no: its code or words -> one sentence that says what to click or type."""

from __future__ import annotations

_SENTENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "microsoft": (
        (
            "AADSTS7000215",
            "The client secret is wrong: in the app registration under Certificates & secrets make a new one "
            "and put its Value, not its Secret ID, into client_secret_file.",
        ),
        ("AADSTS7000222", "The client secret has ended: make a new one under Certificates & secrets."),
        ("AADSTS700016", "There is no such application in this tenant: correct client_id or tenant."),
    ),
    "google": (
        (
            "unauthorized_client",
            "In the Google Admin console under Security, API controls, Domain-wide delegation add the client "
            "ID of the service account with the scope https://mail.google.com/.",
        ),
        ("invalid_grant", "The consent is gone or the clock of this machine is wrong."),
    ),
}


def sentence(provider: str, error: str) -> str:
    """What to do about `error`, the words of a token or mail server; "" where that is not known."""
    return next((what for code, what in _SENTENCES.get(provider, ()) if code in error), "")
