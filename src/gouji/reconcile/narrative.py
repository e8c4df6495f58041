"""The rules on what the text tells: figures that fit no way of counting the tables, lists that do not add up, copies.

A figure is held against a table only where both are certain to count the same: the table is proven, the statement is
no part of another, and its scope is that of the body's figures. What may be true is no finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from gouji.reconcile.frames import DOC, VALUE
from gouji.reconcile.registry import Batch, judges, offenders
from gouji.report import TableName
from gouji.standard.forms import section_titles
from gouji.standard.narrative import NORMATIVE_ROW, again_listed, not_judged, open_list, overlap, table_of, ways_of
from gouji.standard.statements import wording

ABOUT = Decimal("0.1")
"""A figure told with 约 or 左右 fits what differs from it by no more than this share."""
_NOTHING_CHARGED = "(?:未|没有|无|不)(?:曾)?(?:发生|开展|产生|启动|出现|涉及|存在)"
_LARGEST = 10**12
"""No count of a year's work; larger ones are not added up."""
_QUOTE_LIMIT = 200
"""Characters of a statement's quote; one as long as this may have been cut."""
_NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
_NUMERAL = re.compile(r"[一二两三四五六七八九十百千]余?[条件篇份则]|\d万")
_FEWEST_SECTIONS = 4
_NUMERALS = "一二三四五六七八九十"
_HEADING_NUMBER = re.compile(r"[^一二三四五六七八九十\d]{0,24}([一二三四五六七八九十]|\d{1,2})[、.．,，)）]")


@judges("narrative.requests")
def requests(batch: Batch) -> pl.DataFrame:
    """Return each count of requests told that fits no way of counting table 3."""
    return _unlike(batch, "requests")


@judges("narrative.proceedings")
def proceedings(batch: Batch) -> pl.DataFrame:
    """Return each count of reviews or suits told that fits no way of counting table 4."""
    return _unlike(batch, "proceedings")


@judges("narrative.normative")
def normative(batch: Batch) -> pl.DataFrame:
    """Return each count of normative documents told that fits no column of their row in table 2."""
    return _unlike(batch, "normative")


def _told(batch: Batch, family: str) -> pl.DataFrame:
    """Return the statements of a family that count what the body's tables count."""
    told = batch.frames.statements.filter(
        pl.col("subject").str.starts_with(family) & pl.col("part").is_null() & (pl.col("value") < _LARGEST)
    )
    if told.is_empty():
        return told
    own, whole = pl.col("scope") == "own", pl.col("scope") == "whole"
    of_body = pl.col("figures_cover") == "own_body"
    fits = (of_body & (own | (whole & (pl.col("agency_level") == "township")))) | (
        (pl.col("figures_cover") == "territory") & whole
    )
    bodies = batch.frames.reports.select("doc", "figures_cover", "agency_level")
    return told.join(bodies, on="doc", maintain_order="left").filter(fits)


def _unlike(batch: Batch, family: str) -> pl.DataFrame:
    """Return one offender for each subject told, where no figure told of it fits any way of counting the table."""
    told = _told(batch, family + ".")
    table = table_of(family)
    if not told.is_empty():
        told = told.join(batch.frames.proven_docs[table], on="doc", maintain_order="left")
        words = not_judged(family)
        told = told if words is None else told.filter(~pl.col("quote").str.contains(words) | (pl.col("value") == 0))
    if told.is_empty():
        return offenders(told.select("doc"))
    sums = _sums(batch, told, table)
    judged = told.join(sums, on=["doc", "subject"], maintain_order="left").with_columns(
        together=pl.col("value").sum().over("doc", "subject", "way")
    )
    # Who was never sued has no suit pending either; only a figure that is told may leave the pending ones out.
    meant = (pl.col("way") == 0) | (pl.col("value") > 0) | (family != "proceedings")
    in_parts = pl.col("counted") == pl.col("together")
    fits = ((_fits(pl.col("counted")) | in_parts) & meant) | pl.col("counted").is_null()
    found = (
        judged.group_by("doc", "subject", maintain_order=True)
        .agg(
            fits.any().alias("fits"),
            pl.col("cells", "counted", "value", "quote").first(),
        )
        .filter(~pl.col("fits"))
    )
    return offenders(found.rename({"counted": "reported", "value": "computed", "quote": "detail"}))


