"""A freelancer's service for two clients, each with everything of its own, in the `Office` without servers.

"molen" is Dutch, with its own hours and holidays; "brit" is English, in another time zone. Anna answers for
both, Bea for molen only, Carl for brit only. Whatever belongs to molen, in every text that somebody may
write freely, has SECRET in it.
"""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from cases.effects import Draft
from db import folders, outbox
from intake.receive import INBOX
from mailer.compose import compose
from tests.flow.attacks.harm import Written
from tests.flow.attacks.office import Office
from tests.flow.attacks.row import Mail
from tests.scene import Letter, Wishes
from tests.servers.post import User

SECRET = "geheim"
HEAD = "slug,title,summary,kind,training,provider,price,currency,minutes,with,language,topics,url"
RESPONSE = 'remind = "0s"\nothers_after = "0s"\ndigest = "08:30"\nlead_digest = ""'
CLIENTS = """
[[client]]
id = "molen"
name = "Molen geheim BV"
domains = ["molen.example"]
templates = "molen/templates"
catalogue = "molen/catalogue.csv"
topics = "molen/topics.toml"
hours = "Mon-Thu 13:00-17:00"
holidays = ["2026-11-24"]
target = "2 working hours"
languages = ["nl"]
[[client]]
id = "brit"
name = "Brit Ltd"
domains = ["brit.example"]
timezone = "Europe/London"
hours = "Mon-Fri 10:00-16:00"
holidays = ["2026-11-25"]
target = "1 working days"
languages = ["en"]
"""


class TwoClients(Office):
    """`write` and `reply` let somebody's mail come in; the mailbox is that of the address."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._files(folder)
        wishes = Wishes(
            anyone=True, service='catalogue = "catalogue.csv"\ntopics = "topics.toml"', response=RESPONSE
        )
        super().__init__(folder, "sqlite:///concierge.db", now, wishes)
        self.other = next(b.address for b in self.settings.mailboxes if b.client == "brit")
        folders.start(self.other, INBOX, 1, 0, 0)

    @staticmethod
    def _files(folder: Path) -> None:
        own = folder / "molen" / "templates"
        own.mkdir(parents=True)
        (folder / "catalogue.csv").write_text(
            f"{HEAD},client\n"
            "talks,Talk in small groups,Practise.,practice,no,nobody,0,EUR,60,others,,presenting,,\n"
            "orgmolen,Ook geheim,Voor de molen geheim,book,no,Pers geheim,9,EUR,60,alone,,presenting,,molen\n"
        )
        (folder / "topics.toml").write_text(
            '[presenting]\nen = "presenting"\nnl = "presenteren"\nkeywords.en = ["present", "talk"]\n'
        )
        (own / "molenbrief.nl.md").write_text(
            '+++\ntitle = "Brief geheim"\nkind = "answer"\ntopic = "malen"\n+++\n\n'
            "{{ words }}\n\nDit is geheim.\n"
        )
        (folder / "molen" / "catalogue.csv").write_text(
            f"{HEAD}\nmolengids,De gids geheim,Alles over malen geheim,book,no,Uitgever geheim,0,EUR,60,"
            "alone,nl,malen,https://molen.example/geheim\n"
        )
        (folder / "molen" / "topics.toml").write_text(
            '[malen]\nnl = "malen geheim"\nkeywords.nl = ["malen", "meel"]\n'
            'phrases.nl = ["ons meel is geheim"]\n'
        )

    def _toml(self, url: str, wishes: Wishes) -> str:
        self.bea, self.carl = self.person("bea", "Bea Geheimhouder"), self.person("carl", "Carl Wouters")
        text = super()._toml(url, wishes)
        text = text.replace(
            f'address = "{self.service.address}"', f'client = "molen"\naddress = "{self.service.address}"'
        )
        box = text[text.index("[[mailbox]]") : text.index("[[concierge]]")]
        second = box.replace(self.service.address, self.post.new_user("learn").address).replace(
            '"molen"', '"brit"'
        )
        people = "".join(
            f'[[concierge]]\nname = "{name}"\naddress = "{user.address}"\nclients = ["{client}"]\n'
            for name, user, client in (
                ("Bea Geheimhouder", self.bea, "molen"),
                ("Carl Wouters", self.carl, "brit"),
            )
        )
        bram = text.index('[[concierge]]\nname = "Bram')
        rest = text[text.index("[response]") :]
        return f"{text[:bram]}{people}{rest}".replace("[[concierge]]", f"{second}[[concierge]]", 1) + CLIENTS

    # -- mail

    def take(self, mail: Mail) -> str:
        """As in the office, into the mailbox that the mail is for."""
        known, plain = self.service, mail.to.partition("@")[0].partition("+")[0]
        if self.other.startswith(plain):
            self.service = User(self.other)
        try:
            return super().take(mail)
        finally:
            self.service = known

    def _composed(self, draft: Draft, message_id: str) -> bytes:
        box, name = self.settings.mailbox(draft.mailbox), self.settings.name
        return compose(draft, message_id, box, name, outbox.content, timezone=self.settings.timezone)

    def write(self, who: User, to: str, subject: str, text: str) -> str:
        return self._in(self.compose(who, to, subject, text))

    def reply(self, who: User, text: str, to: Letter | None = None) -> str:
        """To the last mail that they got, unless `to` another."""
        return self._in(self.composed_reply(who, to or self.newest_to(who.address), text))

    def _in(self, mail: EmailMessage) -> str:
        return self.take(
            Mail(mail.as_bytes(), str(mail["To"].addresses[0].addr_spec), mail_from="x@example.net")
        )

    def worker(self, name: str, address: str) -> User:
        user = User(address)
        self.names[address] = name
        return user

    def seen_by(self, *people: User) -> list[Written]:
        """All that was written to these people."""
        addresses = {user.address.lower() for user in people}
        return [mail for mail in self.written if addresses & set(mail.to)]
