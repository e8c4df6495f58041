"""What is a page at all."""

import re

import pytest

from gouji.document import Document, Table
from gouji.normalize import normalize
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot
from tests.unit.normalize.html.shown import shape


@pytest.mark.parametrize(
    "begins",
    [
        "<!DOCTYPE html>", "\ufeff<html>", "<?xml version='1.0'?><html>", "<!-- a --><!-- b -->\n<div>",
        "<script>x</script>", "<style>x</style>", "<span>", "<center>", "<font>", "正文在前", "<![if !mso]><html>",
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'>", "<TABLE>", "<h1>",
    ],
)  # fmt: skip
def test_a_page_is_one_however_it_begins(begins):
    found = normalize(
        Snapshot.of(f"{begins}<p>政府</p><table><tr><td>规章</td><td>12</td></tr></table>".encode(), "a.doc")
    )
    assert isinstance(found, Document) and found.media_type == "text/html"
    assert [[cell.text for cell in row] for row in found.blocks[-1].rows] == [["规章", "12"]]


@pytest.mark.parametrize(
    "text",
    [
        "<!--[if !supportLists]-->一、<!--[endif]-->政府\n规章\t1",
        "<span>政府</span>\n规章\t1\n<br/>",
        "<o:p></o:p>政府\n规章\t1",
        "政府 <div>\n规章\t1\n</div>",
        "政府<p>\n规章\t1 < 2 > 3",
    ],
)
def test_a_text_with_a_few_tags_left_in_it_stays_text(text):
    found = normalize(Snapshot.of(text.encode(), "a.txt"))
    assert isinstance(found, Document) and found.media_type == "text/plain"
    assert any(isinstance(block, Table) for block in found.blocks)


def test_a_page_saved_with_its_pictures_is_refused_by_name():
    text = (
        "From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=x\n\n政府"
    )
    for data in (text, text.replace("\n", "\r\n"), text[text.index("MIME") :]):
        found = normalize(Snapshot.of(data.encode(), "a.mht"))
        assert isinstance(found, Report) and found.media_type == "multipart/related"
        assert found.problems[0].rule_id == "read.unsupported"


def test_an_empty_page_is_no_report_and_does_not_crash():
    for text in ("<html>", "<!doctype html>", "<p>", "<table>", "<table><tr>", "<div><!-- "):
        found = normalize(Snapshot.of(text.encode(), "a"))
        assert isinstance(found, Document | NoReport)


def test_many_comments_before_anything_are_passed_over_once():
    assert not re.search("x", shape("<!-- -->" * 20_000 + "<p>y")[0])
