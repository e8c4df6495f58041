"""The statistics form of 2014: every layout gives the same figures, and what is not certain is said."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from opencc import OpenCC

from gouji.parse import read
from gouji.report import NoReport, Report, StatisticsReading
from gouji.snapshot import Snapshot
from gouji.standard.statistics import statistics_form
from tests.unit.parse.drawn import T2_2019, T2_2021, T3_2019, T3_2021, t2_rows, t3_rows
from tests.unit.parse.statistic_texts import BEFORE, FIGURES, LAYOUTS, report, rows, split_rows

KEYS = [row.key for row in statistics_form().rows]
TABS = LAYOUTS["tab rows"]
LINES = LAYOUTS["cell a line"]


def read_form(table: str) -> StatisticsReading:
    found = report(table).statistics
    assert found is not None
    return found


def printed(reading: StatisticsReading) -> dict[str, str]:
    return {cell.key.removeprefix("statistics_2014/"): cell.printed for cell in reading.cells}


def doubt(table: str) -> tuple[str, ...]:
    reading = read_form(table)
    assert reading.doubt is not None
    assert not any(cell.proven for cell in reading.cells)
    return (reading.doubt.key, *reading.doubt.named)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_read_alike(layout):
    found = report(LAYOUTS[layout](rows()))
    reading = found.statistics
    assert reading is not None and reading.doubt is None and reading.edition == "2014"
    assert [cell.row for cell in reading.cells] == KEYS
    assert printed(reading) == {key: FIGURES.get(key, "0") for key in KEYS}
    assert all(cell.proven and cell.place and cell.breakdown is None for cell in reading.cells)
    assert [cell.unit for cell in reading.cells] == [row.unit for row in statistics_form().rows]
    assert {(table.state, table.edition) for table in found.tables} == {("statistics", "2014")}
    text = "".join(section.text for section in found.sections)
    assert "申请人多数关心低保标准" in text and "单位负责人" in text and "收到申请数" not in text


def test_traditional_characters_are_the_same_form():
    table = OpenCC("s2t").convert(TABS(rows({"tr_courses": "2条", "rs_articles": "4篇"})))
    assert "條" in table
    found = report(table).statistics
    assert found is not None and found.doubt is None
    said = {cell.row: (cell.value, cell.unit) for cell in found.cells}
    assert said["pd_total"] == (1205, "条") and said["tr_courses"] == (2, "条") and said["rs_articles"] == (4, "篇")


def test_values_carry_their_meaning_and_unit():
    figures = {"pd_total": "1205条", "rs_articles": "4篇", "tr_trainees": "30人次", "fee_wan": "125元",
               "org_budget_wan": "3.5万元", "rq_fax": "/", "rq_mail": "", "lt_other": "若干", "complaints": "2万元",
               "org_points": "不详"}  # fmt: skip
    for layout in (TABS, LINES):
        cells = {cell.row: cell for cell in read_form(layout(rows(figures))).cells}
        said = {key: (cells[key].printed, cells[key].meaning, cells[key].value, cells[key].unit) for key in figures}
        assert said == {
            "pd_total": ("1205条", "number", 1205, "条"),
            "rs_articles": ("4篇", "number", 4, "篇"),
            "tr_trainees": ("30人次", "number", 30, "人次"),
            "fee_wan": ("125元", "number", 125, "元"),
            "org_budget_wan": ("3.5万元", "number", Decimal("3.5"), "万元"),
            "rq_fax": ("/", "not_applicable", None, "件"),
            "rq_mail": ("", "blank", None, "件"),
            "lt_other": ("若干", "unreadable", None, "件"),
            "complaints": ("2万元", "unreadable", None, "件"),
            "org_points": ("不详", "unreadable", None, "个"),
        }


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("pd_total", "主动公开政府信息数"),
        ("pd_total", "（一）主动公开政府信息数(不同渠道和方式公开相同信息计１条)"),
        ("pd_normative_disclosed", "其中 ：1.主动公开规范性文件数"),
        ("rq_received", "（一） 收 到 申 请 数"),
        ("rq_received", "（一）收到申请数（件）"),
        ("rs_press_leader", "其中：主要负责同志参加"),
        ("rs_interview_leader", "其中：主要负责同志参加"),
        ("rp_supplement", "7.告知作出更改补充书"),
        ("rp_supplement", "告知更改补充数"),
        ("rp_supplement", "7.告知更改补充"),
        ("rq_closed_ontime", "1.按时办结"),
        ("org_fulltime", "1.专职人员数"),
        ("lt_upheld", "（一）维持具体行政行为数"),
    ],
)
def test_labels_may_vary(key, label):
    reading = read_form(TABS(rows(labels={key: label})))
    assert reading.doubt is None
    assert printed(reading) == {key: FIGURES.get(key, "0") for key in KEYS}


def test_a_label_over_several_lines_is_one():
    table = LINES(rows()).replace("政府信息数（不同", "政府信息数\n\n（不同").replace("安全、公共", "安全、\n\n公共")
    reading = read_form(table)
    assert reading.doubt is None
    assert printed(reading)["pd_total"] == "1,205"


def test_label_cells_of_groups_stand_before_the_row_s_own():
    table = TABS([("三、依申请公开情况", *row) if row[0].startswith("（一）收到") else row for row in rows()])
    assert read_form(table).doubt is None


def test_rows_a_place_has_added_are_kept():
    added = rows()
    at = next(i for i, row in enumerate(added) if row[0].startswith("制发"))
    added[at + 1 : at + 1] = [("主动公开政府文件数", "条", "31"), ("主动公开行政执法信息", "条", "")]
    added.append(("（四）发放宣传材料数", "份", "600"))
    for layout in ("tab rows", "pipe rows", "markdown"):
        reading = read_form(LAYOUTS[layout](added))
        assert reading.doubt is None
        own = {cell.row: (cell.label, cell.printed, cell.unit) for cell in reading.cells if cell.row not in KEYS}
        assert own == {
            "other.1": ("主动公开政府文件数", "31", "条"),
            "other.2": ("主动公开行政执法信息", "", "条"),
            "other.3": ("（四）发放宣传材料数", "600", "份"),
        }
        assert {key: printed(reading)[key] for key in KEYS} == {key: FIGURES.get(key, "0") for key in KEYS}


def test_columns_are_kept_apart():
    columns = ("区政府统计数", "区直单位统计数", "乡镇 街道统计数")
    for layout in (TABS, LAYOUTS["pipe rows"], LINES, LAYOUTS["spaces"]):
        said = columns if layout is not LAYOUTS["spaces"] else tuple("".join(column.split()) for column in columns)
        reading = read_form(layout(split_rows(said, {"rq_received": ("5", "2", "1")})))
        assert reading.doubt is None
        assert len(reading.cells) == 3 * len(KEYS)
        found = printed(reading)
        assert [found[f"rq_received/{name}"] for name in ("区政府统计数", "区直单位统计数", "乡镇街道统计数")] == [
            "5", "2", "1"
        ]  # fmt: skip


def test_a_total_beside_columns_is_the_total():
    columns = ("区直单位", "乡镇街道", "合计")
    reading = read_form(TABS(split_rows(columns, {"rq_received": ("2", "", "2"), "rq_fax": ("", "", "")})))
    assert reading.doubt is None
    found = printed(reading)
    assert [found[key] for key in ("rq_received/区直单位", "rq_received/乡镇街道", "rq_received")] == ["2", "", "2"]
    assert found["rq_fax"] == ""


def test_a_column_of_remarks_holds_no_figure():
    heads, *rest = rows()
    table = [(*heads, "备注"), *((*row, "") for row in rest)]
    assert read_form(TABS(table)).doubt is None
    table[5] = (*table[5][:3], "含镇")
    assert doubt(TABS(table))[0] == "counts"


def without(label: str) -> list[tuple[str, ...]]:
    return [row for row in rows() if label not in row[0]]


def test_what_is_not_certain_is_said():
    assert doubt(TABS(without("传真申请数"))) == ("no_row", "2.传真申请数")
    assert doubt(LINES(without("传真申请数"))) == ("no_row", "2.传真申请数")
    doubled = rows()
    doubled.insert(5, doubled[4])
    assert doubt(TABS(doubled))[0] == "left_over"
    swapped = rows()
    swapped[4], swapped[5] = swapped[5], swapped[4]
    assert doubt(TABS(swapped))[0] == "no_row"
    two = [(*row, "8") if "传真" in row[0] else row for row in rows()]
    assert doubt(TABS(two)) == ("counts", "2.传真申请数", "1", "2")
    assert doubt(LINES(two)) == ("counts", "2.传真申请数", "1", "2")
    # Not alike enough without its number, and more like another row than its own.
    assert doubt(TABS(rows(labels={"rp_supplement": "告知更改补充"}))) == ("label", "告知更改补充")
    other = {"pd_wechat": "4.政务微博公开政府信息"}
    assert doubt(TABS(rows(labels=other))) == ("label", other["pd_wechat"])
    assert doubt(TABS(split_rows(("合计", "总计"), {}))) == ("column_order",)
    unknown = {"rq_fax": "2.其他申请数"}
    assert doubt(TABS(rows(labels=unknown)))[0] in ("no_row", "label")
    assert doubt(TABS(rows()) + "\n\n又\n\n" + TABS(rows()))[0] == "doubled"
    nameless = rows()
    nameless.insert(20, ("", "件", "5"))
    assert doubt(TABS(nameless))[0] == "left_over"
    nameless[20] = ("", "", "5")
    assert doubt(TABS(nameless)) == ("left_over", "5")
    stray = LINES(rows()).replace("2.传真申请数", "外地来人5次\n\n2.传真申请数")
    assert doubt(stray) == ("left_over", "外地来人5次")


def damaged(layout: str, old: str, new: str) -> str:
    table = LAYOUTS[layout](rows())
    assert old in table
    return table.replace(old, new, 1)


@pytest.mark.parametrize(
    ("layout", "old", "new"),
    [
        # A figure glued to a label, to a unit, or put into a remark is never taken for a part of the label.
        ("tab rows", "1.当面申请数\t件\t1", "1.当面申请数1\t件\t"),
        ("tab rows", "1.当面申请数\t件\t1", "1.当面申请数（1件）\t件\t"),
        ("tab rows", "1.当面申请数\t件\t1", "1.当面申请数件1"),
        ("cell a line", "1.当面申请数\n\n件\n\n1", "1.当面申请数件1"),
        # The end of a wrapped label that takes the figure with it.
        ("tab rows", "建设维护等方面的经费）\t万元\t3.5", "建设维护等\t\t\n方面的费用）\t万元\t3.5"),
        # Figures without a label, or under a label of their own that the form has once already.
        ("cell a line", "1.当面申请数\n\n件", "件"),
        ("cell a line", "2.传真申请数", "1.当面申请数"),
        ("spaces", "2.传真申请数 件 0", "2.传真申请数 件 0 4"),
        ("tab rows", "三、依申请公开情况\t——\t——", "三、依申请公开情况\t——\t7\n\t\t9"),
        ("tab rows", "三、依申请公开情况\t——\t——", "统计指标\t单位\t镇\t县"),
        # Below the last row nothing says whether a word is its figure, or the text that follows a blank.
        ("cell a line", "人次\n\n30", "人次\n\n若干"),
        ("cell a line", "人次\n\n30", "人次"),
    ],
)
def test_a_damaged_table_is_never_proven(layout, old, new):
    doubt(damaged(layout, old, new))


@pytest.mark.parametrize(
    ("layout", "old", "new", "key", "said"),
    [
        ("tab rows", "1.当面申请数\t件\t1", "1.当面申请数\t件1", "rq_inperson", ("件1", "unreadable")),
        ("cell a line", "1.当面申请数\n\n件\n\n1", "1.当面申请数\n\n件1", "rq_inperson", ("件1", "unreadable")),
        ("cell a line", "1.当面申请数\n\n件\n\n1", "1.当面申请数\n\n1", "rq_inperson", ("1", "number")),
        ("cell a line", "1.当面申请数\n\n件\n\n1", "1.当面申请数\n\n件", "rq_inperson", ("", "blank")),
        ("tab rows", "1.当面申请数\t件\t1", "1.当面申请数\t件\n1", "rq_inperson", ("1", "number")),
        (
            "tab rows",
            "（三）接受培训人员数\t人次\t30",
            "（三）接受培训人员数\t人次\n30",
            "tr_trainees",
            ("30", "number"),
        ),
        ("pipe rows", "政府信息数（不同渠道", "政府信息数 | （不同渠道", "pd_total", ("1,205", "number")),
        ("tab rows", "建设维护等方面的经费）", "建设维护等\t\t\n方面的经费）", "org_budget_wan", ("3.5", "number")),
    ],
)
def test_what_can_be_told_is_told(layout, old, new, key, said):
    reading = read_form(damaged(layout, old, new))
    assert reading.doubt is None
    cell = next(cell for cell in reading.cells if cell.row == key)
    assert (cell.printed, cell.meaning) == said
    others = {cell.row: cell.printed for cell in reading.cells if cell.row != key}
    assert others == {each: FIGURES.get(each, "0") for each in KEYS if each != key}


def test_rows_above_the_first_and_figures_of_headings_are_kept():
    added = [rows()[0], ("填报机构数", "个", "1"), *rows()[1:]]
    at = next(i for i, row in enumerate(added) if row[0] == "三、依申请公开情况")
    added[at] = ("三、依申请公开情况", "件", "7")
    for layout in ("tab rows", "cell a line", "spaces"):
        reading = read_form(LAYOUTS[layout](added))
        assert reading.doubt is None
        own = [(cell.label, cell.printed) for cell in reading.cells if cell.row.startswith("other")]
        assert own == [("填报机构数", "1"), ("三、依申请公开情况", "7")]


def test_words_of_the_form_before_the_table_are_text():
    found = report("五、行政复议情况\n\n单位\n\n全年收到复议申请2件。\n\n" + LINES(rows()))
    assert found.statistics is not None and found.statistics.doubt is None
    assert "全年收到复议申请2件" in "".join(section.text for section in found.sections)


def test_a_column_that_nothing_names_is_a_doubt():
    heads, *rest = rows()
    split = [
        (label, unit, "", value) if i % 2 else (label, unit, value, "") for i, (label, unit, value) in enumerate(rest)
    ]
    assert doubt(TABS([heads, *split]))[0] == "column_order"
    assert doubt(TABS(split))[0] == "column_order"


def test_repeated_lines_dropped_by_a_site_prove_nothing():
    seen: set[str] = set()
    lines = [
        line for line in LINES(rows(dict.fromkeys(KEYS, "0"))).split("\n\n") if not (line in seen or seen.add(line))
    ]
    assert doubt("\n\n".join(lines))[0] == "no_row"


def test_another_table_or_prose_is_not_the_form():
    few = TABS([row for row in rows() if "申请数" in row[0] or row == rows()[0]])
    assert report(few).statistics is None
    assert {table.state for table in report(few).tables} == {"unknown_edition"}
    prose = "我局收到申请数为 3 件，申请办结数 3 件，主动公开政府信息数 20 条。"
    assert report(prose).statistics is None


@pytest.mark.parametrize("t2", [T2_2019, T2_2021], ids=["2019", "2021"])
@pytest.mark.parametrize("t3", [T3_2019, T3_2021], ids=["2019", "2021"])
@pytest.mark.parametrize("layout", ["tab rows", "cell a line"])
def test_each_table_is_read_by_its_own_edition(layout, t2, t3):
    table2 = LAYOUTS[layout]([(label, *values) for label, values in t2_rows(t2)])
    table3 = LAYOUTS[layout]([(label, *values) for label, values in t3_rows(t3)])
    form = LAYOUTS[layout](rows())

    def states(*tables: str) -> list[tuple[str, str | None]]:
        found = report("\n\n其他说明如下，请查阅：\n\n".join(tables))
        assert all(table.doubt is None for table in found.tables)
        assert (found.statistics is not None) == (form in tables)
        if found.statistics is not None:
            assert found.statistics.doubt is None and len(found.statistics.cells) == len(KEYS)
        return [(table.state, table.edition) for table in found.tables]

    of_2014, none = ("statistics", "2014"), ("missing", None)
    assert states(table2, table3) == [("found", t2.edition), ("found", t3.edition), none]
    assert states(table2, form) == [("found", t2.edition), of_2014, of_2014]
    assert states(form, table3) == [of_2014, ("found", t3.edition), of_2014]
    assert states(table2, table3, form) == [("found", t2.edition), ("found", t3.edition), of_2014]


def test_a_bare_table_is_no_report():
    found = read(Snapshot.of(TABS(rows()).encode(), "x.txt"))
    assert isinstance(found, NoReport) and found.reason == "no_report"


def test_the_year_is_the_report_s():
    for year in (2014, 2015, 2018):
        assert report(TABS(rows()), year).report_id == f"341823-民政局-{year}"


def test_a_reading_travels_between_processes():
    found = report(TABS(rows()))
    assert pickle.loads(pickle.dumps(found)) == found


def test_far_too_many_rows_are_not_compared():
    found = report(TABS([rows()[0], *rows()[1:] * 12]))
    assert isinstance(found, Report) and found.statistics is None
    assert "年政府信息公开" in BEFORE
