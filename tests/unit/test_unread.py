"""What is said of a file that cannot be read is said in Chinese too."""

import ast
from pathlib import Path

import pytest

from gouji.confined.limits import OUT_OF_MEMORY, ending, too_long, too_much
from gouji.normalize.pdf.annotations import _CHANGING
from gouji.standard.reasons import unread_text

SOURCES = Path(__file__).parents[2] / "src" / "gouji" / "normalize"
_NEUTRAL = {"PDF", "zip"}
"""Names of kinds of files."""
_LOOKS = "page 7: {}, without its looks"


def said(node: ast.expr) -> list[str]:
    """Return the texts an expression can be, with 7 for each value in them; none where it is another's words alone."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return said(node.body) + said(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "7" for part in node.values)]
    return said(node.value) if isinstance(node, ast.Subscript) else []


def details() -> list[str]:
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Unreadable":
                found += said(node.args[1])
    return found


def test_the_readers_details_are_found():
    assert len(details()) > 50


@pytest.mark.parametrize(
    "detail", sorted({*details(), *map(_LOOKS.format, _CHANGING.values())} - {*_NEUTRAL, _LOOKS.format(7)})
)
def test_each_detail_of_a_reader_is_said_in_chinese(detail):
    assert unread_text(detail, "en") == detail
    assert unread_text(detail, "zh") != detail


@pytest.mark.parametrize(
    "ended", [ending(OUT_OF_MEMORY), ending(-9), too_long(60.0), too_much()], ids=["memory", "code", "clock", "reply"]
)
def test_each_end_of_a_reader_is_said_in_chinese(ended):
    assert unread_text(ended[1], "zh") != ended[1]


def test_figures_and_names_stay_and_a_librarys_own_words_too():
    assert unread_text("page 2, 3 of 5", "zh") == "共 5 页，第 2, 3 页是图片"
    assert unread_text("xlsx (Excel)", "zh") == "xlsx (Excel)"
    assert unread_text("ValueError: {0}", "zh") == "ValueError: {0}"
