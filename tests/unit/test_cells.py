from decimal import Decimal

import pytest

from gouji.cells import understand


@pytest.mark.parametrize(
    ("text", "printed", "meaning", "value", "unit"),
    [
        ("0", "0", "number", 0, None),
        ("\u00a00 ", "0", "number", 0, None),
        ("\u30003\u3000", "3", "number", 3, None),
        ("１２", "１２", "number", 12, None),
        ("1,113", "1,113", "number", 1113, None),
        ("1，113", "1，113", "number", 1113, None),
        ("+12", "+12", "number", 12, None),
        ("－417", "－417", "number", -417, None),
        ("−11", "−11", "number", -11, None),
        ("9.63211", "9.63211", "number", Decimal("9.63211"), None),
        ("3.0", "3.0", "number", 3, None),
        ("0万元", "0万元", "number", 0, "万元"),
        ("136648（元）", "136648（元）", "number", 136648, "元"),
        ("470.31 万元", "470.31 万元", "number", Decimal("470.31"), "万元"),
        ("2601.953875万", "2601.953875万", "number", Decimal("2601.953875"), "万"),
        ("5件", "5件", "number", 5, "件"),
        ("22（其中修订16件）", "22（其中修订16件）", "annotated", 22, None),
        ("55件（含自然失效29件）", "55件（含自然失效29件）", "annotated", 55, "件"),
        ("", "", "blank", None, None),
        ("\u00a0\u00a0", "", "blank", None, None),
        ("/", "/", "not_applicable", None, None),
        ("—", "—", "not_applicable", None, None),
        ("无", "无", "not_applicable", None, None),
    ],
)
def test_a_cell_says(text, printed, meaning, value, unit):
    said = understand(text)
    assert (said.printed, said.meaning, said.value, said.unit) == (printed, meaning, value, unit)


@pytest.mark.parametrize(
    "text",
    ["00", "000", "141414141414141414", "1 2", "0 0", "1,1", "三", "见附件", "3-5", "1.2.3", "12,34", "5吨", "007"],
)
def test_what_is_no_single_number_is_unreadable(text):
    assert understand(text).meaning == "unreadable"
    assert understand(text).value is None
    assert understand(text).printed == text
