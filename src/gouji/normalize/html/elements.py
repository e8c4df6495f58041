"""What each element of HTML is to a reader: a line, a cell, a picture, nothing that is shown."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.normalize.html.styles import LOWERED, PREFORMATTED, RAISED, STRUCK

BLOCKS = frozenset(
    (
        "address", "article", "blockquote", "body", "caption", "center", "dd", "dialog", "details", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "form", "frameset", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hgroup", "html", "legend", "listing", "main", "p", "plaintext", "pre", "search",
        "section", "summary", "xmp", "nav", "footer", "aside", "ol", "ul", "menu", "li", "table", "thead",
        "tbody", "tfoot", "tr", "td", "th", "button", "textarea",
    )
)  # fmt: skip
"""Elements that are lines of their own (HTML standard, 15.3 flow content and 15.3.10 tables)."""
NOT_SHOWN = frozenset(
    (
        "area", "base", "basefont", "bgsound", "col", "colgroup", "datalist", "head", "link", "meta", "noembed",
        "noframes", "noscript", "param", "rp", "script", "source", "style", "template", "title", "track",
    )
)  # fmt: skip
"""Elements without a box (HTML standard, 15.3.1), and what stands in for features that browsers have."""
PICTURES = frozenset(("img", "svg", "math", "object", "embed", "iframe", "canvas", "video", "audio", "applet", "image"))
OF_TABLES = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"))
ASIDE = frozenset(("nav", "footer", "aside"))
KEEP_SPACE = frozenset(("pre", "listing", "plaintext", "xmp", "textarea"))
EFFECTS: Mapping[str, int] = {
    "s": STRUCK, "strike": STRUCK, "del": STRUCK, "sup": RAISED, "sub": LOWERED,
    **dict.fromkeys(KEEP_SPACE, PREFORMATTED),
}  # fmt: skip
QUOTES: Mapping[str, tuple[str, str]] = {"q": ("“", "”"), "rt": ("(", ")")}
LINES = BLOCKS - OF_TABLES - ASIDE - frozenset(("ol", "ul", "menu", "dir", "li", "dt", "dd"))
"""Elements that are lines of their own and nothing else."""
SPECIAL = BLOCKS | NOT_SHOWN | PICTURES | {*QUOTES, "a", "br", "hr", "input", "select", "bdo"}
"""Elements that are more than their text; all others, whatever their name, stand in the line around them."""
# How an element is taken up: as nothing but its text, as a line of its own, as a cell, by what it is, by its style.
LINE, CELL, OWN, STYLED = 1, 2, 3, 4
WAYS: Mapping[str, int] = {
    **dict.fromkeys(SPECIAL, OWN),
    **dict.fromkeys(LINES, LINE),
    **dict.fromkeys(("td", "th"), CELL),
}
