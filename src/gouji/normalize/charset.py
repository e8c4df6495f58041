"""Bytes -> text: the charset is told by its mark or by the words of a report; by its name only where no word is."""

from __future__ import annotations

import codecs
import re

# UTF-32 before UTF-16, whose mark its own begins with.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    ("\ufeff".encode("gb18030"), "gb18030"),
)
# GB18030 holds GB2312 and GBK; pages that declare these often hold more. So does Big5-HKSCS with Big5.
_CHARSETS = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# No report is without one of these. Bytes of one charset are mostly valid in another, but never as these words.
_WORDS = ("政府", "行政", "公开", "公開", "申请", "申請")
_EVIDENCE = {
    charset: tuple(word.encode(charset) for word in _WORDS if charset != "big5hkscs" or word not in ("公开", "申请"))
    for charset in _CHARSETS
}
_NARROW = {charset: words for charset, words in _EVIDENCE.items() if not charset.startswith(("utf-16", "utf-32"))}
# The words as they look once their bytes were read in a wrong charset and saved so.
_GARBLED = {
    word.encode(wrote).decode(read, errors="ignore"): word
    for word in ("政府", "行政")
    for wrote, read in (
        ("utf-8", "gb18030"),
        ("utf-8", "latin-1"),
        ("utf-8", "cp1252"),
        ("gb18030", "latin-1"),
        ("big5", "gb18030"),
        ("big5", "latin-1"),
        ("gb18030", "big5"),
    )
}
_DECODED = 8 * 1024 * 1024
"""Bytes that are decoded: in no charset do more hold fewer characters than the longest text that is read."""
_LOST = "\ufffd"
_MOST_LOST = 0.02
"""Share of characters that may be lost; where more are, the file is broken as a whole."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROLS = tuple(bytes((code,)) for code in (*range(0x09), *range(0x0E, 0x20), 0x7F))
_DECLARED = re.compile(
    rb"<meta\b[^>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})"
    rb"|<\?xml\b[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})",
    re.I,
)
_DECLARED_WITHIN = 16 * 1024
"""Bytes; the HTML standard looks at 1,024, and pages put scripts before what they declare."""
_CONTENT_TYPE = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.I)
_LABELS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "gb18030", "chinese", "csgb2312", "iso-ir-58"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5", "csbig5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "ascii", "us-ascii", "windows-1252", "cp1252"), "cp1252"),
    # A name that can be read byte by byte is not of two bytes a character: it is UTF-8 then.
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "unicode"), "utf-8"),
}
"""Names that pages declare -> codec (WHATWG Encoding, labels of the encodings that Chinese sites use)."""
_TERMINAL = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")


def damage(text: str) -> str:
    """Return what shows that a text lost its characters, "" for a sound one."""
    lost = text.count(_LOST)
    if lost > _MOST_LOST * len(text):
        return f"U+FFFD × {lost}"
    if not _has_words(text):
        return next((f"{garbled} ({word})" for garbled, word in _GARBLED.items() if garbled in text), "")
    return ""


def decode(data: bytes, content_type: str | None = None) -> str | None:
    """Return the text of bytes, None if they are none. `content_type` is what the server said they are.

    A byte that the charset does not know, or a control character, is U+FFFD in the text: a cell that lost something
    must not read as if it had not. Only what fills up or ends a file, and terminal colours, are left out.
    """
    is_whole, data = len(data) <= _DECODED, data[:_DECODED]
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return _without_controls(data[len(bom) :].decode(charset, errors="replace"))
    text = _strict(data, "utf-8", is_whole=is_whole)
    if text is not None and _has_words(text):
        # Looked for one by one, in bytes, they are found in a sixth of the time.
        return _without_controls(text) if any(code in data for code in _CONTROLS) else text
    told = _told_charset(data)
    if told is not None:
        return _without_controls(data.decode(told, errors="replace"))
    # No word of a report stands in it as bytes; it may still be written as `&#25919;`.
    in_page, by_server = _declared_in(data), _label(_CONTENT_TYPE, content_type)
    for likely in (in_page, by_server, "utf-8", "gb18030"):
        candidate = _strict(data, likely, is_whole=is_whole) if likely else None
        if candidate is not None and _CONTROL.search(candidate) is None:
            return candidate
    return _without_controls(data.decode(in_page, errors="replace")) if in_page else None


def _declared_in(data: bytes) -> str | None:
    """Return the charset that a page declares itself, None where it names none that is known."""
    if data[:2] in (b"<\x00", b"\x00<"):
        return "utf-16-le" if data[0] else "utf-16-be"
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    return _LABELS.get((found[1] or found[2]).decode("ascii").lower()) if found else None


def _label(pattern: re.Pattern[str], text: str | None) -> str | None:
    found = pattern.search(text or "")
    return _LABELS.get(found[1].lower()) if found else None


def _told_charset(data: bytes) -> str | None:
    """Return the charset in which most words of a report stand in the bytes, None where none does."""
    # In the wide ones every digit, space and line break holds a zero byte, in the others nothing does.
    likely = _EVIDENCE if b"\x00" in data else _NARROW
    counts = {charset: sum(map(data.count, words)) for charset, words in likely.items()}
    charset = max(counts, key=lambda name: counts[name])
    return charset if counts[charset] else None


def _has_words(text: str) -> bool:
    return any(word in text for word in _WORDS)


def _without_controls(text: str) -> str:
    if _CONTROL.search(text) is None:
        return text
    return _CONTROL.sub(_LOST, _TERMINAL.sub("", text).strip("\x00\x1a"))


def _strict(data: bytes, charset: str, *, is_whole: bool) -> str | None:
    """Return the text of bytes that are all of the charset; the last character may be cut if they are not all."""
    try:
        return codecs.getincrementaldecoder(charset)().decode(data, final=is_whole)
    except UnicodeDecodeError:
        return None
