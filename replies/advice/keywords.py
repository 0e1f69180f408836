"""Whether a mail is but a keyword, as people type into a search box: "Excel", "cursus Excel aub". Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from replies.advice.letters import folded_words

MOST = 8  # words of such a mail


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BESIDE = _words(
    """
    question questions vraag vraagje vragen help hulp info information informatie tip tips cursus
    cursussen course courses training trainingen trainings opleiding opleidingen workshop workshops
    les lessen lesson lessons class classes leren learn learning verbeteren improve beginner
    beginners beginnend gevorderd gevorderden advanced basic basics basis please aub svp alsjeblieft
    alstublieft graag gevraagd gezocht wanted needed nodig zoek zoeken looking look ik want wil need
    like beter better meer more some wat iets something an the de het een for voor about over in
    rond on of to te en and my mijn with met
    """
)


class Keywords:
    """The keywords of all topics; made once."""

    def __init__(self, keywords: Iterable[str]) -> None:
        split = [words for keyword in keywords if (words := folded_words(keyword))]
        self._whole = {tuple(words) for words in split if not _BESIDE.issuperset(words)}
        self._words = _BESIDE.union(*self._whole)
        self._longest = max(map(len, self._whole), default=0)

    def alone(self, said: Sequence[str]) -> bool:
        """Whether sentences hold a keyword and beside it only words that ask for a course or for help."""
        words = [word for sentence in said for word in folded_words(sentence)]
        if not 0 < len(words) <= MOST or not self._words.issuperset(words):
            return False
        return any(
            tuple(words[at : at + size]) in self._whole
            for size in range(1, self._longest + 1)
            for at in range(len(words) - size + 1)
        )
