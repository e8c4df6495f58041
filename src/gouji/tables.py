"""Every published table, declared once: columns, types, units, keys, descriptions.

Polars and Arrow schemas, the data dictionary and the checks are derived from what stands here. A table's columns
never change once published: a reader of many files must never meet two schemas. New facts come as new tables.
"""

from __future__ import annotations

from typing import get_args

from gouji.columns import Column, Table
from gouji.report import STATISTICS, AgencyKind, AgencyLevel, FiguresCover, Meaning, Unit, UnitBasis

STATUSES = ("published", "rejected", "ignored", "superseded")
SEVERITIES = ("error", "warning", "notice")
ROLES = ("total", "part", "suspect")


def _text(name: str, zh: str, en: str, *, nullable: bool = True, values: tuple[str, ...] = ()) -> Column:
    return Column(name, "string", zh, en, nullable=nullable, values=values)


def _key(name: str, zh: str, en: str) -> Column:
    return Column(name, "string", zh, en, nullable=False)


def _count(name: str, zh: str, en: str, unit: str = "count") -> Column:
    return Column(name, "int64", zh, en, unit=unit)


REPORT_ID = _key(
    "report_id",
    "报告编号：机构编号-报告年份；机构或年份不明时为 x- 加文件哈希前 16 位",
    "The report: agency_id-year, or x- and 16 hex digits of the file where body or year is unknown",
)
READING_ID = _key(
    "reading_id", "读取编号：源文件 SHA-256 的前 16 位", "The reading: first 16 hex digits of the source file's SHA-256"
)
AGENCY_ID = _text(
    "agency_id",
    "机构编号，永久不变（改名、改代码不影响）",
    "The body, opaque and permanent: renames and new codes never change it",
)
REPORT_YEAR = Column(
    "report_year",
    "int16",
    "报告年份（不是发布年份）",
    "Year the report is about, not the year it was published",
    unit="year",
)
REGION_CODE = _text("region_code", "省级区划代码，6 位", "Province-level division code, six digits")
IDENTITY = (REPORT_ID, READING_ID, AGENCY_ID, REPORT_YEAR, REGION_CODE)

AGENCY_LEVEL = _text("agency_level", "机构层级", "Level of the body", values=get_args(AgencyLevel))
AGENCY_KIND = _text(
    "agency_kind",
    "机构类别；街道办事处属 government，管委会等属 other",
    "Kind of body; a street office is a government, a zone's committee is other",
    values=get_args(AgencyKind),
)
FIGURES_COVER = _text(
    "figures_cover",
    "数据口径：本机关，或全域（含各部门和下级）。不同口径不可相加",
    "What the figures cover: the body alone, or its whole territory, departments and divisions below. Never add both",
    values=get_args(FiguresCover),
)
COUNTY_CODE = _text("county_code", "县级区划代码（报告年末有效）", "County code in force at the end of the report year")

CELL = _key("cell", "单元格：表/行/列", "The cell: table/row/column")
PRINTED = _text("printed", "原文，去掉两端空白", "The text as printed, outer white space stripped")
MEANING = _text(
    "meaning",
    "原文的含义：数字、空白、不适用、带备注的数字、无法辨认",
    "What the text is: a number, blank, not applicable, a number with a remark, unreadable",
    values=get_args(Meaning),
)
COMPUTED = _count(
    "computed_value",
    "合计格：各组成项之和（空白按 0）；其他格为空",
    "For a total: the sum of its parts as read, blanks as 0; else null",
)
RESOLVED = _count(
    "resolved_value",
    "印出的值；空白格仅在勾稽关系能证明时给出",
    "The printed value; for a blank, only what the form's own sums prove; else null",
)
PROVEN = Column("proven", "bool", "行、列均确定无疑", "Row and column of the cell are certain", nullable=False)
CONFIDENCE = Column(
    "confidence", "float64", "OCR 置信度；非 OCR 为空", "Confidence of OCR; null unless read by OCR", unit="share"
)
WORST_SEVERITY = _text(
    "worst_severity", "涉及本格的最严重问题", "Worst severity among the findings that name this cell", values=SEVERITIES
)
PLACE = _text(
    "place",
    "原文位置，如 page=3;table=2;row=5;col=8;line=131",
    "Place in the source, such as page=3;table=2;row=5;col=8;line=131",
)
SOURCE = (
    _text("source_uri", "读取地址", "Where the bytes were read", nullable=False),
    _text("source_url", "发布网址（已知时）", "Address the file was published at, where known"),
)
SOURCE_SHA256 = _text("source_sha256", "源文件 SHA-256", "SHA-256 of the source file", nullable=False)
MEDIA_TYPE = _text("media_type", "文件类型", "Media type of the source file")
FIRST_SEEN = Column(
    "first_seen_date", "date", "首次见到该文件的日期（东八区）", "Day the file was first seen, China time"
)

