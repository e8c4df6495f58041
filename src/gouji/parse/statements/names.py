"""What a report calls itself and its place, to tell its own figures from those of others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gouji.parse.dates import squeeze
from gouji.report import Identity

_OWN = "本机关"
_WHOLE = "全市"
_ABOUT = "信息公开"
_NOT_THE_PLACE = ("人", "民", "政", "府", "委", "直")
"""What makes the name of a place the beginning of another name: 安宁市政府, 安宁市委."""
_STATE = re.compile(r"(?:人民政府|政府|街道办事处|办事处)$")


@dataclass(frozen=True, slots=True)
class Names:
    """The names a report's own body has in its text, and the scope of a figure that names nobody."""

    own: tuple[str, ...]
    whole: str
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
        if self.whole and self.whole in text:
            first, *others = text.split(self.whole)
            text = first + "".join(
                f"{self.whole if other.startswith(_NOT_THE_PLACE) else _WHOLE}{other}" for other in others
            )
        start = 0
        while places := [at for name in self.own if (at := text.find(name, start)) >= 0]:
            at = min(places)
            here = [name for name in self.own if text.startswith(name, at)]
            # 柴河镇政府信息公开 is 柴河镇 and 政府信息公开.
            name = next((name for name in here if not text.startswith(_ABOUT, at + len(name))), here[0])
            text = f"{text[:at]}{_OWN}{text[at + len(name) :]}"
            start = at + len(_OWN)
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
        longest_first = sorted((each for each in own if len(each) > 1), key=lambda each: (-len(each), each))
        return Names(tuple(longest_first), "", name, "own")
    return Names((), place if len(place) > 1 else "", "", "other")
