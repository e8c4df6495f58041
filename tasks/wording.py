"""What the steward's door and the run's pages say, in Chinese and English, one row a sentence."""

from __future__ import annotations

from gouji.console import Lang

WORDS: dict[str, tuple[str, str]] = {
    "read": ("读取", "read"),
    "published": ("发布", "published"),
    "rejected": ("退回", "rejected"),
    "ignored": ("忽略", "ignored"),
    "superseded": ("被取代", "superseded"),
    "out_of_scope": ("不在范围", "out of scope"),
    "printed": ("印 {}", "printed {}"),
    "computed": ("算得 {}", "computed {}"),
    "nothing_printed": ("空", "blank"),
    "more": ("另 {} 处：{}", "{} more: {}"),
    "rejections": ("退回的报告", "Rejected reports"),
    "none_rejected": ("没有退回的报告。", "No report is rejected."),
    "ignored_files": ("忽略的文件", "Ignored files"),
    "withdrawn": ("从 current/ 撤下（新版被退回或移走）", "Taken out of current/ (revised and rejected, or moved)"),
    "stale": (
        "未更新的分区（缩减保护：一次撤下超过 5% 且不少于 20 份；确认无误后加 --allow-shrink 重跑）",
        "Partitions kept as they were (shrink guard: over 5 % and at least 20 reports would go; "
        "if that is right, run again with --allow-shrink)",
    ),
    "stale_row": ("{}：现有 {} 份，只剩 {} 份", "{}: holds {}, would hold {}"),
    "unchanged": ("没有变化，未产生新版本。", "Nothing changed; no new version."),
    "committed": ("已提交第 {} 版，改动 {} 个分区。", "Committed version {}, {} partitions changed."),
    "next": ("接下来看：", "Look at:"),
    "run": ("运行 {}", "Run {}"),
    "body": ("机构", "Body"),
    "place": ("地方", "Place"),
    "file": ("文件", "File"),
    "rule": ("规则", "Rule"),
    "cell": ("单元格", "Cell"),
    "what": ("说明", "What is wrong"),
    "year": ("年份", "Year"),
    "region": ("省份", "Region"),
    "total": ("合计", "Total"),
    "why": ("原因", "Why"),
    "version": ("第 {} 版", "Version {}"),
    "nothing_yet": ("{} 里还没有发布过任何内容。", "Nothing is published in {} yet."),
    "empty_run": ("没有可读的文件。", "There was no file to read."),
    "not_there": ("没有这个文件或目录，或无法读取：{}", "No such file or directory, or not readable: {}"),
    "not_yet": ("还没有这个功能：{}", "Not there yet: {}"),
    "no_s3": ("ROOT 和 SOURCE 目前只能是本地路径，还不支持：{}", "Only local paths so far, not: {}"),
    "bad_region": ("不是行政区划代码：{}", "Not a division code: {}"),
    "bad_year": ("不是报告年份：{}", "Not a report year: {}"),
    "unknown_id": ("没有这份报告：{}", "No such report: {}"),
    "several": ("{} 有多份，请用其中一个编号：{}", "{} is several; use one of: {}"),
    "gone": ("原始字节不在 {} 里。", "The original bytes are not in {}."),
    "copied": ("已写入 {}", "Wrote {}"),
    "no_dir": ("不是目录：{}", "Not a directory: {}"),
    "failed": ("运行失败：{}", "The run failed: {}"),
    "source": ("原文", "Source"),
    "line": ("第 {} 行", "line {}"),
    "lines": ("第 {}–{} 行", "lines {}–{}"),
    "page_of": ("第 {} 页 ", "page {} "),
    "row_of": ("表 {} 行 {}", "table {} row {}"),
    "verdict_accept": ("已发布", "published"),
    "verdict_reject": ("已退回", "rejected"),
    "no_problem": ("没有问题。", "Nothing was found."),
}


def say(key: str, lang: Lang, *parts: object) -> str:
    """Return one sentence in one language, its blanks filled."""
    return WORDS[key][0 if lang == "zh" else 1].format(*parts)
