"""The language of mails: sure where it says so, silent where not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intake.reading.language import language

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
