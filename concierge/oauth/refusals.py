"""What to click or type when a token server, or a mail server after it, says no: one sentence each.

Rows are looked through in their order, the first that fits counts; the words are those that the servers
write (public reports of them, 2019 to 2026). A row may have another sentence for mailboxes that a person
has logged in to (`concierge login`), where no application has rights of its own. Longer than 250 lines:
the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cases.refusals import CONNECTIONS, LIMITS, LOGINS, OURS, TOO_FAST, own_words, refused

LONGEST = 4_000  # characters of an answer that are looked at

_NUMBER = re.compile(r"AADSTS([0-9]{4,8})(?![0-9])")
_ENHANCED = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")  # RFC 3463
_BEGINNING = 4  # words in which a reply's code stands, behind the name of a server
_EXACT = LIMITS | OURS | {CONNECTIONS.kind, TOO_FAST.kind, LOGINS.kind}


@dataclass(frozen=True, slots=True)
class Refusal:
    """`marks`: a number of Microsoft (AADSTS), the enhanced code of an SMTP reply, or words in small letters.

    Any of them is the sign of it: the number anywhere, the code at the reply's beginning, words as whole
    words of the server itself.
    """

    marks: tuple[int | str, ...]
    what: str
    after_login: str = ""  # the same where a person logs in; "" for no difference
    of_login: bool = False  # not where the reply's kind is known to be another


def sentence(
    provider: str,
    answer: str,
    *,
    mailbox: str = "MAILBOX",
    client_id: str = "CLIENT_ID",
    by_login: bool = False,
) -> str:
    """What to do about an `answer`; "" where it is not known. `provider`: microsoft, google, "" for either.

    `mailbox` and `client_id` are put into the commands to type; `by_login`: a person logs in to this mailbox.
    """
    seen = answer[:LONGEST]
    numbers = {int(digits) for digits in _NUMBER.findall(seen)}
    code, enhanced = _codes(seen.split(None, _BEGINNING)[:_BEGINNING])
    words = own_words(seen)
    known = _is_known(code, enhanced, seen)
    for row in _rows(provider):
        if known and row.of_login:
            continue
        if any(
            mark in numbers if isinstance(mark, int) else _fits(mark, enhanced, words) for mark in row.marks
        ):
            what = row.after_login if by_login and row.after_login else row.what
            return what.replace("MAILBOX", mailbox).replace("CLIENT_ID", client_id)
    return ""


def _codes(words: list[str]) -> tuple[str, str]:
    """The SMTP code and the enhanced code with which a reply begins; "" for those that are not there."""
    code = ""
    for word in words:
        word = word.lstrip("b'\"(")
        if len(word) > 3 and word[3] == "-" and word[:3].isdigit():
            code, word = word[:3], word[4:]
        if _ENHANCED.fullmatch(word):
            return code, word
        if len(word) == 3 and word.isascii() and word.isdigit():
            code = word
        elif code:
            break
    return code, ""


def _is_known(code: str, enhanced: str, text: str) -> bool:
    """Whether it says what is the matter with the mailbox, and that it is not the login."""
    means = refused(int(code), enhanced, text.partition(enhanced or code)[2], "mail") if code else None
    return means is not None and means.kind in _EXACT


def _fits(mark: str, enhanced: str, words: str) -> bool:
    if _ENHANCED.fullmatch(mark):
        return mark == enhanced
    at = words.find(mark)
    while at >= 0:
        before, after = words[at - 1 : at], words[at + len(mark) : at + len(mark) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = words.find(mark, at + 1)
    return False


def _rows(provider: str) -> Iterator[Refusal]:
    for name, rows in REFUSALS.items():
        if provider in (name, ""):
            yield from rows


_APP = "At entra.microsoft.com open App registrations, this app,"
_ENTERPRISE = "At entra.microsoft.com open Enterprise applications, this app,"
_RULE = (
    "A rule of the organisation refuses this sign-in: an administrator finds it at entra.microsoft.com, "
    "Sign-in logs, this entry, Conditional Access, and excludes this app or allows this machine's address."
)
_SECOND_FACTOR = (
    "The organisation wants a second factor: run `concierge login MAILBOX` again and finish it in the "
    "browser, or use client_secret_file or certificate_file, where nobody has to sign in."
)
_TENANT = f"Correct tenant in oauth2: {_APP[0].lower()}{_APP[1:]} Overview, and copy Directory (tenant) ID."
_CLOCK = "Set this machine's clock (`timedatectl set-ntp true`): the token server's is minutes away from it."
_SMTP_AUTH = (
    "Switch SMTP AUTH on for this mailbox alone: `Set-CASMailbox MAILBOX -SmtpClientAuthenticationDisabled "
    "$false` in Exchange Online PowerShell, or at admin.exchange.microsoft.com Mailboxes, this one, Manage "
    "email apps settings, Authenticated SMTP (it takes up to an hour)."
)
_MAILBOX_RIGHT = "`Add-MailboxPermission MAILBOX -User OBJECT_ID -AccessRights FullAccess`"
_MAILBOX_RIGHT_OF_PERSON = (
    "Give the account that logged in the right to this mailbox, `Add-MailboxPermission MAILBOX -User "
    "ACCOUNT -AccessRights FullAccess` in Exchange Online PowerShell, or run `concierge login MAILBOX` "
    "with the mailbox's own account."
)

MICROSOFT = (
    # The token server
    Refusal(
        (7000215,),
        f"{_APP} Certificates & secrets, make a New client secret, and copy its Value (not its Secret ID) "
        "into client_secret_file.",
    ),
    Refusal(
        (7000222,),
        f"The client secret has ended. {_APP} Certificates & secrets, make a New client secret, copy its "
        "Value into client_secret_file, and write its end as client_secret_expires.",
    ),
    Refusal(
        (7000218,),
        "This app wants a proof of its own: give client_secret_file or certificate_file.",
        f"{_APP} Authentication, and set Allow public client flows to Yes.",
    ),
    Refusal(
        (700016,),
        f"{_APP} Overview, and copy Application (client) ID to client_id and Directory (tenant) ID to "
        "tenant: one of them belongs to another app or organisation.",
    ),
    Refusal((90002, 900021, 900023, 50128, 90114, 50059), _TENANT),
    Refusal((50194, 9002331, 9002346), f"The app is for one organisation only. {_TENANT}"),
    Refusal(
        (65001, 90094, 7000229, 650052, 650057, 90093),
        f"{_APP} API permissions, add IMAP.AccessAsApp and SMTP.SendAsApp of Office 365 Exchange Online "
        "(Application permissions), and let an administrator click Grant admin consent.",
        f"{_APP} API permissions, add the delegated IMAP.AccessAsUser.All and SMTP.Send of Microsoft "
        "Graph, let an administrator click Grant admin consent, and run `concierge login MAILBOX` again.",
    ),
    Refusal((7000112, 700054), f"{_ENTERPRISE} Properties, and set Enabled for users to sign in to Yes."),
    Refusal(
        (50105,), f"{_ENTERPRISE} Users and groups, and add the account, or set Assignment required to No."
    ),
    Refusal((500011,), f"There is no Exchange Online in this organisation. {_TENANT}"),
    Refusal(
        (700027, 700028, 50012, 700030),
        f"{_APP} Certificates & secrets, Certificates, and upload the certificate of certificate_file "
        "(without its key): the thumbprint shown there has to be that of the file.",
    ),
    Refusal(
        (700025,),
        "This app is a public client and may not prove itself: "
        f"{_APP[0].lower()}{_APP[1:]} Authentication, remove Mobile and desktop applications and set Allow "
        "public client flows to No; or give no secret and no certificate and use `concierge login MAILBOX`.",
    ),
    Refusal(
        (500014,),
        "Exchange Online is switched off for applications: at entra.microsoft.com open Enterprise "
        "applications, All applications, Office 365 Exchange Online, Properties, and set Enabled for users "
        "to sign in to Yes; see also that its subscription has not ended.",
    ),
    Refusal(
        (70011,),
        "Correct authority in oauth2: the cloud that it names does not have the Exchange Online that was "
        "asked for; without a national cloud leave authority out.",
    ),
    Refusal((700024, 500133), _CLOCK),
    Refusal(
        (700023, 700021, 700022, 50013),
        "Correct authority and tenant in oauth2: the certificate signs for them.",
    ),
    Refusal(
        (50034, 50020, 51004, 90072),
        "Check username and tenant: the organisation does not know this account.",
        "Run `concierge login MAILBOX` again with an account of this organisation, or correct tenant.",
    ),
    Refusal(
        (50053,),
        "The account is locked after wrong passwords: wait an hour, or let an administrator unlock it.",
    ),
    Refusal(
        (50055, 50144),
        "The account's password has ended: change it, then run `concierge login MAILBOX` again.",
    ),
    Refusal(
        (50057,),
        "The account is blocked: at admin.microsoft.com open Users, Active users, this one, and unblock "
        "sign-in, then run `concierge login MAILBOX` again.",
    ),
    Refusal((50126,), "Account or password is wrong: run `concierge login MAILBOX` again."),
    Refusal((50072, 50074, 50076, 50078, 50079, 50158, 500121), _SECOND_FACTOR),
    Refusal((530032, 530035), f"Security defaults or a security policy are in the way. {_RULE}"),
    Refusal((53000, 53001, 53002, 53003, 53004, 530031, 530034, 50005, 50097, 50129, 50131), _RULE),
    Refusal(
        (530036,),
        "A rule of the organisation ends logins that began with a code: an administrator excludes this "
        "account at entra.microsoft.com, Conditional Access, Authentication flows, then run `concierge login "
        "MAILBOX` again; client_secret_file or certificate_file need no such login.",
    ),
    Refusal(
        (50173,),
        "The account's password was changed or its sessions were revoked: run `concierge login MAILBOX` "
        "again.",
    ),
    Refusal(
        (54005,),
        "Another copy of the service has used this login: run `concierge login MAILBOX` again, and let one "
        "machine alone use that token_file.",
    ),
    Refusal(
        (700082, 70008, 700081, 700084, 70043, 50089, 50132, 50133),
        "The login has ended, by age or because nobody used it for 90 days: run `concierge login MAILBOX` "
        "again.",
    ),
    Refusal((70000, 70002), "The login does not hold any more: run `concierge login MAILBOX` again."),
    Refusal((65004, 70018), "Consent was declined: run `concierge login MAILBOX` again and accept it."),
    Refusal(
        (70019, 70020, 501461),
        "The code came too late: run `concierge login MAILBOX` again, and type it in 15 minutes.",
    ),
    Refusal(
        (9002313, 90013, 90014, 900144, 50027, 900432),
        "Copy tenant, client_id and the secret again: one of them has a space, a line end or a letter too "
        "many.",
    ),
    Refusal((50196,), "It was asked too often: see whether a second copy of the service runs with this app."),
    Refusal(
        (90033, 90036, 90051, 50099, 90055),
        "Microsoft's servers are in trouble: there is nothing to do, it is tried again.",
    ),
    # SMTP AUTH
    Refusal(("smtpclientauthentication is disabled",), _SMTP_AUTH),
    Refusal(
        ("basic authentication is disabled", "basic authentication is not supported"),
        "Microsoft takes no passwords: write oauth2 in [[mailbox]] instead of password_file.",
    ),
    Refusal(
        ("security defaults policy",),
        "Security defaults refuse SMTP AUTH: at entra.microsoft.com open Overview, Properties, Manage "
        "security defaults, and let Conditional Access take their place.",
    ),
    Refusal(
        ("did not meet the criteria",), f"Authentication policy or Conditional Access are in the way. {_RULE}"
    ),
    Refusal(
        ("user credentials were incorrect", "5.7.3", "5.7.8", "authentication unsuccessful"),
        f"{_APP} API permissions, see that SMTP.SendAsApp has admin consent, give the app the mailbox in "
        f"Exchange Online PowerShell, {_MAILBOX_RIGHT}, and see that username is the mailbox's own address.",
        "Run `concierge login MAILBOX` with the mailbox's own account or one that may send as it, and see "
        "that username is the mailbox's own address.",
        of_login=True,
    ),
    Refusal(
        ("5.7.57", "client was not authenticated", "client not authenticated to send"),
        'Write oauth2 in [[mailbox]], and not username = "" in smtp: no mail is taken without a login.',
    ),
    # IMAP
    Refusal(
        ("authenticate failed", "login failed", "authentication failed"),
        "Tell Exchange about the app in Exchange Online PowerShell: `New-ServicePrincipal -AppId CLIENT_ID "
        "-ObjectId OBJECT_ID` with the Object ID under Enterprise applications (not App registrations), "
        f"then {_MAILBOX_RIGHT}; IMAP has to be on (`Set-CASMailbox MAILBOX -ImapEnabled $true`).",
        f"{_MAILBOX_RIGHT_OF_PERSON} IMAP has to be on (`Set-CASMailbox MAILBOX -ImapEnabled $true`).",
        of_login=True,
    ),
    Refusal(
        ("user is authenticated but not connected", "authenticated but not connected"),
        f"The app may not open this mailbox, or there is none by that name: {_MAILBOX_RIGHT} in Exchange "
        "Online PowerShell (OBJECT_ID from Enterprise applications), and see that username is the "
        "mailbox's own address.",
        _MAILBOX_RIGHT_OF_PERSON,
    ),
    Refusal(
        ("suggested backoff time", "request is throttled"),
        "Microsoft slows this mailbox down: there is nothing to do, it is tried again after the time it "
        "names.",
    ),
    # Sending
    Refusal(
        ("sendasdenied", "5.7.60", "5.2.252", "permissions to send as this sender"),
        "Give the app the right to send as this address: `Add-RecipientPermission MAILBOX -Trustee "
        "OBJECT_ID -AccessRights SendAs` in Exchange Online PowerShell, and see that address and smtp "
        "username are one mailbox.",
        "Give the account that logged in the right to send as this address: `Add-RecipientPermission "
        "MAILBOX -Trustee ACCOUNT -AccessRights SendAs` in Exchange Online PowerShell.",
    ),
    Refusal(
        ("5.7.708", "traffic not accepted from this ip"),
        "Microsoft does not let this organisation send to the outside yet (new, on trial, or from an "
        "address of bad repute): an administrator opens a request at admin.microsoft.com, Support.",
    ),
    Refusal(
        ("5.7.705", "5.7.750", "tenant has exceeded threshold", "unregistered domain"),
        "Microsoft stopped this organisation's outgoing mail: at admin.exchange.microsoft.com see that the "
        "domain is an accepted domain, then open a request at admin.microsoft.com, Support.",
    ),
    Refusal(
        ("5.1.8", "bad outbound sender", "5.7.501", "5.7.502", "5.7.503"),
        "Microsoft blocked this mailbox from sending: at security.microsoft.com open Email & "
        "collaboration, Review, Restricted entities, and unblock it.",
    ),
    Refusal(
        ("submission quota exceeded", "recipient limit exceeded", "5.2.2"),
        "The mailbox has sent all it may today: it goes on by itself, and a lower rate in smtp spreads it.",
    ),
    Refusal(
        (
            "concurrent connections limit",
            "sender thread limit exceeded",
            "maximum number of concurrent connections",
        ),
        "Write connections = 1 in smtp: the mailbox allows three at once, with other programs counted.",
    ),
    Refusal(
        ("mailbox logon failure",),
        "Exchange cannot open the mailbox just now (it may be moving): it is tried again; if it lasts, see "
        "that it has a licence and is no group.",
    ),
)

_AUTH_PLATFORM = "At console.cloud.google.com open Google Auth Platform,"
_DELEGATION = (
    "At admin.google.com open Security, Access and data control, API controls, Manage domain wide "
    "delegation, Add new: as Client ID the number client_id of the service account's file, as scope "
    "https://mail.google.com/ (it can take a day)."
)
_NEW_KEY = (
    "At console.cloud.google.com open IAM & Admin, Service accounts, this account, see that it is enabled, "
    "make under Keys a new JSON key, and put it in the place of service_account_file."
)
_APP_WORD = (
    "Google takes no ordinary password: use oauth2 in [[mailbox]], or an app password of this account "
    "(myaccount.google.com/apppasswords, with 2-Step Verification on)."
)

GOOGLE = (
    # The token server
    Refusal(("short-lived token", "reasonable timeframe", "iat and exp values"), _CLOCK),
    Refusal(
        ("invalid jwt signature", "account not found", "service account is disabled", "account disabled"),
        _NEW_KEY,
    ),
    Refusal(
        ("invalid email or user id", "not a valid email or user id"),
        "Correct username: a service account opens people's mailboxes by their first address, no group and "
        "no alias.",
    ),
    Refusal(
        ("invalid_rapt", "reauth related error", "rapt_required"),
        "The organisation wants people to sign in anew regularly: an administrator trusts this app at "
        "admin.google.com, Security, Access and data control, Google Cloud session control; then run "
        "`concierge login MAILBOX` again.",
    ),
    Refusal(
        ("expired or revoked", "invalid_grant: token has been"),
        "Run `concierge login MAILBOX` again; where that is needed every seven days, the app is being "
        f"tested: {_AUTH_PLATFORM[0].lower()}{_AUTH_PLATFORM[1:]} Audience, and click Publish app, or make "
        "it Internal.",
    ),
    Refusal(
        ("malformed auth code", "invalid code verifier", "missing code verifier"),
        "Run `concierge login MAILBOX` again: an address from the browser holds once, and for some minutes.",
    ),
    Refusal(("using this method", "not authorized for any of the scopes"), _DELEGATION),
    Refusal(
        (
            "deleted_client",
            "client was deleted",
            "disabled_client",
            "client was disabled",
            "client was not found",
        ),
        f"{_AUTH_PLATFORM} Clients, and copy client_id and secret of a client that is there (type Desktop "
        "app).",
    ),
    Refusal(
        ("client secret is invalid", "invalid_client"),
        f"{_AUTH_PLATFORM} Clients, this one, and copy its Client secret into client_secret_file.",
    ),
    Refusal(
        ("unauthorized_client",),
        _DELEGATION,
        "The login belongs to another client_id: run `concierge login MAILBOX` again.",
    ),
    Refusal(
        ("admin_policy_enforced", "app_not_configured", "admin policy"),
        "The organisation does not allow this app: at admin.google.com an administrator opens Security, "
        "Access and data control, API controls, Manage third-party app access, and trusts this client_id.",
    ),
    Refusal(
        ("org_internal",),
        "The app is for its own organisation only: run `concierge login MAILBOX` again with an account of "
        "it.",
    ),
    Refusal(
        ("access_denied",),
        "Consent was declined, or the app is being tested and this account is no tester of it: "
        f"{_AUTH_PLATFORM[0].lower()}{_AUTH_PLATFORM[1:]} Audience, Test users, then run `concierge login "
        "MAILBOX` again.",
    ),
    Refusal(
        ("redirect_uri_mismatch", "invalid_request: loopback", "loopback ip address flow"),
        f"{_AUTH_PLATFORM} Clients, and make one of type Desktop app: others do not come back to this "
        "machine.",
    ),
    Refusal(
        ("invalid_grant",),
        "See that the account and its service account are still there and enabled.",
        "The login does not hold any more: run `concierge login MAILBOX` again.",
    ),
    # IMAP and SMTP
    Refusal(("application-specific password", "invalidsecondfactor", "5.7.9"), _APP_WORD),
    Refusal(
        ("not enabled for imap use", "imap access is disabled", "imap is disabled"),
        "Switch IMAP on: at admin.google.com Apps, Google Workspace, Gmail, End User Access, POP and IMAP "
        "access, and in the mailbox's own Gmail settings, Forwarding and POP/IMAP.",
    ),
    Refusal(
        ("web login required", "webloginrequired", "your web browser", "5.7.14", "webalert"),
        "Sign in to this mailbox once in a browser and answer what Google asks "
        "(accounts.google.com/DisplayUnlockCaptcha); an ordinary password will not do, use oauth2.",
    ),
    Refusal(
        ("too many login attempts",),
        "Google wants fewer logins: it is tried again later; see whether a second copy of the service runs.",
    ),
    Refusal(
        ("too many simultaneous connections",),
        "Close other mail programs on this mailbox: Google allows 15 connections at once.",
    ),
    Refusal(
        (
            "username and password not accepted",
            "badcredentials",
            "5.7.8",
            "invalid credentials",
            "authenticationfailed",
        ),
        "The account does not open with this token or password: see that username is the mailbox's first "
        "address, that IMAP is on for it, and that the scope https://mail.google.com/ is granted.",
        "Run `concierge login MAILBOX` again with the mailbox's own account, and see that username is its "
        "address.",
        of_login=True,
    ),
    Refusal(
        ("daily user sending limit", "sending limit exceeded", "5.4.5"),
        "The mailbox has sent all it may today: it goes on by itself within a day.",
    ),
    Refusal(
        ("command or bandwidth limits",),
        "Google slows this mailbox down for a day at most: it goes on by itself.",
    ),
)

REFUSALS = {"microsoft": MICROSOFT, "google": GOOGLE}
