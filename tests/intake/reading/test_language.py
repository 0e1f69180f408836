"""The language of mails: sure where it says so, silent where not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intake.reading.language import asked_language, language, written_in

DATA = Path(__file__).parent.parent.parent / "data" / "mail" / "people.jsonl"


def test_written_mails_get_their_language() -> None:
    """Of the 208 written mails none gets the wrong language, and nearly all get one."""
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["shape"] not in ("forward", "html") and len(row["text"]) > 25]
    found = [(row["language"], language(row["text"]), row["text"]) for row in rows]
    wrong = [f for f in found if f[1] not in ("", f[0])]
    unsure = [f for f in found if f[1] == ""]
    assert [] == wrong
    assert len(unsure) <= len(rows) // 50, unsure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("4", ""),
        ("ok", ""),
        ("SQL, Excel, Power BI", ""),
        ("https://example.org/the/and/of/to", ""),
        (
            "Ich möchte gerne lernen, wie man besser präsentiert, und suche einen Kurs für die Mittagspause.",
            "other",
        ),
        ("Bonjour, je voudrais apprendre à mieux présenter mes résultats devant un groupe.", "other"),
        ("Hola, me gustaría aprender a presentar mejor los resultados de mi equipo. Gracias", "other"),
        ("こんにちは、プレゼンテーションを学びたいです。よろしくお願いします。", "other"),
        ("Здравствуйте, я хочу научиться программировать и ищу курс", "other"),
        ("Can you help me to find a course?", "en"),
        ("Kan je mij helpen om een cursus te vinden?", "nl"),
        ("Ik zoek een course over time management en ook iets over public speaking", "nl"),
    ],
)
def test_short_and_foreign_texts(text: str, expected: str) -> None:
    """Digits and names say nothing; other languages are neither Dutch nor English."""
    assert expected == language(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Bonjour, je voudrais apprendre à mieux présenter mes résultats devant un groupe.", "fr"),
        ("Ich möchte gerne lernen, wie man besser präsentiert, und suche einen Kurs für den Mittag.", "de"),
        ("Hola, me gustaría aprender a presentar mejor los resultados de mi equipo. Gracias", "es"),
        ("Buongiorno, vorrei imparare come presentare i risultati al gruppo, grazie e saluti", "it"),
        ("Cześć, chciałbym się nauczyć jak lepiej mówić do ludzi, ale nie wiem czy to jest trudne", "pl"),
        ("こんにちは、プレゼンテーションを学びたいです。よろしくお願いします。", "ja"),
        ("你好，我想学习如何更好地做演讲，请问有什么课程可以推荐吗？谢谢", "zh"),
        ("안녕하세요, 발표를 더 잘하는 방법을 배우고 싶습니다. 감사합니다", "ko"),
        ("Γεια σας, θέλω να μάθω να παρουσιάζω καλύτερα. Ευχαριστώ", "el"),
        ("Здравствуйте, я хочу научиться программировать и ищу курс", "other"),
        ("Can you help me to find a course?", "en"),
        ("Kan je mij helpen om een cursus te vinden?", "nl"),
        ("4", ""),
    ],
)
def test_which_language_it_is(text: str, code: str) -> None:
    """ISO 639-1, for people who are told in which language somebody wrote."""
    assert code == written_in(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("In het Nederlands graag.", "nl"),
        ("Graag in het Nederlands", "nl"),
        ("Thanks! In English please.", "en"),
        ("Could you answer in Dutch? My English is not so good.", "nl"),
        ("Kan je in het Engels antwoorden?", "en"),
        ("Liever in het Nederlands, dank je.", "nl"),
        ("Please write me in English from now on.", "en"),
        ("En français svp", "fr"),
        ("Ik zoek een cursus presenteren in het Engels, graag voor de zomer.", ""),
        ("A course in English, please, in the evening.", ""),
        ("I would rather read articles in English than in Dutch.", ""),
        ("My presentations in Dutch fall flat.", ""),
        ("in englishtown please", ""),
        ("", ""),
    ],
)
def test_a_wish_for_a_language(text: str, code: str) -> None:
    """For being answered in it; a course in a language is none."""
    assert code == asked_language(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "af",
            "Ek wil graag beter leer praat voor mense. Kan julle my help? Ek weet nie waar om te begin nie.",
        ),
        ("af", "Goeie môre, ek sou graag wou weet of daar 'n kursus is. Baie dankie vir julle hulp."),
        ("es", "Me gustaría aprender a presentar mejor. ¿Me pueden ayudar?"),
        ("it", "Vorrei imparare a presentare meglio. Potete aiutarmi?"),
        ("pt", "Gostaria de aprender a apresentar melhor. Podem ajudar-me?"),
        ("fr", "Je voudrais apprendre à mieux présenter. Pouvez-vous m'aider ?"),
        ("pl", "Chciałbym nauczyć się lepiej prezentować. Czy możecie mi pomóc?"),
        ("da", "Jeg vil gerne blive bedre til at præsentere. Kan I hjælpe mig?"),
        ("no", "Jeg vil gjerne bli bedre til å presentere. Kan dere hjelpe meg?"),
        ("sv", "Jag skulle vilja bli bättre på att presentera. Kan ni hjälpa mig?"),
        ("fi", "Haluaisin oppia esiintymään paremmin. Voitteko auttaa minua?"),
        ("cs", "Dobrý den, chtěl bych se naučit lépe prezentovat. Můžete mi pomoci?"),
        ("hu", "Szeretnék jobban prezentálni. Tudnának segíteni? Köszönöm, és üdvözlettel"),
        ("ro", "Bună ziua, aș vrea să învăț cum să prezint mai bine. Mă puteți ajuta?"),
        ("tr", "Daha iyi sunum yapmayı öğrenmek istiyorum. Bana yardım eder misiniz?"),
        (
            "nl",
            "Kunde gij mij nie helpen? 'k Zou willen leren nen betere mail te schrijven, 't lukt mij nie.",
        ),
        ("nl", "Hi all, kan iemand mij uitleggen hoe ik een pivot table maak in Excel? Thanks!"),
        ("nl", "Op die kursus van vorige week leerde ik weinig. Wat kan ik nog doen met mijn team?"),
        ("en", "Hoi team, I have a question about Excel pivot tables and how to use them."),
        ("en", "Give me a hand: I am no good at a la carte menus, si vous me permettez."),
        ("", "Excel, Teams, PowerPoint"),
    ],
)
def test_languages_beside_ours(code: str, text: str) -> None:
    """Neighbours are told apart, and a few borrowed words make no other language."""
    assert code == written_in(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Guten Tag, ich möchte besser präsentieren. Was empfehlen Sie mir? Vielen Dank", "de"),
        ("Hola, quiero aprender a hablar en público. ¿Qué me recomienda?", "es"),
        ("Bonjour, Excel svp", "fr"),
        ("Buongiorno, vorrei un corso di Excel.", "it"),
        ("Dzień dobry, szukam kursu Excela.", "pl"),
        ("Merhaba, Excel kursu", "tr"),
        ("Olá, preciso de um curso de Excel", "pt"),
        ("Bonjour Anna, I would like to learn how to present my work better.", "en"),
        ("Bonjour, ik wil graag beter leren presenteren voor een groep.", "nl"),
        ("Hola team, can you help me with a course?", "en"),
    ],
)
def test_a_greeting_tells_the_language_of_a_short_mail(text: str, code: str) -> None:
    """Where the words behind it are not English or Dutch."""
    assert code == written_in(text)
