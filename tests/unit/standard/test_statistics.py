"""The statistics form of 2014 as data: its keys, and that its loader refuses what it does not know."""

from __future__ import annotations

import copy

import pytest

from gouji.standard import statistics
from gouji.standard.resources import StandardError, read_toml
from gouji.standard.statistics import statistics_form

KEYS = """pd_total pd_normative_disclosed pd_normative_issued pd_gazette pd_website pd_weibo pd_wechat pd_other
rs_events rs_press rs_press_leader rs_interview rs_interview_leader rs_articles rs_weibo_wechat rs_other
rq_received rq_inperson rq_fax rq_online rq_mail rq_closed rq_closed_ontime rq_closed_extended rq_replied
rp_already_public rp_granted rp_partial rp_denied rp_denied_state_secret rp_denied_trade_secret rp_denied_privacy
rp_denied_security_stability rp_denied_not_gov_info rp_denied_other_law rp_not_this_organ rp_not_exist rp_supplement
rp_other_channel rv_total rv_upheld rv_corrected rv_other lt_total lt_upheld lt_corrected lt_other complaints fee_wan
org_offices org_points org_staff org_fulltime org_parttime org_budget_wan tr_meetings tr_courses tr_trainees"""


def test_the_rows_are_those_of_the_form_in_order():
    form = statistics_form()
    assert [row.key for row in form.rows] == KEYS.split()
    assert (form.edition, form.first_year, form.last_year) == ("2014", 2014, 2018)
    assert {row.key for row in form.rows if row.unit == "万元"} == {"fee_wan", "org_budget_wan"}
    assert form.row("rv_corrected").block == "四、行政复议数量" and form.row("lt_corrected").block == "五、行政诉讼数量"
    with pytest.raises(StandardError, match="no row"):
        form.row("other")


def test_names_are_each_row_s_own():
    for names in ([row.zh for row in statistics_form().rows], [row.en for row in statistics_form().rows]):
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: raw.update(note=""), "unknown"),
        (lambda raw: raw["header"].pop("unit"), "missing"),
        (lambda raw: raw["block"][0].pop("title"), "missing"),
        (lambda raw: raw["block"][0]["rows"][0].update(level=2), "unknown"),
        (lambda raw: raw["block"][0]["rows"][0].pop("zh"), "missing"),
        (lambda raw: raw["block"][0]["rows"][0].update(key="pd_other"), "twice"),
        (lambda raw: raw["block"][0]["rows"][1].update(apart="why"), "another"),
        (lambda raw: raw["block"][0]["rows"][0].update(same_as="requests/granted/everybody"), "no cell"),
        (lambda raw: raw["block"][0]["rows"][0].update(same_as="findings/granted/total"), "no cell"),
        (lambda raw: raw["relation"][0].update(rule="statistics.none"), "unknown rule"),
        (lambda raw: raw["relation"][0].update(compare="about"), "unknown rule"),
        (lambda raw: raw["relation"][0].update(total="rq_all"), "rq_all"),
        (lambda raw: raw["relation"][0]["parts"].append("rq_other"), "rq_other"),
        (lambda raw: raw["relation"][0].update(weight=1), "unknown"),
    ],
)
def test_unknown_data_are_refused(monkeypatch, change, said):
    raw = copy.deepcopy(read_toml("statistics_2014.toml"))
    change(raw)
    monkeypatch.setattr(statistics, "read_toml", lambda name: raw)
    with pytest.raises(StandardError, match=said):
        statistics_form.__wrapped__()
