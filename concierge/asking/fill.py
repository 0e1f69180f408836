"""The answers put into the starter configuration by exact edits, so that its comments stay; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concierge.asking.provider import GOOGLE, MICROSOFT, SERVERS
from concierge.asking.questions import OF_PERSONS, SERVICE_ACCOUNT, SIGN_IN, lead, people
from concierge.asking.servers import Server
from concierge.config.written import as_toml

TRUSTED = {  # who checks senders there; everywhere else `concierge doctor` reads it from recent mail
    MICROSOFT: ["protection.outlook.com"],
    GOOGLE: ["mx.google.com"],
}
EXPLAINED = """\
# Whether this server writes Authentication-Results, and under which name, is not known yet: until then the
# signed address that a reply goes to proves who answers ("token"). Once `concierge doctor` has seen results
# of your server in recent mail, it proposes that name for trusted_authserv_ids, and proof = "results". That
# is safer: whoever is forwarded a notification can otherwise answer as its concierge.
"""
PASSWORD_FILE, CLIENT_SECRET_FILE = "mailbox-password", "client-secret"
OPEN = "<--"  # marks what is to be filled in
COLUMN = 36  # where comments of the starter begin


def filled(starter: str, given: Mapping[str, Any]) -> str:
    """The starter with the answers of a finished interview; what they leave open stays marked."""
    text = starter.replace(
        "Fill in what is marked <-- and run", "What is still to be filled in is marked <--; then run"
    )
    for section, values in _values(given).items():
        for key, value in values.items():
            text = _set(text, section, key, value)
    if _trusts_addresses(given):
        text = text.replace("\nproof = ", f"\n{EXPLAINED}proof = ", 1)
    return _more_people(text, people(given)[1:])


def private_files(given: Mapping[str, Any]) -> dict[str, str]:
    """What was typed hidden, by the file beside the configuration that it goes into."""
    files = {PASSWORD_FILE: given.get("password", ""), CLIENT_SECRET_FILE: given.get("client secret", "")}
    return {name: secret for name, secret in files.items() if secret}


def missing_files(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Files that the configuration names and that somebody has to put there."""
    if "password" in given:
        return () if given["password"] else (PASSWORD_FILE,)
    if given.get("way") == SERVICE_ACCOUNT:
        return (given["key file"],)
    return () if given["client secret"] or given["provider"] == MICROSOFT else (CLIENT_SECRET_FILE,)


def needs_login(given: Mapping[str, Any]) -> bool:
    """Whether the mailbox has to be signed in once with `concierge login`."""
    if given["provider"] == MICROSOFT:
        return not given["client secret"]
    return given.get("way") == SIGN_IN


def _values(given: Mapping[str, Any]) -> dict[str, dict[str, object]]:
    """Section, key and value of every answer, in the order of the file."""
    (name, address), *_ = people(given)
    return {
        "service": {
            "name": given["name"],
            "timezone": given["timezone"],
            "languages": list(given["languages"]),
            "lead": list(lead(given)),
        },
        "mailbox": {
            "address": given["address"],
            "allowed_senders": list(given["allowed"]),
            "trusted_authserv_ids": TRUSTED.get(given["provider"], []),
            **({"proof": "exchange"} if _is_organisation_at_microsoft(given) else {}),
            **({"proof": "token"} if _trusts_addresses(given) else {}),
            **({"plus_addressing": False} if "without plus" in given else {}),
            **_accounts(given),
        },
        "concierge": {"name": name, "address": address},
        "intake": {} if given["acknowledge"] == "questions" else {"acknowledge": given["acknowledge"]},
        "hours": {"week": given["week"], "holidays": _holidays(given["holidays"])},
    }


def _trusts_addresses(given: Mapping[str, Any]) -> bool:
    """Whether nothing is known of how the server says who checked a sender, and replies have addresses."""
    return given["provider"] not in TRUSTED and "without plus" not in given


def _is_organisation_at_microsoft(given: Mapping[str, Any]) -> bool:
    """Where Exchange marks mail from inside, and takes that mark off mail from outside."""
    return bool(given["provider"] == MICROSOFT and given["tenant"] != OF_PERSONS)


def _accounts(given: Mapping[str, Any]) -> dict[str, object]:
    imap, smtp = SERVERS.get(given["provider"]) or (given["imap"], given["smtp"])
    if "password" not in given:
        return {"imap": _account(imap), "smtp": _account(smtp), "oauth2": _oauth2(given)}
    login: dict[str, object] = {"password_file": PASSWORD_FILE}
    if given.get("username", given["address"]) != given["address"]:
        login = {"username": given["username"], **login}
    return {"imap": _account(imap) | login, "smtp": _account(smtp) | login}


def _account(server: Server) -> dict[str, object]:
    return {"host": server.host, "port": server.port, "security": server.security}


def _oauth2(given: Mapping[str, Any]) -> dict[str, object]:
    if given["provider"] == GOOGLE and given["way"] == SERVICE_ACCOUNT:
        return {"provider": GOOGLE, "service_account_file": given["key file"]}
    table: dict[str, object] = {"provider": given["provider"]}
    if given["provider"] == MICROSOFT:
        table["tenant"] = given["tenant"]
    table["client_id"] = given["client id"]
    if given["client secret"] or given.get("way") == SIGN_IN:
        table["client_secret_file"] = CLIENT_SECRET_FILE
    if given.get("secret ends"):
        table["client_secret_expires"] = given["secret ends"]
    return table


def _holidays(words: list[str]) -> object:
    return words[0] if len(words) == 1 and not words[0][0].isdigit() else words


def _set(text: str, section: str, key: str, value: object) -> str:
    """The first line of `key` in `section` with another value, its comment kept, its mark taken out.

    A key that is there as a comment becomes active. ValueError where the starter has no such line.
    """
    lines = text.split("\n")
    inside = False
    for place, line in enumerate(lines):
        if line.startswith("["):
            inside = line.startswith((f"[{section}]", f"[[{section}]]"))
        name, _, rest = line.removeprefix("# ").removeprefix("- ").partition(" = ")
        if inside and name == key:
            comment = rest.partition("  # ")[2].removeprefix(OPEN).strip()
            if isinstance(value, Mapping) and "" in value.values():
                comment = f"{OPEN} {comment}".strip()
            written = f"{key} = {as_toml(value)}"
            lines[place] = f"{written:<{COLUMN - 2}}  # {comment}" if comment else written
            return "\n".join(lines)
    raise ValueError(f"the starter has no {key} in [{section}]")


def _more_people(text: str, others: list[tuple[str, str]]) -> str:
    """A short section for each further person, behind the first one's."""
    sections = "".join(
        f"[[concierge]]\nname = {as_toml(name)}\naddress = {as_toml(address)}\n\n" for name, address in others
    )
    return text.replace("\n[intake]\n", f"\n{sections}[intake]\n", 1)
