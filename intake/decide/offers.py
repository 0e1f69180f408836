"""What people offer to help others with, by mail: asked back at their own address, done on their yes. Pure.

The same way as what they ask of their own data (`intake.decide.rights`): the mail itself proves nothing; the
answer to the question's signed address, from that same address, does. Who may not open a case here offers
nothing here: they are no colleague of those who may.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cases.effects import AskOffer, Decision, Effect, RememberPerson, SettleOffer
from cases.model import InboundState
from cases.offers import Act, ActState, Offering, helps_with, reference
from cases.reasons import Reason
from followups.offer_mails import OfferMails
from followups.rights_mails import Asker
from intake.decide.facts import Facts
from intake.decide.holding import may_open
from intake.decide.messages import alone
from intake.decide.rights import asker_of
from replies.consent import Consent
from replies.offered import names, nearest, topics_named
from replies.repeated import OFFERING
from replies.rights import Request

ACCEPTED = InboundState.ACCEPTED
MANY = 20  # topics that are named to somebody who meant another one


def of_colleague(facts: Facts, request: Request | None) -> Request | None:
    """The request, without offers where its author is no colleague: these lines are words then."""
    if request is None or not request.offers:
        return request
    if may_open(facts) or Reason.SENDER_NOT_ALLOWED in facts.waived:
        return request
    lines = "\n".join(each.line for each in request.offers)
    return replace(request, words=f"{lines}\n{request.words}".strip(), offers=()) if request.rights else None


def asking(facts: Facts, request: Request) -> tuple[Effect, ...]:
    """A question for what is offered and one for what is withdrawn; or why there is none."""
    assert facts.person is not None
    to = asker_of(facts, request.language)
    effects: list[Effect] = []
    for act in Act:
        lines = [each.named for each in request.offers if each.act is act]
        if lines:
            effects += _asked(facts, to, act, lines)
    if effects and facts.person.language is None and to.language in (request.language, facts.parsed.language):
        effects.append(RememberPerson(facts.person.id, language=to.language))
    return tuple(effects)


def _asked(facts: Facts, to: Asker, act: Act, lines: Iterable[str]) -> list[Effect]:
    named = [topics_named(line, facts.catalogue) for line in lines]
    topics = tuple(dict.fromkeys(slug for slugs, _ in named for slug in slugs))
    unknown = [words for _, others in named for words in others]
    helps = helps_with(facts.background.acts)
    if act is Act.OFFER and (unknown or not topics):
        return [_not_asked(facts, to, _known(facts, to, unknown), "unknown")]
    if act is Act.OFFER and set(topics) <= set(helps):
        return [_not_asked(facts, to, topics, "already")]
    if act is Act.WITHDRAW:
        all_of_it = () if unknown else tuple(helps)
        topics = tuple(slug for slug in topics or all_of_it if slug in helps)
    if not topics:
        return [_not_asked(facts, to, tuple(helps), "nothing")]
    settled = sum(each.settled_at is not None for each in facts.background.acts)
    client = facts.settings.client_at(facts.mailbox, to.person.address)
    said = Offering(
        to.person.id,
        act,
        topics,
        reference(act, topics, facts.now, settled),
        facts.now,
        to.language,
        client,
    )
    return [AskOffer(said), alone(_mails(facts).question(to, said, _names(facts, said, to)))]


def _known(facts: Facts, to: Asker, unknown: Iterable[str]) -> tuple[str, ...]:
    """The topics that look like what they typed, or all."""
    near = nearest(unknown, facts.catalogue, to.language)
    return near or tuple(topic.slug for topic in facts.catalogue.topics[:MANY])


def _not_asked(facts: Facts, to: Asker, topics: Iterable[str], reason: str) -> Effect:
    shown = names(topics, facts.catalogue, to.language)
    return alone(_mails(facts).not_asked(to, f"{facts.now.date()}:{' '.join(shown)}"[:200], shown, reason))


def answered(facts: Facts) -> Decision | None:
    """What an answer to such a question does; None where it is none, and has to be read as any other mail."""
    assert facts.person is not None
    asked = facts.background.act
    if asked is None:
        return None
    said = facts.words.answer.says(OFFERING)
    if asked.person != facts.person.id:
        return None if said is Consent.UNCLEAR else _not_done(facts, asked, "elsewhere")
    if said is Consent.UNCLEAR:
        return _unclear(facts, asked)
    if asked.state is not ActState.ASKED:
        return Decision(ACCEPTED, Reason.OFFER_SETTLED)
    if said is Consent.NO:
        return _not_done(facts, asked, "no")
    if not asked.is_open(facts.now):
        return _not_done(facts, asked, "late")
    to = asker_of(facts, asked.language)
    done = alone(_mails(facts).done(to, asked, _names(facts, asked, to)))
    confirmed = SettleOffer(asked.person, asked.ref, ActState.CONFIRMED)
    return Decision(ACCEPTED, Reason.OFFER_CONFIRMED, (confirmed, done))


def _unclear(facts: Facts, asked: Offering) -> Decision | None:
    """Asked once more; later words, and another request, are a mail like any other."""
    closed = asked.state is not ActState.ASKED or asked.again or not asked.is_open(facts.now)
    if facts.words.request is not None or closed:
        return None
    to = asker_of(facts, asked.language)
    answer = facts.typed(facts.new_text)
    again = alone(_mails(facts).question_again(to, asked, _names(facts, asked, to), answer))
    once = SettleOffer(asked.person, asked.ref, ActState.ASKED)
    return Decision(ACCEPTED, Reason.CONSENT_UNCLEAR, (once, again))


def _not_done(facts: Facts, asked: Offering, reason: str) -> Decision:
    to = asker_of(facts, asked.language)
    told = alone(_mails(facts).not_done(to, asked, _names(facts, asked, to), reason))
    if reason == "no":
        declined = SettleOffer(asked.person, asked.ref, ActState.DECLINED)
        return Decision(ACCEPTED, Reason.OFFER_DECLINED, (declined, told))
    return Decision(ACCEPTED, Reason.OFFER_NOT_DONE, (told,))


def _names(facts: Facts, asked: Offering, to: Asker) -> tuple[str, ...]:
    return names(asked.topics, facts.catalogue, to.language)


def _mails(facts: Facts) -> OfferMails:
    return OfferMails(facts.writer, facts.now)
