"""Lists of words as patterns, and words that say that something was. Pure."""

from __future__ import annotations

import re


def one_of(words: str) -> str:
    r"""The alternation of a list: white space separates, `_` stands for a space, the rest is a pattern."""
    return f"(?:{'|'.join(words.replace('_', chr(92) + 's').split())})"


def any_of(*lists: str) -> re.Pattern[str]:
    """Any of the words of these lists, as whole words, in either case."""
    return re.compile(rf"\b{one_of(' '.join(lists))}(?!\w)", re.IGNORECASE)


PAST = r"""
    (?<!liefst\s)(?<!liever\s)was(?!_(?:thinking|hoping|wondering|given|granted|allowed|offered|promised))
    were had(?!_(?:graag|gedacht|liefst|liever|in_gedachten|in_mind|hoped)) took lasted
    did(?!n'?t_(?:say|mention)) spent (?:i|we|they|have|has|had)_paid went ended came taught tried ago
    geleden back_then previous(?:ly)? earlier_this former(?:ly)? yesterday gisteren vorige? afgelopen
    toen destijds ooit eens_een
    last_(?:(?:week|month|year)(?!_of)|time|one|course|meeting|training|summer|autumn|spring|winter|monday|tuesday|wednesday|thursday|friday)
    waren hadden duurde[n]? kostte[n]? deed deden kreeg kregen ging gingen volgde gevolgd geprobeerd
    betaalde[n]? probeerde verloor verloren(?!_(?:moment|uur)) zat zaten stond stonden werd werden
    gedaan geweest
"""
PERFECT = r"""
    (?:heb|heeft|hebben|ben|is|zijn)\b[^,;]{0,60}?\bge(?!kregen|dacht|reserveerd|pland|blokkeerd|middeld|sprek|wenst|schikt|makkelijk|richt|kozen|vraagd|legen|bruik|past)\w{2,}(?:d|t|en)
"""
"""The perfect of Dutch: "ik heb maar vijf uur geslapen"; "ik heb drie uur gekregen" is what somebody has."""
