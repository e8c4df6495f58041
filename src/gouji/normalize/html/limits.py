"""What a page may cost: beyond these it is refused instead of being read in part or for minutes."""

from __future__ import annotations

import re

from gouji.normalize.unreadable import Unreadable

DEEPEST = 10_000
"""Levels of nested elements. Pages of editors that never close a tag reach some hundred; browsers show 512."""
MOST_OPEN = 20_000
"""Tags that may be open at a time, those left out that end by themselves: trees of more are built in quadratic time."""
MOST_CELLS = 100_000
"""Cells of all tables of a page; the form has some 400."""
MOST_SLOTS = 1_000_000
"""Grid slots that the spanned cells of one page cover; the three tables together have some 500."""
MOST_OPTIONS = 20_000
"""Choices of selection lists; a list of all of China's counties has 3,000."""
MOST_ATTRIBUTES = 20_000
"""Attributes of one element, and of all tags of the body and the page; no element has a hundredth of that many."""
MOST_BODIES = 50
"""Tags that begin the body or the page, whose attributes are put together; pages put into pages have some ten."""
MOST_REOPENED = 5_000_000
"""Elements that a browser may have to open again: formatting tags left open, times all tags of the page."""
MOST_MATCHED = 5_000_000
"""Steps of the selectors that are looked for in the tree, times the tags of the page."""
MOST_STEPS = 8
"""Steps of one such selector (`table td span` has three): each is looked for among all the elements around."""

_LONG = 200_000
"""Characters; a shorter page cannot hold enough attributes to take seconds."""
# Formatting elements, and the tags where the HTML standard keeps what is open apart from what comes after.
_TAGS = re.compile(
    r"<(?:(/?)(a|b(?:ig)?|code|em|font|i|nobr|s(?:mall|trike|trong)?|tt|u)(?=[\s/>])"
    r"|/?(?:t(?:able|[dh]|emplate|itle|extarea)|s(?:vg|cript|tyle)|caption|object|applet|ma(?:th|rquee)|desc"
    r"|foreignobject|m(?:[inos]|text)|annotation-xml|xmp|iframe|no(?:embed|frames))(?=[\s/>])|!--)",
    re.A,
)
_FORMATTING = re.compile(r"<(?:a|b(?:ig)?|code|em|font|i|nobr|s(?:mall|trike|trong)?|tt|u)(?=[\s/>])", re.A)
_ATTRIBUTES = re.compile(r"<[a-z][^\s/>]*+((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)", re.A)
_BODY = re.compile(r"<(?=(?:body|html)[\s/>])", re.A)
_NAME = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:script|style|title|textarea|xmp)(?=[\s/>]).*?(?:</(?:script|style|title|textarea|xmp)|\Z)"
    r"|<(/?)([a-z][a-z0-9:]*+)",
    re.S | re.A,
)
_ENDS_BY_ITSELF = frozenset(
    (
        "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "dd", "dt", "br", "img", "input", "meta",
        "link", "hr", "area", "base", "col", "embed", "param", "source", "track", "wbr",
    )
)  # fmt: skip
_QUOTED = re.compile("\"[^\"]*+\"|'[^']*+'")


def refuse_excess(data: bytes) -> tuple[int, int]:
    """Return how many tags, and how many cells of tables, a page, in UTF-8, has at most.

    Raises Unreadable where building its tree could cost more than its length.
    """
    # Of tags only ASCII letters matter: a text of bytes is lowered and searched in a third of the time.
    lower = data.lower().decode("latin-1")
    if lower.count("<option") > MOST_OPTIONS:
        raise Unreadable("read.limit_exceeded", f"more than {MOST_OPTIONS} options")
    bodies = [found.start() for found in _BODY.finditer(lower)]
    if len(bodies) > MOST_BODIES:
        raise Unreadable("read.limit_exceeded", f"more than {MOST_BODIES} bodies")
    of_bodies = sum(_attributes(found[1]) for at in bodies if (found := _ATTRIBUTES.match(lower, at)))
    most = max(map(_attributes, _ATTRIBUTES.findall(lower)), default=0) if len(lower) > _LONG else 0
    if max(most, of_bodies) > MOST_ATTRIBUTES:
        raise Unreadable("read.limit_exceeded", f"more than {MOST_ATTRIBUTES} attributes")
    tags = lower.count("<")
    if tags > MOST_OPEN and _nested(lower) > MOST_OPEN:
        raise Unreadable("read.limit_exceeded", f"more than {MOST_OPEN} tags that are never closed")
    if len(_FORMATTING.findall(lower)) * tags > MOST_REOPENED and _left_open(lower) * tags > MOST_REOPENED:
        raise Unreadable("read.limit_exceeded", "formatting tags that are never closed")
    return tags, lower.count("<td")


def _attributes(tag: str) -> int:
    """Return how many attributes a tag may have, at least."""
    if len(tag) < MOST_ATTRIBUTES // MOST_BODIES:
        return 0
    return max(tag.count("="), len(_QUOTED.sub("", tag).replace("/", " ").encode("latin-1").split()))


def _nested(lower: str) -> int:
    """Return how many tags are open at most, as far as end tags of their names tell; none ends across a table."""
    most = total = 0
    opened: dict[str, int] = {}
    around: list[tuple[dict[str, int], int]] = []
    for closes, name in _NAME.findall(lower):
        if name in _ENDS_BY_ITSELF or not name:
            continue
        now = opened.get(name, 0)
        if name == "table" and not closes:
            total += 1
            around.append((opened, total - 1))
            opened = {}
        elif name == "table":
            if around:
                opened, total = around.pop()
        elif not closes:
            opened[name] = now + 1
            total += 1
        elif now:
            opened[name] = now - 1
            total -= 1
        most = max(most, total)
    return most


def _left_open(lower: str) -> int:
    """Return how many formatting elements are left open at most, counted as if those across a boundary stayed so."""
    left, since = 0, dict[str, int]()
    for tag in _TAGS.finditer(lower):
        closes, name = tag.groups()
        if name is None:
            left += sum(since.values())
            since.clear()
        elif not closes:
            since[name] = since.get(name, 0) + 1
        elif since.get(name):
            since[name] -= 1
    return left + sum(since.values())
