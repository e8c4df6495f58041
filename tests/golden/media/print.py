"""Two PDFs: a ruled one whose third table goes on over the page, and one without a line."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from tests.forge.grids import Grid, full_rows
from tests.golden.media.tables import Figures

RULED = Figures(
    "2021",
    {
        "normative_documents": ["4", "1", "22"],
        "administrative_licensing": ["2318"],
        "administrative_penalty": ["164"],
        "administrative_compulsion": ["19"],
    },
    {
        "received_new": ["38", "11", "0", "2", "3", "0", "54"],
        "carried_in": ["2", "0", "0", "0", "0", "0", "2"],
        "granted": ["21", "6", "0", "1", "2", "0", "30"],
        "partially_granted": ["5", "2", "0", "1", "0", "0", "8"],
        "denied_third_party_rights": ["1", "0", "0", "0", "0", "0", "1"],
        "unavailable_not_held": ["9", "2", "0", "0", "1", "0", "12"],
        "not_processed_petition_complaint": ["2", "0", "0", "0", "0", "0", "2"],
        "outcomes_total": ["38", "10", "0", "2", "3", "0", "53"],
        "carried_out": ["2", "1", "0", "0", "0", "0", "3"],
    },
    ["2", "0", "0", "0", "2", "1", "0", "0", "0", "1", *["0"] * 5],
)
PLAIN = Figures(
    "2021",
    {
        "normative_documents": ["0", "0", "2"],
        "administrative_licensing": ["64"],
        "administrative_penalty": ["11"],
    },
    {
        "received_new": ["2", "0", "0", "0", "0", "0", "2"],
        "granted": ["1", "0", "0", "0", "0", "0", "1"],
        "unavailable_not_held": ["1", "0", "0", "0", "0", "0", "1"],
        "outcomes_total": ["2", "0", "0", "0", "0", "0", "2"],
    },
    ["0"] * 15,
)
_SONG = "STSong-Light"
_WIDTHS = {
    "proactive_disclosure": [150.0, 100.0, 100.0, 100.0],
    "requests": [52.0, 66.0, 110.0, *[37.0] * 7],
    "proceedings": [36.0] * 15,  # wide enough for 结果维持 in one line
}


def ruled() -> bytes:
    """Return a file with ruled tables; the third begins on one page and ends on the next."""
    tables = RULED.grids()
    return _file(
        [
            ("title", "宣城市生态环境局"),
            ("title", "2021年政府信息公开工作年度报告"),
            ("text", "本报告依据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限为"
                     "2021年1月1日至2021年12月31日。"),
            ("heading", "一、总体情况"),
            ("text", "（一）主动公开。全年主动公开政府信息1146条，其中局门户网站806条、微信公众号340条。"
                     "排污许可证、环评批复和执法检查结果按企业归并，一家企业一页，历年的都在。"),
            ("text", "（二）依申请公开。全年收到政府信息公开申请54件，上年结转2件，结转下年度继续办理3件。"),
            ("text", "（三）监督保障。水质自动站的月均值与原始记录一同公布，数据有修正的注明原因和日期。"),
            ("heading", "二、主动公开政府信息情况"),
            ("proactive_disclosure", tables["proactive_disclosure"]),
            ("heading", "三、收到和处理政府信息公开申请情况"),
            ("requests", tables["requests"]),
            ("heading", "四、政府信息公开行政复议、行政诉讼情况"),
            ("proceedings", tables["proceedings"]),
            ("heading", "五、存在的主要问题及改进情况"),
            ("text", "环评公示的附件过大，乡镇网点打不开。已把全本拆成分章文件，另附一页说明。"),
            ("heading", "六、其他需要报告的事项"),
            ("text", "本年度没有发出收费通知，没有收取信息处理费。"),
        ],
        is_ruled=True,
    )  # fmt: skip


def unruled() -> bytes:
    """Return a file whose tables are nothing but text in columns."""
    tables = PLAIN.grids()
    return _file(
        [
            ("title", "息烽县鹿窝镇人民政府2024年政府信息公开工作年度报告"),
            ("text", "本报告依据《中华人民共和国政府信息公开条例》编制，统计期限为2024年1月1日至2024年12月31日。"),
            ("heading", "一、总体情况"),
            ("text", "全镇主动公开政府信息73条。桥梁封闭、渡口停航这类急事，先用村里的喇叭播，再上网。"),
            ("text", "收到政府信息公开申请2件，予以公开1件，无法提供1件。"),
            ("heading", "二、主动公开政府信息情况"),
            ("proactive_disclosure", tables["proactive_disclosure"]),
            ("heading", "三、收到和处理政府信息公开申请情况"),
            ("requests", tables["requests"]),
            ("heading", "四、政府信息公开行政复议、行政诉讼情况"),
            ("proceedings", tables["proceedings"]),
            ("heading", "五、存在的主要问题及改进情况"),
            ("text", "公开的内容偏重政策转发，本镇自己的事写得少。下一年每月至少写一件本镇办成的事。"),
            ("heading", "六、其他需要报告的事项"),
            ("text", "本年度没有收取信息处理费。"),
        ],
        is_ruled=False,
    )  # fmt: skip


def _file(parts: Sequence[tuple[str, str | Grid]], *, is_ruled: bool) -> bytes:
    if _SONG not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_SONG))
    sizes = {"title": (18, 26, 1), "heading": (14, 24, 0), "text": (12, 21, 0)}
    styles = {
        name: ParagraphStyle(name, fontName=_SONG, fontSize=size, leading=leading, alignment=align, wordWrap="CJK",
                             firstLineIndent=0 if name == "title" else 24)
        for name, (size, leading, align) in sizes.items()
    }  # fmt: skip
    flow: list[Flowable] = []
    for kind, content in parts:
        if isinstance(content, str):
            flow.append(Paragraph(content, styles[kind]))
        else:
            flow += [_table(content, _WIDTHS[kind], is_ruled=is_ruled), Spacer(1, 8)]
    data = io.BytesIO()
    SimpleDocTemplate(data, pagesize=A4, leftMargin=50, rightMargin=50, topMargin=60, bottomMargin=60,
                      title="", pageCompression=0, invariant=1).build(flow)  # fmt: skip
    return data.getvalue()


def _table(grid: Grid, widths: Sequence[float], *, is_ruled: bool) -> Table:
    style = ParagraphStyle("cell", fontName=_SONG, fontSize=8, leading=11, alignment=1, wordWrap="CJK")
    rows = [[Paragraph(slot.text, style) if slot else "" for slot in row] for row in full_rows(grid)]
    commands: list[tuple[object, ...]] = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 2),
                                          ("RIGHTPADDING", (0, 0), (-1, -1), 2)]  # fmt: skip
    if is_ruled:
        commands.append(("GRID", (0, 0), (-1, -1), 0.5, "black"))
    for number, row in enumerate(full_rows(grid)):
        for column, slot in enumerate(row):
            if slot and (slot.colspan > 1 or slot.rowspan > 1):
                end = (column + slot.colspan - 1, number + slot.rowspan - 1)
                commands.append(("SPAN", (column, number), end))
    return Table(rows, colWidths=list(widths), style=commands, hAlign="CENTER")
