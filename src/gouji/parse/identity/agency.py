"""What follows from a body and its division: the name in full, the permanent id, the level, the codes above it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from gouji.parse.identity.place import COMMITTEE, Body
from gouji.parse.identity.scope import cover_of
from gouji.report import AgencyKind, AgencyLevel, Identity
from gouji.standard.divisions import CENTRAL, CORPS, CORPS_NAME, LEVELS, Division, divisions

_CORPS_BODY = re.compile(r"(?:.*兵团)?([第农][一二三四五六七八九十]{1,3}师)?([\u4e00-\u9fff]{2,6}?市)?(.*)")
_REGIMENT = re.compile(r"[一二三四五六七八九十百零〇○\d]{1,5}团(?:农场|牧场)?")
_ZEROS = str.maketrans("零○", "〇〇")
_ZONE = re.compile(r"(?:(?<![社小矿活])区|园|新城)$")
_KINDS_OF_TOWN = ("镇", "乡", "苏木")
_KINDS_ABOVE = ("省", "自治区", "市", "县", "区", "旗", "州", "自治州", "自治县", "自治旗")


def with_body(identity: Identity, body: Body | None, chain: str | None, number: int, text: str) -> Identity:
    """Return the identity with all that follows from the body, its division and the body's own `text`."""
    if body is not None and body.state == "central":
        return replace(
            identity,
            agency_name=body.office.name,
            agency_name_printed=body.printed,
            agency_level="central",
            agency_kind="department",
            agency_id=f"{CENTRAL}-{body.office.name}",
            figures_cover="own_body",
            figures_cover_basis="level",
            region_code=CENTRAL,
        )
    if body is not None and body.state == "corps":
        return _of_corps(identity, body)
    entry = divisions().in_force(chain, number) if chain else None
    identity = replace(identity, **_codes(entry, number)) if entry else identity
    if body is None:
        return identity
    if entry is None:
        return _of_any_place(identity, body, text)
    name, key, kind = _agency(body, entry)
    cover, basis = cover_of(text, kind, entry)
    return replace(
        identity,
        agency_name=name,
        agency_name_printed=body.printed,
        agency_level=entry.level,
        agency_kind=kind,
        agency_id=f"{entry.chain}-{key}",
        figures_cover=cover,
        figures_cover_basis=basis,
    )


def _of_any_place(identity: Identity, body: Body, text: str) -> Identity:
    """Return the identity of a body whose place is open, with what all the places it can mean agree on."""
    named = {(_agency(body, place)[0], _agency(body, place)[2], place.level) for place in body.places}
    if len(named) != 1:
        return replace(identity, agency_name_printed=body.printed, agency_kind=body.office.kind)
    name, kind, level = named.pop()
    cover, basis = cover_of(text, kind, body.places[0])
    return replace(
        identity,
        agency_name=name,
        agency_name_printed=body.printed,
        agency_kind=kind,
        agency_level=level,
        figures_cover=cover,
        figures_cover_basis=basis,
    )


def _agency(body: Body, entry: Division) -> tuple[str, str, AgencyKind]:
    """Return a body's name in full, the key of its id and its kind."""
    place, office = entry.plain_name, body.office
    if office.name == COMMITTEE:
        return _with_committee(place), COMMITTEE, "other"
    if office.kind != "government":
        key = "office" if office.kind == "government_office" else office.key
        return f"{body.place if office.of_seat else place}{office.name}", key, office.kind
    # A zone that statistics count as a county is run by a committee, unless it says itself that it has a government.
    if entry.level == "county" and entry.code[4] == "7" and body.is_bare:
        return _with_committee(place), COMMITTEE, "other"
    if place.endswith("街道"):
        return f"{place}办事处", "gov", "government"
    if place.endswith("办事处"):
        return place, "gov", "government"
    if place.endswith(("地区", "盟")):  # 来广营地区 is a street of Beijing
        return f"{place}{'办事处' if entry.level == 'township' else '行政公署'}", "gov", "government"
    if place.endswith(_KINDS_OF_TOWN) or (entry.level != "township" and place.endswith(_KINDS_ABOVE)):
        return f"{place}人民政府", "gov", "government"
    if body.is_bare:
        # A farm, a prison, a reservoir: who runs it is said by its name alone.
        return _with_committee(place) if _ZONE.search(place) or place.endswith("管委会") else place, COMMITTEE, "other"
    return f"{place}{office.name}", "gov", "government"


def _with_committee(place: str) -> str:
    return f"{place.removesuffix('管委会').removesuffix(COMMITTEE)}{COMMITTEE}"


def _codes(entry: Division, number: int) -> dict[str, Any]:
    """Return the names and codes of a division and all above it, by the fields of Identity."""
    fields: dict[str, Any] = {}
    for row in divisions().lineage(entry, number):
        if row.level == "province":
            fields |= {"province": row.plain_name, "region_code": row.code}
        else:
            fields |= {row.level: row.plain_name, f"{row.level}_code": row.code}
    return fields


def _of_corps(identity: Identity, body: Body) -> Identity:
    """Return the identity of a body of the production corps, whose divisions are on no list."""
    found = _CORPS_BODY.fullmatch(body.printed)
    division, city, rest = (found[1] or "", found[2] or "", found[3] or "") if found else ("", "", body.printed)
    division = division.replace("农", "第")  # 农十二师, as divisions were called before 2012
    if city and not any(row.code.startswith("659") for row in divisions().spelled(city)):  # 住房和城市建设局
        city, rest = "", city + rest
    rest = "" if rest in ("人民政府", "政府") else rest
    regiment = _REGIMENT.fullmatch(rest)
    level: AgencyLevel = LEVELS[3] if regiment else LEVELS[1] if division else LEVELS[0]
    kind: AgencyKind = "government" if not rest else "other" if regiment else "department"
    name = (division + city + rest) or CORPS_NAME
    # The numbers of regiments are the corps', not their divisions'.
    key = rest.translate(_ZEROS) if regiment else f"{division}{rest or 'gov'}"
    return replace(
        identity,
        agency_name=name,
        agency_name_printed=body.printed,
        agency_level=level,
        agency_kind=kind,
        agency_id=f"{CORPS}-{key}",
        figures_cover="territory" if kind == "government" else "own_body",
        figures_cover_basis="level",
        region_code=CORPS,
        province=CORPS_NAME,
        prefecture=division or None,
    )
