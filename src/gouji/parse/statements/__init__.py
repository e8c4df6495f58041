"""Figures a report's text claims, as statements: read from running sentences, one claim a figure.

A figure whose meaning is not certain is no statement: a wrong one would be a silent error, a missing one is not.
Tables are never read here.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.parse.passages import Passage
from gouji.parse.statements.context import Context
from gouji.parse.statements.names import Names
from gouji.parse.statements.sentence import Reader
from gouji.parse.statements.sentences import sentences_of
from gouji.report import Identity, Statement


def statements_of(passages: Sequence[Passage], identity: Identity) -> tuple[Statement, ...]:
    """Return the figures claimed in the texts outside the tables, in order, each with its sentence and place.

    Groups are numbered in the order of the text. Figures of another year, plans, rates, and figures of persons,
    clicks or meetings are no statements.
    """
    names = Names.of(identity)
    found: list[Statement] = []
    groups = 0
    for sentence in sentences_of(passages):
        reader = Reader(Context(sentence, names, identity.report_year), groups)
        found.extend(reader.statements())
        groups = reader.groups
    return tuple(found)
