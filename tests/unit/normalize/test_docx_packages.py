"""Kinds of Word package: templates, the strict form, other charsets, one XML, what stands elsewhere."""

import io

import docx as python_docx
import pytest
from docx.shared import Pt

from gouji.document import Document
from gouji.normalize import normalize
from gouji.normalize.docx import content
from gouji.snapshot import Snapshot

from .packages import CONTINUE, RESTART, W, blocks, docx, p, packed, refusal, run, span, tbl, tc, tr, word


@pytest.mark.parametrize(
    "kind",
    [
        "wordprocessingml.template.main",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ],
)
def test_templates_and_files_with_macros_are_read(kind):
    assert blocks(packed(word(p("甲"), kind=kind))) == ["甲"]


def test_the_strict_form_is_known_wherever_it_is_declared():
    parts = word(tbl(tr("规章", "5")) + p("甲"))
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    whole = parts["word/document.xml"].replace(W, strict)
    below = whole.replace("<w:t ", f'<w:t xmlns:w="{strict}" ')
    assert blocks(packed(parts)) == blocks(packed(parts | {"word/document.xml": whole}))
    assert blocks(packed(parts)) == blocks(packed(parts | {"word/document.xml": below}))
    # What only says so is text.
    said = whole.replace("甲", f'xmlns:w="{strict}"')
    assert blocks(packed(parts | {"word/document.xml": said}))[1] == f'xmlns:w="{strict}"'


def test_the_strict_form_reads_the_same():
    body = tbl(tr(tc("甲", RESTART), tc("1", span(2))), tr(tc("", CONTINUE), "2", "3")) + p(run("5", "<w:strike/>"))
    strict = {
        name: part.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/"
        )
        for name, part in word(body).items()
    }
    assert content(packed(strict)) == content(docx(body))
    assert [len(row) for row in blocks(packed(strict))[0]] == [2, 2]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-8-sig"])
def test_parts_are_read_in_their_charset(charset):
    parts = {name: part.encode(charset) for name, part in word(p(run("规章") + run("5", "<w:strike/>"))).items()}
    assert blocks(packed(parts)) == ["规章~~5~~"]


def test_prefixes_do_not_matter():
    parts = word(tbl(tr("规章", tc(run("5") + run("2", "<w:strike/>")))))
    parts["word/document.xml"] = (
        parts["word/document.xml"].replace("<w:", "<文:").replace("</w:", "</文:").replace(" w:", " 文:")
    ).replace("xmlns:w=", "xmlns:文=")
    assert blocks(packed(parts)) == [[["规章", "5~~2~~"]]]


def flat(parts, charset="utf-8"):
    package = "http://schemas.microsoft.com/office/2006/xmlPackage"
    inner = "".join(
        f'<pkg:part pkg:name="/{name}" pkg:contentType="{W}"><pkg:xmlData>{part}</pkg:xmlData></pkg:part>'
        for name, part in parts.items()
        if name != "[Content_Types].xml"
    ).replace(W, "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", 0)
    inner = inner.replace(
        f'pkg:name="/word/document.xml" pkg:contentType="{W}"',
        'pkg:name="/word/document.xml" pkg:contentType="application/vnd.openxmlformats-officedocument'
        '.wordprocessingml.document.main+xml"',
    )
    picture = '<pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>AAAA</pkg:binaryData></pkg:part>'
    return (
        f'<?xml version="1.0" encoding="{charset}" standalone="yes"?><?mso-application progid="Word.Document"?>'
        f'<pkg:package xmlns:pkg="{package}">{inner}{picture}</pkg:package>'
    ).encode(charset)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_a_package_in_one_xml_reads_the_same(charset):
    parts = word(
        p(run("5") + run("2", '<w:rStyle w:val="s"/>')) + tbl(tr("规章", "5")),
        styles='<w:style w:type="character" w:styleId="s"><w:rPr><w:strike/></w:rPr></w:style>',
    )
    found = normalize(Snapshot.of(flat(parts, charset), "x.xml"))
    assert isinstance(found, Document) and found.blocks == content(packed(parts)).blocks
    assert found.media_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_missing_optional_parts_are_fine_and_missing_ones_are_not():
    parts = word(p("甲"))
    del parts["word/_rels/document.xml.rels"]
    assert blocks(packed(parts)) == ["甲"]
    for name in ("_rels/.rels", "word/document.xml"):
        assert refusal(packed({key: part for key, part in word(p("甲")).items() if key != name}))[0] == "read.broken"


def test_parts_that_stand_elsewhere_are_never_fetched():
    parts = word(p("甲"))
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="x" Type="http://x/styles" Target="http://x/" TargetMode="External"/></Relationships>',
    )
    assert blocks(packed(parts)) == ["甲"]


# --- files as python-docx writes them


def test_a_file_of_another_program_reads_whole():
    document = python_docx.Document()
    document.add_heading("云岭镇2023年政府信息公开工作年度报告", 0)
    document.add_paragraph("总体情况", style="List Number")
    document.add_paragraph("主动公开", style="List Number")
    table = document.add_table(3, 4)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "信息内容"
    table.cell(0, 1).merge(table.cell(0, 3)).text = "数量"
    for at in range(1, 4):
        table.cell(1, at).text = f"列{at}"
        table.cell(2, at).paragraphs[0].add_run(str(at)).font.size = Pt(9)
    table.cell(2, 0).text = "规章"
    out = io.BytesIO()
    document.save(out)
    assert blocks(out.getvalue()) == [
        "云岭镇2023年政府信息公开工作年度报告",
        "1. 总体情况",
        "2. 主动公开",
        [["信息内容", "数量"], ["列1", "列2", "列3"], ["规章", "1", "2", "3"]],
    ]
