"""A page -> a Word file: raw WordprocessingML in a zip, the ways Word, WPS, LibreOffice and scripts write it."""

from __future__ import annotations

import base64
import io
import random
import re
import zipfile
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from tests.forge.grids import Grid, Slot
from tests.forge.media.page import Drawn, Line, Page, fitted, header_of, placed

_TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" mc:Ignorable="w14"'
)
_NUMBERED = re.compile(r"^([一二三四五六七八])、(?=\S)")
_ORDINALS = "一二三四五六七八"
_DIGIT_LABEL = re.compile(r"^(\d)\.(?=\D)")

_WHO = 'w:author="科室" w:date="2022-01-05T09:00:00Z"'
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
_PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="300000"/><wp:docPr id="7" name="图片 1"/>'
    "<a:graphic><a:graphicData "
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="7" name="1.png"/>'
    '<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId9"/></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" '
    'y="0"/><a:ext cx="900000" cy="300000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    "</pic:pic>"
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


@dataclass(frozen=True)
class Ways:
    """How one file is written. `slivers`: LibreOffice's columns of a few twips; `numbers`: headings by list numbers."""

    producer: str
    strict: bool
    spans: float
    tracked: float
    controls: float
    numbers: bool
    label_numbers: bool
    boxed_title: str
    boxed_table: bool
    nested: bool
    slivers: bool
    repeats: bool
    sections: bool
    fallback: bool
    merges: str
    hidden: bool
    prefix: str
    centred: float
    middle: float
    minus: str
    links: bool
    border: str
    footer: str
    wide_labels: bool

    @classmethod
    def of(cls, rng: random.Random) -> Ways:
        """Return random ways; a good share of files is plain."""
        producer = rng.choice(["word", "word", "wps", "libreoffice", "script"])
        neat = rng.random() < 0.3

        def some(chance: float) -> bool:
            return not neat and rng.random() < chance

        return cls(
            producer=producer,
            strict=producer == "word" and some(0.1),
            spans=0.0 if neat else rng.choice([0, 0.1, 0.5]),
            tracked=rng.choice([0.02, 0.3]) if some(0.15) else 0.0,
            controls=rng.choice([0.02, 0.3]) if some(0.12) else 0.0,
            numbers=some(0.25),
            label_numbers=some(0.12),
            boxed_title=rng.choice(["vml", "drawing", "both"]) if some(0.12) else "",
            boxed_table=some(0.05),
            nested=some(0.08),
            slivers=producer == "libreoffice" and some(0.5),
            repeats=some(0.4),
            sections=some(0.3),
            fallback=some(0.5),
            merges=rng.choice(["grid", "grid", "grid", "h"]),
            hidden=some(0.15),
            prefix="w" if not some(0.08) else rng.choice(["ns0", "x"]),
            centred=rng.choice([0, 0.5, 1, 1, 1]),
            middle=rng.choice([0, 0.5, 1, 1, 1]),
            links=some(0.5),
            border="none" if rng.random() < 0.04 else rng.choice(["single"] * 5 + ["double", "dotted", "thick"]),
            wide_labels=rng.random() < 0.6,
            footer=rng.choice(["", "{}", "- {} -", "第 {} 页"]),
            minus=rng.choice(["-", "-", "<w:noBreakHyphen/>"]),
        )


def written(page: Page, rng: random.Random) -> bytes:
    """Return a page's file."""
    return _Writer(page, rng, Ways.of(rng)).file()


def printable(page: Page, rng: random.Random) -> bytes:
    """Return a page's file to print: without what a print shows in its margins or not at all."""
    ways = Ways.of(rng)
    # Without rules it is open what belongs together.
    page.doubtful |= ways.border == "none"
    ways = replace(ways, tracked=0.0, links=False, boxed_title="", boxed_table=False, merges="grid", nested=False)
    return _Writer(page, rng, ways).file()


