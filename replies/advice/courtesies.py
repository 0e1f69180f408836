"""What a mail says out of courtesy: greetings, thanks, wishes, closings; who asks says them too. Pure.

A courtesy speaks of neither a topic nor a request, so whether a mail asks is judged without it. A sentence is
one when it holds a word that only courtesies begin or end with, and beside that nothing but words that go
with these, and a name. What thanks for something of its own ("for the invitation") or hands something over (
"in attachment") may be all that a mail says: such a sentence stays, and its other half may still ask.
"""

from __future__ import annotations

from replies.advice.asking import sentences
from replies.advice.letters import folded_words

NAMES = 2  # words of a courtesy that are names: written large
HALF = 3  # words from which what stands behind a courtesy says something


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_THANKS = _words(
    """
    thank thanks thx thnx tnx tx cheers merci bedankt dank dankje dankjewel dankuwel danku
    """
)
_CORE = _THANKS | _words(
    """
    hi hello hey hoi hallo dag dear beste geachte goedemorgen goedemiddag goedenavond goeiemorgen
    groet groeten groetjes grtz grts mvg regards rgds greetings wishes sincerely hope hopelijk hoop
    forward vriendelijk weekend day evening week avond weekeinde tot see bye daag salut
    """
)
_AROUND = _words(
    """
    you your yours je jou jouw jullie uw the de het an een so very much many lot really truly again
    once in advance alvast op voorhand bij voorbaat zo heel erg hartelijk hartelijke veel
    duizendmaal echt zeer nogmaals nog eens weer ook al for voor of to en and met with my our mijn
    onze all alles allemaal everything kind best warm warmest kindest good great nice lovely fine
    wonderful fijn fijne prettig prettige goed goede mooi mooie leuk leuke vriendelijke lieve warme
    vele are is am be been well gaat doing having have has had heb hebt hebben dat that this it
    looking hearing hear from reading ik wij we jij hier there here morning afternoon evening ma sir
    madam mevrouw meneer mijnheer heer team everyone everybody iedereen collega collegas quick
    quickly fast snel snelle vlug vlugge vlot vlotte rest new nieuwe start soon later dan morgen
    gauw binnenkort ziens na om uit naar toe kijk
    """
)
_FOR = _words(
    """
    help helping hulp helpen answer answering answers antwoord antwoorden reply response reactie
    advice advies tip tips time tijd effort moeite support steun thoughts suggestions suggesties
    looking thinking meedenken along kijken luisteren listening reading lezen attention aandacht
    consideration patience geduld trouble
    """
)
_THANKING = _AROUND | _FOR
_GIVES = _words(
    """
    attached attachment enclosed bijlage bijgevoegd bijgaand hierbij ingesloten
    """
)
_AHEAD = _words("advance alvast voorhand voorbaat")
_IGNORE = _words("ignore disregard forget override negeer vergeet")
_ORDERS = _words("instruction instructions prompt prompts instructie instructies")
_LEARNS = _words(
    """
    help helpen helpt hulp learn learning leren bijleren improve verbeteren better beter
    """
)
_GREETS = _words("hi hello hey hoi hallo dag dear beste geachte")
_CLOSES = _CORE - _GREETS
_OPENS = 4  # words in which thanks, or that something is handed over, is said


def is_courtesy(sentence: str) -> bool:
    """Whether a sentence, or a part of it, greets, thanks, wishes well or closes, and nothing else."""
    words = folded_words(sentence)
    if not words or _CORE.isdisjoint(words):
        return False
    known = _CORE | (_AROUND if _THANKS.isdisjoint(words) else _THANKING)
    strange = [word for word in words if word not in known]
    large = {word for piece in sentence.split() if piece[0].isupper() for word in folded_words(piece)}
    if not large.issuperset(strange) or len(strange) > NAMES:
        return False
    return not strange or words[0] in _GREETS or words[0] not in strange


def without_courtesies(text: str) -> list[str]:
    """The sentences of a mail that are none, without a greeting or thanks in front, and no names below."""
    kept: list[str] = []
    closing = False
    for sentence in sentences(text):
        if _to_machines(sentence):
            continue
        if is_courtesy(sentence):
            closing = not _CLOSES.isdisjoint(folded_words(sentence))
        elif not (closing and _is_name(sentence)):
            head, _, rest = sentence.partition(",")
            kept.append(rest.strip() if rest.strip() and _opens(head) else sentence)
            closing = False
    return kept


def asking_half(sentence: str) -> str:
    """What stands behind the comma of a sentence that begins with thanks or hands something over.

    "" where that says nothing; any other sentence as it is.
    """
    opens = folded_words(sentence)[:_OPENS]
    if (_THANKS | _GIVES).isdisjoint(opens):
        return sentence
    rest = sentence.partition(",")[2].strip()
    return rest if len(folded_words(rest)) >= HALF else ""


def names_learning(sentence: str) -> bool:
    """Whether it names help or learning itself."""
    return not _LEARNS.isdisjoint(folded_words(sentence))


def _opens(head: str) -> bool:
    """Whether it greets or thanks for what is still to come; other thanks may be what the mail is for."""
    words = folded_words(head)
    return is_courtesy(head) and (_THANKS.isdisjoint(words) or not _AHEAD.isdisjoint(words))


def _to_machines(sentence: str) -> bool:
    """ "Ignore all previous instructions": says nothing of what the person asks."""
    words = folded_words(sentence)
    return not _IGNORE.isdisjoint(words) and not _ORDERS.isdisjoint(words)


def _is_name(sentence: str) -> bool:
    pieces = sentence.split()
    return len(pieces) <= NAMES and all(piece[0].isupper() for piece in pieces)
