"""Zip archives without trust, and the names of what is no Word file."""

import io
import struct
import zipfile

import pytest

from gouji.normalize import archive
from gouji.normalize.archive import Archive
from gouji.normalize.docx import body, package
from gouji.normalize.medium import sniff
from gouji.normalize.unreadable import Unreadable

from .packages import OFFICE, W, blocks, docx, p, packed, refusal, tbl, tr, word

DOCX = docx(p("规章"))


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    """Return a zip of (name, data) pairs, names as they are given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as opened:
        for name, data in members:
            info = zipfile.ZipInfo("x")
            info.filename = name
            info.compress_type = method
            opened.writestr(info, data)
    return out.getvalue()


def test_members_are_found_without_regard_to_case_and_read_once_asked_for():
    found = Archive(zipped(("Word/Document.xml", b"<a/>"), ("broken", b"x")))
    assert "word/document.XML" in found and "other" not in found
    assert found.read("word/document.xml") == b"<a/>"
    with pytest.raises(KeyError):
        found.read("other")


@pytest.mark.parametrize(
    "name", ["../a", "a/../../b", "/etc/passwd", "C:/a", "c:a", "a\\b", "..\\a", "word/document.xml\x00.png"]
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    with pytest.raises(Unreadable) as error:
        Archive(zipped(("x" * len(name.encode()), b"")).replace(b"x" * len(name.encode()), name.encode()))
    assert (error.value.rule_id, error.value.detail) == ("read.broken", "zip: unsafe name of a member")


def test_a_name_with_dots_in_it_is_fine():
    assert Archive(zipped(("a..b/...", b"x"))).read("a..b/...") == b"x"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused_where_they_are_read():
    parts = word(p("甲"))
    members = [(name, part) for name, part in parts.items()]
    doubled = zipped(*members, ("WORD/document.xml", parts["word/document.xml"].replace("甲", "乙")))
    assert refusal(doubled)[:2] == ("read.broken", "zip: two members of one name")
    unread = zipped(*members, ("media/a.png", b"1"), ("media/a.png", b"2"))
    assert sniff(unread).kind == "docx" and Archive(unread).read("word/document.xml")


def test_more_members_than_any_report_has_are_refused():
    many = zipped(*((f"{number}", b"") for number in range(archive.MOST_MEMBERS + 1)))
    assert refusal(many)[0] == "read.limit_exceeded"
    assert refusal(zipped(*((f"{number}", b"") for number in range(archive.MOST_MEMBERS))))[0] == "read.unsupported"


def test_what_unpacks_to_more_than_the_limit_is_refused_as_it_unpacks(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_PART", 1000)
    noise = bytes(range(256)) * 4
    opened = Archive(zipped(("a", noise[:1000]), ("b", noise)))
    assert len(opened.read("a")) == 1000
    with pytest.raises(Unreadable) as error:
        opened.read("b")
    assert error.value.rule_id == "read.limit_exceeded"


def test_all_parts_together_stay_below_the_limit(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_ALL", 1500)
    opened = Archive(zipped(("a", b"x" * 1000), ("b", b"y" * 1000)))
    opened.read("a")
    with pytest.raises(Unreadable):
        opened.read("b")


def test_what_packs_too_well_is_no_document():
    bomb = zipped(("[Content_Types].xml", b"<!-- " + b" " * 3_000_000 + b" --><a/>"))
    assert refusal(bomb)[:2] == ("read.limit_exceeded", "zip: unpacked > 200 × packed")


def test_a_size_that_lies_does_not_help():
    data = zipped(("a", b"x" * 5000))
    lying = data.replace(struct.pack("<I", 5000), struct.pack("<I", 50))
    assert lying != data
    with pytest.raises(Unreadable) as error:
        Archive(lying).read("a")
    assert error.value.rule_id == "read.broken"


def test_members_that_share_bytes_are_refused():
    data = bytearray(zipped(("a", b"x" * 100), ("b", b"x" * 100), method=zipfile.ZIP_STORED))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    struct.pack_into("<I", data, second + 42, 0)
    with pytest.raises(Unreadable) as error:
        Archive(bytes(data))
    assert error.value.rule_id == "read.broken"


def test_a_locked_archive_says_so():
    data = bytearray(DOCX)
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    assert refusal(bytes(data))[0] == "read.encrypted"


def test_a_way_of_packing_that_no_package_uses_is_refused_by_its_number():
    found = refusal(packed(word(p("甲")), zipfile.ZIP_BZIP2))
    assert found[:2] == ("read.unsupported", "zip: compression method 12")
    assert sniff(packed(word(p("甲")), zipfile.ZIP_STORED)).kind == "docx"


@pytest.mark.parametrize("cut", [10, 40, 300, len(DOCX) // 2, len(DOCX) - 30, len(DOCX) - 1])
def test_a_file_that_ends_early_is_broken(cut):
    assert refusal(DOCX[:cut])[0] == "read.broken"


def test_a_byte_that_changed_is_noticed():
    stored = packed(word(p("规章")), zipfile.ZIP_STORED)
    damaged = stored.replace("规章".encode(), "规程".encode(), 1)
    assert damaged != stored and refusal(damaged)[0] == "read.broken"


# --- XML


def refused(document, **more):
    parts = word("", **more)
    parts["word/document.xml"] = document
    return refusal(packed(parts))


@pytest.mark.parametrize(
    "dtd",
    [
        "<!DOCTYPE w:document>",
        '<!DOCTYPE w:document [<!ENTITY a "5">]>',
        '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE w:document SYSTEM "http://x/y.dtd">',
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_a_part_with_a_dtd_is_refused(dtd, charset):
    xml = f'<?xml version="1.0" encoding="{charset}"?>{dtd}<w:document xmlns:w="{W}"><w:body/></w:document>'
    assert refused(xml.encode(charset))[:2] == ("read.broken", "xml: DTD")


def test_entities_that_multiply_are_never_spelled_out():
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE a [<!ENTITY a0 "lol">{lines}]><w:document xmlns:w="{W}"><w:body>&a11;</w:body></w:document>'
    assert refused(laughs)[0] == "read.broken"
    assert refused(f'<w:document xmlns:w="{W}"><w:body>&nbsp;</w:body></w:document>')[0] == "read.broken"


def test_nesting_beyond_any_document_is_refused():
    deep = "<w:sdtContent>" * 300 + "</w:sdtContent>" * 300
    assert refusal(docx(deep))[:2] == ("read.limit_exceeded", "xml: depth or length")
    assert refusal(docx(p("<w:hyperlink>" * 5000 + "</w:hyperlink>" * 5000)))[0] == "read.limit_exceeded"


def test_tables_as_deep_as_xml_may_be_are_read():
    inner = p("规章")
    for _ in range(80):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert blocks(docx(inner)) == ["规章"]


@pytest.mark.parametrize("xml", ["", "规章", "<w:document", "<a/>", f'<w:document xmlns:w="{W}"/>', "<a>\x01</a>"])
def test_what_is_no_document_is_broken(xml):
    assert refused(xml)[0] == "read.broken"


def test_counts_beyond_the_limits_are_refused(monkeypatch):
    monkeypatch.setattr(body, "MOST_CELLS", 5)
    monkeypatch.setattr(body, "LONGEST", 20)
    assert refusal(docx(tbl(tr("1", "2", "3"), tr("4", "5", "6"))))[:2] == ("read.limit_exceeded", "docx: > 5 cells")
    assert refusal(docx(p("长" * 21)))[:2] == ("read.limit_exceeded", "> 20 characters")
    assert refusal(docx(tbl(tr("长" * 11, "长" * 11))))[0] == "read.limit_exceeded"
    monkeypatch.setattr(package, "MOST_TAGS", 100)
    assert refusal(docx(p("") * 50))[0] == "read.limit_exceeded"


@pytest.mark.parametrize("span", ["1001", "999999999", "9" * 5000, "-1", "x"])
def test_spans_no_table_has_are_refused(span):
    table = f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{p("1")}</w:tc></w:tr></w:tbl>'
    assert refusal(docx(table))[0] in ("read.limit_exceeded", "read.broken")


# --- what else begins like a zip, and what else office programs write


@pytest.mark.parametrize(
    ("kind", "name", "media_type"),
    [
        ("spreadsheetml.sheet.main", "xlsx (Excel)", f"{OFFICE}spreadsheetml.sheet"),
        ("presentationml.presentation.main", "pptx (PowerPoint)", f"{OFFICE}presentationml.presentation"),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsx (Excel)", f"{OFFICE}spreadsheetml.sheet"),
    ],
)
def test_other_packages_are_refused_by_the_name_a_clerk_knows(kind, name, media_type):
    assert refusal(packed(word("", kind=kind))) == ("read.unsupported", name, media_type)


@pytest.mark.parametrize(
    ("members", "name", "media_type"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}, "odt (OpenDocument)", None),
        ({"mimetype": "application/epub+zip"}, "epub", None),
        ({"OFD.xml": "<a/>", "Doc_0/Document.xml": "<a/>"}, "ofd", "application/ofd"),
        ({"年报.docx": "x", "年报.pdf": "x"}, "zip", "application/zip"),
        ({"mimetype": "x" * 5000}, "zip", "application/zip"),
        ({}, None, None),
    ],
)
def test_other_archives_are_refused_by_name(members, name, media_type):
    if not members:
        # Without members there is not even a first one: no archive of anything.
        assert sniff(packed(members)).kind == "none"
        return
    found = refusal(packed(members))
    assert found == ("read.unsupported", name, media_type or members["mimetype"])


def compound(*streams, skew=0):
    """Return what a compound file's directory looks like."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * (504 + skew) + entries


