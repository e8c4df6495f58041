"""The names of WordprocessingML's elements and attributes (ECMA-376 Part 1, 17), as lxml spells them.

A document in the strict namespaces is renamed to these before it is read.
"""

from __future__ import annotations

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
RENAMED = {
    STRICT: MAIN,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": _RELATIONS,
    "http://purl.oclc.org/ooxml/officeDocument/math": _MATH,
    "http://purl.oclc.org/ooxml/drawingml/main": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
"""The strict namespaces (ECMA-376 Part 1) with the transitional one (Part 4) that says the same."""
_W = f"{{{MAIN}}}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = f"{{{_MATH}}}"

DOCUMENT, BODY = _W + "document", _W + "body"
P, PPR, PSTYLE, NUMPR = _W + "p", _W + "pPr", _W + "pStyle", _W + "numPr"
NUMID, ILVL = _W + "numId", _W + "ilvl"
R, RPR, RSTYLE, RFONTS = _W + "r", _W + "rPr", _W + "rStyle", _W + "rFonts"
VANISH, STRIKE, DSTRIKE = _W + "vanish", _W + "strike", _W + "dstrike"
VERTALIGN, POSITION = _W + "vertAlign", _W + "position"
COLOR, SZ, SHD, HIGHLIGHT = _W + "color", _W + "sz", _W + "shd", _W + "highlight"
RTL, EAST_ASIAN_LAYOUT, SCALE, SPEC_VANISH = _W + "rtl", _W + "eastAsianLayout", _W + "w", _W + "specVanish"
T, TAB, PTAB, BR, CR = _W + "t", _W + "tab", _W + "ptab", _W + "br", _W + "cr"
NO_BREAK_HYPHEN, SOFT_HYPHEN, SYM = _W + "noBreakHyphen", _W + "softHyphen", _W + "sym"
FLDCHAR, INSTRTEXT, FLDSIMPLE = _W + "fldChar", _W + "instrText", _W + "fldSimple"
FOOTNOTE_REFERENCE, ENDNOTE_REFERENCE = _W + "footnoteReference", _W + "endnoteReference"
RUBY, RUBY_BASE, RUBY_TEXT = _W + "ruby", _W + "rubyBase", _W + "rt"
DRAWING, PICT, OBJECT, TXBX = _W + "drawing", _W + "pict", _W + "object", _W + "txbxContent"
SDT, SDT_CONTENT, CUSTOM_XML = _W + "sdt", _W + "sdtContent", _W + "customXml"
INS, DEL, MOVE_TO, MOVE_FROM = _W + "ins", _W + "del", _W + "moveTo", _W + "moveFrom"
BDO, DIR, HYPERLINK, SMART_TAG = _W + "bdo", _W + "dir", _W + "hyperlink", _W + "smartTag"
ALT_CHUNK, SUB_DOC = _W + "altChunk", _W + "subDoc"
TBL, TBL_PR, TBL_STYLE, TBL_GRID, GRID_COL = (_W + name for name in ("tbl", "tblPr", "tblStyle", "tblGrid", "gridCol"))
TR, TR_PR, TC, TC_PR = _W + "tr", _W + "trPr", _W + "tc", _W + "tcPr"
GRID_SPAN, GRID_BEFORE, HIDDEN = _W + "gridSpan", _W + "gridBefore", _W + "hidden"
V_MERGE, H_MERGE, CELL_DEL, CELL_MERGE = _W + "vMerge", _W + "hMerge", _W + "cellDel", _W + "cellMerge"
STYLE, BASED_ON, DOC_DEFAULTS = _W + "style", _W + "basedOn", _W + "docDefaults"
NUM, ABSTRACT_NUM, ABSTRACT_NUM_ID, LVL = _W + "num", _W + "abstractNum", _W + "abstractNumId", _W + "lvl"
LVL_OVERRIDE, START_OVERRIDE, NUM_STYLE_LINK = _W + "lvlOverride", _W + "startOverride", _W + "numStyleLink"
START, NUM_FMT, LVL_TEXT, LVL_RESTART = _W + "start", _W + "numFmt", _W + "lvlText", _W + "lvlRestart"
IS_LGL, SUFF, LVL_PSTYLE, LVL_PICTURE = _W + "isLgl", _W + "suff", _W + "pStyle", _W + "lvlPicBulletId"
HEADER, FOOTER = _W + "hdr", _W + "ftr"

VAL, ID, TYPE, STYLE_ID, DEFAULT = _W + "val", _W + "id", _W + "type", _W + "styleId", _W + "default"
WIDTH, FONT, CHAR, INSTR, FLDCHAR_TYPE = _W + "w", _W + "font", _W + "char", _W + "instr", _W + "fldCharType"
ASCII_FONT, H_ANSI_FONT, CUSTOM_MARK = _W + "ascii", _W + "hAnsi", _W + "customMarkFollows"
FILL, COMBINE, THEME_COLOR = _W + "fill", _W + "combine", _W + "themeColor"
THEME_SHADE, THEME_TINT = _W + "themeShade", _W + "themeTint"
NUM_ID, ABSTRACT_ID = _W + "numId", _W + "abstractNumId"
V_MERGE_NOW = _W + "vMerge"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

ALTERNATE, CHOICE, FALLBACK = _MC + "AlternateContent", _MC + "Choice", _MC + "Fallback"
O_MATH, O_MATH_PARA, M_RUN, M_TEXT = _M + "oMath", _M + "oMathPara", _M + "r", _M + "t"
MATH_PROPERTIES = (_M + "oMathParaPr", _M + "rPr", _M + "ctrlPr", RPR)
TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
CHANGES = tuple(_W + name for name in ("pPrChange", "tcPrChange", "trPrChange"))
"""What was before a tracked change of properties."""
FILLED_IN = tuple(
    _W + name
    for name in (
        "pgNum", "contentPart", "dayShort", "dayLong", "monthShort", "monthLong", "yearShort", "yearLong",
    )
)  # fmt: skip
"""Elements of a run for which Word prints what it knows only then, or a drawing by hand."""
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
OLE_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
SHAPES = (
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp",
    *(f"{{urn:schemas-microsoft-com:vml}}{name}" for name in (
        "shape", "line", "rect", "roundrect", "oval", "arc", "curve", "polyline",
    )),
)  # fmt: skip
"""What may be drawn over text."""
DRAWING_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"

EMPTY = frozenset(
    _W + name
    for name in (
        "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "commentRangeStart", "commentRangeEnd",
        "commentReference", "annotationRef", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
        "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart",
        "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd",
        "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "lastRenderedPageBreak", "sectPr", "sdtPr",
        "sdtEndPr", "customXmlPr", "smartTagPr", "footnoteRef", "endnoteRef", "separator", "continuationSeparator",
        "tblPrEx", "tblGridChange", "delText", "delInstrText", "instrText", "rPr", "pPr", "tcPr", "trPr", "tblPr",
        "tblGrid", "background",
    )
)  # fmt: skip
"""Elements that print nothing where they stand."""
