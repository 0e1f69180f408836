"""What makes an address of a page tell more than a page: people, secrets, files that were shared. Pure.

By the shape of an address: its parts are taken asunder, decoded, and judged one by one. Linear.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from itertools import groupby, pairwise
from urllib.parse import SplitResult, unquote

SHARED_FILES = frozenset(
    """
    sharepoint.com sharepoint.de sharepoint.cn sharepoint.us 1drv.ms 1drv.com onedrive.com
    onedrive.live.com onenote.com loop.microsoft.com loop.cloud.microsoft drive.google.com
    docs.google.com sheets.google.com slides.google.com forms.gle photos.google.com photos.app.goo.gl
    drive.proton.me dropbox.com db.tt dropboxusercontent.com dropboxapps.com box.com box.net
    wetransfer.com we.tl icloud.com icloud-content.com mega.nz mega.io pcloud.com pcloud.link
    tresorit.com sync.com fromsmash.com transfernow.net filemail.com mediafire.com sharefile.com
    sharefile.eu egnyte.com citrixdata.com transferxl.com sendgb.com swisstransfer.com
    workdrive.zoho.com zohopublic.eu quip.com filesender.surf.nl filesender.belnet.be surfdrive.surf.nl
    stackstorage.com cubby.com hightail.com myfiles.fr kdrive.infomaniak.com
    """.split()  # noqa: SIM905 - easier to read than so many strings
)
"""Hosts of files that one person shares with some, with all below them."""
_SECRET = frozenset(
    """
    token key sig signature jwt session sid auth authorization authentication password passwd passwort
    wachtwoord pass pwd passcode pin secret credential credentials access otp totp ticket hash hmac mac
    checksum sso saml samlresponse samlrequest bearer nonce code invite invitation uitnodiging amz goog
    login magic cookie user username userid uid gebruiker email emailaddress mail mailto member memberid
    account accountid employee medewerker werknemer customer klant learner student deelnemer recipient
    subscriber ontvanger phone telefoon
    """.split()  # noqa: SIM905 - easier to read than so many strings
)
"""Words of keys whose values let somebody in, or say who it is."""
_SECRET_ENDS = (
    *("token", "secret", "password", "passwd", "signature", "sessionid", "sessid", "apikey", "accesskey"),
    *("authkey", "sharekey", "resourcekey", "rlkey", "linkkey", "credential", "credentials", "ticket", "jwt"),
    *("username", "userid", "useremail", "mailaddress", "authcode", "invitecode", "accesscode", "privatekey"),
)
_HANDS_OUT = frozenset(
    (
        *("invite", "invites", "invitation", "reset", "verify", "confirm", "activate", "unlock"),
        *("magic", "sso", "share", "shared", "sharing", "s"),
    )
)
"""Steps of a path behind which stands what only one person was given."""
_DECODED = 5  # times: an address within an address within a wrapper
_PARTS = re.compile(r"[?&;#/\s]")
_WORDS = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_RANDOM_VALUE, _RANDOM_STEP, _SHORT_SECRET = 12, 16, 6  # characters that no words are made of
_RUN = 3.2  # letters that words and numbers have in one go, at least, before case or kind changes
_UNBROKEN = 45  # letters of a word, also in Dutch
_PUBLIC_IDS = frozenset(
    {"youtube.com", "youtu.be", "open.spotify.com"}
)  # every page of theirs is a random one
_VOWELS = frozenset("aeiouyàáâäåèéêëìíîïòóôöùúûüý")


@dataclass(frozen=True, slots=True)
class People:
    """Whom a link must not name: words that are enough, and runs of small letters and digits of several."""

    words: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()


NOBODY = People()


def people(
    asked: Iterable[tuple[str, str]],
    others: Iterable[tuple[str, str]] = (),
    usual: frozenset[str] = frozenset(),
) -> People:
    """Of (name, address): each name of who asked is enough, but a usual word; of others, all of a name."""
    words: set[str] = set()
    runs: set[str] = set()
    for mine, (given, address) in [*((True, each) for each in asked), *((False, each) for each in others)]:
        last, comma, first_name = given.partition(",")  # "De Smet, Anna", as directories write it
        name = f"{first_name} {last}" if comma and "," not in first_name else given
        local = address.partition("@")[0].partition("+")[0]
        parts, locals_ = _words(name), _words(local)
        if mine:
            words.update(part for part in (*parts, *locals_) if len(part) >= 3 and part not in usual)
        if len(parts) > 1:
            first, *rest = parts
            runs.update(("".join(parts), "".join([*rest, first]), first + rest[-1], rest[-1] + first))
            runs.update((first[0] + "".join(rest), "".join(rest) + first[0]))
        if len(locals_) > 1:
            runs.update(("".join(locals_), "".join(reversed(locals_))))
        elif locals_ and len(locals_[0]) >= 8:
            runs.add(locals_[0])
    return People(frozenset(words), frozenset(run for run in runs if len(run) >= 5))


def names_somebody(text: str, whom: People) -> bool:
    """Whether a text has the name of one of them, whatever stands between its parts."""
    words = _words(text)
    if not whom.words.isdisjoint(words):
        return True
    longest = max(map(len, whom.runs), default=0)
    for at in range(len(words)):
        run = ""
        for word in words[at : at + 8]:
            run += word
            if len(run) > longest:
                break
            if run in whom.runs:
                return True
    return False


def tells(parts: SplitResult, query: str, whom: People) -> str:
    """Why nobody else should get it: "share", "address", "name", "secret"; "" for a page like others.

    query: of the address, without tracking.
    """
    host = (parts.hostname or "").removeprefix("www.")
    if is_below(host, SHARED_FILES):
        return "share"
    path, said, end = _plain(parts.path), _plain(query), _plain(parts.fragment)
    whole = f"{path}?{said}#{end}"
    if "@" in unescape(whole):
        return "address"
    if names_somebody(f"{host}/{whole}", whom):
        return "name"
    random_ids = is_below(host, _PUBLIC_IDS)
    return "secret" if _is_secret(path, f"{said}#{end}", random_ids) else ""


def is_below(host: str, names: Iterable[str]) -> bool:
    """Whether it is one of these hosts or stands below one."""
    steps = host.removeprefix("www.").split(".")
    return not {".".join(steps[at:]) for at in range(len(steps))}.isdisjoint(names)


def _plain(text: str) -> str:
    """As it reads when all that was encoded is not: also twice, and in wide letters."""
    for _ in range(_DECODED):
        plain = unquote(text)
        if plain == text:
            break
        text = plain
    return unicodedata.normalize("NFKC", text)


def _words(text: str) -> list[str]:
    """Its words, small, without accents; DeSmet is de, smet."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORDS.findall(_HUMP.sub(" ", plain).replace("_", " ").lower())


