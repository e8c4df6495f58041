"""A tree as its library writes it out -> tags, attributes and texts in order.

What lexbor writes is no longer a page with everything that may be wrong with one: every element that is not void is
closed by its own end tag, `<` and `>` stand for nothing but tags except in comments, in what is raw, and in names
(HTML standard, 13.3, serializing HTML fragments). So a page is walked as pieces of one text, without a Python object
for each of its nodes. Whatever is not so is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gouji.normalize.unreadable import Unreadable

VOID = frozenset(
    (
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
        "meta", "param", "source", "track", "wbr",
    )
)  # fmt: skip
"""Elements that have no end tag (HTML standard, 13.1.2 and 13.3)."""
RAW = frozenset(("script", "style", "xmp", "iframe", "noembed", "noframes"))
"""Elements whose text is written as it is."""
_FOREIGN = frozenset(("svg", "math"))
_ATTRIBUTE = re.compile(r'([^\s/>][^\s/>=]*)="([^"]*)"')


def unescaped(text: str) -> str:
    """Return text or an attribute's value as it is in the tree."""
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&amp;", "&")


def attributes_of(written: str) -> Mapping[str, str]:
    """Return the attributes of a tag from what is written after its name."""
    return {name: unescaped(value) for name, value in _ATTRIBUTE.findall(written)}


_SCRIPT = re.compile(r"(/?)script[\s/>]", re.I)
_WITHIN_ANOTHER = 2


class Written:
    """A tree that is read from its beginning to its end, once.

    `pieces`: what stands after each `<`, in order. The caller takes them one by one and gives back those that are not
    a tag and a text after it: comments, what is raw, elements that are passed over.
    """

    def __init__(self, html: str) -> None:
        self.pieces: Iterator[str] = iter(html.split("<"))
        next(self.pieces)

    def whole_tag(self, head: str) -> tuple[str, str]:
        """Return the tag that begins so and has a `<` in a name, and the text after it."""
        heads, ends, text = [head], "", ""
        while not ends:
            head, ends, text = self._next().partition(">")
            heads.append(head)
        return "<".join(heads), text

    def after_comment(self, piece: str) -> str:
        """Return the text after the comment that begins a piece."""
        at = piece.find("-->", 3)
        while at < 0:
            piece = self._next()
            at = piece.find("-->")
        return piece[at + 3 :]

    def raw(self, tag: str, text: str) -> tuple[str, str]:
        """Return the text of a raw element, which begins with `text`, and the text after the element.

        A script may hold the end tag of another within a comment (HTML standard, 13.2.5.20 to 31, script data).
        """
        end = f"/{tag}>"
        found = [text]
        level = 0
        while True:
            piece = self._next()
            if level < _WITHIN_ANOTHER and piece.startswith(end):
                return "<".join(found), piece[len(end) :]
            found.append(piece)
            if tag == "script":
                level = _level(level, piece)

    def passed_over(self, tag: str) -> tuple[list[str], str]:
        """Return the pieces of an element that has just begun, and the text after it."""
        inside: list[str] = []
        opened = [tag]
        foreign = int(tag in _FOREIGN)
        while True:
            piece = self._next()
            if piece.startswith("!--"):
                self.after_comment(piece)
                continue
            head, ends, text = piece.partition(">")
            if not ends:
                head, text = self.whole_tag(head)
            name = head.partition(" ")[0]
            if name[0] == "/":
                if name[1:] not in VOID:  # in a picture these have an end
                    if opened.pop() != name[1:]:
                        raise not_whole(name[1:])
                    foreign -= name[1:] in _FOREIGN
                if not opened:
                    return inside, text
            elif name[0] == "?":
                pass
            elif name in RAW:
                raw, text = self.raw(name, text)
                if foreign and "<" in raw:
                    raise not_whole(name)
            elif name not in VOID:
                opened.append(name)
                foreign += name in _FOREIGN
            inside.append(f"{head}>{text}")

    def _next(self) -> str:
        piece = next(self.pieces, None)
        if piece is None:
            raise not_whole("html")
        return piece


def _level(level: int, piece: str) -> int:
    """Return how a script goes on: 1 within a comment, `_WITHIN_ANOTHER` within a script within a comment, else 0."""
    if level == 0:
        level = int(piece.startswith("!--"))
    elif (found := _SCRIPT.match(piece)) is not None:
        level = 1 if found[1] else _WITHIN_ANOTHER
    return 0 if "-->" in piece else level


def not_whole(tag: str) -> Unreadable:
    """Return what is raised where elements and their end tags are not in pairs."""
    return Unreadable("read.broken", f"<{tag}> without its end"[:60])
