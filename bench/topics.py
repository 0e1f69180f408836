"""How often the right topic is guessed for a written mail, and how often none: the figures of docs/advice.md.

    python bench/topics.py              # the held-out half of tests/data/requests.jsonl, as reported
    python bench/topics.py tuning       # what rules may be tuned on: the other half, and topic_mails.jsonl

With `tuning` also what options were ranked by: tests/data/advice_requests.jsonl, requests of that half with
options that whoever made the rules finds acceptable, topic set by hand and guessed.

Printed per language: share with the right topic first and among the three, requests taken for none, and mail
that is no request and left in peace; then the same of phrases of topics.toml, one in six unseen.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import process_time

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from cases.catalogue import Catalogue  # noqa: E402 - the packages of the house come first
from concierge.catalogue.files import read_catalogue  # noqa: E402
from replies.advice.recommend import AdviceRequest, recommend  # noqa: E402
from replies.advice.topics import COUNT, TopicIndex, narrowed  # noqa: E402
from replies.advice.twins import option_of  # noqa: E402

NONE = "none"
FOLDS = 6
Row = Mapping[str, str]


def main(half: str) -> None:
    starter = HERE / "concierge" / "starter"
    catalogue = read_catalogue(starter / "catalogue.csv", starter / "topics.toml")
    began = process_time()
    index = TopicIndex(catalogue)
    print(f"index of {len(catalogue.topics)} topics made in {process_time() - began:.2f} s")
    written = [row for row in rows("requests.jsonl") if row["set"] == half]
    report(half, written, index)
    if half == "tuning":
        report("written to tune by", rows("topic_mails.jsonl"), index)
        found = [figures(unseen, TopicIndex(rest)) for unseen, rest in folds(catalogue)]
        print(f"phrases, one of {FOLDS} unseen:\n  all  {shares(summed(found))}")
        options(catalogue)


def options(catalogue: Catalogue) -> None:
    """Whether one of the first three options is acceptable."""
    written, good = rows("advice_requests.jsonl"), [0, 0]
    for row in written:
        text = f"{row['subject']}\n{row['text']}"
        chances = narrowed(catalogue.derived(TopicIndex).likely(text))
        several = chances if len(chances) > 1 else {}
        right = {option_of(slug, catalogue) for slug in row["acceptable"]}
        for number, topics, likely in ((0, (row["topic"],), {}), (1, tuple(chances), several)):
            request = AdviceRequest(text, topics, language=row["language"], likely=likely)
            shown = recommend(request, catalogue).options[:COUNT]
            good[number] += any(option_of(each.option.slug, catalogue) in right for each in shown)
    by_hand, guessed = (count / len(written) for count in good)
    print(f"options for {len(written)} requests: topic set by hand {by_hand:4.0%}, guessed {guessed:4.0%}")


def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (HERE / "tests/data" / name).read_text("utf-8").splitlines()]


def report(name: str, mails: Sequence[Row], index: TopicIndex) -> None:
    print(f"{name}:")
    found = {
        language: figures([mail for mail in mails if mail["language"] == language], index)
        for language in ("en", "nl")
    }
    for language, counts in (*found.items(), ("all", summed(found.values()))):
        print(f"  {language:4} {shares(counts)}")


def figures(mails: Iterable[Row], index: TopicIndex) -> list[float]:
    """Requests, right first, right among three, taken for none; other mail, of which in peace; seconds."""
    counts = [0.0] * 7
    for mail in mails:
        text = f"{mail.get('subject', '')}\n{mail['text']}"
        began = process_time()
        quiet = not index.guess(text)
        counts[6] += process_time() - began
        if mail["topic"] == NONE:
            counts[4] += 1
            counts[5] += quiet
            continue
        slugs = [slug for slug, _ in index.ranked(text)]
        counts[0] += 1
        counts[1] += slugs[:1] == [mail["topic"]]
        counts[2] += mail["topic"] in slugs[:COUNT]
        counts[3] += quiet
    return counts


def summed(counts: Iterable[Sequence[float]]) -> list[float]:
    return [sum(column) for column in zip(*counts, strict=True)]


def shares(counts: Sequence[float]) -> str:
    asked, first, three, lost, other, quiet, seconds = counts
    parts = [
        f"{asked:4.0f} requests: first {first / asked:4.0%}, among three {three / asked:4.0%}, "
        f"taken for none {lost / asked:4.1%}"
    ]
    if other:
        parts.append(f"{other:4.0f} others: in peace {quiet / other:4.0%}")
    return "; ".join([*parts, f"{1000 * seconds / (asked + other):.2f} ms each"])


def folds(catalogue: Catalogue) -> Iterable[tuple[list[Row], Catalogue]]:
    """Every sixth phrase as mails, and the catalogue without them."""
    said: list[Row] = [
        {"topic": slug, "language": language, "text": text}
        for slug, phrases in [(t.slug, t.phrases) for t in catalogue.topics] + [(NONE, catalogue.no_request)]
        for language, texts in phrases.items()
        for text in texts
    ]
    for fold in range(FOLDS):
        unseen = said[fold::FOLDS]
        gone = {row["text"] for row in unseen}
        topics = tuple(replace(t, phrases=_without(t.phrases, gone)) for t in catalogue.topics)
        yield unseen, replace(catalogue, topics=topics, no_request=_without(catalogue.no_request, gone))


def _without(phrases: Mapping[str, Sequence[str]], gone: set[str]) -> dict[str, tuple[str, ...]]:
    return {code: tuple(text for text in texts if text not in gone) for code, texts in phrases.items()}


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "held-out")
