"""What may be wrong with a store, as rows of data: a sentence each, in Chinese and English, words first."""

from __future__ import annotations

from dataclasses import dataclass

from gouji.console import Lang

FAULTS: dict[str, tuple[str, str]] = {
    "head.gone": (
        "HEAD 不见了，但日志里有清单：从备份取回 {key}。",
        "HEAD is gone although the log has manifests: take {key} from a backup.",
    ),
    "head.unreadable": (
        "HEAD 读不出它指的是哪一份清单：从备份取回 {key}。",
        "HEAD does not say which manifest it names: take {key} from a backup.",
    ),
    "manifest.gone": (
        "{detail} 所指的清单 {key} 不见了：从备份取回。",
        "The manifest {key}, named by {detail}, is gone: take it from a backup.",
    ),
    "manifest.changed": (
        "清单 {key} 被改过：它的哈希不是 {detail} 所记的。从备份取回。",
        "The manifest {key} was changed: its hash is not the one {detail} names. Take it from a backup.",
    ),
    "manifest.unreadable": (
        "清单 {key} 读不出来：{detail}",
        "The manifest {key} cannot be read: {detail}",
    ),
    "manifest.unchained": (
        "清单 {key} 没有记下上一份清单的编号和哈希：{detail}",
        "The manifest {key} does not name its parent by number and hash: {detail}",
    ),
    "log.kept": (
        "{key} 读不出来，不知道从哪一版起要保留：从备份取回（{detail}）。",
        "{key} cannot be read, so nobody knows what is kept: take it from a backup ({detail}).",
    ),
    "object.gone": (
        "清单所列的对象 {key} 不见了（{detail}）：从备份取回。",
        "The object {key}, which a manifest names, is gone ({detail}): take it from a backup.",
    ),
    "object.damaged": (
        "对象 {key} 的字节变了（{detail}）：从备份取回。",
        "The bytes of the object {key} changed ({detail}): take it from a backup.",
    ),
    "object.schema": (
        "对象 {key} 的表结构或行数不是清单所记的：{detail}",
        "Footer, schema or rows of the object {key} are not those its manifest names: {detail}",
    ),
    "table.missing": (
        "分区 {key} 没有这些表的对象：{detail}",
        "The partition {key} has no object for these tables: {detail}",
    ),
    "mirror.gone": (
        "读者打开的文件 {key} 不见了：用 verify --mend 从 HEAD 补上。",
        "The file {key} that readers open is gone: verify --mend puts it back from HEAD.",
    ),
    "mirror.older": (
        "读者打开的文件 {key} 是旧的（{detail}）：用 verify --mend 从 HEAD 补上。",
        "The file {key} that readers open is an older one ({detail}): verify --mend puts HEAD's back.",
    ),
    "mirror.differs": (
        "读者打开的文件 {key} 与 HEAD 不同：用 verify --mend 从 HEAD 补上。",
        "The file {key} that readers open is not HEAD's: verify --mend puts HEAD's back.",
    ),
    "mirror.stranger": (
        "{key} 不是发布的文件，会让读者出错：把它移走，或用 verify --mend 删除。",
        "{key} was never published there, and breaks readers: move it away, or let verify --mend remove it.",
    ),
    "mirror.unfinished": (
        "current/ 和 rejected/ 还没有全部更新到 HEAD（{detail}）：再运行一次，或用 verify --mend。",
        "current/ and rejected/ do not show all of HEAD yet ({detail}): run again, or verify --mend.",
    ),
    "report.report_rows": (
        "{detail} 在 {key} 有数据行，但 reports 里没有这份报告，或不止一行。",
        "{detail} has rows in {key}, but not exactly one row of reports there.",
    ),
    "report.no_document": (
        "{detail} 在 {key} 的 documents 里没有它的文件。",
        "{detail} has no row of its own file in the documents of {key}.",
    ),
    "report.documents_elsewhere": (
        "{detail} 的文件在 {key}，但它的结果不属于那里。",
        "{detail} has a file in {key} whose status does not belong there.",
    ),
    "report.verdict_elsewhere": (
        "{detail} 的结论不属于 {key}。",
        "The verdict of {detail} does not belong into {key}.",
    ),
    "report.errors_published": (
        "{detail} 有错误，却在 {key} 发布了。",
        "{detail} has an error and is published all the same, in {key}.",
    ),
    "report.rejected_without_error": (
        "{detail} 没有错误，却被退回到 {key}。",
        "{detail} has no error and is rejected all the same, in {key}.",
    ),
    "report.displaced": (
        "{detail} 的年份或地区不是它所在分区 {key} 的。",
        "Year or region of {detail} are not those of its partition {key}.",
    ),
    "report.other_identity": (
        "{detail} 在 {key} 的各表中编号、机构、年份或地区不一致。",
        "The tables of {key} do not agree on who {detail} is of, for what year and place.",
    ),
    "report.no_identity": (
        "{detail} 没有机构、年份或地区，却在 {key} 发布了。",
        "{detail} is published in {key} without a body, a year or a region.",
    ),
    "report.report_id_twice": (
        "{detail} 在 {key} 发布了两次。",
        "{detail} is published twice in {key}.",
    ),
    "report.findings_uncounted": (
        "{detail} 在 {key} 的问题数与 findings 不符。",
        "The counts of findings of {detail} in {key} are not those of its findings.",
    ),
    "report.sources_uncounted": (
        "{detail} 在 {key} 的来源数与 documents 不符。",
        "The number of files of {detail} in {key} is not that of its documents.",
    ),
    "report.no_figures": (
        "{detail} 在 {key} 发布了，但表里没有它的数字。",
        "{detail} is published in {key} without its figures.",
    ),
    "report.two_places": (
        "{detail} 同时在几个分区：{key}。",
        "{detail} stands in several partitions: {key}.",
    ),
    "document.lost": (
        "{detail} 在清单 {key} 之前有记录，之后没有了。",
        "{detail} was on record before the manifest {key} and is no more.",
    ),
    "raw.index": (
        "原始文件的索引读不出来：{detail}",
        "The index of raw files cannot be read: {detail}",
    ),
    "raw.gone": (
        "原始字节 {key} 不见了（{detail}）：从备份取回，或重新获取。",
        "The raw bytes {key} are gone ({detail}): take them from a backup, or fetch them again.",
    ),
    "raw.damaged": (
        "原始字节 {key} 变了（{detail}）：从备份取回，或重新获取。",
        "The raw bytes {key} changed ({detail}): take them from a backup, or fetch them again.",
    ),
    "raw.unindexed": (
        "{detail} 有发布或退回的记录，但原始文件索引里没有。",
        "{detail} is on record, but not in the index of raw files.",
    ),
    "release.unreadable": (
        "发布包 {key} 读不出来：{detail}",
        "The release {key} cannot be read: {detail}",
    ),
    "release.manifest": (
        "发布包 {key} 所指的清单不是日志里的那一份：{detail}",
        "The manifest that the release {key} names is not the one in the log: {detail}",
    ),
    "release.gone": (
        "发布包的文件 {key} 不见了：从备份取回。",
        "The file {key} of a release is gone: take it from a backup.",
    ),
    "release.changed": (
        "发布包的文件 {key} 被改过（{detail}）：从备份取回。",
        "The file {key} of a release was changed ({detail}): take it from a backup.",
    ),
    "release.stranger": (
        "{key} 不属于这个发布包：把它移走。",
        "{key} does not belong to the release: move it away.",
    ),
    "decision.damaged": (
        "决定 {key} 读不出来或被改过：{detail}",
        "The decision {key} cannot be read or was changed: {detail}",
    ),
    "moved": (
        "核对时一直有新版本提交：等运行结束后再核对。",
        "New versions kept being committed meanwhile: verify again when the runs are done.",
    ),
}
"""`key`: the object, file or partition; `detail`: the report, the file, or what was found."""

REMARKS: dict[str, tuple[str, str]] = {
    "raw.unread": (
        "{detail} 个原始文件不在记录中（不在运行范围内、被缩减保护留下，或那次运行失败）：不带 SOURCE 再运行会读它们。",
        "{detail} raw files are not on record (outside the scope of a run, held back by the shrink guard, or of a run "
        "that failed): a run without SOURCE reads them.",
    ),
    "release.begun": (
        "发布包 {key} 没有做完：用同一名字再建一次即可。",
        "The release {key} was not finished: create it again under the same name.",
    ),
}
"""What is worth knowing and not wrong."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, or worth knowing: its kind, where, and about what."""

    kind: str
    key: str
    detail: str = ""

    def sentence(self, lang: Lang) -> str:
        """Return what is wrong and what to do, in one sentence."""
        return (FAULTS | REMARKS)[self.kind][0 if lang == "zh" else 1].format(key=self.key, detail=self.detail)
