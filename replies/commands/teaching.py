"""#phrase: a sentence of a request that a topic is to know, and what a receipt offers of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cases.catalogue import Catalogue
from cases.effects import KeepPhrase
from cases.model import Case
from replies.advice.teaching import (
    MOST,
    is_full,
    is_known,
    names_in,
    right_length,
    telling_phrase,
    telltale,
    tidy,
)
from replies.commands.grammar import Command
from replies.commands.phrases import say
from replies.commands.plan import Desk, Plan, Refusal

MOST_TAUGHT = 10  # by one mail


def phrase(plan: Plan, command: Command, desk: Desk) -> Plan | Refusal:
    """The words behind it, else the sentence of the request that tells most of the case's first topic."""
    case = desk.case
    if case is None:
        return Refusal("needs-case")
    if desk.catalogue.taught is None:
        return Refusal("phrase-nowhere")
    case = _as_left(plan, case)
    if not case.topics or desk.catalogue.topic(case.topics[0]) is None:
        return Refusal("phrase-topic")
    if len(plan.phrases) >= MOST_TAUGHT:
        return Refusal("phrase-many", {"count": MOST_TAUGHT})
    if is_full(case.topics[0], case.language, desk.catalogue):
        return Refusal("phrase-full", {"topic": case.topics[0]})
    words = tidy(command.said)
    if not words:
        words = _told(case, desk)
        return replace(plan, phrases=(*plan.phrases, words)) if words else Refusal("phrase-none")
    if not right_length(words):
        return Refusal("phrase-length", {"most": MOST})
    if personal := telltale(words, known_names(case, desk), desk.catalogue):
        return Refusal("phrase-personal", {"name": personal[:60]})
    return replace(plan, phrases=(*plan.phrases, words))


def taught(plan: Plan, case: Case, actor: str, catalogue: Catalogue) -> list[KeepPhrase]:
    """What the topics learn; what they know already is not learnt twice."""
    new = [words for words in dict.fromkeys(plan.phrases) if not is_known(words, case.topics[0], catalogue)]
    return [
        KeepPhrase(case.id, actor, case.topics[0], case.language, words, client=case.client) for words in new
    ]


def taught_words(plan: Plan, case: Case, desk: Desk) -> list[str]:
    """What the receipt says of them."""
    return [
        say(
            "phrase-known" if is_known(words, case.topics[0], desk.catalogue) else "phrase-kept",
            desk.language,
            topic=_title(case.topics[0], desk),
            detail=words,
        )
        for words in dict.fromkeys(plan.phrases)
    ]


def offered(plan: Plan, desk: Desk, case: Case | None) -> Sequence[Mapping[str, str]]:
    """{text, topic, command} of the sentence that a #topic of this mail could teach; of none, empty."""
    if case is None or not case.topics or "topics" not in plan.fields or plan.phrases:
        return ()
    slug = case.topics[0]
    if desk.catalogue.taught is None or desk.catalogue.topic(slug) is None:
        return ()
    words = _told(case, desk)
    if not words or is_known(words, slug, desk.catalogue) or is_full(slug, case.language, desk.catalogue):
        return ()
    command = "#zin" if desk.language == "nl" else "#phrase"
    return ({"text": words, "topic": _title(slug, desk), "command": command},)


def _as_left(plan: Plan, case: Case) -> Case:
    """With the topics and the language that this mail sets above."""
    topics, language = plan.fields.get("topics"), plan.fields.get("language")
    case = replace(case, topics=topics) if isinstance(topics, tuple) else case
    return replace(case, language=language) if isinstance(language, str) else case


def _told(case: Case, desk: Desk) -> str:
    """The telling sentence of the request that opened the case."""
    return telling_phrase(case.request, case.topics[0], known_names(case, desk), desk.catalogue)


def known_names(case: Case, desk: Desk) -> frozenset[str]:
    """Of the requester, of whoever wrote on the case, and of the roster."""
    people = [case.requester.name, case.requester.address.partition("@")[0]]
    people += [part for m in case.messages for part in (m.author.name, m.author.addr_spec.partition("@")[0])]
    return names_in([*people, *(concierge.name for concierge in desk.settings.concierges)])


def _title(slug: str, desk: Desk) -> str:
    return desk.catalogue.topic_name(slug, desk.language)
