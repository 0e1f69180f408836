"""Attribution lines and header blocks in the languages of the clients."""

from __future__ import annotations

import pytest

from intake.reading.quotes.split import Confidence
from tests.intake.reading.quotes.bodies import split_html, split_text

ATTRIBUTIONS = """
On Mon, Nov 3, 2025 at 2:02 PM Anna Peeters <anna@example.org> wrote:
On 3 Nov 2025, at 14:02, Anna Peeters <anna@example.org> wrote:
On 03/11/2025 14:02, Anna Peeters wrote:
On Monday, November 3rd, 2025 at 2:02 PM, Anna <anna@example.org> wrote:
On Mon, 2025-11-03 at 14:02 +0100, Anna Peeters wrote:
On Thursday, June 27, 2013, anna via Learning Help wrote:
At 11/3/2025 02:02 PM, you wrote:
Anna Peeters wrote on 03/11/2025 14:02:
Anna Peeters <anna@example.org> wrote:
Anna via Learning Help <learninghelp@example.org> wrote:
---- On Mon, 03 Nov 2025 14:02:11 +0100 Anna <anna@example.org> wrote ----
Quoting Anna Peeters <anna@example.org>:
>>> Anna Peeters <anna@example.org> 3/11/2025 14:02 >>>
2015-10-18 0:17 GMT+03:00 Anna Peeters <anna@example.org>:
2016-03-03 17:21 GMT+01:00 Anna Peeters
2013/10/2 Anna Peeters <anna@example.org>
Op ma 3 nov 2025 om 14:02 schreef Anna Peeters <anna@example.org>:
Op maandag 3 november 2025 schreef Anna Peeters <anna@example.org>:
Op 3 nov. 2025 14:02 schreef "Anna Peeters" <anna@example.org>:
Op 3-11-2025 om 14:02 schreef Anna Peeters:
Op 3/11/2025 om 14:02 heeft Anna Peeters het volgende geschreven:
Op 3 nov 2025 om 14:02 heeft Anna <anna@example.org> het volgende geschreven:
Op maandag 3 november 2025 om 14:02:11 CET schreef Anna <anna@example.org>:
Op maandag 3 november 2025 om 14:02, Anna <anna@example.org> schreef:
Anna Peeters schreef op 3-11-2025 om 14:02:
Anna Peeters <anna@example.org> schreef op 3 november 2025 14:02:
Citeren Anna Peeters <anna@example.org>:
Am Mo., 3. Nov. 2025 um 14:02 Uhr schrieb Anna <anna@example.org>:
Am 03.11.25 um 14:02 schrieb Anna Peeters:
Anna <anna@example.org> schrieb am Mo., 3. Nov. 2025 um 14:02 Uhr:
Zitat von Anna Peeters <anna@example.org>:
Le lun. 3 nov. 2025 à 14:02, Anna <anna@example.org> a écrit :
Le 03/11/2025 à 14:02, Anna a écrit :
El lun, 3 nov 2025 a las 14:02, Anna (<anna@example.org>) escribió:
El jueves, 21 de noviembre de 2013, anna escribió:
Il giorno lun 3 nov 2025 alle ore 14:02 Anna <anna@example.org> ha scritto:
In data 3 novembre 2025 alle 14:02:11, Anna (anna@example.org) ha scritto:
Em seg., 3 de nov. de 2025 às 14:02, Anna <anna@example.org> escreveu:
Den man. 3. nov. 2025 kl. 14.02 skrev Anna <anna@example.org>:
Den mån 3 nov. 2025 kl 14:02 skrev Anna Peeters <anna@example.org>:
søn. 30. apr. 2017 kl. 00.26 skrev Anna <anna@example.org>:
pon., 3 lis 2025 o 14:02 Anna Peeters <anna@example.org> napisał(a):
W dniu 3.11.2025 o 14:02, Anna pisze:
ma 3. marrask. 2025 klo 14.02 Anna (anna@example.org) kirjoitti:
po 3. 11. 2025 v 14:02 odesílatel Anna <anna@example.org> napsal:
вт, 5 янв. 2016 г. в 23:39, Anna <anna@example.org>:
2025年11月3日(月) 14:02 Anna <anna@example.org>:
Anna <anna@example.org> 于2025年11月3日周一 14:02写道：
""".strip().splitlines()

PROSE = """
On Monday I wrote to my boss about this:
Op 12 mei 2024 schreef ik mij in voor de cursus:
On 3 May 2024 my colleague wrote a note about the course:
Vorige week schreef ik dit op:
Mijn vraag van 14:02 was deze:
Contact anna@example.org about the price:
Op dinsdag en woensdag heb ik tijd:
Anna zei vorige week nog: doe maar
Mail jan@example.org before 14:00 on 3 May 2024 about this:
Op maandag 14:00 kan je mailen naar jan@example.org:
Op 3 mei 2024 om 14:02 schreef Jan mij dat hij de cursus niet wil volgen:
On 3 May 2024 my boss said what he expects of me:
""".strip().splitlines()

