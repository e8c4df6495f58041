"""What a report calls itself and its place, to tell its own figures from those of others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gouji.parse.dates import squeeze
from gouji.report import Identity

_OWN = "本机关"
_WHOLE = "全市"
_STATE = re.compile(r"(?:人民政府|政府|街道办事处|办事处)$")


@dataclass(frozen=True, slots=True)
class Names:
    """The names a report's own body has in its text, and the scope of a figure that names nobody."""

    own: re.Pattern[str] | None
    whole: re.Pattern[str] | None
    body: str
    default: str

    @staticmethod
    def of(identity: Identity) -> Names:
        """Return the names of the reporting body: of a whole place's report, only the place itself stands for it."""
        return _names(identity.agency_name or "", identity.agency_name_printed or "", identity.county or "",
                      identity.prefecture or "", identity.province or "", identity.township or "",
                      identity.figures_cover == "own_body", identity.agency_kind or "")  # fmt: skip

    def replaced(self, text: str) -> str:
        """Return text with the body's own names as 本机关, the name of a whole place as 全市."""
        if self.own is not None:
            text = self.own.sub(_OWN, text)
        if self.whole is not None:
            text = self.whole.sub(_WHOLE, text)
        return text

    def is_own(self, body: str) -> bool:
        """Return whether a name is short for the body's own (县发改局 for 沭阳县发展和改革局)."""
        rest = iter(self.body)
        return len(body) > 1 and body[-1:] == self.body[-1:] and all(character in rest for character in body)


@lru_cache(maxsize=1024)
def _names(
    name: str, printed: str, county: str, prefecture: str, province: str, township: str, is_own: bool, kind: str
) -> Names:
    place = township or county or prefecture or province
    full = [squeeze(text) for text in (name, printed) if text]
    if is_own:
        own = set(full)
        for text in full:
            for above in (province, prefecture, county):
                if above and above in text and len(shorter := text.partition(above)[2]) > 3:
                    own |= {shorter, above[-1] + shorter}
        if kind == "government":
            own |= {_STATE.sub("", text) for text in tuple(own)} | {_STATE.sub("政府", text) for text in full}
        return Names(_one_of(own), None, name, "own")
    return Names(None, _one_of({place}, r"(?![人民政府委直])"), "", "other")


def _one_of(names: set[str], after: str = "") -> re.Pattern[str] | None:
    longest = sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name))
    if not longest:
        return None
    any_name = "|".join(map(re.escape, longest))
    # 柴河镇政府信息公开 is 柴河镇 and 政府信息公开.
    return re.compile(f"(?:{any_name})(?!信息公开){after}|(?:{any_name}){after}")
