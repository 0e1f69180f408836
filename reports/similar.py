"""Similar questions, grouped by words that several people used. Pure; linear in the number of questions.

Two words together make a group: of each question at most `RAREST` words count, the rarest that somebody else
used too, so a question looks at a bounded number of pairs. A group is named only by words that at least
`FEWEST` different people wrote; nobody's own sentence is shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from reports.measures import most_first
from reports.shape import Figures, Row

Words = Mapping[int, Mapping[str, str]]
"""By case: what its question says, each word as typed by its stem."""

FEWEST = 3  # people who used a word, and who are in a group
RAREST = 8  # words of a question that count: 28 pairs
COMMON = 0.5  # a word that more of the people use says nothing, where there are many
MANY = 20  # people
NAMED = 4  # words of a group's name
GROUPS = 20


@dataclass(frozen=True, slots=True)
class Similar(Figures):
    """words: what they have in common, most used first."""

    words: tuple[str, ...]
    people: int
    cases: int
    topics: Mapping[str, int]
    languages: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Question:
    row: Row
    stems: tuple[str, ...]


def similar(cases: Sequence[Row], words: Words) -> tuple[Similar, ...]:
    """The largest groups by people; a question is in one of them at most."""
    users: defaultdict[str, set[int]] = defaultdict(set)
    for row in cases:
        for each in words.get(row["id"], ()):
            users[each].add(row["requester"])
    everybody = len({row["requester"] for row in cases if words.get(row["id"])})
    telling = {
        each: len(who)
        for each, who in users.items()
        if len(who) >= FEWEST and (everybody < MANY or len(who) <= COMMON * everybody)
    }
    questions = [_Question(row, _rarest(words.get(row["id"], {}), telling)) for row in cases]
    found = [_named(group, words, telling) for group in _grouped(questions)]
    return tuple(sorted(found, key=lambda each: (-each.people, -each.cases, each.words)))[:GROUPS]


def _rarest(words: Mapping[str, str], telling: Mapping[str, int]) -> tuple[str, ...]:
    known = sorted((each for each in words if each in telling), key=lambda each: (telling[each], each))
    return tuple(sorted(known[:RAREST]))


def _grouped(questions: Sequence[_Question]) -> list[list[_Question]]:
    """By the pair of words that most people share, then by the next one of those that are left."""
    by_pair: defaultdict[tuple[str, str], list[_Question]] = defaultdict(list)
    for question in questions:
        for pair in combinations(question.stems, 2):
            by_pair[pair].append(question)
    order = sorted(by_pair, key=lambda pair: (-_people(by_pair[pair]), pair))
    taken: set[int] = set()
    groups: list[list[_Question]] = []
    for pair in order:
        left = [each for each in by_pair[pair] if each.row["id"] not in taken]
        if _people(left) >= FEWEST:
            groups.append(left)
            taken.update(each.row["id"] for each in left)
    return groups


def _people(questions: Sequence[_Question]) -> int:
    return len({each.row["requester"] for each in questions})


def _named(group: Sequence[_Question], words: Words, telling: Mapping[str, int]) -> Similar:
    users: defaultdict[str, set[int]] = defaultdict(set)
    spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for question in group:
        for each in question.stems:
            users[each].add(question.row["requester"])
            spelled[each][words[question.row["id"]][each]] += 1
    half = _people(group) / 2
    shared = [each for each, who in users.items() if len(who) >= max(half, FEWEST)]
    shared.sort(key=lambda each: (-len(users[each]), telling[each], each))
    return Similar(
        words=tuple(min(spelled[each], key=lambda w: (-spelled[each][w], w)) for each in shared[:NAMED]),
        people=_people(group),
        cases=len(group),
        topics=most_first(Counter(topic for each in group for topic in each.row["topics"])),
        languages=most_first(Counter(each.row["language"] for each in group)),
    )
