"""Whole reports written in other characters and charsets: the same cells, body and sections as in plain Simplified."""

import re
import unicodedata
from functools import cache

import pytest
from opencc import OpenCC

from gouji.parse import read
from gouji.report import Report
from gouji.snapshot import Snapshot
from tests.forge import PLAIN, forge

SEEDS = range(7000, 7005)
RADICALS = {ord(unicodedata.normalize("NFKC", chr(code))): chr(code) for code in range(0x2F00, 0x2FD6)}
READINGS = {
    "規": "guī",
    "總": "zǒng",
    "計": "jì",
    "開": "kāi",
    "復": "fù",
    "處": "chù",
    "機": "jī",
    "構": "gòu",
    "報": "bào",
}
WIDE = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}


@cache
def plain(seed):
    forged = forge(seed, flavour=PLAIN[seed % len(PLAIN)])
    return forged.text, read_text(forged.text.encode())


def read_text(data):
    found = read(Snapshot.of(data, "x.txt"))
    assert isinstance(found, Report)
    return found


def said(report):
    """Return what does not depend on how characters are written."""
    cells = [
        (cell.key, cell.meaning, cell.value, cell.unit, cell.unit_basis, cell.proven)
        for table in report.tables
        for cell in table.cells
    ]
    who = report.identity
    identity = (who.agency_name, who.agency_id, who.report_year, who.county_code, who.township_code, who.published_date)
    sections = [(section.section, section.is_official, section.place) for section in report.sections]
    return cells, identity, sections


def that_come_back(to_traditional):
    """Return reports whose bodies' names survive the way there and back; 江干 becomes 江乾, and nobody can tell."""
    found = [
        (text, report)
        for text, report in map(plain, SEEDS)
        if OpenCC("t2s").convert(to_traditional(report.identity.agency_name)) == report.identity.agency_name
    ]
    assert len(found) > len(SEEDS) / 2
    return found


def with_readings(text):
    return re.sub("[" + "".join(READINGS) + "]", lambda found: f"{found[0]}({READINGS[found[0]]})", text)


@pytest.mark.parametrize("standard", ["s2t", "s2tw", "s2hk"])
def test_in_traditional_characters(standard):
    to_traditional = OpenCC(standard).convert
    for text, report in that_come_back(to_traditional):
        found = read_text(to_traditional(text).encode())
        assert said(found) == said(report)
        assert found.identity.title == to_traditional(report.identity.title)


def test_in_traditional_characters_with_readings_between_them():
    to_traditional = OpenCC("s2t").convert
    for text, report in that_come_back(to_traditional):
        assert said(read_text(with_readings(to_traditional(text)).encode())) == said(report)


@pytest.mark.parametrize("table", [WIDE, RADICALS], ids=["full-width digits", "radicals"])
def test_in_other_forms_of_the_same_characters(table):
    for seed in SEEDS:
        text, report = plain(seed)
        assert said(read_text(text.translate(table).encode())) == said(report)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_in_each_charset(charset):
    for seed in SEEDS:
        text, report = plain(seed)
        found = read_text(text.encode(charset))
        assert (found.tables, found.identity, found.sections) == (report.tables, report.identity, report.sections)


def test_in_big5():
    to_traditional = OpenCC("s2t").convert
    for text, report in that_come_back(to_traditional):
        # Big5 knows neither the space of web pages nor the newer forms of some characters.
        stored = to_traditional(text).replace("\u00a0", "\u3000").encode("big5hkscs", errors="replace")
        if stored.count(b"?") < 3:
            assert said(read_text(stored))[:2] == said(report)[:2]


def test_a_lost_byte_makes_its_cell_unreadable_and_in_the_text_changes_no_cell():
    text, report = plain(7001)
    data = text.encode("gb18030")
    row = "行政许可\t16\t".encode("gb18030")
    assert row in data
    broken = read_text(data.replace(row, row.replace(b"16", b"1\xff6")))
    lost = [(cell.key, cell.printed, cell.meaning) for table in broken.tables for cell in table.cells if not cell.proven
            or cell.meaning == "unreadable"]  # fmt: skip
    assert lost == [("proactive_disclosure/administrative_licensing/prior_year_items", "1\ufffd6", "unreadable")]
    sentence = "工作平稳有序".encode("gb18030")
    assert sentence in data
    assert said(read_text(data.replace(sentence, sentence + b"\xff"))) == said(report)
