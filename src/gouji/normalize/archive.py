"""Zip archives, opened without trust: bounded in members and unpacked bytes, and nothing is ever written out.

The format is PKWARE's APPNOTE; what Word packages may use of it says ECMA-376 Part 2, Annex B.
"""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from gouji.normalize.unreadable import Unreadable

MOST_MEMBERS = 2_000
"""Members; a report with a hundred pictures has some 150."""
LARGEST_PART = 32 * 1024 * 1024
"""Unpacked bytes of one part that is read; the text of a long report is some 3 MB."""
LARGEST_ALL = 64 * 1024 * 1024
"""Unpacked bytes of all parts that are read, as much as the largest file that is taken."""
MOST_RATIO = 200
"""Unpacked over packed bytes of one part; tables full of zeros come to some 60, deflate can do 1,032."""
_SMALL = 1024 * 1024
"""Unpacked bytes up to which the ratio says nothing."""

_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1 | 0x40  # general purpose bits: encrypted; strongly
_UNSAFE = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|^[A-Za-z]:|[\\\x00]")
_METHODS = (ZIP_STORED, ZIP_DEFLATED)
_DAMAGES = (
    BadZipFile,
    LargeZipFile,
    RuntimeError,
    ValueError,
    OverflowError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
)
"""What ZipFile raises for what it cannot make out; what it does not implement is a RuntimeError."""
_LONGEST = 80  # characters of what it says
_HEADER = 30  # bytes of a local header without name and extra field


class Archive:
    """The members of a zip file by name, ASCII case ignored as in a Word package."""

    def __init__(self, data: bytes) -> None:
        """Take in the directory; raises Unreadable where it is damaged, unsafe or too long."""
        if data.count(_ENTRY) > MOST_MEMBERS:
            raise Unreadable("read.limit_exceeded", f"zip: > {MOST_MEMBERS} members")
        try:
            self._zip = ZipFile(BytesIO(data))
            members = self._zip.infolist()
        except _DAMAGES as error:
            raise Unreadable("read.broken", f"zip: {error}"[:_LONGEST]) from error
        self._members: dict[str, ZipInfo] = {}
        self._doubled: set[str] = set()
        self._unpacked = 0
        for member in members:
            # ZipFile cuts names at NUL and turns back slashes round on Windows: judged as they stand.
            if _UNSAFE.search(member.orig_filename):
                raise Unreadable("read.broken", "zip: unsafe name of a member")
            name = member.orig_filename.casefold()
            if name in self._members:
                self._doubled.add(name)
            self._members[name] = member
        _refuse_overlaps(members, self._zip.start_dir)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def names(self) -> list[str]:
        """Return the members' names in lower case, in the order of the directory."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """Return one member unpacked; KeyError where there is none, Unreadable where it is unsound or too large."""
        key = name.casefold()
        member = self._members[key]
        if key in self._doubled:
            raise Unreadable("read.broken", "zip: two members of one name")
        if member.flag_bits & _ENCRYPTED:
            raise Unreadable("read.encrypted", "zip")
        if member.compress_type not in _METHODS:
            raise Unreadable("read.unsupported", f"zip: compression method {member.compress_type}")
        room = min(LARGEST_PART, LARGEST_ALL - self._unpacked)
        try:
            with self._zip.open(member) as opened:
                data = opened.read(room + 1)
                # Reads to the end, where the checksum is proven.
                is_whole = len(data) <= room and not opened.read(1)
        except _DAMAGES as error:
            raise Unreadable("read.broken", f"zip: {error}"[:_LONGEST]) from error
        if not is_whole:
            raise Unreadable("read.limit_exceeded", f"zip: > {room} B unpacked")
        if len(data) > _SMALL and len(data) > MOST_RATIO * max(1, member.compress_size):
            raise Unreadable("read.limit_exceeded", f"zip: unpacked > {MOST_RATIO} × packed")
        if len(data) != member.file_size:
            raise Unreadable("read.broken", "zip: size of a member")
        self._unpacked += len(data)
        return data


def _refuse_overlaps(members: list[ZipInfo], directory: int) -> None:
    """Refuse members that share bytes: one small stretch could be unpacked a thousand times."""
    starts = sorted((member.header_offset, member.compress_size) for member in members)
    for (start, size), end in zip(starts, [*(start for start, _ in starts[1:]), directory], strict=True):
        if start < 0 or start + _HEADER + size > end:
            raise Unreadable("read.broken", "zip: overlapping members")