CELL_HEAD = (*IDENTITY, AGENCY_LEVEL, AGENCY_KIND, FIGURES_COVER, COUNTY_CODE, CELL)
CELL_TAIL = (PROVEN, CONFIDENCE, WORST_SEVERITY, PLACE)
READING_KEY = ("report_id", "reading_id")

DOCUMENTS = Table(
    "documents",
    "读过的文件，一行一个；退回、忽略和被取代的只在 rejected/ 中",
    "Every file read, one row each; those rejected, ignored or superseded stand only under rejected/",
    ("source_sha256", "source_uri"),
    ("report_id", "reading_id", "source_uri", "source_sha256"),
    (
        _text("report_id", "报告编号；忽略的文件为空", "The report; null where the file was ignored"),
        _text(
            "reading_id",
            "读取编号：源文件 SHA-256 的前 16 位；忽略的文件为空",
            "The reading: first 16 hex digits of the file's SHA-256; null where ignored",
        ),
        AGENCY_ID,
        REPORT_YEAR,
        REGION_CODE,
        _text("agency_name", "机构名称（规范）", "Name of the body, canonical"),
        SOURCE_SHA256,
        *SOURCE,
        _text("file_name", "文件名", "Name of the file"),
        MEDIA_TYPE,
        FIRST_SEEN,
        _text("status", "结果：发布、退回、忽略、被取代", "What became of it", nullable=False, values=STATUSES),
        _text(
            "reason",
            "原因（退回的规则、忽略或被取代的理由）",
            "Why: the rules that rejected it, or why it was ignored or superseded",
        ),
    ),
)

REPORTS = Table(
    "reports",
    "报告，一行一份",
    "Reports, one row each",
    READING_KEY,
    READING_KEY,
    (
        *IDENTITY,
        _text(
            "agency_name", "机构名称（规范，从本级区划起）", "Name of the body, canonical, from its own division down"
        ),
        _text("agency_name_printed", "机构名称（原文）", "Name of the body as printed"),
        AGENCY_LEVEL,
        AGENCY_KIND,
        FIGURES_COVER,
        _text(
            "figures_cover_basis",
            "数据口径的依据：原文用语或层级惯例",
            "What figures_cover rests on: the wording or the level",
            values=("text", "level"),
        ),
        _text("province", "省级名称", "Province"),
        _text("prefecture", "地级名称；直辖市为空", "Prefecture; null in a municipality"),
        _text("prefecture_code", "地级区划代码", "Prefecture code"),
        _text("county", "县级名称；不设区县的市为空", "County; null in a city without counties"),
        COUNTY_CODE,
        _text("township", "乡级名称", "Township"),
        _text("township_code", "乡级区划代码，9 位", "Township code, nine digits"),
        _text("title", "标题", "Title"),
        Column("published_date", "date", "发布日期", "Day of publication, as stated"),
        Column("period_start", "date", "统计期起", "First day of the period"),
        Column("period_end", "date", "统计期止", "Last day of the period"),
        _text("contact", "联系方式（原文）", "Contact, as printed"),
        _text("proactive_edition", "表二格式版本", "Edition of the form of table 2"),
        _text("requests_edition", "表三格式版本", "Edition of the form of table 3"),
        SOURCE_SHA256,
        MEDIA_TYPE,
        _text("verdict", "结论", "Verdict", nullable=False, values=("accept", "reject")),
        *SOURCE,
        _count("source_count", "来源文件数", "Files this report was read from", "files"),
        FIRST_SEEN,
        _count("revision", "第几版，自 1 起", "Revision, from 1", "ordinal"),
        _text("superseded_by", "取代本读取的读取编号", "Reading that took this one's place"),
        _count("errors", "错误数（报告自身可见的）", "Errors the report shows by itself", "findings"),
        _count("warnings", "警告数（报告自身可见的）", "Warnings the report shows by itself", "findings"),
        _count("notices", "提示数（报告自身可见的）", "Notices the report shows by itself", "findings"),
        _text(
            "worst_severity",
            "最严重程度（报告自身可见的）",
            "Worst severity the report shows by itself",
            values=SEVERITIES,
        ),
        _text("decision_ids", "人工决定编号，空格分隔", "Decisions of a person that apply, joined by spaces"),
        Column(
            "ocr_confidence",
            "float64",
            "OCR 最低置信度；非 OCR 为空",
            "Lowest confidence of OCR; null unless read by OCR",
            unit="share",
        ),
    ),
)

