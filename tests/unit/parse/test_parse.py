"""What is a report, what is none, and the sections of one."""

import pytest

from gouji.parse import read
from gouji.report import NoReport, Report
from gouji.snapshot import Snapshot
from tests.unit.test_cli import draft

TITLE = "泾县云岭镇人民政府2020年政府信息公开工作年度报告"


def parsed(*lines: str) -> Report | NoReport:
    return read(Snapshot.of("\n\n".join(lines).encode(), "x.txt"))


def states(report: Report | NoReport) -> set[str]:
    assert isinstance(report, Report)
    return {table.state for table in report.tables}


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["关于做好2020年政府信息公开工作年度报告编制发布工作的通知", "各乡镇人民政府："], "about_reports"),
        (["政府信息公开指南", "为了更好地提供政府信息公开服务，编制本指南。"], "no_report"),
        (["购物清单", "苹果 3 个"], "no_report"),
    ],
)
def test_what_is_plainly_no_report_is_ignored(lines, reason):
    found = parsed(*lines)
    assert isinstance(found, NoReport) and found.reason == reason


def test_the_title_or_the_sections_make_a_report_whose_tables_are_missing():
    sections = ["一、总体情况", "工作有序。", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
    assert states(parsed(TITLE, *sections)) == {"missing"}
    assert states(parsed("说明", *sections)) == {"missing"}


def test_old_prose_and_old_tables_are_an_unknown_edition():
    assert states(parsed(TITLE, "一、概述", "我镇认真做好工作。", "二、工作打算")) == {"unknown_edition"}
    of_2012 = TITLE.replace("2020", "2012")
    assert states(parsed(of_2012, "一、概述", "二、主动公开政府信息情况", "公开12条。")) == {"unknown_edition"}
    old = ["一、概述", "二、主动公开政府信息情况", "统计指标\t单位\t统计数", "（二）收到申请数\t件\t3"]
    assert states(parsed(TITLE, *old)) == {"unknown_edition"}


def test_sections_shifted_renamed_and_added():
    found = parsed(
        TITLE,
        "前言一段。",
        "一、概述",
        "甲",
        "（一）主动公开情况",
        "乙",
        "二、创新做法",
        "丙",
        "三、主动公开政府信息情况",
        "四、收到和处理政府信息公开申请的情况",
        "5、 政府信息公开行政复议和行政诉讼情况",
        "一、统一认识，提高水平。我镇将继续努力。",
    )
    assert isinstance(found, Report)
    assert [(s.position, s.section, s.is_official) for s in found.sections] == [
        (0, "preamble", True),
        (1, "overview", False),
        (2, "extra", False),
        (3, "proactive_disclosure", False),
        (4, "requests", False),
        (5, "proceedings", False),
    ]
    assert found.sections[1].text == "甲\n（一）主动公开情况\n乙"


def test_a_contents_list_is_no_section():
    titles = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
    found = parsed(TITLE, *titles, *(line for title in titles for line in (title, "正文。")))
    assert isinstance(found, Report)
    assert [s.text for s in found.sections if s.section == "overview"] == ["正文。"]


def test_a_defect_of_the_reader_is_named_and_costs_one_document(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("no")

    monkeypatch.setattr("gouji.parse.items_of", broken)
    found = parsed(TITLE)
    assert isinstance(found, Report)
    assert [(p.rule_id, p.detail) for p in found.problems] == [("read.crashed", "ZeroDivisionError: no")]


def test_two_reports_with_equal_figures_are_still_two():
    one = draft()
    other = one.replace("云岭镇", "桃花潭镇")
    several = read(Snapshot.of(f"{one}\n\n{other}".encode(), "x.txt"))
    assert isinstance(several, Report)
    assert [problem.rule_id for problem in several.problems] == ["form.several_reports"]
    twice = read(Snapshot.of(f"{one}\n\n{one}".encode(), "x.txt"))
    assert isinstance(twice, Report) and twice.problems == ()
