"""The standard as data: what it holds, and that its loaders refuse what they do not know."""

import pytest

from gouji.standard import forms, resources, rules
from gouji.standard.resources import StandardError


@pytest.mark.parametrize(
    ("table", "edition", "rows", "cells"),
    [
        ("proactive_disclosure", "2019", 8, 22),
        ("proactive_disclosure", "2021", 6, 10),
        ("requests", "2019", 23, 161),
        ("requests", "2021", 25, 175),
        ("proceedings", "2019+2021", 3, 15),
    ],
)
def test_the_forms_have_their_rows_and_cells(table, edition, rows, cells):
    form = forms.form_of(table, edition)
    assert (len(form.rows), form.cell_count) == (rows, cells)


def test_every_label_of_a_form_is_known_by_itself():
    from gouji.parse.labels import normal_forms, row_index  # noqa: PLC0415

    for form in forms.forms():
        for row in form.rows:
            assert row_index(form)[normal_forms(row.label)[0]] == row.key


def test_an_unknown_edition_is_refused():
    with pytest.raises(StandardError, match="2030"):
        forms.form_of("requests", "2030")


FORM = {"table": "requests", "edition": "x", "in_force": [2030], "structure": [], "rows": []}
ROW = {"key": "granted", "label": "（一）予以公开", "columns": ["total"]}


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"table": "annex"},
        {"rows": [ROW | {"key": "grunted"}]},
        {"rows": [ROW | {"columns": ["totall"]}]},
        {"rows": [ROW | {"size": 3}]},
        {"rows": [ROW], "column_labels": {"newly_made": "本年新制作数量"}},
    ],
    ids=["key", "table", "row", "column", "row key", "column label"],
)
def test_a_form_file_with_anything_unknown_is_refused(change):
    with pytest.raises(StandardError):
        forms._form("forms/x.toml", FORM | change)


@pytest.mark.parametrize(
    ("name", "loader", "line"),
    [
        ("labels.csv", forms.label_variants, "outcome,grunted,（一）予以公开,nowhere"),
        ("terms.csv", forms.terms, "planet,mars,火星,Mars,,,count"),
        ("terms.csv", forms.terms, "outcome,granted,予以公开,Disclosed,granted,公开,count"),
        ("sections.csv", forms.section_titles, "overview,1,概况,maybe"),
        ("labels.csv", forms.label_variants, "outcome,granted"),
    ],
)
def test_a_row_of_data_with_anything_unknown_is_refused(monkeypatch, name, loader, line):
    plain = resources.read_bytes
    monkeypatch.setattr(
        resources, "read_bytes", lambda asked: plain(asked) + (f"{line}\n".encode() if asked == name else b"")
    )
    with pytest.raises(StandardError):
        loader.__wrapped__()


@pytest.mark.parametrize(
    "change", [{"severity": "fatal"}, {"editions": ["2030"]}, {"colour": "red"}], ids=["severity", "edition", "key"]
)
def test_a_rule_with_anything_unknown_is_refused(change):
    raw = dict.fromkeys(("id", "formula", "zh", "en", "message_zh", "message_en"), "x")
    with pytest.raises(StandardError):
        rules._rule(raw | {"severity": "error", "editions": ["2019"]} | change, 1)
