"""The parts of a Word package (ECMA-376 Part 2): which one is the document, and its XML as trees.

What a zip is, its content says: other packages are refused by their own names. External parts are never followed.
"""

from __future__ import annotations

import posixpath
import re
from typing import Protocol

from lxml import etree

from gouji.normalize.archive import Archive
from gouji.normalize.docx.names import RENAMED, STRICT
from gouji.normalize.unreadable import Unreadable

MOST_TAGS = 1_000_000
"""Angle brackets that open a tag in one part; the longest reports have some 200,000, and each costs some 100 B."""
_EXCESSIVE_DEPTH = etree.ErrorTypes.ERR_RESOURCE_LIMIT
"""What libxml2 says of elements nested beyond 256 levels, or of a text beyond 10 MB."""

_CHARSETS = ("utf-8", "utf-16-le", "utf-16-be")  # of parts: ECMA-376 Part 2, 8.2.5
_DOCTYPE = tuple("<!DOCTYPE".encode(charset) for charset in _CHARSETS)
_STRICT = tuple(STRICT.encode(charset) for charset in _CHARSETS)
_PURL = STRICT.partition("/main")[0].rpartition("/")[0].encode()
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^<>]*>\s*)*<[A-Za-z][^<>]*>")
_STRICT_NAME = re.compile(b"(?<=[\"'])(?:%s)(?=[\"'])" % b"|".join(re.escape(name.encode()) for name in RENAMED))
_BINARY = re.compile(rb"(?<=binaryData>)[^<]{1,}")
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_CONTENT_TYPES = "[Content_Types].xml"
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MAIN_TYPES = (
    f"{_OFFICE}wordprocessingml.document.main+xml",
    f"{_OFFICE}wordprocessingml.template.main+xml",
    # Macros are never touched.
    "application/vnd.ms-word.document.macroenabled.main+xml",
    "application/vnd.ms-word.template.macroenabledtemplate.main+xml",
)
# What the main part of another package says it is, and what a clerk calls the file.
_OTHERS = (
    ("spreadsheetml", "xlsx (Excel)", f"{_OFFICE}spreadsheetml.sheet"),
    ("ms-excel", "xlsx (Excel)", f"{_OFFICE}spreadsheetml.sheet"),
    ("presentationml", "pptx (PowerPoint)", f"{_OFFICE}presentationml.presentation"),
    ("ms-powerpoint", "pptx (PowerPoint)", f"{_OFFICE}presentationml.presentation"),
    ("visio", "vsdx (Visio)", "application/vnd.ms-visio.drawing"),
    ("fixedrepresentation", "xps", "application/vnd.ms-xpsdocument"),
)
# Members that tell other kinds of archive.
_ARCHIVES = (
    ("ofd.xml", "ofd", "application/ofd"),
    ("fixeddocseq.fdseq", "xps", "application/vnd.ms-xpsdocument"),
    ("index/document.iwa", "pages (Apple Pages)", "application/vnd.apple.pages"),
)
_OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text": "odt (OpenDocument)",
    "application/vnd.oasis.opendocument.spreadsheet": "ods (OpenDocument)",
    "application/vnd.oasis.opendocument.presentation": "odp (OpenDocument)",
    "application/epub+zip": "epub",
}


class _Parts(Protocol):
    """Where the parts of a package are, by name without the first slash."""

    def xml(self, name: str) -> bytes | None:
        """Return the bytes a part's XML is in, None where there is no such part."""

    def root(self, name: str, xml: bytes) -> etree._Element | None:
        """Return the root of a part's tree, given the bytes it is in; None where it has none."""

    def content_type(self, name: str) -> str:
        """Return what the package says a part is, "" where it does not say."""


class Package:
    """A Word document's main part and the parts it names: `related` by the last word of the relationship's type."""

    def __init__(self, data: bytes) -> None:
        """Find the main part; raises Unreadable where the file is something else, damaged or too large."""
        self._parts: _Parts = _Zipped(data) if data.startswith(b"PK") else _Flat(data)
        found = [target for kind, target in self._relations("") if kind == "officeDocument"]
        if len(found) != 1:
            raise Unreadable("read.broken", "docx: no main part" if not found else "docx: several main parts")
        self._main = found[0]
        content_type = self._parts.content_type(self._main).lower()
        if content_type not in _MAIN_TYPES:
            for word, name, media_type in _OTHERS:
                if word in content_type:
                    raise Unreadable("read.unsupported", name, media_type)
            raise Unreadable("read.unsupported", f"zip: {content_type[:80] or 'no content type'}")
        xml = self._parts.xml(self._main)
        document = None if xml is None else self._parts.root(self._main, xml)
        if xml is None or document is None:
            raise Unreadable("read.broken", "docx: no main part")
        self.document = document
        self.xml = xml
        """The bytes the document's tree was read from; of a package in one XML all of it."""
        self._related: dict[str, list[str]] = {}
        for kind, target in self._relations(self._main):
            self._related.setdefault(kind, []).append(target)

    def related(self, kind: str, mentioning: tuple[bytes, ...] = (b"",)) -> list[etree._Element]:
        """Return the roots of the parts of a kind (`styles`, `numbering`, `footnotes`), in the order they are named.

        Parts that mention none of the given names are left out, unread.
        """
        found: list[etree._Element] = []
        for target in self._related.get(kind, ()):
            xml = self._parts.xml(target)
            # In UTF-16 no name stands as it is.
            if xml is not None and (b"\x00" in xml or any(name in xml for name in mentioning)):
                root = self._parts.root(target, xml)
                if root is not None:
                    found.append(root)
        return found

    def _relations(self, source: str) -> list[tuple[str, str]]:
        """Return (last word of the type, name of the part) of what a part names, "" for the package itself."""
        folder, name = posixpath.split(source)
        part = posixpath.join(folder, "_rels", f"{name}.rels")
        xml = self._parts.xml(part)
        root = None if xml is None else self._parts.root(part, xml)
        if root is None:
            return []
        found: list[tuple[str, str]] = []
        for relation in root.iter(_RELATIONSHIP):
            target = relation.get("Target") or ""
            if relation.get("TargetMode") != "External" and target:
                whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found.append(((relation.get("Type") or "").rpartition("/")[2], whole))
        return found