@pytest.mark.parametrize(
    ("data", "kind", "media_type", "reason"),
    [
        (compound("1Table", "WordDocument"), "read.unsupported", "application/msword", "doc / wps"),
        (compound("Workbook"), "read.unsupported", "application/vnd.ms-excel", "xls"),
        (compound("PowerPoint Document"), "read.unsupported", "application/vnd.ms-powerpoint", "ppt"),
        (compound("EncryptionInfo", "EncryptedPackage"), "read.encrypted", "application/x-ole-storage", "Office"),
        (compound("Contents"), "read.unsupported", "application/x-ole-storage", "OLE"),
        # A name in the text is no stream.
        (compound("WordDocument", skew=2), "read.unsupported", "application/x-ole-storage", "OLE"),
    ],
)
def test_old_office_files_are_told_apart(data, kind, media_type, reason):
    found = sniff(data)
    assert (found.kind, found.media_type) == (kind, media_type) and found.reason.startswith(reason)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("root", "reason"),
    [
        ('w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"', "xml (Word 2003)"),
        (f'w:document xmlns:w="{W}"', "xml (Word, one part of a docx)"),
    ],
)
def test_word_in_one_xml_of_another_kind_is_refused_by_name(root, reason, charset):
    xml = f'<?xml version="1.0" encoding="{charset.removesuffix("-sig")}"?>\n<!-- a > b --><{root}><p/>'.encode(charset)
    assert (sniff(xml).kind, sniff(xml).reason) == ("read.unsupported", reason)


def test_a_page_that_only_mentions_word_is_a_page():
    page = f'<?xml version="1.0"?><!DOCTYPE html><html><body><p>行政 {W}</p></body></html>'
    assert sniff(page.encode()).kind == "html"


def test_namespaces_by_the_thousand_cost_no_more_than_the_rest():
    strange = "".join(f'<x xmlns="urn:{number}"/>' for number in range(3000))
    assert blocks(docx(p(strange + "<w:r><w:t>规章</w:t></w:r>"))) == ["规章"]