def _sums(batch: Batch, told: pl.DataFrame, table: TableName) -> pl.DataFrame:
    """Return (doc, subject, way, counted, cells) for each way of counting a subject, null where a cell has no value."""
    terms = [
        (subject, edition, number, row, column, sign)
        for subject, edition in told.select("subject", "edition").unique().iter_rows()
        for number, way in enumerate(ways_of(subject, edition))
        for row, column, sign in way.cells
    ]
    schema = {"subject": pl.String, "edition": pl.String, "way": pl.Int64, "row": pl.String, "column": pl.String}
    ways = pl.DataFrame(terms, schema={**schema, "sign": pl.Int64}, orient="row")
    values = _values(batch, table)
    return (
        told.select("doc", "subject", "edition")
        .unique(maintain_order=True)
        .join(ways, on=["subject", "edition"], maintain_order="left_right")
        .join(values, on=["doc", "row", "column"], how="left", maintain_order="left")
        .with_columns(cell=pl.format(f"{table}/{{}}/{{}}", "row", "column"), counted=pl.col("sign") * pl.col("number"))
        .group_by("doc", "subject", "way", maintain_order=True)
        .agg(
            pl.when(pl.col("counted").is_not_null().all()).then(pl.col("counted").sum()).cast(VALUE).alias("counted"),
            pl.col("cell").alias("cells"),
        )
    )


def _values(batch: Batch, table: TableName) -> pl.DataFrame:
    """Return (doc, row, column, number) of a table's cells: what is printed, or what a blank resolves to."""
    if table != "proactive_disclosure":
        return batch.arithmetic.derived[table].select("doc", "row", "column", number="resolved_value")
    cells = batch.frames.cells[table].filter((pl.col("row") == NORMATIVE_ROW) & pl.col("fits"))
    return cells.select("doc", "row", "column", number=pl.col("value").cast(pl.Int64))


def _fits(counted: pl.Expr) -> pl.Expr:
    """Return whether a number is what a statement's `value` and `bound` allow."""
    value, bound = pl.col("value"), pl.col("bound")
    return (
        pl.when(bound == "at_least")
        .then(counted >= value)
        .when(bound == "at_most")
        .then(counted <= value)
        .when(bound == "about")
        .then((counted - value).abs() <= value * ABOUT)
        .otherwise(counted == value)
    )


@judges("narrative.fee")
def fee(batch: Batch) -> pl.DataFrame:
    """Return readings that tell of no fee notice, or no charge at all, and count requests dropped for unpaid fees."""
    told = _told(batch, "info_fee_")
    nothing = (pl.col("value") == 0) & (pl.col("bound") == "exact")
    # Who collected nothing may well have charged: the applicant did not pay.
    charged = (pl.col("subject") != "info_fee_collected_yuan") | pl.col("quote").str.contains(_NOTHING_CHARGED)
    told = told.filter(nothing & charged).unique("doc", keep="first", maintain_order=True)
    if told.is_empty():
        return offenders(told.select("doc"))
    unpaid = _values(batch, "requests").filter(
        (pl.col("row") == "other_unpaid_fee") & (pl.col("column") == "total") & (pl.col("number") > 0)
    )
    found = told.join(unpaid, on="doc", maintain_order="left")
    cells = pl.concat_list(pl.lit("requests/other_unpaid_fee/total"))
    return offenders(found.select("doc", cells.alias("cells"), reported="number", computed="value", detail="quote"))


