"""`concierge login`: somebody who may open a mailbox signs in once, so that the service may from then on."""

from __future__ import annotations

import os
import webbrowser
from dataclasses import replace
from logging import WARNING
from typing import Annotated

import typer

from cases.errors import PermanentError, TemporaryError
from cases.settings import MailboxSettings, OAuthFlow, Settings
from concierge.acting import audited_where_possible
from concierge.logs import configure
from concierge.oauth.grant import Grant, RefusedError, shown
from concierge.oauth.source import TokenSource
from concierge.options import CONFIG, Config, load_settings
from concierge.output import printable
from intake.imap.mailbox import Mailbox


def command(
    mailbox: Annotated[str, typer.Argument(metavar="MAILBOX", help="The address of a [[mailbox]].")],
    paste_url: Annotated[
        bool,
        typer.Option(
            "--paste-url", help="Google: the browser is on another machine; paste the address it ends at."
        ),
    ] = False,
    config: Config = CONFIG,
) -> None:
    """Give the service lasting access to one mailbox of Microsoft 365 or Google, by signing in in a browser.

    Which way follows from oauth2 in [[mailbox]]; an application that has rights of its own needs no login,
    and is tried. The running service takes the new login up by itself.
    """
    configure(level=WARNING)  # output stays output
    settings = load_settings(config, mail=True)
    box = _box(settings, mailbox)
    if box.oauth2 is None:
        raise PermanentError(
            f"{box.address} needs no login: its [[mailbox]] has no oauth2, so it logs in with a password."
        )
    tokens = TokenSource(box.oauth2)
    if not box.oauth2.flow.needs_login:
        typer.echo(f"No login is needed for {box.address}: its tokens come by {box.oauth2.flow}. Trying one.")
        tokens.forget_refusal()
        tokens.token()
        with Mailbox(box.imap):
            pass
        typer.echo(f"The token opens the mailbox; it is valid until {tokens.valid_until:%H:%M} UTC.")
        return
    try:
        grant = _signed_in(box, paste_url=paste_url)
    except RefusedError as error:
        words = shown(str(error), box.oauth2.client_secret)
        raise PermanentError(
            f"The login was refused ({words.rstrip('.')}). {tokens.explain(words)}"
        ) from None
    _check(box, grant)
    audited_where_possible(settings, "mailbox.signed-in")  # first: no access that nobody knows of
    tokens.keep(grant)
    who = f" by {printable(grant.signed_in)}" if grant.signed_in else ""
    typer.echo(f"Access to {box.address} was given{who} and is kept in {box.oauth2.token_file}.")


def _box(settings: Settings, address: str) -> MailboxSettings:
    try:
        return settings.mailbox(address)
    except KeyError:
        known = ", ".join(box.address for box in settings.mailboxes)
        raise typer.BadParameter(f"there is no such mailbox; write one of: {known}") from None


def _signed_in(box: MailboxSettings, *, paste_url: bool) -> Grant:
    assert box.oauth2 is not None
    if box.oauth2.flow is OAuthFlow.DEVICE_CODE:
        from concierge.oauth import microsoft  # only what this mailbox needs

        return microsoft.log_in(box.oauth2, lambda page, code: _show_code(box, page, code))
    return _by_browser(box, paste_url=paste_url)


def _show_code(box: MailboxSettings, page: str, code: str) -> None:
    typer.echo(
        f"Open {printable(page)} in any browser, type the code {printable(code)}, and sign in as "
        f"{box.imap.username}, or as somebody who may open its mailbox. Waiting; Ctrl-C ends."
    )


def _by_browser(box: MailboxSettings, *, paste_url: bool) -> Grant:
    from concierge.oauth import google, loopback

    assert box.oauth2 is not None
    if paste_url:
        made = google.attempt(box.oauth2, loopback.ELSEWHERE)
        typer.echo(
            f"Open this address in a browser and sign in as {box.imap.username}:\n\n{made.page}\n\n"
            f"It ends at a page that cannot be shown, whose address begins with {loopback.ELSEWHERE}."
        )
        return google.complete(box.oauth2, made, typer.prompt("Paste that whole address here"))
    with loopback.listening() as receiver:
        made = google.attempt(box.oauth2, receiver.redirect)
        receiver.state = made.state
        typer.echo(
            f"Sign in as {box.imap.username} in the browser of this machine:\n\n{made.page}\n\n"
            "Waiting; Ctrl-C ends. Where the browser is on another machine, use --paste-url."
        )
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            webbrowser.open(made.page)  # without a screen it might start one in this terminal
        answer = receiver.wait()
    return google.complete(box.oauth2, made, answer)


def _check(box: MailboxSettings, grant: Grant) -> None:
    """Whether this access opens the mailbox; while the mail server is away it is believed."""
    account = replace(box.imap, token=lambda: grant.access_token, refused=None)
    try:
        with Mailbox(account):
            typer.echo(f"The mailbox of {box.imap.username} opens.")
    except TemporaryError as error:
        typer.echo(f"Whether it opens the mailbox could not be tried now: {printable(str(error))}", err=True)
    except PermanentError as error:
        who = f"{printable(grant.signed_in)}, who signed in," if grant.signed_in else "Who signed in"
        raise PermanentError(
            f"{who} may not open the mailbox of {box.imap.username}, so this login is not kept. {error}"
        ) from None
