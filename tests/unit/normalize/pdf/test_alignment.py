"""Tables without ruled lines are read as they are drawn, or left visibly incomplete."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from gouji.normalize.pdf.alignment import AlignedTable, PrintedLine, aligned
from gouji.normalize.pdf.piece import Piece
from tests.unit.normalize.pdf.drawn import cells_of, drawing, pieces_of, read

SIZE = 10.0


def line(y: float, *texts: tuple[float, str]) -> list[Piece]:
    return [piece for x, text in texts for piece in pieces_of(text, x, y, SIZE)]


def rows_of(pieces: Sequence[Piece]) -> list[list[str]]:
    tables = [found for found in aligned(pieces) if isinstance(found, AlignedTable)]
    assert len(tables) == 1, tables
    return [[cell.text for cell in row] for row in tables[0].rows]


def lines_of(pieces: Sequence[Piece]) -> list[str]:
    found = aligned(pieces)
    assert all(isinstance(one, PrintedLine) for one in found), found
    return [one.text for one in found if isinstance(one, PrintedLine)]


def test_a_blank_cell_is_known_by_the_columns_of_the_other_rows() -> None:
    pieces = [
        *line(0, (0, "规章"), (100, "1"), (150, "2"), (200, "3")),
        *line(20, (0, "许可"), (100, "4"), (200, "5")),
    ]
    assert rows_of(pieces) == [["规章", "1", "2", "3"], ["许可", "4", "", "5"]]


def test_the_order_in_which_pieces_come_means_nothing() -> None:
    pieces = [
        *line(0, (0, "规章"), (100, "1"), (150, "2"), (200, "3")),
        *line(20, (0, "许可"), (100, "4"), (200, "5")),
    ]
    for seed in range(5):
        random.Random(seed).shuffle(pieces)
        assert rows_of(pieces) == [["规章", "1", "2", "3"], ["许可", "4", "", "5"]]


def test_a_row_with_one_value_above_the_full_row_gets_its_blanks() -> None:
    pieces = [
        *line(0, (0, "规章"), (200, "3")),
        *line(20, (0, "许可"), (100, "4"), (150, "6"), (200, "5")),
    ]
    assert rows_of(pieces) == [["规章", "", "", "3"], ["许可", "4", "6", "5"]]


def test_no_blank_is_said_where_no_row_shows_that_two_columns_are_two() -> None:
    pieces = [
        *line(0, (0, "规章"), (100, "1"), (200, "3")),
        *line(20, (0, "许可"), (120, "4"), (200, "5")),
    ]
    assert rows_of(pieces) == [["规章", "1", "3"], ["许可", "4", "5"]]


def test_no_blank_is_said_where_a_value_reaches_into_two_columns() -> None:
    pieces = [
        *line(0, (0, "规章"), (100, "1"), (150, "2"), (200, "3")),
        *line(20, (0, "许可"), (104, "123456789012"), (200, "5")),
    ]
    assert ["许可", "123456789012", "5"] in rows_of(pieces)


def test_no_blank_is_said_where_the_values_of_a_column_stand_askew() -> None:
    pieces = [
        *line(0, (0, "规章"), (100, "1"), (150, "1234567"), (220, "3")),
        *line(20, (0, "许可"), (100, "1"), (168, "1"), (226, "3")),
        *line(40, (0, "处罚"), (150, "5"), (224, "3")),
        *line(60, (0, "强制"), (100, "7"), (214, "334455")),
    ]
    assert ["处罚", "5", "3"] in rows_of(pieces)


@pytest.mark.parametrize(("left", "right"), [("-", "5"), ("+", "5"), ("1,", "113"), ("1", ",113"), ("12.", "5")])
def test_what_is_torn_off_a_figure_belongs_to_it(left: str, right: str) -> None:
    width = 5 * len(left)
    pieces = [
        *line(0, (0, "规章"), (100, left), (103 + width, right), (200, "3")),
        *line(20, (0, "许可"), (104, "4"), (200, "5")),
    ]
    assert rows_of(pieces)[0] == ["规章", left + right, "3"]


@pytest.mark.parametrize("gap", [2.6, 4.0, 8.0])
def test_two_values_are_never_one(gap: float) -> None:
    pieces = [
        *line(0, (0, "规章"), (100, "12"), (110 + gap, "34"), (200, "3")),
        *line(20, (0, "许可"), (100, "12"), (110 + gap, "34"), (200, "3")),
    ]
    texts = [
        text
        for found in aligned(pieces)
        for text in (
            [cell.text for row in found.rows for cell in row] if isinstance(found, AlignedTable) else found.text.split()
        )
    ]
    assert texts.count("12") == 2
    assert texts.count("34") == 2


def test_running_text_is_no_table_though_a_line_of_it_ends_in_a_figure() -> None:
    pieces = [
        *line(0, (20, "一是主动公开。全年公开政府信息 1,113 条，比上年增加 12")),
        *line(15, (0, "条，其中网站 900 条，公众号 213 条。")),
        *line(30, (20, "二是依申请公开。收到申请 3 件，答复 3 件，办结 3")),
    ]
    assert lines_of(pieces) == [
        "一是主动公开。全年公开政府信息 1,113 条，比上年增加 12",
        "条，其中网站 900 条，公众号 213 条。",
        "二是依申请公开。收到申请 3 件，答复 3 件，办结 3",
    ]


def test_a_table_of_contents_is_no_table() -> None:
    pieces = [
        *line(0, (0, "一、总体情况"), (80, "......................"), (210, "1"), (230, "2")),
        *line(15, (0, "二、主动公开"), (80, "......................"), (210, "3"), (230, "4")),
    ]
    assert len(lines_of(pieces)) == 2


def test_text_around_a_table_stays_text() -> None:
    pieces = [
        *line(0, (20, "三、收到和处理政府信息公开申请情况，见下表所列各项数据，单位为件。")),
        *line(30, (0, "规章"), (100, "1"), (150, "2"), (200, "3")),
        *line(50, (0, "许可"), (100, "4"), (150, "6"), (200, "5")),
        *line(80, (20, "四、其他需要报告的事项，本年度没有其他需要报告的事项。")),
    ]
    found = aligned(pieces)
    assert [type(one) for one in found] == [PrintedLine, AlignedTable, PrintedLine]


def test_a_wrapped_label_is_one_beside_the_values_at_its_middle() -> None:
    pieces = [
        *line(0, (0, "规章和规范")),
        *line(6, (100, "1"), (150, "2")),
        *line(12, (0, "性文件")),
        *line(40, (0, "许可"), (100, "4"), (150, "5")),
        *line(60, (0, "其他对外")),
        *line(72, (0, "管理服务"), (100, "6"), (150, "7")),
        *line(84, (0, "事项")),
    ]
    assert rows_of(pieces) == [
        ["规章和规范\n性文件", "1", "2"],
        ["许可", "4", "5"],
        ["其他对外\n管理服务\n事项", "6", "7"],
    ]


def test_a_wrapped_label_is_one_where_its_values_stand_beside_its_first_line() -> None:
    pieces = [
        *line(0, (0, "规章和规范"), (100, "1"), (150, "2")),
        *line(12, (0, "性文件")),
        *line(30, (0, "许可"), (100, "4"), (150, "5")),
        *line(50, (0, "其他对外"), (100, "6"), (150, "7")),
        *line(62, (0, "管理服务")),
        *line(74, (0, "事项")),
    ]
    assert rows_of(pieces) == [
        ["规章和规范\n性文件", "1", "2"],
        ["许可", "4", "5"],
        ["其他对外\n管理服务\n事项", "6", "7"],
    ]


def test_the_label_of_a_group_stands_before_those_of_its_rows() -> None:
    pieces = [
        *line(0, (30, "1.属于国家秘密"), (150, "1"), (200, "2")),
        *line(10, (0, "不予")),
        *line(20, (30, "2.属于其他信息"), (150, "3"), (200, "4")),
        *line(24, (0, "公开")),
        *line(40, (30, "3.属于内部信息"), (150, "5"), (200, "6")),
    ]
    assert rows_of(pieces) == [
        ["1.属于国家秘密", "1", "2"],
        ["不予\n公开", "2.属于其他信息", "3", "4"],
        ["3.属于内部信息", "5", "6"],
    ]


def test_a_wrapped_header_is_one_label_over_each_column() -> None:
    pieces = [
        *line(0, (90, "本年新"), (140, "现行有"), (190, "总计")),
        *line(12, (90, "收件数"), (140, "效件数")),
        *line(30, (0, "规章"), (100, "1"), (150, "2"), (200, "3")),
        *line(50, (0, "许可"), (100, "4"), (150, "6"), (200, "5")),
    ]
    table = aligned(pieces)[0]
    assert isinstance(table, AlignedTable)
    assert [(cell.text, cell.col) for cell in table.rows[0]] == [
        ("本年新\n收件数", 2),
        ("现行有\n效件数", 3),
        ("总计", 4),
    ]


def test_a_label_of_one_character_a_line_is_one() -> None:
    pieces = [
        *line(0, (100, "结"), (150, "尚")),
        *line(11, (100, "果"), (150, "未")),
        *line(22, (100, "维"), (150, "审")),
        *line(33, (100, "持"), (150, "结")),
        *line(55, (102, "1"), (152, "2")),
    ]
    assert rows_of(pieces) == [["结\n果\n维\n持", "尚\n未\n审\n结"], ["1", "2"]]


def texts_of(pieces: Sequence[Piece]) -> str:
    found = [
        one.text if isinstance(one, PrintedLine) else "".join(cell.text for row in one.rows for cell in row)
        for one in aligned(pieces)
    ]
    return "".join(sorted("".join("".join(found).split())))


@pytest.mark.parametrize("seed", range(20))
def test_nothing_printed_is_lost_or_said_twice_wherever_it_stands(seed: int) -> None:
    rng = random.Random(seed)
    words = ["字", "总计", "1", "12,345", "-", "—", "无", "1.属于", "2024年", "（七）", "0"]
    pieces = [
        piece
        for _ in range(rng.choice([10, 100, 400]))
        for piece in line(
            rng.choice([rng.uniform(0, 300), rng.randrange(20) * 15]), (rng.uniform(0, 500), rng.choice(words))
        )
    ]
    assert texts_of(pieces) == "".join(sorted("".join(piece.text for piece in pieces)))


@pytest.mark.parametrize("blanks", ["", "some", "parts", "totals"])
@pytest.mark.parametrize("seed", range(15))
def test_a_drawn_table_is_read_as_drawn_or_refused(seed: int, blanks: str) -> None:
    drawn = drawing(random.Random(f"{seed}/{blanks}"), blanks=blanks)
    report = read(drawn.pieces)
    proven = {table.table for table in report.tables if table.state == "found" and table.doubt is None}
    found = cells_of(report)
    for key, cell in drawn.cells.items():
        if key.partition("/")[0] in proven:
            assert found[key].value == cell.value, key
    assert "proceedings" in proven


def test_nearly_all_drawn_tables_are_read() -> None:
    proven = sum(
        table.state == "found" and table.doubt is None
        for seed in range(30)
        for table in read(drawing(random.Random(f"{seed}/some"), blanks="some").pieces).tables
    )
    assert proven >= 80
