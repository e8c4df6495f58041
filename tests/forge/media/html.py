"""A page -> a web page, the ways content systems, editors and Word write it."""

from __future__ import annotations

import html
import random
import re
from dataclasses import dataclass

from tests.forge.grids import Slot
from tests.forge.media.docx import DOT
from tests.forge.media.page import Drawn, Line, Page, fitted, header_of

SHELLS = ("bare", "cms", "cms", "cms", "word", "fragment", "printed")
_BOXES = ("div", "section", "article", "center", "font", "layout", "form", "td_in_div")
_DECOYS = (
    "<!-- 0 1 2 3 -->", "<script>var n = '<table><tr><td>规章</td><td>9</td></tr></table>';</script>",
    "<style>.t td { width: 90px; color: #333 }</style>",
    "<noscript>请启用脚本</noscript>", "<template><table><tr><td>规章</td><td>7</td></tr></table></template>",
)  # fmt: skip


@dataclass(frozen=True)
class Ways:
    """How one page is written."""

    shell: str
    depth: int
    cell: str
    paragraphs: str
    spans: float
    header: str
    sloppy: float
    quotes: str
    upper: bool
    nbsp: str
    pretty: bool
    section_tags: bool
    in_paragraph: bool
    attributes: bool

    @classmethod
    def of(cls, rng: random.Random, *, shell: str | None = None) -> Ways:
        """Return random ways; a good share of pages is plain."""
        neat = rng.random() < 0.3
        sloppy = 0.0 if neat or rng.random() < 0.6 else rng.choice([0.05, 0.3, 1.0])
        return cls(
            shell=shell or rng.choice(SHELLS),
            depth=rng.choice([0, 1, 3, 8] if neat or shell else [0, 2, 5, 12, 40, 120, 240, 300]),
            cell=rng.choice(["bare", "p", "p", "span", "p_span", "div", "font", "p_b", "ps", "br"]),
            paragraphs=rng.choice(["p", "p", "p_span", "div", "br", "word"]),
            spans=0.0 if neat else rng.choice([0, 0, 0.1, 0.6]),
            header=rng.choice(["td", "td", "th", "strong"]),
            sloppy=sloppy,
            quotes=rng.choice(['"', '"', "'", ""]),
            upper=not neat and rng.random() < 0.1,
            nbsp=rng.choice(["&nbsp;", "&nbsp;", "&#160;", "\u00a0", "&#xa0;"]),
            pretty=rng.random() < 0.5,
            section_tags=rng.random() < 0.4,
            in_paragraph=not neat and rng.random() < 0.15,
            attributes=rng.random() < 0.7,
        )


def written(page: Page, rng: random.Random, shell: str | None = None) -> bytes:
    """Return a page's file, in one of the charsets of the web, declared rightly, not or falsely."""
    writer = _Writer(page, rng, Ways.of(rng, shell=shell))
    return _stored(writer.page(), rng, page.charset, declares=writer.declares)


def printable(page: Page, rng: random.Random) -> bytes:
    """Return a page to print: no navigation, a sheet's margins, rules around the cells."""
    return _Writer(page, rng, Ways.of(rng, shell="printed")).page().encode()