PROACTIVE_DISCLOSURE = Table(
    "proactive_disclosure",
    "表二 主动公开政府信息情况，一行一格",
    "Table 2, proactive disclosure: one row a cell",
    (*READING_KEY, "cell"),
    (*READING_KEY, "cell"),
    (
        *CELL_HEAD,
        _key("item", "行（信息内容）", "Row: the kind of information"),
        _key("measure", "列（指标）", "Column: what is counted"),
        _text("item_zh", "行名（规范）", "Row label, canonical Chinese"),
        _text("measure_zh", "列名（规范）", "Column label, canonical Chinese"),
        PRINTED,
        MEANING,
        Column(
            "value",
            "decimal(24,6)",
            "印出的数；未印为空。单位见 unit",
            "The printed number, null when none is printed; its unit is in `unit`",
            unit="see unit",
        ),
        _text("unit", "印出的单位", "Unit as printed", values=get_args(Unit)),
        _text(
            "unit_basis",
            "单位的依据：格内、表头、格式（计数）、无",
            "Where the unit stands: cell, header, the form (counts), none",
            values=get_args(UnitBasis),
        ),
        _text(
            "unit_inferred",
            "推断的单位（仅一种合理时）；不是原文",
            "Unit inferred where exactly one is plausible; not printed",
            values=("CNY", "CNY_10K"),
        ),
        Column(
            "amount_cny",
            "decimal(24,4)",
            "金额（元）；单位已印出或为 0 时",
            "Money in yuan, where the unit is printed or the amount is 0",
            unit="CNY",
        ),
        Column(
            "amount_cny_inferred",
            "decimal(24,4)",
            "按推断单位折算的金额（元）",
            "Money in yuan by the inferred unit",
            unit="CNY",
        ),
        *CELL_TAIL,
    ),
)

REQUESTS = Table(
    "requests",
    "表三 收到和处理政府信息公开申请情况，一行一格",
    "Table 3, requests received and handled: one row a cell",
    (*READING_KEY, "cell"),
    (*READING_KEY, "cell"),
    (
        *CELL_HEAD,
        _key("outcome", "行（收到、办理结果、结转）", "Row: received, outcome, carried over"),
        _key("applicant", "列（申请人）", "Column: kind of applicant"),
        _text("outcome_zh", "行名（规范）", "Row label, canonical Chinese"),
        _text("applicant_zh", "列名（规范）", "Column label, canonical Chinese"),
        PRINTED,
        MEANING,
        _count("value", "印出的件数；未印为空", "The printed number, null when none is printed", "requests"),
        COMPUTED,
        RESOLVED,
        *CELL_TAIL,
    ),
)

PROCEEDINGS = Table(
    "proceedings",
    "表四 行政复议、行政诉讼情况，一行一格",
    "Table 4, reconsideration and litigation: one row a cell",
    (*READING_KEY, "cell"),
    (*READING_KEY, "cell"),
    (
        *CELL_HEAD,
        _key(
            "channel",
            "途径：复议、直接起诉、复议后起诉",
            "Channel: reconsideration, suit filed directly, suit after reconsideration",
        ),
        _key("outcome", "结果", "Outcome"),
        _text("channel_zh", "途径名（规范）", "Channel label, canonical Chinese"),
        _text("outcome_zh", "结果名（规范）", "Outcome label, canonical Chinese"),
        PRINTED,
        MEANING,
        _count("value", "印出的件数；未印为空", "The printed number, null when none is printed", "cases"),
        COMPUTED,
        RESOLVED,
        *CELL_TAIL,
    ),
)

STATISTICS_2014 = Table(
    STATISTICS,
    "政府信息公开情况统计表（国办发〔2014〕32号），一行一个统计数",
    "The statistics form of 2014, reports for 2014-2018: one row a figure",
    (*READING_KEY, "cell"),
    (*READING_KEY, "cell"),
    (
        *CELL_HEAD,
        _key("item", "统计指标；本地加的行为 other", "Indicator; `other` for rows the place has added"),
        _text("item_zh", "统计指标名（规范）；other 为空", "Label of the indicator, canonical Chinese; null for other"),
        _text("label", "统计指标名（原文）", "Label of the indicator as printed"),
        _text(
            "breakdown",
            "分列的列名（原文），如 乡镇街道统计数；不分列的统计数为空",
            "Head of the column as printed where the figures are split; null for the one column of figures",
        ),
        PRINTED,
        MEANING,
        Column(
            "value",
            "decimal(24,6)",
            "印出的数；未印为空。单位见 unit",
            "The printed number, null when none is printed; its unit is in `unit`",
            unit="see unit",
        ),
        _text("unit", "印出的单位（原文），如 条、件、万元", "Unit as printed, such as 条, 件, 万元"),
        COMPUTED,
        *CELL_TAIL,
    ),
)

