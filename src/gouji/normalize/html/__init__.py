"""A web page -> Content: what a browser shows of it, as lines and tables in reading order.

- `limits`: what is refused before or while a page is read;
- `written`: the tree as its library writes it out, tag by tag;
- `page`: the walk over it: lines, cells, list numbers, what is struck or raised;
- `styles`: what style attributes and style sheets of the page itself do to text;
- `grid`: the table algorithm of the HTML standard;
- `article`: which lines are navigation, and what the page says of itself (`meta`).
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from gouji.normalize.content import Content
from gouji.normalize.html.article import article_of
from gouji.normalize.html.limits import refuse_excess
from gouji.normalize.html.page import read_page


def content(text: str) -> Content:
    """Return what a browser shows of a page: lines, tables with their spans, and what it states beside them.

    The tree is the HTML standard's (what is broken is mended as browsers mend it). Raises Unreadable with
    `read.limit_exceeded` where the page is nested, spanned or entangled beyond `limits`; nothing is fetched or run.
    """
    data = text.encode("utf-8", "replace")
    tags, cells = refuse_excess(data)
    return article_of(read_page(LexborHTMLParser(data).root, tags, cells))