class _Writer:
    def __init__(self, page: Page, rng: random.Random, ways: Ways) -> None:
        self.of = page
        self.rng = rng
        self.ways = ways
        self.declares = ways.shell not in ("bare", "fragment") or rng.random() < 0.3

    # -- the page around ------------------------------------------------------------------------------------------

    def page(self) -> str:
        parts = [self.drawn(part) if isinstance(part, Drawn) else self.line(part) for part in self.of.parts]
        content = self.boxed(("\n" if self.ways.pretty else "").join(parts))
        shell = self.ways.shell
        if shell == "fragment":
            return f"<div>{content}</div>"
        meta = "<META>" if self.declares else ""
        if shell == "bare":
            return f"<html><head>{meta}<title>{self.title()}</title></head><body>{content}</body></html>"
        if shell == "word":
            return self.of_word(content, meta)
        if shell == "printed":
            return self.for_print(content, meta)
        return self.of_cms(content, meta)

    def title(self) -> str:
        return html.escape(self.of.title)

    def of_cms(self, content: str, meta: str) -> str:
        rng, page = self.rng, self.of
        day = f"{page.year + 1}-01-{rng.randint(10, 29)}"
        full = html.escape(page.body.full)
        number = rng.randint(10**9, 10**10 - 1)
        head = [meta, f"<title>{self.title()}</title>"]
        if rng.random() < 0.6:
            head += [f'<meta name="PubDate" content="{day} 09:{rng.randint(10, 59)}">',
                     f'<meta name="ContentSource" content="{full}"/>',
                     '<meta name="ColumnName" content="政府信息公开年报">',
                     f'<META NAME="ArticleTitle" CONTENT="{self.title()}">']  # fmt: skip
        if rng.random() < 0.5:
            head.append('<link rel="stylesheet" href="/css/x.css"><script src="/js/jquery.js"></script>')
        head += rng.sample(_DECOYS, rng.randint(0, 2))
        menu = "".join(f'<li><a href="/{n}/">{name}</a></li>' for n, name in enumerate(
            ("首页", "政务公开", "办事服务", "互动交流", "走进我们")))  # fmt: skip
        body = [f'<div class="nav"><ul>{menu}</ul></div>'] if rng.random() < 0.7 else []
        if rng.random() < 0.6:
            body.append(
                '<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a>政府信息公开</a> &gt; '
                "政府信息公开年报</div>"
            )
        if rng.random() < 0.6:
            body.append(self.metadata(day, full))
        if rng.random() < 0.5:
            body.append(f'<div class="tools">浏览次数：<span id="hits">{rng.randint(2, 9999)}</span> '
                        "字体：[<a>大</a> <a>中</a> <a>小</a>] <a>打印</a></div>")  # fmt: skip
        body.append(f'<div id="zoom" class="TRS_Editor">{content}</div>')
        if rng.random() < 0.4:
            body.append("<div>上一篇：<a>没有了</a></div><div>下一篇：<a>政务公开工作要点</a></div>")
        if rng.random() < 0.6:
            body.append(f'<div class="footer"><p>网站标识码：{number}　ICP备{number % 10**8}号-1</p>'
                        "<p>公网安备12345号</p></div>")  # fmt: skip
        if rng.random() < 0.2:
            body.append(f"<!-- 采集时间 {page.year + 2}-03-05 14:22:{rng.randint(10, 59)} -->")
        body += rng.sample(_DECOYS, rng.randint(0, 2))
        doctype = rng.choice(["<!DOCTYPE html>", '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
                              '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">', ""])  # fmt: skip
        return f'{doctype}\n<html lang="zh"><head>{"".join(head)}</head>\n<body>{"".join(body)}</body></html>\n'

    def metadata(self, day: str, full: str) -> str:
        rng = self.rng
        number = f"{rng.randint(10**8, 10**9)}/{day[:4]}-{rng.randint(10000, 99999)}"
        pairs = [("索 引 号", number), ("发布机构", full), ("发文日期", day), ("主题分类", "政务公开"), ("文 号", ""),
                 ("名 称", self.title())]  # fmt: skip
        if rng.random() < 0.5:
            rows = "".join(f"<tr><td>{a}：</td><td>{b}</td><td>{c}：</td><td>{d}</td></tr>"
                           for (a, b), (c, d) in zip(pairs[::2], pairs[1::2], strict=True))  # fmt: skip
            return f'<table class="meta">{rows}</table>'
        return "<ul>" + "".join(f"<li><b>{name}：</b><span>{text}</span></li>" for name, text in pairs) + "</ul>"

    def of_word(self, content: str, meta: str) -> str:
        return (
            '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
            'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">\n'
            f"<head>{meta}<meta name=Generator content=\"Microsoft Word 15\"><title>{self.title()}</title>"
            "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->"
            "<style><!-- p.MsoNormal {margin:0cm; text-align:justify} @page {size:595.3pt 841.9pt} --></style></head>\n"
            f"<body lang=ZH-CN style='tab-interval:21.0pt'><div class=WordSection1>{content}</div></body></html>"
        )  # fmt: skip

    def for_print(self, content: str, meta: str) -> str:
        rng = self.rng
        fixed = rng.random() < 0.2
        # Where the columns do not give way, figures and labels stand over their neighbours.
        self.of.doubtful |= fixed
        rules = rng.choice(["1px solid black", "1px solid #999", "0.5pt solid #000", "2px solid #333"])
        size = rng.choice([10, 12, 14])
        margin = rng.choice(["15mm", "20mm 10mm", "25mm"])
        keep = rng.choice(["auto", "auto", "avoid"])
        head = rng.choice(["table-header-group", "table-row-group"])
        align = rng.choice(["middle", "top"])
        return (
            f"<!DOCTYPE html><html><head>{meta}<title>{self.title()}</title><style>"
            f"@page {{ size: A4; margin: {margin} }} body {{ font-family: {rng.choice(_FONTS)}; font-size: {size}pt }} "
            f"table {{ border-collapse: collapse; width: 100%; table-layout: {'fixed' if fixed else 'auto'} }} "
            f"td, th {{ border: {rules}; padding: {rng.randint(0, 6)}px; text-align: center; vertical-align: {align}; "
            f"word-break: {rng.choice(['normal', 'break-all'])} }} tr {{ break-inside: {keep} }} "
            f"thead {{ display: {head} }} h1 {{ font-size: {size + 6}pt; text-align: center }} "
            f"</style></head><body>{content}</body></html>"
        )

    def boxed(self, content: str) -> str:
        rng = self.rng
        for _ in range(self.ways.depth):
            box = rng.choice(_BOXES) if self.ways.depth < 20 else rng.choice(("div", "div", "font", "layout"))
            if box == "layout" and (self.ways.shell == "printed" or rng.random() < 0.6):
                box = "div"
            if box == "layout":
                content = f'<table width="100%" border="0"><tr><td>{content}</td></tr></table>'
            elif box == "td_in_div":
                content = f"<div><div>{content}</div></div>"
            else:
                content = f"<{box}>{content}</{box}>"
        return content

    # -- words ----------------------------------------------------------------------------------------------------

    def line(self, line: Line) -> str:
        how = self.ways.paragraphs
        text = self.words(line.text)
        if not line.text.strip(" "):
            return "<p>&nbsp;</p>" if self.rng.random() < 0.5 else "<p></p>"
        if line.role == "title":
            return self.rng.choice(
                ["<h1>{}</h1>", '<div class="title">{}</div>', "<p align=center><b>{}</b></p>"]
            ).format(text)
        if line.role == "heading" and self.rng.random() < 0.4:
            return self.rng.choice(["<h2>{}</h2>", "<p><strong>{}</strong></p>", "<h3><span>{}</span></h3>"]).format(
                text
            )
        if how == "p":
            return f'<p style="text-indent:2em">{text}</p>'
        if how == "p_span":
            return f'<p><span style="font-family:仿宋;font-size:21px">{text}</span></p>'
        if how == "div":
            return f"<div>{text}</div>"
        if how == "br":
            return f"{text}<br/>"
        return f"<p class=MsoNormal style='text-indent:32.0pt'><span lang=EN-US>{text}<o:p></o:p></span></p>"

    def words(self, text: str) -> str:
        found = html.escape(text, quote=False).replace("\u00a0", self.ways.nbsp)
        if self.rng.random() < self.ways.spans:
            found = re.sub(r"\d+", lambda match: self.digits(match[0]), found) if "&" not in found else found
        return found

    def digits(self, text: str) -> str:
        """Return digits written over several elements."""
        rng = self.rng
        cut = rng.randrange(len(text) + 1)
        first, second = text[:cut], text[cut:]
        return rng.choice(
            [
                f"{first}<span>{second}</span>",
                f"<span lang=EN-US>{first}</span><span lang=EN-US>{second}</span>",
                f"{first}<!-- -->{second}",
                f"<font face=仿宋>{first}</font>{second}",
                f"<b>{first}</b><b>{second}</b>",
                f"{first}<wbr>{second}",
                f"<u></u>{text}",
                f"{first}<a name=_GoBack></a>{second}",
                "".join(f"&#{ord(digit)};" for digit in text),
            ]
        )

    # -- tables ---------------------------------------------------------------------------------------------------

    def drawn(self, part: Drawn) -> str:
        if not part.grid:
            if part.table in self.of.pictured:
                return self.rng.choice(
                    ['<p><img src="image001.png" alt=""></p>', '<p><img src="/a/b.jpg" width=600></p>']
                )
            return ""
        ways, rng = self.ways, self.rng
        grid = fitted(part.grid)
        head = len(header_of(grid)) if ways.section_tags and ways.sloppy == 0 else 0
        rows = [self.row(row) for row in grid]
        joint = "\n" if ways.pretty else ""
        if head and rng.random() < 0.8:
            table = f"<thead>{joint.join(rows[:head])}</thead><tbody>{joint.join(rows[head:])}</tbody>"
        elif ways.section_tags:
            table = f"<tbody>{joint.join(rows)}</tbody>"
        else:
            table = joint.join(rows)
        if rng.random() < 0.3:
            width = part.width
            table = f"<colgroup>{'<col width=60>' * width}</colgroup>{table}"
        style = rng.choice([' border="1"', ' border=1 cellspacing=0 cellpadding=0', ' class="MsoTableGrid"',
                            ' style="border-collapse:collapse"', ""])  # fmt: skip
        table = f"<table{style}>{joint}{table}{joint}</table>"
        if ways.upper:
            table = re.sub(r"</?(?:table|tr|td|th|tbody)\b", lambda match: match[0].upper(), table)
        if ways.in_paragraph:
            return f"<p>{table}</p>"
        if rng.random() < 0.2:
            table = f"<div align=center>{table}</div>"
        return table

    def row(self, row: list[Slot]) -> str:
        rng, ways = self.rng, self.ways
        cells = "".join(map(self.cell, row))
        attributes = rng.choice(["", " style='height:20.1pt'", ' class="firstRow"']) if ways.attributes else ""
        if row[0].mark == "row hidden":
            attributes = rng.choice([' style="display:none"', " hidden", " style='DISPLAY: none;height:0'"])
        end = "" if rng.random() < ways.sloppy else "</tr>"
        return f"<tr{attributes}>{cells}{end}"

    def cell(self, slot: Slot) -> str:
        rng, ways = self.rng, self.ways
        name = "th" if slot.role == "head" and ways.header == "th" else "td"
        attributes = self.span("colspan", slot.colspan) + self.span("rowspan", slot.rowspan)
        if ways.attributes:
            attributes += rng.choice(["", " width=91", ' style="border:1px solid;padding:0 7px"', ' valign="center"',
                                      ' class="et2"', "" if ways.shell == "printed" else " nowrap"])  # fmt: skip
        end = "" if rng.random() < ways.sloppy * 0.8 else f"</{name}>"
        return f"<{name}{attributes}>{self.inside(slot)}{end}"

    def span(self, name: str, number: int) -> str:
        if number == 1:
            return self.rng.choice(["", "", "", f' {name}="1"']) if self.ways.attributes else ""
        quote = self.ways.quotes
        name = name.upper() if self.ways.upper else name
        text = self.rng.choice([str(number)] * 6 + [f"0{number}", f" {number} ", f"+{number}"] * bool(quote))
        return f" {name}={quote}{text}{quote}"

    def inside(self, slot: Slot) -> str:
        rng, ways = self.rng, self.ways
        text = self.marked(slot) if slot.mark else self.shown(slot)
        if slot.role == "head" and ways.header == "strong":
            text = f"<strong>{text}</strong>" if "<p" not in text else text
        if not text:
            return rng.choice(["", "", ways.nbsp, "<p></p>", f"<p>{ways.nbsp}</p>", "<br>", "<o:p></o:p>",
                               f"<p class=MsoNormal><o:p>{ways.nbsp}</o:p></p>"])  # fmt: skip
        how = ways.cell
        joint = "</p><p>" if how in ("p", "ps") else "<br/>"
        text = text.replace("\n", joint)
        if how in ("p", "ps"):
            return f"<p>{text}</p>"
        if how == "p_span":
            return f'<p style="text-align:center"><span style="font-size:12px">{text}</span></p>'
        if how == "p_b":
            return f"<p><b>{text}</b></p>" if "<p" not in text else text
        if how in ("span", "font", "div"):
            return f"<{how}>{text}</{how}>"
        if how == "br" and rng.random() < 0.3:
            return f"{text}<br>"
        return f"\n   {text}\n  " if ways.pretty and rng.random() < 0.3 else text

    def shown(self, slot: Slot) -> str:
        text = html.escape(slot.text, quote=False).replace("\u00a0", self.ways.nbsp)
        if slot.role == "value" and self.rng.random() < self.ways.spans and slot.text.isascii() and slot.text.isdigit():
            return self.digits(slot.text)
        return text

    def marked(self, slot: Slot) -> str:
        """Return digits of which one is shown as an error or a note: struck, raised, lowered, hidden."""
        rng, ways, text = self.rng, self.ways, slot.text
        if slot.mark == "row hidden":
            return text
        if slot.mark == "typed":
            return f'<input type="text" value="{text}" size=3>'
        if slot.mark == "pictured":
            # To be printed, a picture must be there.
            seen = f'<img width=14 height=12 src="data:image/png;base64,{DOT}">'
            unseen = ['<img src="/n.png">', f'<img src="n.png" alt="{text}">']
            return seen if ways.shell == "printed" else rng.choice([seen, *unseen])
        if slot.mark == "nested":
            return f"<table><tr><td>{text}</td></tr></table>"
        if slot.mark == "hidden":
            return rng.choice(['<span style="display:none">{}</span>', "<span style='DISPLAY: none'>{}</span>",
                               "<p hidden>{}</p>"]).format(text)  # fmt: skip
        first, second = text[:1], text[1:]
        if slot.mark == "struck":
            return rng.choice(["<s>{}</s>{}", "<del>{}</del>{}", "<strike>{}</strike>{}",
                               '<span style="text-decoration:line-through">{}</span>{}',
                               "<span style='text-decoration: line-through;'>{}</span><span>{}</span>"]
                              ).format(first, second)  # fmt: skip
        if slot.mark == "lowered":
            return f"{first}<sub>{second}</sub>"
        return rng.choice(["{}<sup>{}</sup>", '{}<span style="vertical-align:super;font-size:8px">{}</span>',
                           "{}<span style='vertical-align: super'>{}</span>"]).format(first, second)  # fmt: skip


