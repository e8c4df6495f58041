"""The page of `gouji check --format html`: what is marked, and that a stranger's text stays text."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from gouji.check import check_files
from gouji.report_html import html_page
from tests.unit.test_cli import GRANTED, SAMPLES, draft

VOID = {"meta", "br"}
DRAWN = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "section", "p", "ol", "li", "br", "span",
         "code", "small", "a", "table", "caption", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


class Page(HTMLParser):
    """What a browser makes of the page: the tags, text by tag, and the cells with their marks."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.cells: list[tuple[str, str]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "td":
            self.cells.append((dict(attrs).get("class") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open:
            assert not data.strip()
            return
        self.texts.setdefault(self.open[-1], []).append(data)
        if "td" in self.open:
            marks, text = self.cells[-1]
            self.cells[-1] = (marks, f"{text} {data}".strip())


def page_of(tmp_path: Path, *texts: str | bytes, lang: str = "zh") -> Page:
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"{number}.txt")
        paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
    return Page(html_page(check_files(paths), lang))


def test_the_page_needs_nothing_else(tmp_path):
    page = page_of(tmp_path, draft(**GRANTED), draft())
    assert {tag for tag, _ in page.tags} <= DRAWN
    policy = next(attrs for tag, attrs in page.tags if tag == "meta" and "http-equiv" in attrs)
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert ("meta", {"charset": "utf-8"}) in page.tags
    assert all(value.startswith("#") for _, attrs in page.tags for name, value in attrs.items() if name == "href")
    assert "url(" not in "".join(page.texts["style"]) and "@import" not in "".join(page.texts["style"])


def test_every_cell_stands_there_as_printed_and_the_wrong_ones_are_marked(tmp_path):
    page = page_of(tmp_path, draft(**GRANTED))
    assert len(page.cells) == 198
    marked = [cell for cell in page.cells if cell[0]]
    assert marked.count(("error suspect part", "0 各项相加 3 若为 3")) == 1
    assert marked.count(("error", "3 各项相加 0")) == 1
    assert [text for marks, text in marked if marks == "part" and "3" in text] == ["3"]
    assert page.texts["code"] == ["requests.row_total", "requests.outcome_total"]
    assert "必须改" in page.texts["h3"] and any("那一格若为 3" in text for text in page.texts["p"])
    assert "其余 38 条勾稽关系相符。" in page.texts["p"]


def test_blanks_and_remarks_are_told_from_figures(tmp_path):
    row = {"granted": ["", "/", *["0"] * 4, "0"]}
    page = page_of(tmp_path, draft(**row))
    assert [cell for cell in page.cells if cell[0]] == [("remark blank", ""), ("remark blank", "/")]


def test_a_table_that_is_not_there_is_said(tmp_path):
    text = draft()
    start, stop = text.index("三、收到和处理"), text.index("四、政府信息公开行政复议")
    page = page_of(tmp_path, text[:start] + "三、收到和处理政府信息公开申请情况\n\n见图。\n\n" + text[stop:])
    assert len(page.cells) == 37
    assert page.texts["span"].count("没有找到，未核对") == 1


@pytest.mark.parametrize(
    ("lang", "head"), [("zh", "本年收费金额 (万元)"), ("en", "Fees collected this year (10,000 yuan)")]
)
def test_a_unit_that_the_head_prints_is_not_lost(tmp_path, lang, head):
    page = page_of(tmp_path, (SAMPLES / "2021-county-department-gb18030.txt").read_bytes(), lang=lang)
    assert head in page.texts["th"]


def test_the_statistics_form_stands_there_too(tmp_path):
    text = (SAMPLES / "2016-county-statistics-form.txt").read_text(encoding="utf-8")
    page = page_of(tmp_path, text.replace("收到申请数\t件\t47", "收到申请数\t件\t48"))
    assert len(page.cells) == 58 and ("error", "48 各项相加 47") in page.cells
    assert [text for marks, text in page.cells if marks == "part"] == ["9", "0", "26", "12"]
    assert len([text for text in page.texts["caption"] if text.strip()]) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sample_has_its_findings_and_cells_on_the_page(lang):
    """Whatever was found, in whatever was read: nothing of it is missing, and nothing breaks the page."""
    for checked in check_files(sorted(SAMPLES.glob("*.txt"))):
        page = Page(html_page([checked], lang))
        tables = [*checked.report.tables, checked.report.statistics]
        of_form = [
            cell for table in tables if table and getattr(table, "state", "") != "statistics" for cell in table.cells
        ]
        assert len(page.cells) == len(of_form), checked.file
        assert sorted(page.texts.get("code", [])) == sorted(finding.rule_id for finding in checked.findings)


def test_several_files_begin_with_a_table_that_leads_to_each(tmp_path):
    page = page_of(tmp_path, draft(), "今天天气很好。", draft(**GRANTED), lang="en")
    anchors = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert anchors == ["#r1", "#r2", "#r3"]
    assert [f"#{attrs['id']}" for tag, attrs in page.tags if tag == "section"] == anchors
    rows = [page.cells[start : start + 6] for start in range(0, 18, 6)]
    assert [row[2] for row in rows] == [("passes", "passes"), ("refused", "not checked"), ("fails", "does not pass")]
    assert [[text for _, text in row[3:]] for row in rows] == [["0", "0", "0"], ["-", "-", "-"], ["2", "0", "0"]]
    assert any(text.startswith("Cannot be checked: no annual report") for text in page.texts["p"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_strangers_text_stays_text(tmp_path, lang):
    odd = tmp_path / "<img src=x onerror=alert(1)>\u202e.txt"
    hostile = draft().replace("行政许可", "<script>alert(1)</script>行政许可\u202e\x07")
    hostile = hostile.replace("云岭镇", "云岭镇</title><svg/onload=alert(1)>")
    odd.write_text(hostile, encoding="utf-8")
    text = html_page(check_files([odd]), lang)
    page = Page(text)
    assert {tag for tag, _ in page.tags} <= DRAWN
    assert "[U+202E]" in text and not [char for char in text if not (char.isprintable() or char in "\n\u3000")]
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
