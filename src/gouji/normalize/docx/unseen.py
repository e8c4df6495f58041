"""Text that is printed and that nobody sees: in the colour of its paper, or in no size (ECMA-376 Part 1, 17.3.2)."""

from __future__ import annotations

import re

from lxml import etree

from gouji.normalize.docx.names import (
    COLOR,
    COMBINE,
    FILL,
    HIGHLIGHT,
    PPR,
    RPR,
    SCALE,
    SHD,
    SZ,
    TBL,
    TBL_PR,
    TC,
    TC_PR,
    THEME_COLOR,
    THEME_SHADE,
    THEME_TINT,
    TXBX,
    VAL,
    P,
    R,
)

PAPER = "FFFFFF"
_ALIKE = 24
"""Steps of 256 in red, green and blue up to which two colours are one to the eye."""
_NARROWEST = 10
"""Per cent of a character's width; beneath it digits are strokes. Word's own choice begins with 33."""
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_NEARLY_WHITE = re.compile(r"(?:[Ee][89A-Fa-f]|[Ff][0-9A-Fa-f]){3}")
_TINY = re.compile(r"0*[0-2]|0*[01](?:\.\d{1,9})?pt")
"""Half points (17.18.42), up to one point: Word takes no smaller size."""
_PER_CENT = re.compile(r"(\d{1,4})%?")
_WHITES = ("background1", "light1")
_HIGHLIGHTS = {"white": PAPER, "none": "auto"}
_PROPERTIES = {R: RPR, P: PPR, TC: TC_PR, TBL: TBL_PR}
_FIGURES = re.compile(r"[\d.,+−-]")
_OFF = ("0", "false", "off")
MENTIONED = (
    b'val="F', b'val="f', b"val='", b"background1", b"light1", b'sz w:val="1"', b'sz w:val="2"', b"rtl", b"combine",
)  # fmt: skip
"""One of these stands in styles that may make text unseen."""


def color_of(color: etree._Element) -> str | None:
    """Return the colour a `w:color` says, six hexadecimal digits or `auto`; white where the theme's white is named."""
    if color.get(THEME_COLOR) in _WHITES and color.get(THEME_SHADE) is None and color.get(THEME_TINT) is None:
        return PAPER
    return color.get(VAL)


def is_white(color: str | None) -> bool:
    """Return whether a colour is that of paper to the eye."""
    return color is not None and _NEARLY_WHITE.fullmatch(color) is not None


def is_small(said: etree._Element) -> bool:
    """Return whether a size, a scale or an East Asian layout makes characters too small to be told apart."""
    value = said.get(VAL) or ""
    if said.tag == SZ:
        return _TINY.fullmatch(value) is not None
    if said.tag == SCALE:
        found = _PER_CENT.fullmatch(value)
        return found is not None and int(found[1]) < _NARROWEST
    # Two lines in one: 12 may be seen as 1 above 2.
    return (said.get(COMBINE) or "0") not in _OFF


def unseen(root: etree._Element) -> list[etree._Element]:
    """Return the sizes and colours below that may make text unseen."""
    found: list[etree._Element] = []
    # Runs by the thousand say the same few sizes and colours.
    if any(map(_TINY.fullmatch, {said.get(VAL) or "" for said in root.iter(SZ)})):
        found += [said for said in root.iter(SZ) if is_small(said)]
    colors = {str(value) for values in {tuple(said.values()) for said in root.iter(COLOR)} for value in values}
    if colors - {"auto"}:
        papers = fills(root)
        if any(color in _WHITES or may_be_unseen(color, papers) for color in colors):
            found += [said for said in root.iter(COLOR) if (color := color_of(said)) and may_be_unseen(color, papers)]
    return found


def fills(root: etree._Element) -> frozenset[str]:
    """Return the colours that something below is shaded with, in upper case."""
    return frozenset((shading.get(FILL) or "").upper() for shading in root.iter(SHD)) - {"", "AUTO"}


def may_be_unseen(color: str, papers: frozenset[str]) -> bool:
    """Return whether a colour is that of paper, or of something's shading."""
    return is_white(color) or color.upper() in papers


def is_unseen(color: str, run: etree._Element) -> bool:
    """Return whether text of a run has the colour of what it stands on."""
    paper = _paper(run)
    if _HEX.fullmatch(color) is None or _HEX.fullmatch(paper) is None:
        return False
    return all(abs(int(color[at : at + 2], 16) - int(paper[at : at + 2], 16)) < _ALIKE for at in (0, 2, 4))


def marked(text: str) -> str:
    """Return an unseen text so that no figure in it is taken for one."""
    return f"⟦{text}⟧" if _FIGURES.search(text) else text


def _paper(run: etree._Element) -> str:
    """Return what a run stands on: the nearest shading that has a colour, or else paper; of styles' nothing is known.

    "" in a text box, which may have any colour, outside tables.
    """
    is_in_cell = False
    for holder in (run, *run.iterancestors(P, TC, TBL, TXBX)):
        tag = str(holder.tag)
        if tag == TXBX:
            if not is_in_cell:
                return ""
            continue
        is_in_cell = is_in_cell or tag == TC
        # Properties stand first; a cell may have thousands of other children.
        first = next(holder.iterchildren(), None)
        for said in first.iterchildren(HIGHLIGHT, SHD) if first is not None and first.tag == _PROPERTIES[tag] else ():
            paper = said.get(FILL) or "auto"
            if said.tag == HIGHLIGHT:
                name = said.get(VAL) or "none"
                paper = _HIGHLIGHTS[name] if name in ("white", "none") else name
            if paper.lower() != "auto":
                return paper
    return PAPER
