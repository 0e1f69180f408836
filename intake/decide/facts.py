"""What a decision about one inbound mail may look at. Read in the deciding transaction; values only.

`intake.gather` looks up, these functions compute: `classify.classified` says what kind of mail it is,
`words.words_of` what it says, `facts_of` puts everything together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from cases.forms import sent_for
from cases.model import Address, Attachment, Kind, Person
from cases.settings import MailboxSettings
from cases.typed import as_typed
from intake.decide.attachments import Enclosed, attachments, enclosed
from intake.decide.classify import Arrived, Classified
from intake.decide.inviting import Invited, invited
from intake.decide.inviting import words as invitation_words
from intake.decide.spoken import begins_in
from intake.decide.words import Words
from intake.reading.body.encrypted import Encrypted, armoured
from intake.reading.mime.addresses import without_addresses
from intake.reading.parsed import Parsed
from replies.background import Background, OnBackground

BELIEVED, BELIEVED_AHEAD = timedelta(days=60), timedelta(days=1)
"""A Date older, or further ahead, than that is a wrong clock."""


@dataclass(frozen=True, slots=True)
class Facts(OnBackground):
    """Everything around one inbound mail: itself, its kind, its author's row, its words, its background.

    `language` is what its author is written to in.
    """

    mail: Arrived
    classified: Classified
    person: Person | None
    words: Words
    background: Background
    language: str
    enclosed: Enclosed
    invited: Invited | None = None

    @property
    def parsed(self) -> Parsed:
        return self.mail.parsed

    @property
    def mailbox(self) -> MailboxSettings:
        return self.mail.mailbox

    @property
    def waived(self) -> frozenset[str]:
        return self.mail.waived

    @property
    def kind(self) -> Kind:
        return self.classified.kind

    @property
    def address(self) -> Address:
        """The author; a mail without one has a nameless placeholder (it is held)."""
        return self.mail.author.address or Address("", "unknown@invalid")

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that go along with this mail."""
        return self.enclosed.files

    @property
    def new_text(self) -> str:
        return self.words.new_text

    @property
    def said(self) -> str:
        """What of the new text its author surely said."""
        return self.words.said

    @property
    def written_on(self) -> date:
        """The day of the mail's own Date, from which "tomorrow" counts; today where it cannot be true."""
        sent = self.parsed.date
        if sent is None or not -BELIEVED_AHEAD <= self.now - sent <= BELIEVED:
            sent = self.now
        return sent.astimezone(ZoneInfo(self.settings.timezone)).date()

    def for_client(self, client: str | None) -> Facts:
        """The same as this client's people find the service."""
        return replace(self, background=self.background.for_client(client))

    def typed(self, text: str) -> str:
        """Words of this mail to be shown or kept: what only looks like HTML's marks is letters."""
        return as_typed(text) if self.parsed.html is None else text

    @property
    def sent_for(self) -> Address | None:
        """For whom a form wrote this, as it says."""
        person = sent_for(self.parsed.from_, self.parsed.reply_to)
        return person and Address(without_addresses(person.name), person.addr_spec)

    def invitation(self, language: str) -> str:
        """What an invitation in the mail says, in that language; "" where there is none."""
        if self.invited is None:
            return ""
        library = self.writer.library
        return invitation_words(
            self.invited.invitation,
            lambda slug: library.words("invitation", slug, language),
            f"{self.parsed.plain or ''}\n{self.new_text}",
        )

    @property
    def is_encrypted(self) -> bool:
        """Whether what its author wrote cannot be read. A concierge's is where any of it cannot."""
        if self.parsed.encrypted == Encrypted.WORDS:
            return True
        blocks, rest = armoured(self.new_text)
        if blocks and (not rest or self.settings.concierge(self.address.key) is not None):
            return True
        return self.parsed.encrypted == Encrypted.FILE and not rest.strip()


def facts_of(
    mail: Arrived, classified: Classified, person: Person | None, words: Words, background: Background
) -> Facts:
    """The facts, from what was looked up. `person`: the author's row, None where there is none."""
    invitation = invited(mail.parsed, background.settings, mail.mailbox.address)
    return Facts(
        mail,
        classified,
        person,
        words,
        background,
        begins_in(_spoken(mail, classified, words), person, background.settings.languages),
        _enclosed(mail, words, background, invitation),
        invitation,
    )


def _spoken(mail: Arrived, classified: Classified, words: Words) -> str:
    """What the author's language is read from; of a reply never what came back with it."""
    if words.said or classified.match.case is not None:
        return words.said
    return words.new_text or mail.parsed.text


def _enclosed(mail: Arrived, words: Words, background: Background, invitation: Invited | None) -> Enclosed:
    if invitation is not None:
        found = _enclosed(replace(mail, parsed=invitation.parsed), words, background, None)
        said = (*found.said, (invitation.file.name, invitation.invitation.file.replace("\r\n ", "")))
        return replace(found, files=(*found.files, invitation.file), said=said)
    author = mail.author.address
    if author is None or background.settings.concierge(author.key) is None:
        return Enclosed(attachments(mail.parsed.attachments))
    signatures, pictures = background.known_signatures, background.pictures
    return enclosed(mail.parsed, words.split, background.settings, signatures, pictures)