def _is_secret(path: str, rest: str, random_ids: bool) -> bool:
    before = ""
    for part in _PARTS.split(path):
        handed = before in _HANDS_OUT and _randomness(part) >= _SHORT_SECRET
        before = part.lower()
        if handed or _opens(part, _RANDOM_STEP, random_ids):
            return True
        if before in _HANDS_OUT and _GUID.search(path):
            return True
    return any(_opens(part, _RANDOM_VALUE, random_ids, guids=False) for part in _PARTS.split(rest))


def _opens(part: str, most: int, random_ids: bool, *, guids: bool = True) -> bool:
    """Whether one part of an address, or key=value, lets somebody in."""
    key, sign, value = part.partition("=")
    if sign and value and _is_secret_key(key):
        return True
    if random_ids:
        return "eyJ" in part
    said = value if sign else part
    return "eyJ" in said or _randomness(_GUID.sub(" ", said) if guids else said) >= most


def _is_secret_key(key: str) -> bool:
    words = _words(key[-60:])
    return not _SECRET.isdisjoint(words) or "".join(words).endswith(_SECRET_ENDS)


def _randomness(text: str) -> int:
    """How many of its characters stand in what neither words nor numbers look like."""
    return sum(
        len(word) for word in _WORDS.findall(text.replace("_", " ")) if len(word) >= 4 and _is_odd(word)
    )


def _is_odd(word: str) -> bool:
    if word.isdigit():
        return len(word) >= 20
    if len(word) >= _UNBROKEN:
        return True
    kinds = [kind for kind, _ in groupby(word, _kind)]
    humps = sum(pair == ("A", "a") for pair in pairwise(kinds))
    if len(word) / (len(kinds) - humps) < _RUN and len(kinds) - humps > 2:
        return True
    letters = sum(c.isalpha() for c in word)
    return letters >= 16 and sum(c in _VOWELS for c in word.lower()) < letters / 6


def _kind(character: str) -> str:
    if character.isdigit():
        return "0"
    return "A" if character.isupper() else "a"