_FONTS = (
    "'Noto Serif CJK SC'",
    "'Noto Sans CJK SC'",
    "'Noto Serif CJK SC', 'DejaVu Serif'",
    "'DejaVu Sans', 'Noto Sans CJK SC'",
)
_CHARSETS = ("utf-8", "utf-8", "utf-8", "gb2312", "gbk", "gb18030")


def _stored(text: str, rng: random.Random, own: str, *, declares: bool) -> bytes:
    charset = own if own and rng.random() < 0.6 else rng.choice(_CHARSETS)
    codec = charset
    if charset == "gb2312" and rng.random() < 0.5:
        # What declares GB 2312 mostly is GBK.
        codec = "gbk"
    said = rng.choice([charset, charset, charset, charset.upper(), "gb2312" if charset == "utf-8" else "utf-8"])
    how = rng.random()
    if how < 0.04:
        codec, said = rng.choice(["utf-16-le", "utf-16-be"]), "utf-16"
    meta = rng.choice(
        [f'<meta charset="{said}">', f"<meta http-equiv=Content-Type content='text/html; charset={said}'>"]
    )
    if said.lower() == "utf-16":
        meta = rng.choice(["", meta])
    text = text.replace("<META>", meta if declares else "")
    data = text.encode(codec, "xmlcharrefreplace")
    if codec.startswith("utf-16"):
        return (b"\xff\xfe" if codec.endswith("le") else b"\xfe\xff") + data
    return b"\xef\xbb\xbf" + data if codec == "utf-8" and rng.random() < 0.15 else data
