"""What the words around a figure say of it: whose it is, of which year, and what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from gouji.parse.dates import squeeze
from gouji.parse.statements.claims import is_of_other_time, without_lead
from gouji.parse.statements.figures import Figure
from gouji.parse.statements.names import Names
from gouji.parse.statements.sentences import Sentence
from gouji.standard.statements import wording

_LONGEST_QUOTE = 200
_LONGEST_CHANNELS = 120
_LONGEST_LEAD = 80
_TITLE = re.compile(r"《[^《》]{1,80}》")
_BRACKET = re.compile(r"\([^()]{0,60}\)")
_BOUNDARY = re.compile(r"[,;:。()]")
_LAST_BOUNDARY = re.compile(r".*[,;:。()]", re.DOTALL)
_TAIL = re.compile(r"[^,;:。()、!?]{0,60}")
_AND = ("以及", "和", "及", "与")
_TIME = re.compile(r"20\d\d年|[今本上去前]年")


@dataclass(frozen=True, slots=True)
class Clause:
    """The words around one figure.

    `head` is what stands before it in its clause, without brackets, `full_head` the same with them; `tail` what
    stands after it, `gap` all since the figure before; `opened` and `closed` count the gap's brackets.
    """

    head: str
    full_head: str
    tail: str
    gap: str
    start: int
    opened: int
    closed: int


class Context:
    """One sentence, squeezed, with what is known of the report around it. `text` has its book titles blanked."""

    def __init__(self, sentence: Sentence, names: Names, year: int | None) -> None:
        self.text = _TITLE.sub(lambda found: f"《{'□' * (len(found[0]) - 2)}》", sentence.text)
        self.place = sentence.place
        self._sentence = sentence
        self._names = names
        self._year = year

    def clause(self, figure: Figure, previous: int, following: int) -> Clause:
        """Return the words around a figure, between the end of the one before and the start of the next."""
        gap = self.text[previous : figure.start]
        filled = _BRACKET.sub(lambda found: "□" * len(found[0]), gap) if "(" in gap else gap
        # 申请数量:6件 is one clause.
        last = _LAST_BOUNDARY.match(filled, 0, len(filled.rstrip(":")))
        cut = last.end() if last else 0
        full_head = gap[cut:].lstrip("、")
        found = _TAIL.match(self.text, figure.end, following)
        tail = found[0] if found else ""
        if figure.end + len(tail) == following and tail.startswith(_AND):
            tail = ""  # It begins what the next figure is about.
        start = figure.start - len(full_head)
        head = _BRACKET.sub("", full_head) if "(" in full_head else full_head
        return Clause(head, full_head, tail, gap, start, filled.count("("), filled.count(")"))

    def rest(self, clause: str) -> str:
        """Return a clause without the words at its beginning that say who and when."""
        return without_lead(self._names.replaced(clause)).rest

    def speaks_of(self, topic: str) -> bool:
        """Return whether the sentence speaks of a topic, or the one before it, or what it stands under."""
        pattern = wording().topics[topic]
        sentence = self._sentence
        if wording().topics["elsewhere"].search(sentence.text):
            return False
        if topic == "sections":
            return pattern.search(sentence.text) is not None
        around = (sentence.text, sentence.lead, sentence.heading)
        return any(map(pattern.search, around)) or pattern.search(squeeze(sentence.before)) is not None

    def is_of_other_time(self, start: int, end: int) -> bool:
        """Return whether the text before `end` says another time than the report's; what follows a ; counts alone."""
        since = max(start, self.text.rfind(";", 0, end) + 1)
        if not _TIME.search(self.text, since, end):
            since = start
        return is_of_other_time(self.text[since:end], self._year)

    def channel_before(self, clause: Clause) -> str | None:
        """Return the channels that the clause before names: 通过网站、微信等渠道,全年公开…."""
        before = self._clauses_before(clause)
        return _channel_of(before[-1]) if before else None

    def is_of_narrow_topic(self, clause: Clause, via: str | None) -> bool:
        """Return whether what was published may be of one topic, or of one channel where `via` names none."""
        topics = wording().topics
        sentence, before = self._sentence, self._clauses_before(clause)
        around = [text for text in (sentence.heading, sentence.lead) if text and text not in sentence.text]
        if any(topics["narrow"].search(text) for text in around):
            return True
        for piece in before:
            if _channel_of(piece) is None and topics["topical"].match(piece) and topics["narrow"].search(piece):
                return True
        if via is not None or topics["strong"].search(clause.head + clause.tail):
            return False
        return any(topics["platform"].search(text) for text in (*around, *before))

    def _clauses_before(self, clause: Clause) -> list[str]:
        start = self.text.rfind(";", 0, clause.start) + 1
        return [piece for piece in _BOUNDARY.split(_BRACKET.sub("", self.text[start : clause.start])) if piece]

    def scope(self, start: int, end: int, base: str | None = None) -> str:
        """Return whose figure it is: by its clause, else `base`, else by the nearest clause that names somebody."""
        named = self._scope_named(self.text[start:end]) or base
        if named is not None:
            return named
        for piece in reversed(_BOUNDARY.split(self.text[:start])):
            if named := self._scope_named(piece):
                return named
        return self._names.default

    def _scope_named(self, clause: str) -> str | None:
        lead = without_lead(self._names.replaced(clause[:_LONGEST_LEAD]))
        is_own = lead.scope == "other" and lead.body is not None and self._names.is_own(lead.body)
        return "own" if is_own else lead.scope

    def as_printed(self, name: str, clause: Clause) -> str:
        """Return a name found in or shortly before a clause as the document prints it."""
        at = self.text.find(name, max(0, clause.start - _LONGEST_CHANNELS))
        return self._sentence.printed[at : at + len(name)] if at >= 0 and self._sentence.is_aligned else name

    def quote(self, start: int, end: int) -> str:
        """Return the sentence as printed, or of a long one what begins at `start`, through the clause of `end`."""
        printed = self._sentence.printed
        if len(printed) <= _LONGEST_QUOTE:
            return printed
        if not self._sentence.is_aligned:
            return printed[:_LONGEST_QUOTE]
        boundary = _BOUNDARY.search(self.text, end)
        return printed[start : boundary.end() if boundary else len(printed)][:_LONGEST_QUOTE]


def _channel_of(clause: str) -> str | None:
    return _channels_in(clause) if len(clause) <= _LONGEST_CHANNELS else None


@lru_cache(maxsize=4096)
def _channels_in(clause: str) -> str | None:
    found = _channels().fullmatch(without_lead(clause).rest)
    return found["via"] if found else None


@cache
def _channels() -> re.Pattern[str]:
    return re.compile(rf"{wording().phrases['through'].pattern}(?P<via>[^,;:。\d]{{2,100}}?)(?:上|中)?")
