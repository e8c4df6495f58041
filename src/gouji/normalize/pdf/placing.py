"""Placing: from the coordinates of a PDF page to points from the top left corner of the page as displayed."""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as c


class Placing(NamedTuple):
    """The displayed part of a page (the crop box inside the media box), and its turn clockwise in degrees."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> Placing:
        """Return how a page is displayed (ISO 32000-1, 7.7.3.3: CropBox, Rotate)."""
        box = c.FS_RECTF()
        c.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(box))
        return cls(box.left, box.bottom, box.right, box.top, c.FPDFPage_GetRotation(page.raw) * 90)

    @property
    def width(self) -> float:
        """Return the displayed width."""
        return self.right - self.left if self.turn % 180 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        """Return the displayed height."""
        return self.top - self.bottom if self.turn % 180 == 0 else self.right - self.left

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point is displayed."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def rect(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Return where a rectangle is displayed: left, top, right, bottom."""
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
