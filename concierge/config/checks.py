"""What has to fit together across sections: own addresses, roster, clients, shared folders.

Refused are configurations in which the service would write to itself or two mailboxes would feed each
other, because no loop guard at run time is as good as not starting the loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cases.settings import MailboxSettings, OAuth2, Settings
from concierge.config.section import Mistakes

SHORTEST_KEPT = timedelta(days=30)
SHORTEST_IN_MAILBOX = timedelta(days=7)


def check_together(settings: Settings, mistakes: Mistakes) -> None:
    """Add what is wrong with `settings` as a whole to `mistakes`."""
    for check in (_own_addresses, _shared_mailboxes, _roster, _clients, _retention, _alert):
        for mistake in check(settings):
            mistakes.add(mistake)


def _own_addresses(settings: Settings) -> Iterator[str]:
    for number, person in enumerate(settings.concierges, start=1):
        for address in sorted(person.addresses):
            if _is_own(settings, address):
                yield (
                    f'[[concierge]] #{number} address = "{address}": feeds the service itself. '
                    "Write the person's own address."
                )
    for address in settings.lead:
        if _is_own(settings, address):
            yield (f'[service] lead = "{address}": feeds the service itself. Write a person\'s own address.')
    for address in settings.report.publish_to:
        if _is_own(settings, address):
            yield f'[report] publish_to = "{address}": feeds the service itself. Write another one.'
    for number, box in enumerate(settings.mailboxes, start=1):
        for sender in box.allowed_senders:
            if not sender.startswith("@") and _is_own(settings, sender):
                yield (
                    f'[[mailbox]] #{number} allowed_senders = "{sender}": an address of the service '
                    "cannot be a worker. Take it out."
                )


def _alert(settings: Settings) -> Iterator[str]:
    """Whoever is told has to be somebody else than the service, and by another way than its own."""
    account = settings.alert.smtp
    if account is None:
        return
    if not (settings.alert.to or settings.lead):
        yield '[alert] smtp to is missing, and [service] lead is empty. Write to = ["lead@example.org"].'
    for address in settings.alert.to:
        if _is_own(settings, address):
            yield f'[alert] smtp to = "{address}": feeds the service itself. Write a person\'s own address.'
    application = _application(settings.alert.oauth2)
    for number, box in enumerate(settings.mailboxes, start=1):
        if (box.smtp.host.lower(), box.smtp.username) == (account.host.lower(), account.username):
            yield (
                f'[alert] smtp host = "{account.host}": the account of [[mailbox]] #{number}, which would '
                "fail at the same time. Write another one, or a command."
            )
        elif application and application == _application(box.oauth2):
            yield (
                f"[alert] smtp oauth2: the application of [[mailbox]] #{number}, whose secret would end, "
                "or be refused, for both at once. Write another one, or a command."
            )


def _application(oauth2: OAuth2 | None) -> tuple[object, ...]:
    """What the provider knows the service by."""
    if oauth2 is None:
        return ()
    return oauth2.provider, oauth2.client_id.lower(), oauth2.service_account_file


def _shared_mailboxes(settings: Settings) -> Iterator[str]:
    for number, box in enumerate(settings.mailboxes, start=1):
        for earlier, other in enumerate(settings.mailboxes[: number - 1], start=1):
            both = f"[[mailbox]] #{earlier} and #{number}"
            for address in sorted(box.own_addresses & other.own_addresses - {""}):
                yield (
                    f'{both} address or also = "{address}": feeds both mailboxes. Leave it in one of them.'
                )
            for name in sorted(_folded(box.lists) & _folded(other.lists)):
                yield f'{both} lists = "{name}": feeds both mailboxes. Leave it in one of them.'
            if _account(box) == _account(other) and box.imap.host:
                yield (
                    f'{both} imap.username = "{box.imap.username}": the same account is read twice. '
                    "Put the second address into also of the first."
                )


def _roster(settings: Settings) -> Iterator[str]:
    if not settings.concierges:
        yield "[[concierge]] is missing: nobody would be told of a request. Add one, with name and address."
    seen: dict[str, int] = {}
    for number, person in enumerate(settings.concierges, start=1):
        for address in sorted(person.addresses - {""}):
            if seen.setdefault(address, number) != number:
                yield (
                    f'[[concierge]] #{number} address = "{address}": belongs to #{seen[address]} already. '
                    "Keep each address with one person."
                )


def _clients(settings: Settings) -> Iterator[str]:
    ids = [client.id for client in settings.clients]
    domains: dict[str, str] = {}
    for number, client in enumerate(settings.clients, start=1):
        if client.id and ids.index(client.id) != number - 1:
            yield f'[[client]] #{number} id = "{client.id}": is there already. Give each client its own id.'
        for address in client.publish_to:
            other = settings.client_of(address)
            if _is_own(settings, address):
                yield (
                    f'[[client]] #{number} publish_to = "{address}": feeds the service itself. '
                    "Write an address of theirs."
                )
            elif other is not None and other != client.id:
                yield (
                    f'[[client]] #{number} publish_to = "{address}": belongs to {other}, which would read '
                    f"of {client.id}. Take it out."
                )
        for domain in client.domains:
            owner = domains.setdefault(domain, client.id)
            if owner != client.id:
                yield f'[[client]] #{number} domains = "{domain}": belongs to {owner} already. Take one out.'
    wanted = [
        *(
            (f"[[mailbox]] #{n} client", box.client)
            for n, box in enumerate(settings.mailboxes, 1)
            if box.client
        ),
        *(
            (f"[[concierge]] #{n} clients", id_)
            for n, c in enumerate(settings.concierges, 1)
            for id_ in c.clients
        ),
    ]
    for place, id_ in wanted:
        if id_ not in ids:
            yield f'{place} = "{id_}": there is no such client. Correct it, or add a [[client]] with that id.'


def _retention(settings: Settings) -> Iterator[str]:
    """What is removed too soon is missed: by who writes again, by a survey, by whoever restores a backup."""
    kept, in_mailbox = settings.privacy.anonymise_after, settings.privacy.mailbox_after
    survey = settings.survey
    needed = settings.intake.reopen_within + survey.after.length + survey.stale + survey.lapse
    shortest = max(SHORTEST_KEPT, needed)
    if kept and kept < shortest:
        days = -(-shortest // timedelta(days=1))
        yield (
            f'[privacy] anonymise_after = "{_days(kept)}": too short, because until then a case may be '
            "opened again ([intake] reopen_within) and its survey asked and answered ([survey] after, stale, "
            f'lapse). Write "{days}d" or more, or "0s" for never.'
        )
    if in_mailbox and in_mailbox < SHORTEST_IN_MAILBOX:
        yield (
            f'[privacy] mailbox_after = "{_days(in_mailbox)}": too short, because a database that was '
            "restored from a backup finds its newest mail in the mailbox only. "
            'Write "7d" or more, or "0s" for never.'
        )


def _days(length: timedelta) -> str:
    """As it may have been written: "20d", "12h", "90s"."""
    for unit, seconds in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if not length % timedelta(seconds=seconds):
            return f"{length // timedelta(seconds=seconds)}{unit}"
    return f"{length // timedelta(seconds=1)}s"


def _is_own(settings: Settings, address: str) -> bool:
    """Whether mail to `address` reaches a mailbox of the service, with or without a plus part."""
    local, _, domain = address.lower().rpartition("@")
    own = settings.own_addresses - {""}
    return address.lower() in own or f"{local.partition('+')[0]}@{domain}" in own


def _folded(names: tuple[str, ...]) -> set[str]:
    return {name.strip("<>").lower() for name in names}


def _account(box: MailboxSettings) -> tuple[str, int, str]:
    return box.imap.host.lower(), box.imap.port, box.imap.username.lower()
