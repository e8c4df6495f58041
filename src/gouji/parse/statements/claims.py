"""What one figure claims, by the clause it stands in; and what a clause says did not happen.

Everything in the clause must be known: who and when (taken off), then a wording of `statements.toml`. An unknown
word may change what is counted, so such a figure claims nothing.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from gouji.standard.statements import wording

LONGEST_CLAUSE = 240
"""Longer clauses are not read: nobody tells a figure so, and what is read is kept in memory for the next report."""
_LONGEST_LABEL = 60
_SCOPES = ("own", "whole", "office")


class Told(NamedTuple):
    """What a figure tells: its subject, the channel named with it, and what the text around it must speak of."""

    subject: str
    via: str | None
    needs: str


class Lead(NamedTuple):
    """A clause without who and when: the `rest`, the scope that was named, and the body named (None where none)."""

    rest: str
    scope: str | None
    body: str | None


@cache
def _piece() -> re.Pattern[str]:
    phrases = wording().phrases
    scopes = "|".join(f"(?P<{scope}>{phrases[scope].pattern})" for scope in ("office", "own", "whole"))
    plain = "|".join(phrases[name].pattern for name in ("ordinal", "time", "about_ogi", "deputy", "adverb"))
    return re.compile(f"{scopes}|{plain}|[,、:]")


@lru_cache(maxsize=8192)
def without_lead(clause: str) -> Lead:
    """Return a clause without the words at its beginning that say who and when."""
    scope = body = None
    position = 0
    has_body = False
    while True:
        found = _piece().match(clause, position)
        if found is None and not has_body:
            found = wording().phrases["body"].match(clause, position)
            has_body = True
            if found is not None:
                scope, body = "other", found[0]
        if found is None or found.end() == position:
            return Lead(clause[position:], scope, body)
        if found.lastgroup in _SCOPES:
            scope, body = found.lastgroup, None
        position = found.end()


@lru_cache(maxsize=8192)
def told(rest: str, tail: str, kinds: frozenset[str]) -> Told | None:
    """Return what a figure with these words before and after it claims by itself; None where that is not certain."""
    for claim in wording().claims:
        if not claim.units & kinds:
            continue
        head = claim.head.fullmatch(rest)
        if head is None or claim.tail.fullmatch(tail) is None:
            continue
        via = head.groupdict().get("via")
        subject = f"{claim.subject}.{claim.applicant}" if claim.subject.startswith("requests.") else claim.subject
        if claim.subject.startswith("proceedings."):
            subject = f"{claim.subject}.total"
        return Told(subject, via, claim.needs)
    return None


@lru_cache(maxsize=8192)
def detail_of(kind: str, head: str, tail: str) -> str | None:
    """Return the key that the words around a figure name (an outcome, who asked); None where they name none."""
    if not tail:
        return _key(kind, head)
    is_after = kind == "outcome" and head in ("", "其中", "其中,")
    return _key("outcome_after", tail) if is_after else None


def _key(detail: str, text: str) -> str | None:
    found = wording().details[detail].fullmatch(text) if len(text) <= _LONGEST_LABEL else None
    return found.lastgroup if found else None


@lru_cache(maxsize=8192)
def absent(rest: str) -> frozenset[str]:
    """Return what a clause, who and when taken off, says did not happen: items of `none` in `statements.toml`."""
    if _ABSENCE.match(rest) is None:
        return frozenset()
    found = wording().none.fullmatch(rest)
    if found is None:
        return frozenset()
    return frozenset(name.rpartition("_")[0] for name, text in found.groupdict().items() if text)


_ABSENCE = re.compile(r".{0,4}(?:[未无没]|不收)")


def is_of_other_time(text: str, year: int | None) -> bool:
    """Return whether what stands before a figure puts it in another year, in a plan, or in part of the year."""
    compared = wording().times["compared"]
    is_other = False
    for match in _times().finditer(text):
        if match["planned"]:
            return True
        if not compared.search(text, max(0, match.start() - 4), match.start()):
            said = match["year"]
            is_other = match["past"] is not None or (said is not None and year is not None and int(said) != year)
    return is_other


@cache
def _times() -> re.Pattern[str]:
    times = {name: pattern.pattern for name, pattern in wording().times.items()}
    year = r"(?<!\d)(?<!转[至到入])(?P<year>20\d\d)(?=年)(?!年度?(?:结转|转结|继续))"
    return re.compile(f"(?P<past>{times['past']})|{year}|(?P<planned>{times['planned']})|本年|今年|当年")
