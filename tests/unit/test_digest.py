"""The digest of a run: what is new by rule, source and body; short and harmless whatever was rejected."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

from gouji.release import Stale, commit, head
from tasks.account import Account
from tasks.digest import SHOWN, Rejected, digest_of, markdown, rejected_before, write_digest
from tasks.rejections import Fault, Rejection, source_of
from tasks.storage import DirectoryStorage
from tests.unit.published import Reading, change

HOSTILE = "<script>alert(1)</script>|\n# x [y](javascript:z) www.evil.example https://evil.example/ &lt;\u202e"
TOTAL, ROW = "requests.outcome_total", "requests.row_total"


def rejection(number: int, *rules: str, body: str | None = None, url: str | None = None) -> Rejection:
    faults = tuple(
        Fault(rule, "requests/granted/total", None, "3", "2", "a", None, "不符", "differs")
        for rule in rules or (TOTAL,)
    )
    name = f"{number:016x}"
    uri = f"file:///reports/of%20a%20county/{number}.html"
    return Rejection(f"x-{name}", name, body or f"第{number}镇人民政府", 2020, "330000", None, None, uri, url, faults)


def account(*rejected: Rejection, number: int | None = 2) -> Account:
    made = Account(read=len(rejected) + 1, counts=Counter(published=1, rejected=len(rejected)))
    made.rejections = list(rejected)
    made.numbers = [number] if number else []
    made.sources.update(each.source for each in rejected)
    return made


def test_new_is_what_was_not_rejected_before() -> None:
    first, second, third = rejection(1), rejection(2, TOTAL, ROW), rejection(3, url="https://www.a.gov.cn/x")
    run = account(first, second, third)
    run.sources["www.a.gov.cn"] += 5
    run.held_back = ["0" * 15 + "1" + "f" * 48]
    before = [Rejected(second.reading_id, (TOTAL,), second.source), Rejected("f" * 16, (TOTAL,), "www.a.gov.cn")]
    digest = digest_of(run, before)
    assert ([each.reading_id for each in digest.new], digest.again, digest.held_back) == ([third.reading_id], 1, 1)
    assert digest.rules == ((TOTAL, 1, 2, 0),)
    assert digest.sources == (("www.a.gov.cn", 1, 1, 6),)
    assert digest.bodies == (("第3镇人民政府", 1, 1),)


def test_what_is_new_most_often_comes_first() -> None:
    run = account(rejection(1, ROW), rejection(2, TOTAL, ROW), rejection(3, ROW, url="http://B.example:80/"))
    digest = digest_of(run, [])
    assert [(each.name, each.new) for each in digest.rules] == [(ROW, 3), (TOTAL, 1)]
    assert [(each.name, each.new) for each in digest.sources] == [("/reports/of a county", 2), ("b.example", 1)]
    assert digest.bodies[0] == ("第2镇人民政府", 1, 2)


def test_whom_a_file_is_from() -> None:
    named = {
        ("file:///a%20b/c/x.html", "https://www.Example.cn:8080/y?z"): "www.example.cn",
        ("file:///a%20b/c/x.html", None): "/a b/c",
        ("file:///x.html", None): "/",
        ("s3://bucket/2020/x.html", None): "s3://bucket/2020",
        ("s3://bucket/x.html", None): "s3://bucket",
        ("file:///x.html", "https://[broken"): "https://[broken",
    }
    assert {given: source_of(*given) for given in named} == named


def test_a_digest_is_short_and_only_text() -> None:
    many = [rejection(n, body=f"{HOSTILE}{n}", url=f"https://{n}.example/") for n in range(500)]
    run = account(*many)
    run.stale = [asdict(Stale(2020, f"{n:06}", 100, 3)) for n in range(500)]
    run.withdrawn = [f"{HOSTILE}{n}" for n in range(500)]
    run.failure = HOSTILE
    for lang, more in (("zh", f"另 {500 - SHOWN} 项"), ("en", f"and {500 - SHOWN} more")):
        text = "\n".join(markdown(digest_of(run, []), run, lang, "s3://bucket/<b>/docs/runs/2/"))
        assert len(text.encode()) < 20_000
        assert text.count(more) == 4
        assert "<script>" not in text.replace("\\<script\\>", "")
        assert "\u202e" not in text
        assert "https://evil" not in text
        assert "www.evil" not in text
        assert "](javascript" not in text.replace("\\](", "")
        # Every row of a table has the columns of its head.
        rows = [line.replace("\\|", "").count("|") for line in text.splitlines() if line.startswith("| ")]
        assert Counter(rows) == {5: 3 + SHOWN, 4: 1 + SHOWN}


def test_a_run_that_broke_off_says_what_it_had_committed() -> None:
    run = account(rejection(1))
    run.read = 9
    run.break_off(ValueError("the store\nis away"))
    text = "\n".join(markdown(digest_of(run, []), run, "en"))
    assert "read 9 = published 1 + rejected 1 + not reached 7" in text
    assert r"ValueError: the store\\nis away" in text


def test_what_was_rejected_before_is_read_from_the_state_the_run_began_on(storage: DirectoryStorage) -> None:
    old = Reading("old", status="rejected", reason=f"{TOTAL} {ROW}")
    commit(storage, head(storage), change(old), code_version="1")
    commit(storage, head(storage), change(Reading("new", body="x", status="rejected", reason=ROW)), code_version="1")
    assert rejected_before(storage, []) == rejected_before(storage, [1]) == []
    assert rejected_before(storage, [2]) == [Rejected(old.sha256[:16], (TOTAL, ROW), "/reports")]
    run = account(rejection(1))
    write_digest(storage, run)
    page = Path(storage.root, "docs/runs/2/digest.md").read_text()
    assert "| `requests.outcome_total` |" in page
    assert "新退回的报告：1 份" in page
    assert "Newly rejected reports: 1" in page
