"""Whether a mail thanks and says nothing else, so that it opens nothing again. Pure; rules in CONTRACT 5.

It holds a word of thanks or praise, and beside that only words that go with thanks ("for your quick answer",
"this was very helpful"), closing formulas and names. Never thanks: what asks, objects, counts, or is longer
than `MOST` words. What is thanked for stands behind "for", or behind praise: "Great tips!" thanks, "A quick
answer, thanks" asks for one. In doubt it is not. Where something was asked of them, praise may be a yes
("Great, thanks!"): `bare` thanks then hold no praise.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

MOST = 15  # words beside a greeting and a name below
_LONGEST = 400  # characters
_STOPS = re.compile(r"[?\d@]|https?:|www\.", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!;:…\n]")
_WORD = re.compile(r"[^\W\d_]++(?:['’-][^\W\d_]++)*+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_THANKS = _words(
    """
    thank thanks thx thnx tnx tx ty cheers merci bedankt dank dankje dankjewel dankuwel danku danke
    gracias grazie obrigado obrigada tack tak takk dankie
    """
)
_PRAISE = _words(
    """
    great super perfect excellent wonderful fantastic amazing brilliant awesome lovely nice good helpful
    useful clear fine top fijn fijne prima geweldig geweldige fantastisch fantastische uitstekend
    uitstekende mooi mooie goed goede nuttig nuttige handig handige duidelijk duidelijke helder heldere
    leuk leuke zalig schitterend vriendelijk vriendelijke knap tof toffe kei
    """
)
_AROUND = _words(
    """
    you u je jullie jou your uw jouw the de het a an een so very much many lot really truly such again
    once zo heel erg hartelijk hartelijke veel duizendmaal echt zeer nogmaals weer wel ook super all
    allemaal alles everything always is was it this that that's it's dit dat jij en and i ik we wij ben
    am are for voor of to both beiden allebei hi hello hey hoi hallo dag beste dear quick quickly fast
    prompt snel snelle vlug vlugge vlot vlotte kind best warm warmest kindest regards greetings wishes
    mvg met vriendelijke groet groeten groetjes gr grtz vele lieve appreciated appreciate helped helps
    geholpen helpt heeft hebt hebben has have been me mij ons us super-fast om te with
    """
)
_NOUNS = _words(
    """
    help hulp answer antwoord reply response reactie advice advies tips tip time tijd effort moeite
    support explanation uitleg information info informatie suggestions suggesties recommendations
    aanbevelingen service recommendation thought thoughts links work werk
    """
)
_GO_WITH = _THANKS | _PRAISE | _AROUND
_FOR = frozenset(("for", "voor"))
_TOLD = frozenset(("was", "is"))
_ARTICLES = frozenset(("a", "an", "een"))
_GREETED = _words("hi hello hey hoi hallo dag beste dear groet groeten groetjes regards")
_CLOSES = _words("regards groet groeten groetjes wishes")
_TO = _GREETED | _THANKS
_SIGNED = 2  # words of a line at the end that is a name


def is_thanks(text: str, names: Collection[str] = (), *, bare: bool = False) -> bool:
    """Whether `text` (new text, without quotation and signature) only thanks. `names`: of those who write.

    `bare`: no word of praise, but in closing formulas ("kind regards").
    """
    text = text.strip()
    if not text or len(text) > _LONGEST or _STOPS.search(text):
        return False
    known = {word.lower() for name in names for word in _WORD.findall(name)}
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and _is_name(lines[-1]):
        del lines[-1]
    said = "\n".join(lines)
    if len(_WORD.findall(said)) > MOST:
        return False
    if bare and not _is_bare(said):
        return False
    return _thanks(said) and all(_goes_with_it(sentence, known) for sentence in _SENTENCE.split(said))


def _thanks(said: str) -> bool:
    return any(word.lower() in _THANKS or word.lower() in _PRAISE for word in _WORD.findall(said))


def _is_bare(said: str) -> bool:
    words = [word.lower() for word in _WORD.findall(said)]
    return not any(word in _PRAISE and after not in _CLOSES for word, after in pairwise([*words, ""]))


def _is_name(line: str) -> bool:
    found = _WORD.findall(line)
    return 0 < len(found) <= _SIGNED and all(word[0].isupper() for word in found)


def _is_called(word: str, before: str) -> bool:
    return (before in _GREETED and word[0].isupper()) or (word.lower() == "team" and before in _TO)


def _goes_with_it(sentence: str, known: Collection[str]) -> bool:
    """Whether each word goes with thanks; a name is known, or stands right behind a greeting."""
    before, reason, told = "", False, True
    for found in _WORD.findall(sentence):
        word = found.lower().replace("’", "'")
        if word in _NOUNS:
            if not (reason or (told and before in _PRAISE) or before in _THANKS):
                return False
        elif word not in _GO_WITH and word not in known and not _is_called(found, before):
            return False
        reason = reason or word in _FOR
        told = word in _TOLD or (told and word not in _ARTICLES)
        before = word
    return True
