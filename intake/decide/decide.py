"""What happens to one inbound mail: one branch a kind, one commented reason a branch. Pure.

Order of the judges: size, copies, automatic mail, malformed mail, then people: held when forged,
otherwise worker or concierge. Nothing here touches anything; `db.apply` carries the decision out.
"""

from __future__ import annotations

from dataclasses import replace

from cases.earlier import OurMail
from cases.effects import Decision, Effect, RecordEvent, RecordReport, RememberPerson, SendMail, Suppress
from cases.model import AUTOMATIC_KINDS, Direction, InboundState, Kind, Proof, Role
from cases.reasons import Reason
from cases.refusals import is_gone, kind_reported
from intake.decide import calendar_answers, introductions, leading, offers, rights, workers
from intake.decide.attachments import are_for_nobody
from intake.decide.concierges import decide_concierge, own_token
from intake.decide.encrypted import decide_encrypted
from intake.decide.facts import Facts
from intake.decide.holding import hold, too_large
from intake.decide.messages import received
from intake.reading.machine.report_fields import MAX_DIAGNOSTIC
from intake.reading.parsed import Recipient
from replies.mails import colleagues
from replies.mails.colleagues import NotDelivered

ACCEPTED, DISCARDED = InboundState.ACCEPTED, InboundState.DISCARDED


def decide(facts: Facts) -> Decision:
    """The decision for one mail."""
    case = facts.case.id if facts.case else None
    if facts.mail.duplicate:
        return Decision(DISCARDED, Reason.DUPLICATE, case=case)
    if facts.kind is Kind.OWN:
        return Decision(DISCARDED, Reason.OWN)
    if facts.kind is Kind.DELIVERY_REPORT:
        return _delivery_report(facts)
    if facts.kind is Kind.DISPOSITION_REPORT:
        return Decision(DISCARDED, Reason.DISPOSITION_REPORT, case=case)
    if facts.kind in AUTOMATIC_KINDS:
        return _automatic(facts)
    if facts.kind is Kind.MALFORMED:
        # Reject instead of picking: with two From fields every client shows another author.
        return hold(facts, Reason.FROM_NOT_SINGLE)
    if facts.mail.size > facts.settings.intake.max_message and Reason.TOO_LARGE not in facts.waived:
        return too_large(facts)
    if _is_sealed(facts):
        return decide_encrypted(facts)
    if facts.kind is Kind.CONCIERGE_REPLY and not _own_question(facts):
        return decide_concierge(facts)
    if leading.is_answered(facts):
        return leading.report(facts)
    return _named(facts, _about_oneself(facts) or _of_anybody(facts))


def _named(facts: Facts, decision: Decision) -> Decision:
    """With the author's new name, and the one before it on the timeline (and so in their data)."""
    former, person = facts.background.former_name, facts.person
    if not former or person is None or decision.case is None or decision.disposition is not ACCEPTED:
        return decision
    change = f"{former} \u2192 {person.name}"
    renamed = RecordEvent(decision.case, "person.renamed", person.address, change)
    return replace(
        decision, effects=(*decision.effects, RememberPerson(person.id, name=person.name), renamed)
    )


def _about_oneself(facts: Facts) -> Decision | None:
    """What the author asks of their own data or offers, or answers about it; None for any other mail."""
    if rights.is_of_erased(facts.classified.match, facts.words):
        return Decision(DISCARDED, Reason.ERASED)
    question = rights.question_of(facts)
    request = offers.of_colleague(facts, rights.request_in(facts))
    asked = question or facts.background.act or facts.background.introduction
    if (asked or request) and _is_forged(facts):
        return hold(facts, Reason.DMARC_FAIL)
    decision = rights.answered(facts, question) if question else offers.answered(facts)
    decision = decision or introductions.answered(facts)
    if decision is not None or request is None:
        return decision
    asking = (*rights.asking(facts, request), *offers.asking(facts, request))
    if not request.words and are_for_nobody(facts.parsed.attachments):
        return Decision(ACCEPTED, Reason.RIGHT_ASKED if request.rights else Reason.OFFER_ASKED, asking)
    if facts.settings.concierge(facts.address.key) is not None and facts.kind is Kind.REQUEST:
        return None  # with commands or a question of theirs: at the desk it is refused in words
    decision = _of_anybody(rights.words_only(facts, request))
    return replace(decision, effects=(*decision.effects, *asking))


