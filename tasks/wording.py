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
    "withdrawn": (
        "从 current/ 撤下（新版被退回、移走或由人决定撤下）",
        "Taken out of current/ (revised and rejected, moved, or withdrawn by a person)",
    ),
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
    "never_in_force": ("没有生效过第 {} 版；现在是第 {} 版", "Version {} was never in force; version {} is now"),
    "collected": (
        "第 {} 版的内容已清理，最早可读的是第 {} 版",
        "What version {} held was collected; the first that can be read is version {}",
    ),
    "damaged": (
        "存储里的内容不完整：{}；请运行 python -m flows verify 查看",
        "What is stored is not whole: {}; see python -m flows verify",
    ),
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
    "no_releases": ("还没有发布版。", "There is no release yet."),
    "release": ("发布版", "Release"),
    "release_version": ("版本号", "Version"),
    "release_files": ("文件数", "Files"),
    "release_bytes": ("字节", "Bytes"),
    "release_begun": ("未完成，请再次运行 releases create {}", "not finished: run releases create {} again"),
    "release_made": ("发布版 {} 即第 {} 版：{}", "Release {} is version {}: {}"),
    "release_name": (
        "发布版名称只能用字母、数字和 . _ -，首尾是字母或数字，不超过 64 个字符：{}",
        "A release's name has letters, digits and . _ - inside, at most 64 characters: {}",
    ),
    "release_taken": (
        "发布版 {} 已属于第 {} 版（由程序版本 {} 制作）；发布版永不改变，请换一个名称",
        "Release {} belongs to version {} (made by code version {}); releases never change, take another name",
    ),
    "s3_address": ("不是 s3://存储桶/前缀 形式的地址：{}", "Not an address of the form s3://bucket/prefix: {}"),
    "s3_single_writer": ("{} 只能是 0 或 1，不能是 {}", "{} is 0 or 1, not {}"),
    "s3_settings": (
        "无法连接对象存储（{}）：{}；请检查 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY、"
        "AWS_REGION、AWS_ENDPOINT_URL 或 AWS_PROFILE",
        "The object store cannot be reached ({}): {}; check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, "
        "AWS_ENDPOINT_URL or AWS_PROFILE",
    ),
    "s3_no_bucket": ("没有这个存储桶，请先创建：{}", "There is no such bucket, create it first: {}"),
    "s3_clock": ("本机时钟不准，存储拒绝了请求，请校准后重试：{}", "The clock here is wrong, set it and run again: {}"),
    "s3_denied": (
        "存储拒绝访问（{}：{}），请检查密钥及其对该存储桶的读、写、列、删权限",
        "The store denied access ({}: {}); check the credentials, and that they may get, put, list and delete there",
    ),
    "s3_refused": ("存储拒绝了请求（{}）：{}", "The store refused a request ({}): {}"),
    "s3_gave_up": (
        "存储没有应答或出错（{}），试了 {} 次：{}；已完成的提交不受影响，请稍后重跑",
        "The store failed ({}), {} times: {}; commits made before stay whole, run again later",
    ),
    "s3_damaged": (
        "存储里的内容已损坏，与写入时的校验和不符（{}），请从备份恢复这个对象",
        "What the store holds is damaged: not of the checksum it was put with ({}); restore the object from a backup",
    ),
    "s3_conditions": (
        "存储桶 {} 不支持条件写入（If-None-Match、If-Match），同时运行会丢失数据；"
        "请换一个存储，或确保只有一个运行在写，并设 {}=1",
        "Bucket {} ignores conditional writes (If-None-Match, If-Match), so runs at once would lose data; "
        "use another store, or make sure that only one run writes and set {}=1",
    ),
    "verified": (
        "第 {} 版完好：清单 {} 份，对象 {} 个，发布 {} 份，退回 {} 份，原始文件 {} 个，发布包 {} 个。",
        "Version {} is whole: {} manifests, {} objects, {} reports published, {} rejected, {} raw files, {} releases.",
    ),
    "faulty": (
        "第 {} 版有 {} 处问题；核对了清单 {} 份，对象 {} 个，发布 {} 份，退回 {} 份，原始文件 {} 个，发布包 {} 个。",
        "Version {} has {} faults; looked at {} manifests, {} objects, {} reports published, {} rejected, "
        "{} raw files, {} releases.",
    ),
    "mended": ("已按 HEAD 补正 {}", "Put right from HEAD: {}"),
    "bad_floor": ("只能从第 {1} 版到第 {2} 版之间选，不能是第 {0} 版", "Not {0}: choose a version from {1} to {2}"),
    "log_damaged": (
        "版本日志不完整（{}），不能清理；先用 verify 查看",
        "The log of versions is not whole ({}), so nothing is collected; see verify first",
    ),
    "would_go": (
        "可清理 {} 个对象，{} 字节；加 --delete 才真正删除。",
        "{} objects, {} bytes would go; --delete deletes them.",
    ),
    "gone_now": ("已清理 {} 个对象，{} 字节。", "{} objects, {} bytes are gone."),
    "kept_now": (
        "保留 {} 个对象（第 {} 版起各版和发布包所用）；另有 {} 个没有版本用到，但还在宽限期内。",
        "{} objects are kept (of version {} and later, and of releases); {} more that no version names are too young.",
    ),
    "diff_added": ("新增", "added"),
    "diff_accepted": ("由退回转为发布", "accepted"),
    "diff_changed": ("有变化", "changed"),
    "diff_withdrawn": ("撤下", "withdrawn"),
    "diff_rejected": ("新退回", "rejected"),
    "diff_more": ("另 {} 格", "{} more cells"),
    "same_state": ("第 {} 版与现在的第 {} 版相同，没有变化。", "Version {} is what version {} publishes now."),
    "rolled_back": ("第 {} 版与第 {} 版相同，现已生效。", "Version {} is in force; it publishes what version {} did."),
    "after_rollback": (
        "之后的运行只重读交给它的文件；不带 SOURCE 的运行会重读 raw/ 中的全部文件，并按现在的代码重新发布。",
        "Later runs read only what they are given; one without SOURCE reads all of raw/ again and publishes what the "
        "code of then makes of it.",
    ),
    "withdrawn_again": (
        "第 {} 版发布了后来由人撤回的报告，不能退回到它：{}；要退回，先用 decide revoke 撤销那些决定",
        "Version {} publishes reports that a person has withdrawn since, so it stays as it is: {}; "
        "revoke those decisions first (decide revoke)",
    ),
    "no_name": ("不知道是谁作的决定：加 --by 姓名", "Who decides is not known: add --by NAME"),
    "no_reason": ("请用 --reason 说明理由", "Say why with --reason"),
    "unknown_report": ("{} 里没有这份报告：{}", "{} has no report {}"),
    "unknown_decision": ("没有这个撤下报告的决定：{}", "No decision to withdraw a report: {}"),
    "decided": ("已记录决定 {}：", "Decision {} is taken:"),
    "decided_before": ("决定 {} 已在案，现再执行一次：", "Decision {} was taken before; it is applied again:"),
    "no_decision": ("还没有人作过决定。", "No decision was ever taken."),
    "decision_damaged": (
        "decisions/ 中有损坏的内容，恢复之前不能运行：{}",
        "Something under decisions/ is damaged; nothing can run before it is restored: {}",
    ),
    "decision": ("决定", "Decision"),
    "report": ("报告", "Report"),
    "who": ("何人", "Who"),
    "when": ("何时", "When"),
    "in_force": ("有效", "in force"),
    "revoked_by": ("已由 {} 撤销", "revoked by {}"),
    "disk": (
        "读写文件失败：{}；请检查磁盘空间和权限，再运行一次，已完成的提交不受影响",
        "Files cannot be read or written: {}; look at room and permissions, then run again; commits made before stay "
        "whole",
    ),
    "moved_on": (
        "另一次运行刚提交了新版本；看过之后再重复。",
        "Another run committed meanwhile; look at what it did, then repeat.",
    ),
}


def say(key: str, lang: Lang, *parts: object) -> str:
    """Return one sentence in one language, its blanks filled."""
    return WORDS[key][0 if lang == "zh" else 1].format(*parts)
