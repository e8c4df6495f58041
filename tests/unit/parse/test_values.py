"""What a value cell says in the column in which it stands: units, money, and changes."""

from decimal import Decimal

import pytest

from gouji.normalize import normalize
from gouji.parse.tables.reading import read_tables
from gouji.parse.tables.tokens import items_of
from gouji.snapshot import Snapshot


def proactive_2019(*, licences=("3", "0", "9"), amount="0", header="采购总金额", row="政府集中采购"):
    lines = [
        ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        ("规章", "0", "0", "0"),
        ("规范性文件", "0", "0", "0"),
        ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
        ("行政许可", *licences),
        ("其他对外管理服务事项", "0", "0", "0"),
        ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
        ("行政处罚", "0", "0", "0"),
        ("行政强制", "0", "0", "0"),
        ("信息内容", "上一年项目数量", "本年增/减"),
        ("行政事业性收费", "0", "0"),
        ("信息内容", "采购项目数量", header),
        (row, "4", amount),
    ]
    return cells("\n".join("\t".join(line) for line in lines))


def proactive_2021(amount, header):
    lines = [
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", "0", "0", "0"),
        ("行政规范性文件", "0", "0", "0"),
        ("行政许可", "0"),
        ("行政处罚", "0"),
        ("行政强制", "0"),
        ("信息内容", header),
        ("行政事业性收费", amount),
    ]
    return cells("\n".join("\t".join(line) for line in lines))


def cells(text):
    reading = read_tables(items_of(normalize(Snapshot.of(text.encode(), "x.txt"))))[0].reading
    return {f"{cell.row}/{cell.column}": cell for cell in reading.cells}


@pytest.mark.parametrize(
    ("printed", "meaning", "value"),
    [
        ("增5", "number", 5),
        ("减少3项", "number", -3),
        ("-3", "number", -3),
        ("+3", "number", 3),
        ("未增未减", "number", 0),
        ("+(0) -(0)", "number", 0),
        ("無變化", "number", 0),
        ("↑5", "unreadable", None),
        ("增5万元", "unreadable", None),
    ],
)
def test_a_column_of_changes_holds_changes(printed, meaning, value):
    cell = proactive_2019(licences=("3", printed, "9"))["administrative_licensing/change"]
    assert (cell.printed, cell.meaning, cell.value, cell.unit) == (printed, meaning, value, "count")


@pytest.mark.parametrize("printed", ["增5", "减3", "+3", "未增未减", "持平", "5万元", "8元", "1.2万"])
@pytest.mark.parametrize("column", ["prior_year_items", "decisions"])
def test_a_column_of_counts_holds_neither_changes_nor_money(printed, column):
    licences = ("3", "0", printed) if column == "decisions" else (printed, "0", "9")
    cell = proactive_2019(licences=licences)[f"administrative_licensing/{column}"]
    assert (cell.printed, cell.meaning, cell.value) == (printed, "unreadable", None)


@pytest.mark.parametrize(
    ("printed", "header", "row", "value", "unit", "basis"),
    [
        ("272.13", "采购总金额", "政府集中采购", Decimal("272.13"), None, "none"),
        ("272.13", "采购总金额（万元）", "政府集中采购", Decimal("272.13"), "CNY_10K", "header"),
        ("272.13", "采购总金额（单位：万元）", "政府集中采购", Decimal("272.13"), "CNY_10K", "header"),
        ("272.13", "採購總金額（萬元）", "政府集中采购", Decimal("272.13"), "CNY_10K", "header"),
        ("8040", "采购总金额（元）", "政府集中采购", 8040, "CNY", "header"),
        ("8040", "采购总金额（人民币元）", "政府集中采购", 8040, "CNY", "header"),
        ("8040", "采购总金额", "政府集中采购（单位：元）", 8040, "CNY", "header"),
        # The cell's own unit goes before the header's.
        ("8040元", "采购总金额（万元）", "政府集中采购", 8040, "CNY", "cell"),
        ("0.8万元", "采购总金额（元）", "政府集中采购", Decimal("0.8"), "CNY_10K", "cell"),
        ("2601.953875万", "采购总金额", "政府集中采购", Decimal("2601.953875"), "CNY_10K", "cell"),
        ("￥5000", "采购总金额", "政府集中采购", 5000, "CNY", "cell"),
        # A limit in a remark is no unit.
        ("8040", "采购总金额（指50万元以上的项目）", "政府集中采购", 8040, None, "none"),
        # A unit that is none of ours: the printed number is not the amount.
        ("12", "采购总金额（千元）", "政府集中采购", None, None, "none"),
        ("12", "采购总金额（亿元）", "政府集中采购", None, None, "none"),
        ("12", "采购总金额（百万元）", "政府集中采购", None, None, "none"),
        ("12", "采购总金额（元）", "政府集中采购（万元）", None, None, "none"),
        ("3.5亿元", "采购总金额", "政府集中采购", None, None, "none"),
        ("12件", "采购总金额", "政府集中采购", None, None, "none"),
        ("12（万元以下略）", "采购总金额", "政府集中采购", None, None, "none"),
        ("+12", "采购总金额", "政府集中采购", None, None, "none"),
    ],
)
def test_an_amount_has_the_unit_that_is_printed(printed, header, row, value, unit, basis):
    cell = proactive_2019(amount=printed, header=header, row=row)["centralized_procurement/total_amount"]
    assert (cell.printed, cell.value, cell.unit, cell.unit_basis) == (printed, value, unit, basis)
    assert cell.meaning == ("unreadable" if value is None else "number")


def test_an_amount_with_a_remark_keeps_the_number_before_it():
    cell = proactive_2019(amount="12（含上年项目）", header="采购总金额（万元）")[
        "centralized_procurement/total_amount"
    ]
    assert (cell.meaning, cell.value, cell.unit) == ("annotated", 12, "CNY_10K")


def test_a_blank_amount_is_blank_in_any_unit():
    cell = proactive_2019(amount=" ", header="采购总金额（千元）")["centralized_procurement/total_amount"]
    assert (cell.meaning, cell.value, cell.unit) == ("blank", None, None)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("本年收费金额（单位：万元）", "CNY_10K"),
        ("本年收费金额 （单位：万 元）", "CNY_10K"),
        ("本年收费金额（元）", "CNY"),
        ("本年收费金额", None),
    ],
)
def test_a_fee_has_the_unit_of_its_header(header, unit):
    cell = proactive_2021("9.63211", header)["administrative_fees/amount"]
    assert (cell.meaning, cell.value, cell.unit) == ("number", Decimal("9.63211"), unit)