class _Told(NamedTuple):
    group: str
    subject: str
    part: str | None
    value: Decimal
    bound: str
    unit: str | None
    quote: str

    @property
    def counted(self) -> str:
        """Return what the figure counts: parts of what is disclosed count what their total counts."""
        return "disclosed_total" if self.subject == "disclosed_part" else self.subject

    @property
    def least(self) -> Decimal:
        """Return the smallest number that the figure allows."""
        if self.bound == "about":
            return self.value * (1 - ABOUT)
        return self.value if self.bound != "at_most" else Decimal(0)

    @property
    def most(self) -> Decimal:
        """Return the largest number that the figure allows."""
        if self.bound == "about":
            return self.value * (1 + ABOUT)
        return self.value if self.bound != "at_least" else Decimal("Infinity")


@judges("narrative.channel_sum")
def channel_sum(batch: Batch) -> pl.DataFrame:
    """Return each total told with parts that cannot add to it: more than it, or less where no part is left out."""
    statements = batch.frames.statements
    with_parts = statements.filter(pl.col("part").is_not_null()).select("doc").unique()
    told = statements.filter(pl.col("value") < _LARGEST).join(with_parts, on="doc", how="semi", maintain_order="left")
    rows = []
    for (doc,), of_doc in told.group_by("doc", maintain_order=True):
        all_told = [_Told(*row) for row in of_doc.select(_Told._fields).iter_rows()]
        rows += [
            (doc, total.value, sum(part.value for part in parts), total.quote)
            for total, parts in _lists(all_told)
            if not _may_add_up(total, parts, all_told)
        ]
    schema = {"doc": DOC, "reported": VALUE, "computed": VALUE, "detail": pl.String()}
    return offenders(pl.DataFrame(rows, schema=schema, orient="row"))


def _lists(told: Sequence[_Told]) -> Iterator[tuple[_Told, list[_Told]]]:
    """Yield each total with its parts: of a group, and of a part that is broken down by a group of its own."""
    whole: dict[tuple[str, str], list[_Told]] = {}
    parts: dict[tuple[str, str], list[_Told]] = {}
    for one in told:
        if one.part is None:
            whole.setdefault((one.group, one.counted), []).append(one)
        else:
            whole.setdefault((f"{one.group}/{one.part}", one.counted), []).append(one)
            parts.setdefault((one.group, one.counted), []).append(one)
    for key, of_group in parts.items():
        totals = whole.get(key, ())
        if len(totals) == 1:
            yield totals[0], of_group


def _may_add_up(total: _Told, parts: Sequence[_Told], told: Sequence[_Told]) -> bool:
    """Return whether the parts can be those of the total; `told` is all that the text tells."""
    alike = [part for part in parts if part.unit is None or total.unit is None or part.unit == total.unit]
    if sum(part.least for part in alike) > total.most:
        again = again_listed().search(total.quote, max(total.quote.find(parts[0].part or ""), 0))
        return (again is not None and _holds_a_whole(total, alike)) or overlap().search(total.quote) is not None
    is_short = sum(part.most for part in alike) < total.least
    return not (is_short and len(alike) == len(parts) > 1 and _is_closed(total, parts, told))


def _holds_a_whole(total: _Told, parts: Sequence[_Told]) -> bool:
    """Return whether the first parts add to the total, and others break it down again, or others break down one.

    Then the list says no more than its total, though all of its figures together are more.
    """
    sums = list(accumulate((part.value for part in parts), initial=Decimal(0)))
    if total.value in sums[2:-1]:
        return True
    return any(
        sums[-1] - within == total.value and within <= parts[first - 1].value
        for first in range(1, len(parts))
        for within in (end - sums[first] for end in sums[first + 1 :])
    )


def _is_channel(part: _Told) -> bool:
    name, words = part.part or "", wording()
    return bool(words.phrases["channel"].search(name) or words.lists["request_channel"].match(name))


