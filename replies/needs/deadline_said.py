"""The day by which somebody wants it: a deadline, or the day of what they have to be ready for. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from replies.needs.clauses import FRAGMENT, LIMIT, NO, UNSAID, WISH, Cues, sentences, stances
from replies.needs.deadline_words import BEFOREHAND, FAREWELL, LOOSE, UNDECIDED
from replies.needs.deadlines import Match, days_in, earlier, word_before
from replies.needs.event_words import (
    BY_THEN,
    ELSE,
    HELD,
    OBLIGED,
    OCCASION,
    OURS,
    PAST_AFTER,
    THEIRS,
    TOLD,
    WISHED,
)
from replies.needs.event_words import WISH as WISHING
from replies.needs.spelled import in_digits

SHORT = 5  # words of a clause that is a day and little more
FARTHEST = timedelta(days=550)  # in prose nobody asks for help with something later than that
CUES = Cues(WISHING, ELSE)


def read_by(text: str, today: date, *, asked: bool) -> date | None:
    """The day by which they want it; None when not said, not sure, or already past.

    A day that is named as such ("by Friday", "klaar op 17 februari") comes before that of an event which is
    the reason ("the audit is on 4 March": that day). asked: the text answers this question, so that a date
    needs no word around it.
    """
    found: dict[int, set[date]] = {}
    for line in in_digits(text).split("\n"):
        if not asked and FAREWELL.fullmatch(line):
            continue
        told: list[date] = []
        for clauses in sentences(line):
            if any(UNDECIDED.search(clause) for clause in clauses):
                continue
            if told and any(BY_THEN.search(clause) for clause in clauses):
                found.setdefault(WISH, set()).update(told)
            told = []
            for level, day in _days(clauses, today, asked):
                if level > UNSAID:
                    found.setdefault(level, set()).add(day)
                elif level == UNSAID:
                    told.append(day)
    for level in sorted(found, reverse=True):
        days = found[level]
        return next(iter(days)) if len(days) == 1 and min(days) >= today else None
    return None


def _days(clauses: list[str], today: date, asked: bool) -> Iterator[tuple[int, date]]:
    named = [list(days_in(clause, today)) for clause in clauses]
    if not any(named):  # as in most sentences: what they are about costs more than to see this
        return
    about = stances(clauses, CUES)
    if any(OBLIGED.search(clause) for clause in clauses):
        about = [WISH if stance in (UNSAID, FRAGMENT) else stance for stance in about]
    sentence = ", ".join(clauses)
    if OCCASION.search(sentence):
        about = [WISH if stance == FRAGMENT else stance for stance in about]
    before = BEFOREHAND.search(sentence[:1000]) if WISHED.search(sentence) else None
    for clause, stance, days in zip(clauses, about, named, strict=True):
        for day, match in days:
            if before and before.start() and BEFOREHAND.search(match[0]):
                continue
            level = _level(clause, match, stance, asked)
            if not asked and (_just_was(match, day, today) or day - today > FARTHEST):
                continue
            yield level, earlier(day, before) if before and level < LIMIT else day


def _just_was(match: Match, day: date, today: date) -> bool:
    """Whether the day, named without its year, was less than a hundred days ago: then that one is meant."""
    return not match.groupdict().get("year") and (day - today).days > 265


def _level(clause: str, match: Match, stance: int, asked: bool) -> int:
    if PAST_AFTER.match(clause, match.end()) or (stance == NO and (not asked or TOLD.search(clause))):
        return NO
    if asked or WISHED.search(clause):
        return LIMIT
    if _is_named(match):
        return LIMIT if _is_own(clause, match, stance) else UNSAID
    if stance == WISH and _is_one_day(match):
        return WISH
    return UNSAID if _is_one_day(match) else NO


def _is_own(clause: str, match: Match, stance: int) -> bool:
    """Whether a day that is named as a deadline is the writer's: "I have until Friday"."""
    short = len(clause.split()) <= SHORT
    word = word_before(match)
    if word.startswith(("until", "till", "tot", "t/m", "t.e.m")):
        return (short and stance == FRAGMENT) or HELD.search(clause) is not None
    theirs = THEIRS.search(clause) is not None
    return (
        stance in (FRAGMENT, WISH)
        or (short and not theirs)
        or (OURS.search(clause) is not None and not theirs)
    )


def _is_named(match: Match) -> bool:
    """Whether the words themselves make it a deadline: "by Friday", "end of November", "within two weeks"."""
    word = " ".join(word_before(match).split())
    return bool(match.groupdict().get("part")) or (bool(word) and word not in LOOSE)


def _is_one_day(match: Match) -> bool:
    """Whether it is a day, and no month, quarter or year."""
    groups = match.groupdict()
    return bool(groups.get("day") or groups.get("weekday") or groups.get("when") or groups.get("count"))
