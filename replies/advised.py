"""The options of a recommendation, or why its concierge is asked first: too few fit, or none. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cases.catalogue import Option, Topic
from cases.model import Case, Role
from cases.reasons import Reason
from replies.advice.places import countries_of
from replies.advice.range import FEWEST
from replies.advice.recommend import Advice, AdviceRequest, Chosen, explain, gap_words, lift_words, recommend
from replies.advice.topics import likely_either, narrowed
from replies.advice.words import counted, language_in_words
from replies.commands.phrases import say
from replies.commands.plan import Desk, Plan


class NothingFitsError(Exception):
    """No option of the catalogue is left within the person's limits."""

    def __init__(self, advice: Advice, topic: str = "") -> None:
        super().__init__("nothing fits")
        self.advice = advice
        self.topic = topic

    def cut(self, language: str) -> str:
        """What left everything out: "5 left out: longer than the time; 1 left out: above the budget"."""
        return "; ".join(_gaps(self.advice, language))

    def lifted(self, language: str) -> list[str]:
        """What would fit without one of the limits: "2 more with 3 hours …"."""
        return [lift_words(lift, language, self.topic) for lift in self.advice.lifts]


class FewFitError(NothingFitsError):
    """Fewer than three fit: whoever recommends is asked first.

    `chosen`: what goes out with #send; `theirs`: the language of whom it is for.
    """

    def __init__(self, advice: Advice, topic: str, chosen: Sequence[Chosen], theirs: str) -> None:
        super().__init__(advice, topic)
        self.chosen = chosen
        self.theirs = theirs

    def why(self, language: str) -> str:
        """What is asked about where options in another language make up the range; "" where none does."""
        foreign = Counter(
            each.option.languages[0]
            for each in self.chosen
            if each.option.languages and self.theirs not in each.option.languages
        )
        if not foreign or len(self.chosen) < FEWEST:
            return ""
        with_them = [
            say(
                "in-language",
                language,
                count=counted(count, language),
                spoken=language_in_words(code, language),
            )
            for code, count in foreign.most_common()
        ]
        own = len(self.chosen) - foreign.total()
        return say(
            "filled-up" if own else "filled-up-alone",
            language,
            count=counted(own, language),
            spoken=language_in_words(self.theirs, language),
            others=", ".join(with_them),
            fit="fits" if own == 1 else "fit",
            passen="past" if own == 1 else "passen",
        )

    def details(self, language: str) -> list[str]:
        """What goes out with #send, what cut, and what would fit without it."""
        offered = {each.option.slug for each in self.chosen}
        titles = [_title(each.option, self.theirs, language) for each in self.chosen]
        further = [
            lift_words(lift, language, self.topic)
            for lift in self.advice.lifts
            if not offered.issuperset(option.slug for option in lift.options)
        ]
        goes = [say("with-send", language, title=title) for title in titles]
        said = "out-language" if self.why(language) else "few"
        return [*goes, *_gaps(self.advice, language, but=said), *further]


class UnsureTopicError(Exception):
    """The case has no topic, and its words suggest several: whoever recommends is asked which.

    offers: of each guess, the likeliest first, its slug, its name by language, and the titles that would go.
    """

    def __init__(self, offers: Sequence[tuple[str, Topic | None, tuple[str, ...]]]) -> None:
        super().__init__("unsure of the topic")
        self.offers = offers

    def details(self, language: str) -> list[str]:
        """The command for each guess with what it would bring, and which of them #send takes."""
        names = [topic.name(language) if topic else slug for slug, topic, _ in self.offers]
        each = [
            say("topic-offer", language, topic=slug, name=name, titles=", ".join(titles))
            for (slug, _, titles), name in zip(self.offers, names, strict=True)
        ]
        return [*each, say("topic-send", language, name=names[0])]


def chosen_options(plan: Plan, desk: Desk, case: Case, topics: tuple[str, ...]) -> tuple[Chosen, ...]:
    """Those that were named, else a range.

    Raises NothingFitsError, and FewFitError where fewer than three fit and their author has not seen it yet
    (a preview shows it; #send waives it). Where too few are in the person's language, those in another one
    that the service speaks make up the range, and say so. Without a topic the one that the request's words
    suggest counts; where they suggest several, UnsureTopicError asks which: a worker gets no mixed bag.
    """
    if plan.options:
        request = _request(desk, case, topics or tuple(_guessed(desk, case)))
        named = [o for slug in dict.fromkeys(plan.options) if (o := desk.catalogue.option(slug))]
        return tuple(Chosen(o, 0.0, explain(o, request, desk.catalogue)) for o in named)
    guessed = {} if topics else _guessed(desk, case)
    if len(guessed) > 1 and not plan.preview and Reason.TOPIC_UNSURE not in desk.waived:
        raise UnsureTopicError([_offer(desk, case, slug) for slug in guessed])
    request = _request(desk, case, topics or tuple(guessed)[:1])
    topic = plan.recommend[0] or "" if plan.recommend else ""
    advice = recommend(request, desk.catalogue)
    chosen = advice.options
    if len(chosen) < FEWEST:
        chosen = recommend(replace(request, languages_ok=desk.settings.languages), desk.catalogue).options
        if not chosen:
            raise NothingFitsError(advice, topic)
        if not plan.preview and Reason.FEW_OPTIONS not in desk.waived:
            raise FewFitError(advice, topic, chosen, case.language)
    return chosen


def _guessed(desk: Desk, case: Case) -> Mapping[str, float]:
    asked = f"{case.subject}\n{case.request}"
    return narrowed(likely_either(asked, _written(case), desk.catalogue, desk.background.outside))


def _offer(desk: Desk, case: Case, slug: str) -> tuple[str, Topic | None, tuple[str, ...]]:
    advice = recommend(_request(desk, case, (slug,)), desk.catalogue)
    return slug, desk.catalogue.topic(slug), tuple(each.option.title for each in advice.options[:FEWEST])


def _written(case: Case) -> str:
    """All that the worker wrote, the subject first."""
    return "\n".join([case.subject, *(m.new_text for m in case.messages if m.role is Role.WORKER)])


def _request(desk: Desk, case: Case, topics: tuple[str, ...]) -> AdviceRequest:
    return AdviceRequest(
        text=_written(case),
        topics=topics,
        need=case.need,
        language=case.language,
        client=case.client,
        remembered=case.requester.remembered,
        earlier=desk.background.recommended,
        topic_ratings=desk.background.ratings,
        turn=str(case.id),
        countries=countries_of(desk.settings, case.client),
    )


def _title(option: Option, theirs: str, language: str) -> str:
    """The title, with its language where that is not theirs."""
    if not option.languages or theirs in option.languages:
        return option.title
    foreign = language_in_words(option.languages[0], language)
    return f"{option.title} ({foreign})"


def _gaps(advice: Advice, language: str, *, but: str = "few") -> list[str]:
    """In words; that few fit is said already, and so is what `but` names."""
    return [gap_words(gap, language) for gap in advice.gaps if gap.partition(":")[0] not in ("few", but)]