def _of_anybody(facts: Facts) -> Decision:
    if _concierge_commands(facts):
        return decide_concierge(facts)
    if _is_forged(facts):
        return hold(facts, Reason.DMARC_FAIL)
    if facts.kind is Kind.SURVEY_ANSWER:
        return workers.survey_answer(facts)
    if (facts.kind is Kind.FOLLOW_UP and facts.case is not None) or _own_question(facts):
        return workers.follow_up(facts)
    return workers.request(facts)


def _is_sealed(facts: Facts) -> bool:
    """Not where a person let it in, to have a case of it; nor about somebody who was erased."""
    if not facts.is_encrypted or Reason.ENCRYPTED in facts.waived:
        return False
    return not rights.is_of_erased(facts.classified.match, facts.words)


def _is_forged(facts: Facts) -> bool:
    return facts.classified.proof is Proof.FAIL and Reason.DMARC_FAIL not in facts.waived


def _own_question(facts: Facts) -> bool:
    """A concierge writes on the case in which they are the one who asks, and to no address of the desk's."""
    asks = facts.case is not None and facts.case.requester.address == facts.address.key
    return asks and facts.kind is Kind.CONCIERGE_REPLY and own_token(facts) is None


def _concierge_commands(facts: Facts) -> bool:
    """A new mail of a concierge that holds commands; without any it is a question like everybody's."""
    if facts.words.unsure and facts.words.forwarded is None:
        return False  # nothing of it is surely the concierge's
    if facts.kind is not Kind.REQUEST or facts.settings.concierge(facts.address.key) is None:
        return False
    said = facts.words.reading
    return facts.words.forwarded is not None or bool(said.commands or said.problems)


def _automatic(facts: Facts) -> Decision:
    """Never opens, reopens, answers or closes anything; on a case it is shown and that is all."""
    if facts.case is None:
        return Decision(DISCARDED, Reason.BULK if facts.kind is Kind.BULK else Reason.AUTOMATIC)
    typed = not _is_forged(facts) and calendar_answers.has_words(facts.parsed)
    words = facts.parsed.text if typed else None
    shown = received(
        facts, facts.case.id, Direction.IN, Role.AUTOMATIC, kind=facts.kind.value, new_text=words
    )
    told = calendar_answers.told(facts, facts.case) if typed else ()
    return Decision(ACCEPTED, Reason.AUTOMATIC_ON_CASE, (shown, *told), facts.case.id)


def _of_nobody_named(facts: Facts, ours: OurMail) -> tuple[Recipient, ...]:
    """Whom a report is about that names nobody ("550 - no such user here"): the only one we wrote to."""
    report = facts.parsed.report
    if report is None or report.permanent is None or len(ours.to) != 1:
        return ()
    said = " ".join(facts.parsed.text.split())[:MAX_DIAGNOSTIC]
    return (Recipient(ours.to[0], "failed" if report.permanent else "delayed", "", said),)


def _delivery_report(facts: Facts) -> Decision:
    """RFC 3464: shown on the case of the mail it is about; a dead address gets nothing more."""
    report, ours = facts.parsed.report, facts.background.reported
    assert report is not None
    if ours is None:
        return Decision(ACCEPTED, Reason.REPORT_UNMATCHED)
    if not ours.to:
        return Decision(DISCARDED, Reason.ERASED)  # about a mail that was emptied, which it quotes
    effects: list[Effect] = []
    failed: list[str] = []
    why: list[str] = []
    known = {address.lower() for address in ours.to}
    for one in report.recipients or _of_nobody_named(facts, ours):
        if one.address.lower() not in known and len(known) != 1:
            continue  # a report about somebody we did not write to
        effects.append(RecordReport(ours.outbox, one.address, one.action, one.status, one.diagnostic))
        if one.action == "failed":
            failed.append(f"{one.address} {one.status} {one.diagnostic}".strip())
            why.append(kind_reported(one.status, one.diagnostic))
            if is_gone(one.status, one.diagnostic) and one.address.lower() in known:
                effects.append(Suppress(one.address.lower(), f"{one.status} {one.diagnostic}".strip()))
    if failed and facts.case is not None and ours.to and facts.case.requester.address in known:
        told = NotDelivered(
            recipient=", ".join(line.partition(" ")[0] for line in failed),
            subject=ours.subject,
            reason="; ".join(failed),
            stopped=any(isinstance(effect, Suppress) for effect in effects),
            why=why[0],
        )
        drafts = colleagues.failed(facts.mails, facts.case, facts.threads, told)
        effects += [SendMail(draft, on_case=False) for draft in drafts]
    return Decision(ACCEPTED, Reason.REPORT_MATCHED, tuple(effects), ours.case)
