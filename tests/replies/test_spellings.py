"""An address in disguise is an address."""

from __future__ import annotations

import pytest

from replies.spellings import undisguised

ADDRESS = "anna@example.org"
HIDDEN = [
    "ANNA@Example.org",
    "anna%40example.org",
    "anna%2540example%252Eorg",
    "anna%25252540example.org".replace("2525", "25"),
    "https://eur01.safelinks.protection.outlook.com/?url=mailto%3Aanna%40example.org&data=05%7C",
    "https://urldefense.proofpoint.com/v2/url?u=mailto-3Aanna-40example.org&d=DwMF",
    "https://urldefense.com/v3/__mailto:anna@example.org__;!!abc",
    "anna&#64;example.org",
    "anna&commat;example&period;org",
    "anna=40example.org",
    "anna\\u0040example.org",
    "anna\\x40example.org",
    "anna @ example.org",
    "anna (at) example.org",
    "anna [at] example [dot] org",
    "anna at example dot org",
    "anna apenstaartje example punt org",
    "ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
    "anna\u200b@exam\u00adple.org",
    "anna\u2060@example\ufeff.org",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_the_address_is_found(text: str) -> None:
    """Whatever a program or a curious reader would undo."""
    assert ADDRESS in undisguised(f"Write to {text} today")


@pytest.mark.parametrize(
    "text", ["Anna is at the desk. Example: org", "anna, example, org", "look at anna.example"]
)
def test_words_are_no_address(text: str) -> None:
    """Ordinary words do not become one."""
    assert ADDRESS not in undisguised(text)


def test_lines_stay_lines() -> None:
    """What leaks is named by its line."""
    assert 3 == len(undisguised("a\nb %40\nc").split("\n"))
