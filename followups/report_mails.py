"""The report and its published form as mails. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.catalogue import Catalogue
from cases.effects import Draft
from cases.model import OutboxKind, Person, Purpose
from cases.settings import Settings
from templates import report_values
from templates.drafts import AUTO_GENERATED, Addressing, Writer


@dataclass(frozen=True, slots=True)
class ReportMails:
    """The reports of one moment. `dedupe` None: as often as somebody asks for it."""

    settings: Settings
    writer: Writer
    catalogue: Catalogue
    now: datetime

    def summary(self, to: Person, language: str, figures: Mapping[str, Any], dedupe: str | None) -> Draft:
        """Of `{period, quality, demand}` (docs/report.md), without anybody's words."""
        variables = report_values.summary(figures, self.settings, self.catalogue, language)
        return self._write("report/summary", to, language, variables, dedupe, figures["period"]["client"])

    def published(self, to: Person, language: str, form: Mapping[str, Any], dedupe: str | None) -> Draft:
        """One published form; from the mailbox of its client where that has one."""
        variables = report_values.published(form, self.settings, self.catalogue, language)
        return self._write("report/published", to, language, variables, dedupe, form["period"]["client"])

    def _write(
        self,
        template: str,
        to: Person,
        language: str,
        variables: Mapping[str, object],
        dedupe: str | None,
        client: str | None = None,
    ) -> Draft:
        mailbox = self.settings.mailbox_for(client)
        where = Addressing(to, language, Purpose.DIGEST, mailbox, automatic=AUTO_GENERATED, dedupe=dedupe)
        return self.writer.write(OutboxKind.REPORT, template, where, self.now, variables)