# From, date, recipient, subject: words of Outlook in each language
HEADERS = {
    "en": ("From", "Sent", "To", "Subject", "Monday, November 3, 2025 2:02 PM"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp", "maandag 3 november 2025 14:02"),
    "nl-mac": ("Van", "Datum", "Aan", "Onderwerp", "maandag 3 november 2025 om 14:02"),
    "de": ("Von", "Gesendet", "An", "Betreff", "Montag, 3. November 2025 14:02"),
    "fr": ("De", "Envoyé", "À", "Objet", "lundi 3 novembre 2025 14:02"),
    "es": ("De", "Enviado", "Para", "Asunto", "lunes, 3 de noviembre de 2025 14:02"),
    "it": ("Da", "Inviato", "A", "Oggetto", "lunedì 3 novembre 2025 14:02"),
    "pt": ("De", "Enviado", "Para", "Assunto", "segunda-feira, 3 de novembro de 2025 14:02"),
    "da": ("Fra", "Sendt", "Til", "Emne", "3. november 2025 14:02"),
    "sv": ("Från", "Skickat", "Till", "Ämne", "den 3 november 2025 14:02"),
    "no": ("Fra", "Sendt", "Til", "Emne", "mandag 3. november 2025 14:02"),
    "pl": ("Od", "Wysłano", "Do", "Temat", "poniedziałek, 3 listopada 2025 14:02"),
}
ORIGINALS = """
-----Original Message-----
----- Original Message -----
-----Oorspronkelijk bericht-----
-------- Originele bericht --------
-------- Oorspronkelijk bericht --------
-----Ursprüngliche Nachricht-----
-----Message d'origine-----
-----Mensaje original-----
-----Messaggio originale-----
-----Mensagem original-----
-----Oprindelig meddelelse-----
-----Ursprungligt meddelande-----
-----Opprinnelig melding-----
-----Wiadomość oryginalna-----
""".strip().splitlines()


@pytest.mark.parametrize("quote", ["> Hallo\n> Past dinsdag?\n", "Hallo\n\nPast dinsdag?\n"])
@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_attribution_begins_the_quote(line: str, quote: str) -> None:
    """Whether or not the quote has marks, what stands above the attribution is the answer."""
    for gap in ("\n", "\n\n"):
        found = split_text(f"Ja, graag.\n\n{line}{gap}{quote}")
        assert found.new_text == "Ja, graag."
        assert "Past dinsdag?" in found.quoted_text


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_attribution_above_a_blockquote(line: str) -> None:
    """In HTML an attribution makes an unmarked blockquote a quote."""
    escaped = line.replace("<", "&lt;").replace(">", "&gt;")
    html = f"<p>Ja, graag.</p><p>{escaped}</p><blockquote><p>Past dinsdag?</p></blockquote>"
    assert split_html(html).new_text == "Ja, graag."


@pytest.mark.parametrize("line", PROSE)
def test_prose_is_no_attribution(line: str) -> None:
    """Sentences that look alike lose nothing of what stands below them."""
    text = f"Hallo,\n\n{line}\neen, twee, drie\n\nWat denk je?"
    assert split_text(text).new_text == text


@pytest.mark.parametrize("rule", ["", "________________________________\n", "\n"])
@pytest.mark.parametrize("language", HEADERS)
def test_header_block_begins_the_quote(language: str, rule: str) -> None:
    """Outlook's block above the quoted mail, with and without a rule, bold or bare."""
    sender, sent, to, subject, date = HEADERS[language]
    for mark in ("", "*"):
        block = (
            f"{mark}{sender}:{mark} Anna Peeters <anna@example.org>\n{mark}{sent}:{mark} {date}\n"
            f"{mark}{to}:{mark} Maria <maria@example.org>\n{mark}{subject}:{mark} Vraag\n"
        )
        found = split_text(f"Ja, graag.\n{rule}{block}\nPast dinsdag?\n")
        assert found.new_text == "Ja, graag."
        assert found.confidence is Confidence.HIGH


@pytest.mark.parametrize("line", ORIGINALS)
def test_separator_begins_the_quote(line: str) -> None:
    """The separator lines of older clients."""
    assert split_text(f"Ja, graag.\n\n{line}\nPast dinsdag?\n").new_text == "Ja, graag."


def test_a_wrapped_recipient_list_stays_in_the_block() -> None:
    """Outlook's text part folds To and Cc over lines."""
    text = (
        "Goed.\n\nVan: Anna <anna@example.org>\nVerzonden: maandag 3 november 2025 14:02\n"
        "Aan: Maria <maria@example.org>; Jan <jan@example.org>;\n Els <els@example.org>\n"
        "Onderwerp: Vraag\n\nPast dinsdag?\n"
    )
    assert split_text(text).new_text == "Goed."
