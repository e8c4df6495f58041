"""Labels that look like the form's and mean something else."""

import pytest

from gouji.parse.labels import is_apart, recognise
from gouji.standard import forms
from gouji.standard.resources import StandardError


@pytest.mark.parametrize(
    ("table", "label"),
    [
        ("proactive_disclosure", "其他行政许可"),
        ("proactive_disclosure", "（一）党内规范性文件"),
        ("proactive_disclosure", "上年现行有效件数"),
        ("requests", "一、上年新收政府信息公开申请数量"),
        ("proceedings", "一 审"),
    ],
)
def test_a_label_of_another_meaning_is_known_as_such(table, label):
    assert is_apart(table, label)
    assert recognise(label) == ()


def test_no_label_of_a_form_or_variant_is_apart():
    labels = [row.label for form in forms.forms() for row in form.rows] + [row[2] for row in forms.label_variants()]
    assert not [label for label in labels if any(is_apart(form.table, label) for form in forms.forms())]


def test_a_table_that_the_standard_does_not_have_is_refused(monkeypatch):
    monkeypatch.setattr(forms, "read_csv", lambda name, columns: [{"table": "fees", "label": "x", "means": ""}])
    with pytest.raises(StandardError, match="fees"):
        forms.labels_apart.__wrapped__()
