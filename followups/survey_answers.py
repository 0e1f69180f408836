"""What a reply to the survey says: a rating from 1 to 5, or none at all. Pure.

Read by digit ("4, thanks", "4/5", "I'd say a 4"), by word ("vier", "five stars", "zeer goed") or from the
`mailto:` button, whose mail has the digit in its body or subject. A rating is never guessed: "3 or 4",
"4.5", "8/10" and "I have 3 questions" have none. "4 of 5" is one in English only: in Dutch it is "4 or 5".
The words for 1 to 5 are those of the survey mail.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cases.wordlists import MATCHING
from followups import survey_words as words
from followups.thanks import is_thanks

LONGEST = 5000  # characters of an answer that are looked at
NEAR = 250  # characters around a number: what is further off, in one sentence, says nothing of it
SHORT = 7  # words of an answer that is a number and little else


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """`rating` 1 to 5, None when none is said for sure. `comment`: the rest, "" when there is none.

    `question`: the writer seems to ask something, so that a concierge has to see it. `unclear`: nothing but
    thanks, or a short answer with a number in it that is no rating ("10", "a 4, maybe 5"): to be asked again.
    """

    rating: int | None
    comment: str = ""
    question: bool = False
    unclear: bool = False


def read_answer(new_text: str, subject: str, language: str = "", names: Collection[str] = ()) -> SurveyAnswer:
    """What somebody answered: `new_text` without quotes and signature, and the subject of their mail.

    `language`: in which they were asked. `names`: of them and of those who helped, as in their thanks.
    The subject counts only when the text holds no words, as when a button's mail lost its body.
    """
    text = _own_words(new_text)
    if not re.search(r"[\w⭐★]", text):
        rating = _in_subject(subject)
        return SurveyAnswer(rating, unclear=rating is None and _has_picture(text))
    if language == "en":
        text = words.OF_FIVE.sub(r"\1/5", text)
    rating, comment = _at_the_start(text)
    said = set(_said(text))
    if rating is None and len(said) == 1:
        rating = said.pop()
    elif rating is not None and said - {rating}:
        rating, comment = None, text
    question = bool(words.QUESTION.search(words.URL.sub("", comment)))
    unclear = rating is None and not question and (_is_unclear(text) or is_thanks(text, names))
    return SurveyAnswer(rating, comment, question, unclear)


def _is_unclear(text: str) -> bool:
    """Thanks alone, or a number that is no rating with only such words around it as a rating has.

    "Thursday 10h works for me" is neither: somebody has to read it.
    """
    said = [word.lower() for word in re.findall(r"[^\W\d_]+", text) if word.isalpha()]
    number = re.search(r"[\d½¼¾]", text) is not None or any(word in words.NO_RATINGS for word in said)
    if number and len(text.split()) <= SHORT:
        return all(word in words.AROUND or word in words.THANKS for word in said)
    return all(word.strip(".,;:!)(-–—").lower() in words.THANKS for word in text.split())


def _has_picture(text: str) -> bool:
    """Whether it holds a thumb, a face or a heart: an answer, but no rating."""
    return any(unicodedata.category(each) == "So" for each in text)


def _own_words(new_text: str) -> str:
    """Without quoted lines, the copied scale, and the greeting; keycaps are digits."""
    text = new_text[:LONGEST].replace("\r\n", "\n").replace("\xa0", " ")
    text = text.replace("\ufe0f", "").replace("\u20e3", "").translate(words.DIGITS)
    lines = [
        line
        for line in text.split("\n")
        if not line.lstrip().startswith(">") and not words.SCALE_LINE.match(line)
    ]
    if sum(bool(words.SCALE_ENTRY.match(line)) for line in lines) > 1:
        lines = [line for line in lines if not words.SCALE_ENTRY.match(line)]
    lines = [words.SCALE_RANGE.sub(" ", line) for line in lines]
    while lines and (not lines[0].strip() or words.GREETING.match(lines[0])):
        del lines[0]
    return words.GREETING_FIRST.sub("", "\n".join(lines).strip(), count=1)


def _at_the_start(text: str) -> tuple[int | None, str]:
    """The rating that the text begins with, and what comes after it."""
    if words.NUMBERED_LIST.search(text):
        return None, text
    stars = words.ONLY_STARS.match(text)
    if stars:
        return len(stars["full"]), _rest(text, stars.end())
    both = words.NAMED_AND_NUMBER.match(text)
    if both:
        return int(both["n"]), _rest(text, both.end())
    first = words.LEADING.match(text)
    if first and _certain(text, first):
        again = words.NAMED_AGAIN.match(text, first.end())
        return words.VALUES[_key(first["n"])], _rest(text, (again or first).end())
    named = words.NAMED_FIRST.match(text)
    if named:
        return words.PHRASES[_key(named["name"])], _rest(text, named.end())
    return None, text


def _key(said: str) -> str:
    """What was matched as tables have it."""
    return said.translate(MATCHING).lower()


def _said(text: str) -> Iterator[int]:
    """Ratings that are said in so many words, or that stand alone on a line, anywhere in the text."""
    if words.NUMBERED_LIST.search(text):
        return
    for pattern in (words.SAYING, words.COUNTED, words.LAST, words.NAMED_BEFORE, words.OF_THEIRS):
        for match in pattern.finditer(text):
            if _certain(text, match):
                yield words.VALUES[_key(match["n"])]
    for line in text.split("\n"):
        whole = words.LEADING.match(line)
        if whole and not re.search(r"\w", line[whole.end() :]) and _certain(line, whole):
            yield words.VALUES[_key(whole["n"])]


def _certain(text: str, match: re.Match[str]) -> bool:
    """Nothing before it in its sentence takes it back, and no second number stands beside it."""
    before = re.split(r"[.!?;\n]|,\s", text[max(match.start("n") - NEAR, 0) : match.start("n")])[-1]
    after = text[match.end() : match.end() + NEAR]
    word = match["n"].lower()
    article = word in ("een", "one") and re.match(r"\s+\w", after)
    return not (
        article
        or words.NOT_QUITE.search(before)
        or words.SECOND.search(before[-20:])
        or words.ALTERNATIVE.match(after.partition("\n")[0])
    )


def _rest(text: str, start: int) -> str:
    return text[start:].lstrip(" \t\n,.;:!)]\"'*=–—-").strip()


def _in_subject(subject: str) -> int | None:
    match = words.IN_SUBJECT.fullmatch(
        words.SCALE_RANGE.sub(" ", words.SUBJECT_PREFIX.sub(" ", subject)).strip()
    )
    return int(match["n"]) if match else None