class _Zipped:
    def __init__(self, data: bytes) -> None:
        self._archive = Archive(data)
        if _CONTENT_TYPES not in self._archive:
            raise _other(self._archive)
        types = parsed(self._archive.read(_CONTENT_TYPES))
        self._by_name = {
            (kind.get("PartName") or "").lstrip("/").casefold(): kind.get("ContentType") or ""
            for kind in types.iter(f"{_TYPES}Override")
        }
        self._by_ending = {
            (kind.get("Extension") or "").casefold(): kind.get("ContentType") or ""
            for kind in types.iter(f"{_TYPES}Default")
        }

    def xml(self, name: str) -> bytes | None:
        return self._archive.read(name) if name in self._archive else None

    def root(self, name: str, xml: bytes) -> etree._Element | None:
        return parsed(xml)

    def content_type(self, name: str) -> str:
        name = name.casefold()
        if name in self._by_name:
            return self._by_name[name]
        ending = name.rpartition(".")[2]
        return self._by_ending.get(ending, "")


class _Flat:
    """A package as one XML file (`pkg:package`), the parts one below the other."""

    def __init__(self, data: bytes) -> None:
        # Pictures are long texts in base64 that nothing here reads.
        self._data = _BINARY.sub(b"", data)
        package = parsed(self._data)
        if package.tag != f"{_PKG}package":
            raise Unreadable("read.broken", "docx: no package")
        self._parts: dict[str, etree._Element] = {}
        for part in package:
            name = (part.get(f"{_PKG}name") or "").lstrip("/").casefold()
            if name in self._parts:
                raise Unreadable("read.broken", "docx: two parts of one name")
            self._parts[name] = part

    def xml(self, name: str) -> bytes | None:
        return self._data if name.casefold() in self._parts else None

    def root(self, name: str, xml: bytes) -> etree._Element | None:
        part = self._parts.get(name.casefold())
        if part is None or not len(part) or not len(part[0]):
            return None
        return part[0][0]

    def content_type(self, name: str) -> str:
        part = self._parts.get(name.casefold())
        return "" if part is None else part.get(f"{_PKG}contentType") or ""


def parsed(data: bytes) -> etree._Element:
    """Return the root of an XML part, in the transitional namespaces; Unreadable where it is none or beyond a limit.

    No DTD is read and no entity resolved: a part that has any is refused (ECMA-376 Part 2, 8.2.5 forbids DTDs).
    """
    if len(data) > MOST_TAGS and data.count(b"<") > MOST_TAGS:
        raise Unreadable("read.limit_exceeded", f"xml: > {MOST_TAGS} tags")
    # In UTF-8 there are no NULs, in UTF-16 around every sign of the markup.
    has_nuls = b"\x00" in data
    if any(doctype in data for doctype in _DOCTYPE[: 3 if has_nuls else 1]):
        raise Unreadable("read.broken", "xml: DTD")
    is_strict = any(word in data for word in _STRICT[: 3 if has_nuls else 1])
    if is_strict and (renamed := _renamed_at_root(data)) is not None:
        data, is_strict = renamed, False
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == _EXCESSIVE_DEPTH:
            raise Unreadable("read.limit_exceeded", "xml: depth or length") from error
        raise Unreadable("read.broken", f"xml: line {error.lineno or 1}") from error
    except (ValueError, LookupError) as error:
        raise Unreadable("read.broken", f"xml: {type(error).__name__}") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise Unreadable("read.broken", "xml: DTD")
    if is_strict:
        _rename(root)
    return root


def _renamed_at_root(data: bytes) -> bytes | None:
    """Return an XML with transitional namespaces for the strict ones its root declares, None where others do too."""
    root = _ROOT.match(data)
    if root is None or data.find(_PURL, root.end()) >= 0:
        return None
    return _STRICT_NAME.sub(lambda name: RENAMED[name[0].decode()].encode(), root[0]) + data[root.end() :]


def _rename(root: etree._Element) -> None:
    """Give elements and attributes of the strict namespaces their transitional names."""
    for element in root.iter(etree.Element):
        element.tag = _renamed(str(element.tag))
        for name, value in list(element.attrib.items()):
            if (new := _renamed(str(name))) != name:
                del element.attrib[name]
                element.set(new, value)


def _renamed(name: str) -> str:
    namespace, brace, local = name[1:].rpartition("}")
    return f"{{{RENAMED[namespace]}}}{local}" if brace and namespace in RENAMED else name


def _other(archive: Archive) -> Unreadable:
    """Return the refusal of an archive that is no Office package, by the name of what it is."""
    for member, name, media_type in _ARCHIVES:
        if member in archive:
            return Unreadable("read.unsupported", name, media_type)
    if "mimetype" in archive:
        kind = archive.read("mimetype")[:100].decode("ascii", errors="replace").strip()
        if kind in _OPEN_DOCUMENTS:
            return Unreadable("read.unsupported", _OPEN_DOCUMENTS[kind], kind)
    return Unreadable("read.unsupported", "zip")