def _is_closed(total: _Told, parts: Sequence[_Told], told: Sequence[_Told]) -> bool:
    """Return whether the sentence shows the whole list, all of it was read, and no word leaves it open.

    A list of topics or of bodies names some of them; only channels, and ways to ask, are told one by one.
    """
    if not any(map(_is_channel, parts)):
        return False
    quote = total.quote
    start = quote.find(parts[0].part or "")
    if len(quote) >= _QUOTE_LIMIT or start < 0 or open_list().search(quote, start):
        return False
    group = total.group.partition("/")[0]
    read = Counter(one.value for one in told if one.quote == quote or one.group.partition("/")[0] == group)
    listed = Counter(Decimal(number.replace(",", "")) for number in _NUMBER.findall(quote, start))
    return _NUMERAL.search(quote, start) is None and listed <= read


@judges("narrative.section_count")
def section_count(batch: Batch) -> pl.DataFrame:
    """Return readings that tell of more or fewer sections than they print."""
    told = batch.frames.statements.filter(
        (pl.col("subject") == "sections_count") & (pl.col("bound") == "exact") & (pl.col("value") < _LARGEST)
    )
    told = told.group_by("doc", maintain_order=True).agg(pl.col("value").unique(), pl.col("quote").first())
    sections = batch.frames.sections.join(told, on="doc", how="semi", maintain_order="left")
    by_doc: dict[int, list[tuple[str, str, str]]] = {}
    for doc, *section in sections.select("doc", "section", "heading", "text").iter_rows():
        by_doc.setdefault(doc, []).append(tuple(section))
    rows = [
        (doc, printed, values[0], quote)
        for doc, values, quote in told.iter_rows()
        if len(values) == 1 and (printed := _other_number(int(values[0]), by_doc.get(doc, ()))) is not None
    ]
    schema = {"doc": DOC, "reported": VALUE, "computed": VALUE, "detail": pl.String()}
    return offenders(pl.DataFrame(rows, schema=schema, orient="row"))


def _other_number(told: int, sections: Sequence[tuple[str, str, str]]) -> int | None:
    """Return the number of sections printed where it is plainly not the one told, else None.

    A section of another title may be one, or belong to the one before it, unless the numbers of those after it count
    it: either may be told.
    """
    printed = [(section, heading) for section, heading, _ in sections if section != "preamble"]
    official = {section for section, _ in printed} - {"extra"}
    if len(official) < _FEWEST_SECTIONS:
        return None
    counted = [
        number
        for number, (section, heading) in enumerate(printed, start=1)
        if section != "extra" and (found := _HEADING_NUMBER.match(heading)) and _number(found[1]) == number
    ]
    if max(len(official), *counted, 0) <= told <= len(printed):
        return None
    if told > len(printed) and _may_have_more(told, official, sections):
        return None
    return len(printed)


def _may_have_more(told: int, official: Collection[str], sections: Sequence[tuple[str, str, str]]) -> bool:
    """Return whether a heading may have been read as text: one of the last number told, or a title not yet found."""
    if told > len(_NUMERALS):
        return True
    text = "\n".join(text for section, _, text in sections if section != "preamble")
    numbered = (f"{number}{mark}" for number in (_NUMERALS[told - 1], told) for mark in "、.．，,)）")
    titles = (title.title for title in section_titles() if title.section not in official)
    return any(sign in text for sign in (*numbered, *titles))


def _number(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else _NUMERALS.index(numeral) + 1


def _problem(batch: Batch, rule_id: str) -> pl.DataFrame:
    return offenders(batch.frames.problems.filter(pl.col("rule_id") == rule_id))


@judges("narrative.year")
def year(batch: Batch) -> pl.DataFrame:
    """Return readings that speak of another year as the one they report on."""
    return _problem(batch, "narrative.year")


@judges("narrative.agency")
def agency(batch: Batch) -> pl.DataFrame:
    """Return readings whose text names another body as the one that reports."""
    return _problem(batch, "narrative.agency")
