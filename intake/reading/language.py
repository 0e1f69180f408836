"""The language of a text, or not sure; and the language that somebody asks for. Word lists, no model.

Function words are counted; each language has words that the other lacks. Mails are long enough for
this, and a person's stored language decides where it is not sure.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cases.wordlists import rows

MAX_TEXT = 20_000  # characters looked at
MIN_WORDS = 2  # known words below which nothing is said

_SENTENCE = re.compile(r"[.!?;:]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENGLISH = _words(
    "the and of to a i you that it is was for on are with as his they at be this have from or "
    "had by but what some we can out other were all there when your how an which their if will "
    "would do does did could should about up my me so them then these her him has been more may "
    "than who its now people our us just any please thanks thank hello hi dear regards best "
    "looking know learn need like want help course better very not don't i'm i'd i've can't "
    "it's kind much many next week month since because where while between yes no also only "
    "still after before into make take give good well work team"
)
_DUTCH = _words(
    "de het een en van ik te dat die niet je zijn is was op aan met als voor er maar om hem dan "
    "zou of wat mijn men dit zo door over ze zich bij ook tot mij uit der daar haar naar heb "
    "hoe heeft hebben deze u uw want nog zal me zij nu ge geen omdat iets worden toch al waren "
    "veel meer doen toen moet ben zonder kan hun dus alles onder ja eens hier wie werd altijd "
    "doch wordt kunnen ons zelf tegen na reeds wil kon niets iemand geweest andere graag dank "
    "bedankt alvast groeten groet groetjes beste hallo dag vriendelijke cursus leren hulp nodig "
    "zoek jullie jij jou wij we welke waar wanneer waarom mag goede goed beter heel erg weet "
    "zoiets volgende week maand sinds tijdens bijvoorbeeld gewoon misschien alleen samen 'k gij "
    "hartelijk mvg weer weten willen moeten geven maken gaan komen zien vragen"
)
_GERMAN = _words(
    "der die das und ich nicht ist ein eine zu den mit sich auf für dem des im auch wir sie es "
    "von als an wie haben hat bei oder nur werden wird sind mein meine bitte danke grüße "
    "freundlichen hallo sehr können kann uns einen einer aber noch nach über aus wenn dass "
    "durch am zum zur ihre ihr geehrte war"
)
_FRENCH = _words(
    "le la les et je vous nous est un une des du pas que qui dans pour sur avec ce cette mon ma "
    "voudrais voudrait apprendre mieux pouvez comment à m'aider aider "
    "mes votre vos notre bonjour merci cordialement au aux ne plus mais ou par être avoir suis "
    "c'est j'ai il elle on si très bien faire salutations d'une d'un qu'il sont ont été"
)
_SPANISH = _words(
    "el los las y de que en un una por con para no se su al lo como más pero sus le gracias "
    "hola saludos este está me mi mis a es gustaría quiero quisiera puede pueden puedo cómo aprender mejor "
    "ayuda ayudar ayudarme tengo muy qué favor estoy buenos días"
)
_ITALIAN = _words(
    "il di che e un una per non con sono del della alla grazie ciao saluti mi si ma come anche questo gli le "
    "a ho vorrei imparare potete potrei meglio aiutarmi aiutare buongiorno molto cosa"
)
_PORTUGUESE = _words(
    "o os as e de que do da em um uma para com não por mais obrigado olá cumprimentos se na no seu "
    "eu me meu minha gostaria aprender melhor podem pode ajudar como você obrigada é são muito bom dia"
)
_SWEDISH = _words(
    "och att det som en på är av för med till den inte om ett men jag har vi kan hej tack hälsningar "
    "skulle vilja bli bättre ni mig hur vill"
)
_DANISH = _words(
    "og det at en er på til av for med som ikke den jeg har vi kan hej tak hilsen de et "
    "gerne blive bedre mig hvordan noget hjælpe vil"
)
_NORWEGIAN = _words(
    "og det å en er på til av for med som ikke den jeg har vi kan hei takk hilsen de et gjerne bli bedre meg "
    "dere hvordan noe hjelpe vil"
)
_AFRIKAANS_ONLY = _words(
    "ek nie baie dankie jy julle hulle vir asseblief groete wees kry het's hê môre goeie"
)
_AFRIKAANS = _AFRIKAANS_ONLY | _words(
    "die wat om te is van my kan hoe met dit ons sal in en as ook moet gaan maar weet was daar wil "
    "graag leer beter praat mense waar begin op"
)
_FINNISH = _words(
    "ja on ei että olen haluaisin miten voitteko kiitos hei minä se mutta kun myös voin oppia auttaa "
    "minua mitä"
)
_CZECH = _words(
    "a se že na je jsem v s jak bych chtěl chtěla děkuji prosím dobrý den mi by pomoci můžete lépe nebo ale"
)
_HUNGARIAN = _words(
    "és hogy nem egy szeretnék köszönöm üdvözlettel segíteni jobban az meg van kérem tudnának"
)
_ROMANIAN = _words("și să nu în este un o la pentru cu aș vrea mulțumesc bună ziua cum mă puteți ajuta mai")
_POLISH = _words(
    "i w na nie że się do to z jest o jak za po dla dziękuję dzień dobry proszę czy ale pozdrawiam "
    "chciałbym chciałabym mi możecie możesz pomóc lepiej"
)
_TURKISH = _words(
    "ve bir bu için ile de da çok ben siz merhaba teşekkürler değil ama gibi daha var ne "
    "bana istiyorum nasıl yardım eder misiniz lütfen iyi"
)
_OTHERS = {
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "it": _ITALIAN,
    "pt": _PORTUGUESE,
    "sv": _SWEDISH,
    "da": _DANISH,
    "no": _NORWEGIAN,
    "af": _AFRIKAANS,
    "fi": _FINNISH,
    "cs": _CZECH,
    "hu": _HUNGARIAN,
    "ro": _ROMANIAN,
    "pl": _POLISH,
    "tr": _TURKISH,
}
_SAID_IN = {
    word: tuple(code for code, known in {"en": _ENGLISH, "nl": _DUTCH, **_OTHERS}.items() if word in known)
    for word in frozenset().union(_ENGLISH, _DUTCH, *_OTHERS.values())
}
_GREETINGS = {
    "de": ("guten tag", "guten morgen", "guten abend", "sehr geehrte", "grüß gott", "liebe kolleg"),
    "fr": ("bonjour", "bonsoir", "madame, monsieur", "chers collègues"),
    "es": ("hola", "buenos días", "buenas tardes", "estimad", "¿", "¡"),
    "it": ("buongiorno", "buonasera", "salve", "gentile", "gentili"),
    "pt": ("olá", "bom dia", "boa tarde", "prezad"),
    "pl": ("dzień dobry", "witam", "cześć"),
    "tr": ("merhaba", "iyi günler"),
}
_GREETED = 3  # known words of ours above which a foreign greeting is only a greeting
_OTHER = "other"
_SCRIPTS = (  # the first that has most letters; Han alone is Chinese, beside kana it is Japanese
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    (_OTHER, re.compile(r"[\u0400-\u052f\u0600-\u06ff\u0900-\u0dff]")),  # of many languages each
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_FOREIGN_LETTERS = 10  # that make a text foreign, where they are a third of it
_KANA_SHARE = 10  # one letter of so many is kana in Japanese
_ASKED = tuple((row["text"].casefold(), row["language"]) for row in rows("languages_asked"))
_ANSWERING = re.compile(
    r"\b(?:answer|reply|write (?:to )?(?:me|us)|mail (?:me|mij)|antwoord(?:en)?|schrijf|schrijven|antworten|"
    r"répondre)\b"
)
_POLITE = re.compile(
    r"\b(?:please|rather|can we|could we|graag|aub|alstublieft|alsjeblieft|liever|kan het|kan dit)\b"
    r"|\b(?:svp|bitte)\b|a\.u\.b"
)
_SHORT = 7  # words of a sentence that says nothing else ("liever in het Nederlands, graag")
_NEAR = 60  # characters around "in Dutch" in which a wish stands


def language(text: str) -> str:
    """ "en", "nl", "other", or "" when the text is too short or too mixed to say."""
    found = written_in(text)
    return found if found in ("", "en", "nl") else _OTHER


@lru_cache(maxsize=8)  # of the mail at hand it is asked several times
def written_in(text: str) -> str:
    """The language as ISO 639-1 has it, "other" where it is none of those known here, "" when not sure."""
    pieces = text[:MAX_TEXT].split()
    text = " ".join(piece for piece in pieces if "@" not in piece and "://" not in piece)
    words = [word.replace("’", "'").lower() for word in _WORD.findall(text)]
    letters = {code: 0 if text.isascii() else len(script.findall(text)) for code, script in _SCRIPTS}
    foreign = sum(letters.values())
    if foreign > _FOREIGN_LETTERS and foreign * 3 > sum(len(word) for word in words):
        return "ja" if letters["ja"] * _KANA_SHARE > foreign else max(letters, key=lambda code: letters[code])
    others = dict.fromkeys(("en", "nl", *_OTHERS), 0)
    for word in words:
        for code in _SAID_IN.get(word, ()):
            others[code] += 1
    english, dutch = others.pop("en"), others.pop("nl")
    if len(_AFRIKAANS_ONLY.intersection(words)) < MIN_WORDS:
        others["af"] = 0  # the rest of its words are Dutch as well
    other = max(others, key=lambda code: others[code])
    best = max(english, dutch)
    greeted = _greeted(text)
    if greeted and others[greeted] + 1 >= best and best <= _GREETED + others[greeted]:
        return greeted
    if others[other] > best and others[other] >= 3:
        return other
    if best < MIN_WORDS or english == dutch:
        return ""
    if min(english, dutch) * 4 > best * 3:
        return ""
    return "en" if english > dutch else "nl"


def _greeted(text: str) -> str:
    """The language that a mail's first words greet in, where it is none of ours; "" else."""
    start = text[:40].lstrip().lower()
    return next((code for code, greetings in _GREETINGS.items() if start.startswith(greetings)), "")


def asked_language(text: str) -> str:
    """The language that somebody wants to be answered in ("in het Nederlands graag"), or "".

    A language that is only named ("a course in English, please") is no wish: the sentence speaks of
    answering, or says nothing but the wish.
    """
    folded = " ".join(text[:MAX_TEXT].replace("’", "'").casefold().split())
    for words, code in _ASKED:
        at = folded.find(words)
        while at >= 0:
            end = at + len(words)
            before = _SENTENCE.split(folded[max(0, at - _NEAR) : at])[-1]
            after = _SENTENCE.split(folded[end : end + _NEAR], maxsplit=1)[0]
            if not folded[end : end + 1].isalpha() and _is_wish(before, words, after):
                return code
            at = folded.find(words, end)
    return ""


def _is_wish(before: str, words: str, after: str) -> bool:
    if _ANSWERING.search(before) or _ANSWERING.search(after):
        return True
    short = len(f"{before} {words} {after}".split()) <= _SHORT
    return short and bool(_POLITE.search(before) or _POLITE.search(after))