class _Writer:
    def __init__(self, page: Page, rng: random.Random, ways: Ways) -> None:
        self.of, self.rng, self.ways = page, rng, ways
        self.count = 0
        self.lists: list[int] = []
        self.counted = 0
        # Numbers only where a list gives the very ones that are printed.
        heads = [line.text for line in page.parts if isinstance(line, Line) and line.role == "heading"]
        found = [match[1] for match in map(_NUMBERED.match, heads) if match]
        said = [line.text for line in page.parts if isinstance(line, Line) and line.role != "heading"]
        also = any(_NUMBERED.match(text) for text in said)
        self.numbers = ways.numbers and not also and found == list(_ORDINALS[: len(found)]) and len(found) == len(heads)

    # -- the package ----------------------------------------------------------------------------------------------

    def file(self) -> bytes:
        body = "".join(self.drawn(part) if isinstance(part, Drawn) else self.line(part) for part in self.of.parts)
        word, office = (_STRICT, _STRICT_OFFICE) if self.ways.strict else (_TRANSITIONAL, _OFFICE)
        foot = '<w:footerReference w:type="default" r:id="rId3"/>' if self.ways.footer else ""
        sheet = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1200" w:bottom="1440" w:left="1200" '
        end = f'<w:sectPr>{foot}{sheet}w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
        document = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{word}" xmlns:r="{office}" '
            f"{_SPACES}><w:body>{body}{end}</w:body></w:document>"
        )
        if self.ways.prefix != "w":
            document = re.sub(r"(</?)w:", rf"\1{self.ways.prefix}:", document)
            document = re.sub(r"(\s)w:(\w+=)", rf"\1{self.ways.prefix}:\2", document)
            document = document.replace("xmlns:w=", f"xmlns:{self.ways.prefix}=")
        types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
            f'<Override PartName="/word/document.xml" ContentType="{types}.document.main+xml"/>'
            f'<Override PartName="/word/footer1.xml" ContentType="{types}.footer+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{types}.styles+xml"/>'
            f'<Override PartName="/word/numbering.xml" ContentType="{types}.numbering+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="{office}/numbering" '
            f'Target="numbering.xml"/>'
            f'<Relationship Id="rId3" Type="{office}/footer" Target="footer1.xml"/>'
            f'<Relationship Id="rId9" Type="{office}/image" Target="media/image1.png"/>'
            "</Relationships>",
            "word/styles.xml": f'<w:styles xmlns:w="{word}"><w:style w:type="paragraph" w:default="1" w:styleId="a">'
            '<w:name w:val="Normal"/></w:style></w:styles>',
            "word/numbering.xml": _numbering(word, self.lists),
            "word/footer1.xml": _footer(word, self.ways.footer),
            "word/document.xml": document,
            "word/media/image1.png": base64.b64decode(DOT),
        }  # fmt: skip
        file = io.BytesIO()
        how = self.rng.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
        with zipfile.ZipFile(file, "w", how) as package:
            names = list(parts)
            if self.rng.random() < 0.2:
                names.reverse()
            for name in names:
                package.writestr(zipfile.ZipInfo(name), parts[name], how)
        return file.getvalue()

    # -- words ----------------------------------------------------------------------------------------------------

    def line(self, line: Line) -> str:
        ways, rng = self.ways, self.rng
        if not line.text.strip(" "):
            return self.paragraph("")
        text, properties = line.text, ""
        if line.role == "heading" and self.numbers:
            text = _NUMBERED.sub("", text)
            properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        found = self.paragraph(self.runs(text), properties)
        if line.role == "title" and ways.boxed_title:
            found = self.paragraph(self.text_box(found, ways.boxed_title))
        if ways.sections and line.role == "heading" and rng.random() < 0.1:
            found += '<w:p><w:pPr><w:sectPr><w:type w:val="continuous"/></w:sectPr></w:pPr></w:p>'
        if rng.random() < ways.controls:
            number = rng.randint(1, 10**8)
            found = f'<w:sdt><w:sdtPr><w:id w:val="{number}"/></w:sdtPr><w:sdtContent>{found}</w:sdtContent></w:sdt>'
        if ways.hidden and rng.random() < 0.1:
            found += self.paragraph("<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部校对稿 共 99 件</w:t></w:r>")
        return found

    def text_box(self, paragraphs: str, how: str) -> str:
        content = f"<w:txbxContent>{paragraphs}</w:txbxContent>"
        vml = f'<w:pict><v:shape style="width:400pt;height:60pt"><v:textbox>{content}</v:textbox></v:shape></w:pict>'
        if how == "vml":
            return f"<w:r>{vml}</w:r>"
        drawing = (
            '<w:drawing><wp:inline><wp:extent cx="5000000" cy="800000"/><wp:docPr id="1" name="文本框 1"/><a:graphic>'
            '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
            '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5000000" cy="800000"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
            f"<wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        if how == "drawing":
            return f"<w:r>{drawing}</w:r>"
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{vml}</mc:Fallback>'
            "</mc:AlternateContent></w:r>"
        )

    def paragraph(self, runs: str, properties: str = "") -> str:
        rng = self.rng
        attributes = ""
        if self.ways.producer == "word":
            attributes = f' w:rsidR="00{rng.randint(10**5, 10**6 - 1)}" w:rsidRDefault="00A00001"'
        if not properties and rng.random() < self.ways.centred:
            properties = '<w:jc w:val="center"/>'
        return f"<w:p{attributes}>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"

    def runs(self, text: str, properties: str = "") -> str:
        """Return text as runs, cut anywhere, with what producers leave between them."""
        pieces = re.split("(\n)", text)
        return "".join(
            "<w:r><w:br/></w:r>" if piece == "\n" else self.pieces(piece, properties) for piece in pieces if piece
        )

    def pieces(self, text: str, properties: str) -> str:
        rng, ways = self.rng, self.ways
        if rng.random() >= ways.spans or len(text) < 2:
            return self.run(text, properties)
        cuts = sorted(rng.sample(range(1, len(text)), min(len(text) - 1, rng.randint(1, 3))))
        found = []
        for start, stop in zip([0, *cuts], [*cuts, len(text)], strict=True):
            found.append(self.run(text[start:stop], properties))
            self.count += 1
            found.append(rng.choice([
                "", "", '<w:proofErr w:type="spellStart"/>',
                f'<w:bookmarkStart w:id="{self.count}" w:name="_a{self.count}"/><w:bookmarkEnd w:id="{self.count}"/>',
                "<w:r><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r>" if ways.hidden else "",
                "<w:r><w:lastRenderedPageBreak/></w:r>",
            ]))  # fmt: skip
        joined = "".join(found)
        if rng.random() < 0.1:
            tag = 'w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="chmetcnv"'
            return f"<w:smartTag {tag}>{joined}</w:smartTag>"
        if ways.links and rng.random() < 0.05:
            return f'<w:hyperlink w:anchor="top">{joined}</w:hyperlink>'
        if rng.random() < 0.05:
            return ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> QUOTE 7 '
                    f'</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{joined}'
                    '<w:r><w:fldChar w:fldCharType="end"/></w:r>')  # fmt: skip
        return joined

    def run(self, text: str, properties: str) -> str:
        rng, ways = self.rng, self.ways
        space = ' xml:space="preserve"' if text != text.strip(" ") or ways.producer == "wps" else ""
        inner = properties or rng.choice(["", '<w:rFonts w:hint="eastAsia"/>', '<w:sz w:val="21"/>', "<w:b/>"])
        found = f"<w:r>{f'<w:rPr>{inner}</w:rPr>' if inner else ''}<w:t{space}>{escape(text)}</w:t></w:r>"
        if properties or rng.random() >= ways.tracked:
            return found
        self.count += 1
        who = f'w:id="{self.count + 5000}" {_WHO}'
        gone = f"<w:del {who}><w:r><w:delText>{rng.randint(1, 99)}</w:delText></w:r></w:del>"
        moved = f"<w:moveFrom {who}><w:r><w:t>{rng.randint(1, 9)}</w:t></w:r></w:moveFrom>"
        return rng.choice([f"{gone}<w:ins {who}>{found}</w:ins>", f"<w:ins {who}>{found}</w:ins>{gone}", gone + found,
                           moved + found, f"<w:moveTo {who}>{found}</w:moveTo>"])  # fmt: skip

    # -- tables ---------------------------------------------------------------------------------------------------

    def drawn(self, part: Drawn) -> str:
        if not part.grid:
            if part.table in self.of.pictured:
                return self.paragraph(_PICTURE)
            return ""
        ways, rng = self.ways, self.rng
        found = self.table(fitted(part.grid), part)
        if ways.nested and rng.random() < 0.7:
            found = ('<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr><w:tc><w:tcPr/>'
                     f"{self.paragraph('')}{found}<w:p/></w:tc></w:tr></w:tbl>")  # fmt: skip
        if ways.boxed_table and part.table == "proceedings":
            found = self.paragraph(self.text_box(found + "<w:p/>", rng.choice(["vml", "drawing", "both"])))
        elif rng.random() < ways.controls:
            found = f"<w:sdt><w:sdtPr/><w:sdtContent>{found}</w:sdtContent></w:sdt>"
        return found + ("<w:p/>" if ways.producer != "script" else self.paragraph(""))

    def table(self, grid: Grid, part: Drawn) -> str:
        ways, rng = self.ways, self.rng
        width = part.width
        sliver = rng.randrange(1, width) if ways.slivers and width > 2 else -1
        twips = [9000 // width] * width
        if width == 10 and ways.wide_labels:
            twips = [700, 900, 2200, *[740] * 7]
        names = list(map(str, twips))
        if sliver >= 0:
            names.insert(sliver, "8")
        columns = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in names)
        head = len(header_of(grid)) if ways.repeats and part.table == "requests" else 0
        rows = []
        covered: dict[tuple[int, int], Slot] = {}
        for number, row in enumerate(placed(grid)):
            at = dict(row)
            cells, column = [], 0
            while column < width:
                if column in at:
                    slot = at[column]
                    for below in range(1, slot.rowspan):
                        covered[number + below, column] = slot
                    merge = "restart" if slot.rowspan > 1 else ""
                    cells.append(self.cell(slot, merge, column, sliver, sum(twips[column : column + slot.colspan])))
                    column += slot.colspan
                elif (number, column) in covered:
                    slot = covered[number, column]
                    wide = sum(twips[column : column + slot.colspan])
                    cells.append(self.cell(slot, "continue", column, sliver, wide))
                    column += slot.colspan
                else:
                    break
            rows.append(self.row("".join(cells), is_head=number < head))
        edges = "".join(
            f'<w:{edge} w:val="{ways.border}" w:sz="{rng.choice([2, 4, 8])}" w:space="0" w:color="000000"/>'
            for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        style = '<w:tblStyle w:val="a3"/><w:tblW w:w="0" w:type="auto"/>'
        style = f"<w:tblPr>{style}<w:tblBorders>{edges}</w:tblBorders></w:tblPr>"
        return f"<w:tbl>{style}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"

    def row(self, cells: str, *, is_head: bool) -> str:
        rng, ways = self.rng, self.ways
        properties = "<w:tblHeader/>" if is_head else ""
        if rng.random() < 0.3:
            properties = '<w:trHeight w:val="397"/>' + properties
        if rng.random() < ways.tracked * 0.1:
            properties += '<w:ins w:id="77" ' + _WHO + "/>"
        row = f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{cells}</w:tr>"
        if rng.random() < ways.tracked * 0.1:
            # A row that was taken out again.
            row += f'<w:tr><w:trPr><w:del w:id="78" {_WHO}/></w:trPr>{self.deleted("规章")}{self.deleted("3")}</w:tr>'
        if rng.random() < ways.controls * 0.3:
            row = f"<w:sdt><w:sdtPr/><w:sdtContent>{row}</w:sdtContent></w:sdt>"
        return row

    def deleted(self, text: str) -> str:
        gone = f'<w:del w:id="79" {_WHO}><w:r><w:delText>{text}</w:delText></w:r></w:del>'
        return f"<w:tc><w:tcPr/><w:p>{gone}</w:p></w:tc>"

    def cell(self, slot: Slot, merge: str, column: int, sliver: int, wide: int) -> str:
        ways, rng = self.ways, self.rng
        span = slot.colspan
        if column < sliver < column + slot.colspan or (sliver == column and column):
            # The sliver goes to the cell it lies in, or to the one at its right.
            span += 1
        properties = f'<w:tcW w:w="{wide}" w:type="dxa"/>'
        if span > 1 and (ways.merges == "grid" or span != slot.colspan):
            properties += f'<w:gridSpan w:val="{span}"/>'
        if merge:
            properties += '<w:vMerge w:val="restart"/>' if merge == "restart" else rng.choice(
                ["<w:vMerge/>", '<w:vMerge w:val="continue"/>'])  # fmt: skip
        properties += '<w:vAlign w:val="center"/>' if rng.random() < ways.middle else ""
        inside = self.paragraph("") if merge == "continue" else self.inside(slot)
        if span > 1 and ways.merges == "h" and span == slot.colspan:
            # Merged the way of old files: each column has a cell of its own.
            first = f'<w:tc><w:tcPr>{properties}<w:hMerge w:val="restart"/></w:tcPr>{inside}</w:tc>'
            return first + f"<w:tc><w:tcPr>{properties}<w:hMerge/></w:tcPr><w:p/></w:tc>" * (span - 1)
        cell = f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"
        if rng.random() < ways.controls * 0.3:
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{cell}</w:sdtContent></w:sdt>"
        return cell

    def inside(self, slot: Slot) -> str:
        rng, ways = self.rng, self.ways
        if slot.mark == "nested":
            return ('<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="600"/></w:tblGrid><w:tr><w:tc><w:tcPr/>'
                    f"{self.paragraph(self.runs(slot.text))}</w:tc></w:tr></w:tbl><w:p/>")  # fmt: skip
        if slot.mark:
            return self.paragraph(self.marked(slot))
        text = slot.text
        label = _DIGIT_LABEL.match(text)
        if ways.label_numbers and label and slot.role == "label":
            properties = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self.list_for(int(label[1]))}"/></w:numPr>'
            return self.paragraph(self.runs(text[label.end() :]), properties)
        if "\n" in text and rng.random() < 0.5:
            return "".join(self.paragraph(self.runs(piece)) for piece in text.split("\n"))
        if slot.role == "value" and text[:1] == "-" and ways.minus != "-":
            return self.paragraph(f"<w:r>{ways.minus}<w:t>{escape(text[1:])}</w:t></w:r>")
        if slot.role == "value" and rng.random() < ways.controls * 0.3:
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{self.paragraph(self.runs(text))}</w:sdtContent></w:sdt>"
        return self.paragraph(self.runs(text))

    def list_for(self, number: int) -> int:
        """Return a list whose next number is this one: the last, or a new one."""
        self.counted += 1
        if not self.lists or self.counted != number:
            self.lists.append(number)
            self.counted = number
        return 10 + len(self.lists)

    def marked(self, slot: Slot) -> str:
        first, second = slot.text[:1], slot.text[1:]
        if slot.mark == "formula":
            space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
            return f'<m:oMath xmlns:m="{space}"><m:r><m:t>{slot.text}</m:t></m:r></m:oMath>'
        if slot.mark == "pictured":
            return _PICTURE
        if slot.mark in ("hidden", "row hidden"):
            return self.run(slot.text, "<w:vanish/>")
        if slot.mark == "struck":
            return self.run(first, self.rng.choice(["<w:strike/>", "<w:dstrike/>"])) + self.run(second, "<w:b/>")
        how = "superscript" if slot.mark == "raised" else "subscript"
        return self.run(first, "<w:b/>") + self.run(second, f'<w:vertAlign w:val="{how}"/>')


def _footer(word: str, text: str) -> str:
    """Return a foot with the number of its page."""
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    before, _, after = text.partition("{}")
    runs = (
        f'<w:r><w:t xml:space="preserve">{before}</w:t></w:r>{page}<w:r><w:t xml:space="preserve">{after}</w:t></w:r>'
    )
    return f'<w:ftr xmlns:w="{word}"><w:p>{runs}</w:p></w:ftr>'


def _numbering(word: str, lists: list[int]) -> str:
    """Return the lists: 1 counts 一、二、三; those from 11 on are Arabic and begin with these numbers."""
    levels = [(1, "chineseCounting", "%1、", 1), (2, "decimal", "%1.", 1)]
    found = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="{start}"/>'
        f'<w:numFmt w:val="{form}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        for number, form, text, start in levels
    )
    uses = '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>' + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0">'
        f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        for number, start in enumerate(lists, start=11)
    )
    return f'<w:numbering xmlns:w="{word}">{found}{uses}</w:numbering>'
