"""Two Word files: numbered headings with a corrected figure, and a form filled in content controls."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from tests.forge.grids import Grid, Slot
from tests.forge.media.page import placed
from tests.golden.media.tables import Figures

WRONG = Figures(
    "2021",
    {
        "normative_documents": ["1", "0", "4"],
        "administrative_licensing": ["137"],
        "administrative_penalty": ["5"],
    },
    {
        "received_new": ["2", "1", "0", "0", "0", "0", "3"],
        "granted": ["2", "0", "0", "0", "0", "0", "2"],
        "partially_granted": ["0", "1", "0", "0", "0", "0", "2"],  # the wrong total
        "outcomes_total": ["2", "1", "0", "0", "0", "0", "3"],
    },
    ["0"] * 15,
)
BOXED = Figures(
    "2021",
    {
        "rules": ["0", "0", "0"],
        "normative_documents": ["6", "4", "57"],
        "administrative_licensing": ["20915"],
        "administrative_penalty": ["3140"],
        "administrative_compulsion": ["88"],
        "administrative_fees": ["1206.5"],
    },
    {
        "received_new": ["64", "8", "0", "0", "5", "0", "77"],
        "carried_in": ["3", "0", "0", "0", "0", "0", "3"],
        "granted": ["31", "4", "0", "0", "3", "0", "38"],
        "partially_granted": ["7", "0", "0", "0", "1", "0", "8"],
        "denied_third_party_rights": ["2", "0", "0", "0", "0", "0", "2"],
        "denied_enforcement_case_file": ["1", "1", "0", "0", "0", "0", "2"],
        "unavailable_not_held": ["17", "2", "0", "0", "1", "0", "20"],
        "not_processed_petition_complaint": ["4", "0", "0", "0", "0", "0", "4"],
        "other_overdue_correction": ["1", "0", "0", "0", "0", "0", "1"],
        "outcomes_total": ["63", "7", "0", "0", "5", "0", "75"],
        "carried_out": ["4", "1", "0", "0", "0", "0", "5"],
    },
    ["5", "1", "0", "0", "6", "2", "0", "0", "1", "3", "1", "0", "0", "0", "1"],
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/numbering.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_NUMBERING = (
    f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
    '<w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_WHO = 'w:id="{}" w:author="校对" w:date="2024-01-09T08:30:00Z"'


def numbered() -> bytes:
    """Return a draft whose headings Word numbers, with one figure corrected in tracked changes."""
    tables = WRONG.grids()
    corrected = "proactive_disclosure/administrative_licensing/decisions"
    body = [
        _paragraph("丹寨县兴仁镇人民政府"),
        _paragraph("2023年政府信息公开工作年度报告"),
        _paragraph("根据《中华人民共和国政府信息公开条例》，现公布丹寨县兴仁镇人民政府2023年政府信息公开工作年度报告。"
                   "统计期限为2023年1月1日至2023年12月31日。"),
        _heading("总体情况"),
        _paragraph("全镇主动公开政府信息",
                   _deleted("185", 1), _inserted("158", 2), _run("条。村务公开栏换成防雨的，公示期间有人值守。")),
        _paragraph("收到政府信息公开申请3件，均已答复。"),
        _heading("主动公开政府信息情况"),
        _table(tables["proactive_disclosure"], {corrected: _deleted("173", 3) + _inserted("137", 4)}),
        _heading("收到和处理政府信息公开申请情况"),
        _table(tables["requests"], {}),
        _heading("政府信息公开行政复议、行政诉讼情况"),
        _table(tables["proceedings"], {}),
        _heading("存在的主要问题及改进情况"),
        _paragraph("公开的材料照搬公文多，群众看不明白。今后每份材料附一段口语说明，先请村民代表看过再发布。"),
        _heading("其他需要报告的事项"),
        _paragraph("本年度没有收取信息处理费。"),
    ]  # fmt: skip
    return _package(body)


def controlled() -> bytes:
    """Return a report with its title in a text box, and content controls around headings and figures."""
    tables = BOXED.grids()
    controls = {key: _control(_run(value)) for key, value in BOXED.cells().items() if value != "0"}
    box = f"<w:txbxContent>{_paragraph('石阡县人民政府2024年政府信息公开工作年度报告')}</w:txbxContent>"
    anchor = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx>'
        f"{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    said = (
        "本报告由石阡县人民政府办公室编制，数据包括县人民政府及各部门、各乡镇（街道），"
        "统计期限为2024年1月1日至2024年12月31日。"
    )
    body = [
        _paragraph("", anchor),
        _paragraph(said),
        _control(_paragraph("一、总体情况")),
        _paragraph("（一）主动公开。全县制发行政规范性文件6件，废止4件。温泉取水、古树名木和苔茶产区的信息单列栏目。"),
        _paragraph("（二）依申请公开。全县收到政府信息公开申请77件，上年结转3件，结转下年度继续办理5件。"),
        _paragraph("（三）监督。因政府信息公开被申请行政复议6件，其中维持5件、纠正1件。"),
        _control(_paragraph("二、主动公开政府信息情况")),
        _control(_table(tables["proactive_disclosure"], controls)),
        _control(_paragraph("三、收到和处理政府信息公开申请情况")),
        _table(tables["requests"], controls),
        _control(_paragraph("四、政府信息公开行政复议、行政诉讼情况")),
        _table(tables["proceedings"], controls),
        _control(_paragraph("五、存在的主要问题及改进情况")),
        _paragraph("乡镇栏目里转载多、本地信息少。已给每个乡镇定下本地信息的条数，按季通报。"),
        _control(_paragraph("六、其他需要报告的事项")),
        _paragraph("全县没有收取信息处理费。"),
    ]
    return _package(body)


def _run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>" if text else ""


def _deleted(text: str, number: int) -> str:
    return f"<w:del {_WHO.format(number)}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def _inserted(text: str, number: int) -> str:
    return f"<w:ins {_WHO.format(number)}>{_run(text)}</w:ins>"


def _control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _paragraph(text: str, *more: str) -> str:
    return f"<w:p>{_run(text)}{''.join(more)}</w:p>"


def _heading(text: str) -> str:
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return f"<w:p>{numbered}{_run(text)}</w:p>"


def _table(grid: Grid, inside: dict[str, str]) -> str:
    """Return a table with its merged cells; `inside` is what stands in some cells, by key, in place of their text."""
    width = max(column + slot.colspan for row in placed(grid) for column, slot in row)
    below: dict[tuple[int, int], Slot] = {}
    rows = []
    for number, row in enumerate(placed(grid)):
        cells = {column: (slot, False) for column, slot in row}
        cells |= {column: (slot, True) for (at, column), slot in below.items() if at == number}
        for column, slot in row:
            below |= {(number + down, column): slot for down in range(1, slot.rowspan)}
        drawn = []
        for column in sorted(cells):
            slot, is_below = cells[column]
            merged = f"<w:vMerge{'' if is_below else ' w:val=' + chr(34) + 'restart' + chr(34)}/>"
            properties = f'<w:gridSpan w:val="{slot.colspan}"/>' if slot.colspan > 1 else ""
            properties += merged if slot.rowspan > 1 else ""
            said = "" if is_below else inside.get(slot.key, _run(slot.text))
            drawn.append(f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{said}</w:p></w:tc>")
        rows.append(f"<w:tr>{''.join(drawn)}</w:tr>")
    columns = '<w:gridCol w:w="900"/>' * width
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _package(body: Sequence[str]) -> bytes:
    """Return the file; nothing in it is packed, so that its bytes are the same everywhere."""
    relation = '<Relationship Id="rId1" Type="{}" Target="{}"/>'
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(relation.format(f"{_OFFICE}/officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _RELATIONS.format(relation.format(f"{_OFFICE}/numbering", "numbering.xml")),
        "word/document.xml": f"<w:document {_SPACES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>",
        "word/numbering.xml": _NUMBERING,
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as package:
        for name, text in parts.items():
            member = zipfile.ZipInfo(name, (2024, 1, 9, 8, 30, 0))
            member.create_system = 0
            package.writestr(member, (_HEAD + text).encode())
    return data.getvalue()