SECTIONS = Table(
    "sections",
    "报告正文，一行一节",
    "The text, one row a section",
    (*READING_KEY, "position"),
    (*READING_KEY, "position"),
    (
        *IDENTITY,
        Column("position", "int64", "次序，自 0 起", "Order in the report", nullable=False, unit="ordinal"),
        _key("section", "节", "Section"),
        _text("heading", "标题（原文）", "Heading as printed"),
        _text("text", "正文", "Text"),
    ),
)

STATEMENTS = Table(
    "statements",
    "正文中说出的数字，一行一个",
    "Figures the text claims, one row each",
    (),
    (*READING_KEY, "group", "subject", "part", "scope", "value", "bound", "unit", "place", "quote"),
    (
        *IDENTITY,
        _text("group", "组：把分项与合计连在一起", "Group that ties parts to their total"),
        _text(
            "subject",
            "说的是什么：disclosed_total、disclosed_part、requests.<outcome>.<applicant>、proceedings.<channel>.<outcome>、"
            "normative.<measure>、sections_count、info_fee_notice_count、info_fee_charged_yuan、info_fee_collected_yuan；"
            "键同各表，另有合并的 received_total、denied_total、unavailable_total、not_processed_total、other_total、"
            "organization_total、litigation",
            "What is counted: disclosed_total, disclosed_part, requests.<outcome>.<applicant>, "
            "proceedings.<channel>.<outcome>, normative.<measure>, sections_count, info_fee_notice_count, "
            "info_fee_charged_yuan, info_fee_collected_yuan; keys as in the tables, and for several together "
            "received_total, denied_total, unavailable_total, not_processed_total, other_total, organization_total, "
            "litigation",
        ),
        _text("part", "分项或渠道（原文）", "Channel or part, as printed"),
        _text("scope", "范围", "Scope of the claim", values=("own", "office", "whole", "other")),
        Column("value", "decimal(24,6)", "数值", "The number claimed", unit="see unit"),
        _text("bound", "确切、至少、至多、约", "Exact or a bound", values=("exact", "at_least", "at_most", "about")),
        _text("unit", "单位（原文）", "Unit as printed"),
        _text("quote", "原句", "The sentence, quoted"),
        PLACE,
    ),
)

FINDINGS = Table(
    "findings",
    "问题，一行一个不成立的规则",
    "Findings: one row for each rule that did not hold",
    (*READING_KEY, "finding_id"),
    (*READING_KEY, "finding_id"),
    (
        *IDENTITY,
        _key("finding_id", "问题编号：规则/序号", "The finding: rule/number"),
        _key("rule_id", "规则", "The rule"),
        _text(
            "severity",
            "严重程度：错误退回报告",
            "Severity; an error rejects the report",
            nullable=False,
            values=SEVERITIES,
        ),
        _text("cells", "涉及的单元格，空格分隔", "Cells involved, joined by spaces"),
        Column("reported", "decimal(24,6)", "印出的值", "The printed value"),
        Column("computed", "decimal(24,6)", "计算的值", "The computed value"),
        _text("formula", "公式", "The formula"),
        _text(
            "suspects",
            "可能出错的单元格及应为的值（cell=value），空格分隔",
            "Cells that alone could be the cause, with the value that would do (cell=value), joined by spaces",
        ),
        _text("message_zh", "说明（中文）", "What is wrong, in Chinese"),
        _text("message_en", "说明（英文）", "What is wrong, in English"),
        _text("decision", "人工决定", "Decision of a person"),
        _text("decision_reason", "人工决定的理由", "Reason for the decision"),
    ),
)

FINDING_CELLS = Table(
    "finding_cells",
    "问题涉及的单元格，一行一格",
    "Cells of the findings, one row each",
    (*READING_KEY, "finding_id", "cell", "role"),
    (*READING_KEY, "finding_id", "cell", "role"),
    (
        *IDENTITY,
        _key("finding_id", "问题编号", "The finding"),
        CELL,
        _text("role", "角色：合计、分项、疑错格", "Role in the finding", nullable=False, values=ROLES),
        PRINTED,
        Column(
            "value",
            "decimal(24,6)",
            "该格的值；疑错格为能使各式成立的值",
            "Value of the cell; for a suspect the value that would satisfy all failing sums",
        ),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        DOCUMENTS,
        REPORTS,
        PROACTIVE_DISCLOSURE,
        REQUESTS,
        PROCEEDINGS,
        SECTIONS,
        STATEMENTS,
        FINDINGS,
        FINDING_CELLS,
        STATISTICS_2014,
    )
}
CELL_TABLES = (PROACTIVE_DISCLOSURE.name, REQUESTS.name, PROCEEDINGS.name)
FIGURE_TABLES = (*CELL_TABLES, STATISTICS_2014.name)
"""All tables of printed figures: what two files must agree in to be one report."""
