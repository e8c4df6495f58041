"""Bodies of one county with figures that a person can add up: what the questions are held against.

余姚市 (330281): two towns, two departments and the county's government, whose figures contain theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.integration.written import Cells, report

LINSHAN, SIMEN, MAZHU = "临山镇人民政府", "泗门镇人民政府", "马渚镇人民政府"
AUDIT, CIVIL, COUNTY = "余姚市审计局", "余姚市民政局", "余姚市人民政府"
NOT_OUTCOMES = ("received_new", "carried_in", "carried_out")
Rows = Mapping[str, int]


def asked(**columns: Rows) -> dict[str, str]:
    """Return the cells of table three that hold these rows of these applicants, with every total as it must be."""
    cells: dict[str, int] = {}
    for applicant, given in columns.items():
        closed = sum(value for row, value in given.items() if row not in NOT_OUTCOMES)
        left = given.get("received_new", 0) + given.get("carried_in", 0) - closed
        for row, value in {**given, "outcomes_total": closed, "carried_out": left}.items():
            cells[f"requests/{row}/{applicant}"] = value
            total = f"requests/{row}/total"
            cells[total] = cells.get(total, 0) + value
    return {cell: str(value) for cell, value in cells.items()}


def decided(channel: str, **results: int) -> dict[str, str]:
    """Return the cells of table four for one channel, with their total."""
    return {f"proceedings/{channel}/{result}": str(value) for result, value in results.items()} | {
        f"proceedings/{channel}/total": str(sum(results.values()))
    }


def normative(**measures: int) -> dict[str, str]:
    return {f"proactive_disclosure/normative_documents/{name}": str(value) for name, value in measures.items()}


def procured(projects: str, amount: str) -> dict[str, str]:
    row = "proactive_disclosure/centralized_procurement"
    return {f"{row}/project_count": projects, f"{row}/total_amount": amount}


BLANK = dict.fromkeys(
    (f"requests/{row}/natural_person" for row in ("granted", "carried_in", "denied_state_secret")), ""
)
WRONG = {"requests/granted/natural_person": "3"}
"""A part of two sums of zeros: both fail, and it alone explains them."""


def texts() -> Iterator[tuple[str, str | bytes]]:
    """Yield (file name, text)."""
    yield from _towns()
    yield from _departments()
    above = asked(
        natural_person={"received_new": 300, "granted": 180, "denied_process_information": 60},
        commercial_enterprise={"received_new": 100, "granted": 90},
    )
    bought = procured("12", "470.31万元")
    yield _dated(COUNTY, 2020, "2021年4月2日", above | bought | normative(newly_made=9, total_disclosed=40))


def _towns() -> Iterator[tuple[str, str | bytes]]:
    yield _file(LINSHAN, 2019, asked(natural_person={"received_new": 4, "granted": 3, "denied_process_information": 1}))
    in_2020 = asked(
        natural_person={"received_new": 6, "granted": 2, "partially_granted": 1, "unavailable_not_held": 1},
        commercial_enterprise={"received_new": 2, "granted": 1, "denied_third_party_rights": 1},
    )
    yield _file(LINSHAN, 2020, in_2020)
    yield f"mirror/{LINSHAN}2020.txt", report(LINSHAN, 2020, in_2020, "本页为转载。")
    in_2021 = asked(natural_person={"carried_in": 2, "received_new": 3, "granted": 4})
    yield _file(LINSHAN, 2021, in_2021 | normative(issued=3, repealed=1, in_force=12), edition="2021")
    in_2022 = asked(natural_person={"carried_in": 1, "granted": 1})
    yield _file(LINSHAN, 2022, in_2022 | normative(issued=2, in_force=14), edition="2021")
    yield _file(LINSHAN, 2023, normative(issued=1, repealed=4, in_force=11), edition="2021")
    yield _file(SIMEN, 2019, asked(natural_person={"received_new": 1, "denied_state_secret": 1}))
    yield _file(SIMEN, 2020, BLANK)
    yield _file(SIMEN, 2022, {}, edition="2021")
    yield _file(MAZHU, 2019, {})
    yield _file(MAZHU, 2020, WRONG)


def _departments() -> Iterator[tuple[str, str | bytes]]:
    yield _dated(AUDIT, 2019, "2020年1月20日", decided("review", upheld=1, corrected=0, pending=2))
    suits = decided("litigation_direct", upheld=1, corrected=1, pending=1) | decided(
        "litigation_after_review", upheld=2
    )
    yield _dated(AUDIT, 2020, "2021年2月10日", decided("review", upheld=3, corrected=2, other=1) | suits)
    nine = asked(natural_person={"received_new": 9, "granted": 9}) | procured("3", "2449077.98")
    yield _file(CIVIL, 2020, nine, "全年共收到政府信息公开申请7件。")


def _file(body: str, year: int, cells: Cells, text: str = "", edition: str = "2019") -> tuple[str, str]:
    return f"{body}{year}.txt", report(body, year, cells, text, edition)


def _dated(body: str, year: int, day: str, cells: Cells) -> tuple[str, str]:
    name, text = _file(body, year, cells)
    title, _, rest = text.partition("\n")
    return name, f"{title}\n发布日期：{day}\n{rest}"
