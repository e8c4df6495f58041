"""The functions of pdfium that are called for every glyph and every line, with handles as plain numbers.

A handle made by pypdfium2 is a new Python object at each call; a number costs a third of it and can be compared.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as c

_HANDLE = ctypes.c_void_p


def _bare(function: Any, result: Any, *arguments: Any) -> Any:
    address = ctypes.cast(function, _HANDLE).value
    assert address is not None
    return ctypes.CFUNCTYPE(result, *arguments)(address)


class Numbers:
    """Room for numbers that pdfium writes: `at` are their addresses, `room[:]` gives what was written last."""

    def __init__(self, kind: Any, count: int) -> None:
        """Make room for `count` numbers of a kind of ctypes."""
        self.room: Any = (kind * count)()
        first = ctypes.addressof(self.room)
        self.at = [first + ctypes.sizeof(kind) * number for number in range(count)]


def handle_of(pointer: Any) -> int:
    """Return the number of a handle that pypdfium2 made."""
    found = ctypes.cast(pointer, _HANDLE).value
    assert found is not None
    return found


_INT, _UINT, _FLOAT = ctypes.c_int, ctypes.c_uint, ctypes.c_float

unicode_of = _bare(c.FPDFText_GetUnicode, _UINT, _HANDLE, _INT)
is_unmapped = _bare(c.FPDFText_HasUnicodeMapError, _INT, _HANDLE, _INT)
text_object_of = _bare(c.FPDFText_GetTextObject, _HANDLE, _HANDLE, _INT)
loose_box_of = _bare(c.FPDFText_GetLooseCharBox, _INT, _HANDLE, _INT, _HANDLE)
char_box_of = _bare(c.FPDFText_GetCharBox, _INT, _HANDLE, _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
origin_of = _bare(c.FPDFText_GetCharOrigin, _INT, _HANDLE, _INT, _HANDLE, _HANDLE)
font_size_of = _bare(c.FPDFText_GetFontSize, ctypes.c_double, _HANDLE, _INT)
char_matrix_of = _bare(c.FPDFText_GetMatrix, _INT, _HANDLE, _INT, _HANDLE)
font_of = _bare(c.FPDFTextObj_GetFont, _HANDLE, _HANDLE)
ascent_of = _bare(c.FPDFFont_GetAscent, _INT, _HANDLE, _FLOAT, _HANDLE)
descent_of = _bare(c.FPDFFont_GetDescent, _INT, _HANDLE, _FLOAT, _HANDLE)
render_mode_of = _bare(c.FPDFTextObj_GetTextRenderMode, _INT, _HANDLE)

count_objects = _bare(c.FPDFPage_CountObjects, _INT, _HANDLE)
object_at = _bare(c.FPDFPage_GetObject, _HANDLE, _HANDLE, _INT)
count_form_objects = _bare(c.FPDFFormObj_CountObjects, _INT, _HANDLE)
form_object_at = _bare(c.FPDFFormObj_GetObject, _HANDLE, _HANDLE, ctypes.c_ulong)
type_of = _bare(c.FPDFPageObj_GetType, _INT, _HANDLE)
bounds_of = _bare(c.FPDFPageObj_GetBounds, _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
matrix_of = _bare(c.FPDFPageObj_GetMatrix, _INT, _HANDLE, _HANDLE)
fill_color_of = _bare(c.FPDFPageObj_GetFillColor, _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
draw_mode_of = _bare(c.FPDFPath_GetDrawMode, _INT, _HANDLE, _HANDLE, _HANDLE)
count_segments = _bare(c.FPDFPath_CountSegments, _INT, _HANDLE)
segment_at = _bare(c.FPDFPath_GetPathSegment, _HANDLE, _HANDLE, _INT)
segment_point = _bare(c.FPDFPathSegment_GetPoint, _INT, _HANDLE, _HANDLE, _HANDLE)
segment_type = _bare(c.FPDFPathSegment_GetType, _INT, _HANDLE)
is_closing = _bare(c.FPDFPathSegment_GetClose, _INT, _HANDLE)


def is_of_a_layer(page_object: int) -> bool:
    """Return whether a page object is marked as the content of a layer (ISO 32000-1, 8.11.3.2)."""
    pointer = ctypes.cast(page_object, c.FPDF_PAGEOBJECT)
    name = ctypes.create_string_buffer(8)
    length = ctypes.c_ulong()
    for number in range(c.FPDFPageObj_CountMarks(pointer)):
        mark = c.FPDFPageObj_GetMark(pointer, number)
        is_read = c.FPDFPageObjMark_GetName(
            mark, ctypes.cast(name, ctypes.POINTER(c.FPDF_WCHAR)), len(name), ctypes.byref(length)
        )
        if is_read and name.raw[: length.value].decode("utf-16-le").rstrip("\0") == "OC":
            return True
    return False


class Color:
    """Reads the colour a page object is filled with."""

    def __init__(self) -> None:
        """Make room for one colour."""
        self._parts = Numbers(_UINT, 4)
        self._at = self._parts.at

    def of(self, page_object: int) -> Any:
        """Return red, green, blue and opacity, 0-255 each; black where none is known (a pattern)."""
        if not fill_color_of(page_object, *self._at):
            return [0, 0, 0, 255]
        return self._parts.room[:]


def is_pale(color: list[int]) -> bool:
    """Return whether print of a colour cannot be told from white paper."""
    red, green, blue, opacity = color
    return (red >= PALE and green >= PALE and blue >= PALE) or opacity <= FAINT


PALE = 243
"""Of 255: paler shades are not told from white (WCAG 2: a contrast below 1.1 to 1)."""
FAINT = 12
"""Of 255: print of less opacity is not told from the paper."""
