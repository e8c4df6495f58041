"""One sentence -> its statements: what each figure claims, and the parts a total is broken into."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from gouji.parse.statements.claims import LONGEST_CLAUSE, absent, detail_of, told
from gouji.parse.statements.context import Clause, Context
from gouji.parse.statements.figures import Figure, figures_in
from gouji.parse.statements.parts import channel_named, is_request_channel, part_named, part_names
from gouji.report import Statement
from gouji.standard.statements import wording

_INCLUDED = re.compile(r"\((?:含|包括|其中)?(?:上年|上一年|20\d\d年)度?(?:结转|转结)")
_CLAUSES = re.compile(r"[^,;:。()!?]{2,160}")
_ABSENCE = re.compile(r"[未无没]|不收")
_PERSON = re.compile(r"公民|自然人|个人")
_ORGANIZATION = re.compile(
    r"其[他它]组织|(?:单位|组织|企业|法人)(?:和|或者?|、)个人|个人(?:和|或者?|、)(?:社会)?(?:单位|组织|企业|法人)"
)
_COUNT = re.compile(r"(?:的|总|案件)?(?:数量|数)?(?:均|都)?(?:共计|合计|共|各)?(?:为|是|:)?$")
_ASKED = re.compile(r"(?<!依)申请")
_FEE_VERB = re.compile(r"(?:收取|收费|缴纳|实收|费用|信息处理费|处理费|金额|共计|合计|共|为|了|,){1,4}$")
# 行政诉讼93件,其中因政府信息公开提起9件: the first counts all suits, whatever they were about.
_NARROWED = re.compile(r"[,(:;]{1,2}(?:其中)?(?P<clause>[^,;:。()\d]{0,12}信息公开[^,;:。()\d]{0,16})\d")
_OTHER_CASES = {"proceedings.review": "诉讼", "proceedings.litigation": "复议"}
_PLAIN_TAILS = frozenset({"", "信息", "政府信息", "政务信息"})
_AND = frozenset({"", "和", "及", "与", "以及"})
_ZERO_OF = {
    "request": "requests.received_new.total",
    "review": "proceedings.review.total",
    "suit": "proceedings.litigation.total",
    "fee": "info_fee_collected_yuan",
    "notice": "info_fee_notice_count",
    "carried_in": "requests.carried_in.total",
    "carried_out": "requests.carried_out.total",
    "normative": "normative.issued",
    "repealed": "normative.repealed",
}


@dataclass(slots=True)
class _Found:
    """A statement in the making; `start` and `end` are what it is quoted from in the squeezed sentence."""

    group: str
    subject: str
    part: str | None
    scope: str
    value: Decimal
    bound: str
    unit: str | None
    start: int
    end: int


@dataclass(slots=True)
class _Group:
    """A figure that may be broken down: its parts are statements on `subject`, in its unit, in the group `name`.

    `is_list` once a word or bracket has begun the list; `depth` counts the brackets it stands in; `pending` holds
    the parts named in advance (网站、微信分别公开).
    """

    total: _Found
    name: str
    subject: str
    depth: int
    parent: _Group | None = None
    is_list: bool = False
    separators: set[str] = field(default_factory=set)
    parts: list[_Found] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    has_failed: bool = False


class Reader:
    """Reads one sentence. `groups` counts the groups numbered so far, this sentence's included once it is read."""

    def __init__(self, context: Context, groups: int) -> None:
        self.groups = groups
        self._opened = 0
        self._context = context
        self._text = context.text
        self._found: list[_Found] = []
        self._last: _Found | None = None
        self._group: _Group | None = None
        self._groups: list[_Group] = []
        self._depth = 0
        self._request: _Found | None = None
        self._proceeding: _Found | None = None
        self._normative: _Found | None = None
        self._fees: dict[str, _Group] = {}
        self._fee_part: str | None = None
        self._has_strangers = False
        """Whether a figure of cases since the last request told is not known to be one of requests."""

    def statements(self) -> Iterator[Statement]:
        """Yield the statements in the order of the text."""
        figures = figures_in(self._text)
        end = 0
        for index, figure in enumerate(figures):
            following = figures[index + 1].start if index + 1 < len(figures) else len(self._text)
            self._read(figure, self._context.clause(figure, end, following))
            end = figure.end
        if _ABSENCE.search(self._text):
            self._read_absences()
        self._drop_uncertain_lists()
        place = self._context.place
        numbers: dict[str, str] = {}
        for found in sorted(self._found, key=lambda found: found.start):
            # Zeros are read last: only now is the order of the text known.
            group, slash, part = found.group.partition("/")
            if group not in numbers:
                self.groups += 1
                numbers[group] = str(self.groups)
            quote = self._context.quote(found.start, found.end)
            yield Statement(numbers[group] + slash + part, found.subject, found.part, found.scope, found.value,
                            found.bound, found.unit, quote, place)  # fmt: skip

    def _read(self, figure: Figure, clause: Clause) -> None:
        self._step(clause)
        if len(clause.full_head) > LONGEST_CLAUSE or wording().times["change"].search(clause.head):
            return
        if self._is_in_fee_list(clause) and self._read_fee_part(figure, clause):
            return
        rest = self._context.rest(clause.head)
        if figure.value == 0 and not clause.tail and (items := _nothing_of(rest)):
            self._read_absence(items, clause.start, figure.end, figure.unit)
            return
        before = len(self._found)
        claim = told(rest, clause.tail, figure.kinds)
        if claim is not None and claim.needs and not self._context.speaks_of(claim.needs):
            claim = None
        if claim is not None and self._is_narrowed(figure, clause, claim.subject):
            self._proceeding = None
            return
        if claim is not None and claim.needs == "requests" and self._has_strangers:
            return
        if claim is not None and claim.subject.startswith("disclosed"):
            if self._request is not None and self._request.unit == figure.unit:
                return  # 答复5件,其中主动公开2件: how requests were answered.
            self._read_disclosed(figure, clause, claim.subject, claim.via)
        elif claim is not None:
            self._read_claim(figure, clause, claim.subject, claim.via)
        elif not self._read_request_detail(figure, clause) and not self._read_detail(figure, clause):
            self._read_part(figure, clause)
        if len(self._found) > before:
            return
        if "cases" in figure.kinds:
            self._has_strangers = True
        if (group := self._group) is not None and not group.is_list and figure.unit == group.total.unit:
            self._group = None  # A list that follows may break down this figure, of which nothing is known.

    def _is_narrowed(self, figure: Figure, clause: Clause, subject: str) -> bool:
        """Return whether a count of cases is followed by how many of them were about information, and is of all."""
        family = ".".join(subject.split(".")[:2])
        found = _NARROWED.match(self._text, figure.end) if family.startswith("proceedings.") else None
        if found is None or "信息公开" in clause.head:
            return False
        return _OTHER_CASES.get(family, "复议") not in found["clause"]

    def _step(self, clause: Clause) -> None:
        """Follow brackets and list words between the last figure and this one."""
        self._depth += clause.opened - clause.closed
        while self._group is not None and self._group.depth > self._depth:
            self._group = self._group.parent
        group, last = self._group, self._last
        if group is None or last is None:
            return
        opens = clause.gap.startswith(("(", ":"))
        if not opens and not wording().lists["open"].search(clause.gap):
            return
        if last is group.total and not group.is_list:
            group.is_list, group.depth = True, self._depth
        elif last in group.parts[-1:] and (opens or "其中" in clause.gap):
            if group.parent is not None:
                group.has_failed = True  # A list in a list in a list: what it breaks down is not certain.
                return
            self._open(last, group.subject, f"{group.name}/{last.part}", group)
        elif last in group.parts[-1:] and wording().lists["within"].match(clause.gap):
            group.has_failed = True  # Where what the last part holds ends, and the next part begins, is not certain.

    # -- publication

    def _read_disclosed(self, figure: Figure, clause: Clause, subject: str, via: str | None) -> None:
        group = self._group
        if group is not None and group.total.part is not None and ";" in clause.gap and via is not None:
            group = self._group = group.parent  # Another channel, not a part of the one before.
        if group is not None and group.is_list and group.total.unit == figure.unit:
            if part_named(clause.full_head) is not None:
                self._read_part(figure, clause)
            else:
                # Another total inside the list: what is a part of which is not certain.
                group.has_failed = True
            return
        via = via or self._context.channel_before(clause)
        if self._context.is_of_narrow_topic(clause, via):
            return
        if subject == "disclosed_total" and (via is None or wording().phrases["many"].search(via)):
            if found := self._add(figure, clause, subject):
                self._open(found, "disclosed_part", found.group)
        elif via is not None:
            part = self._context.as_printed(via.removesuffix("等"), clause)
            if found := self._add(figure, clause, "disclosed_part", part):
                self._open(found, "disclosed_part", f"{found.group}/{part}")

    def _read_part(self, figure: Figure, clause: Clause) -> None:
        """Read a figure as a part of the open list; one that names nothing known spoils the list."""
        group = self._group
        if group is None or not group.is_list or figure.unit != group.total.unit:
            return
        lists = wording().lists
        separator = ";" if ";" in clause.gap else ","
        if separator == ";" and "," in group.separators:
            self._group = group.parent
            self._read_part(figure, clause)
            return
        if lists["no_part"].search(clause.head):
            return
        predicate = lists["verb_lead"].sub("", clause.head)
        if lists["action"].match(predicate) and channel_named(predicate) is None:
            self._group = None
            return
        name = None if clause.tail not in _PLAIN_TAILS else self._part_name(group, clause)
        is_body = name is not None and lists["body"].search(name) is not None
        if name is None or (group.subject != "disclosed_part" and not is_body and not is_request_channel(name)):
            group.has_failed = True
            return
        if group.parts:
            group.separators.add(separator)
        scope = "other" if is_body else group.total.scope
        if found := self._add(figure, clause, group.subject, self._context.as_printed(name, clause), scope, group):
            group.parts.append(found)

    def _part_name(self, group: _Group, clause: Clause) -> str | None:
        if group.pending:
            return group.pending.pop(0) if clause.head in _AND else None
        if names := part_names(clause.head):
            group.pending = names[1:]
            return names[0]
        return part_named(clause.full_head)

    def _drop_uncertain_lists(self) -> None:
        """Leave a total without parts where one of its parts is not certain; quote others with all their parts."""
        for group in self._groups:
            if group.has_failed or group.pending:
                inner = f"{group.name}/"
                self._found = [
                    found
                    for found in self._found
                    if found is group.total or (found.group != group.name and not found.group.startswith(inner))
                ]
            elif group.parts:
                group.total.end = max(found.end for found in (group.total, *group.parts))

    # -- requests, proceedings, fees

    def _read_claim(self, figure: Figure, clause: Clause, subject: str, via: str | None) -> None:
        if via is not None and not wording().phrases["many"].search(via):
            self._read_part(figure, clause)
            return
        if subject == "requests.received_new.total":
            if self._request is not None and "其中" in clause.gap:
                return
            if _INCLUDED.match(self._text, figure.end):
                subject = "requests.received_total.total"
        is_received = subject.startswith("requests.received")
        is_detail = subject.startswith("requests.") and not is_received
        found = self._add(
            figure, clause, subject, scope=self._scope(figure, clause, self._request if is_detail else None)
        )
        if found is not None:
            self._note(found)
            if is_received:
                self._has_strangers = False
                self._open(found, subject, found.group)

    def _note(self, found: _Found) -> None:
        """Keep a figure that the next ones may be details of."""
        subject = found.subject
        if subject.startswith("requests.") and subject.endswith(".total") and "carried" not in subject:
            self._request = found
        elif subject.startswith("proceedings."):
            self._proceeding = found
        elif subject.startswith("normative."):
            self._normative = found
        elif subject in ("info_fee_collected_yuan", "info_fee_notice_count"):
            self._fees["yuan" if subject.endswith("yuan") else "cases"] = self._new_list(found, subject, found.group)

    def _read_request_detail(self, figure: Figure, clause: Clause) -> bool:
        """Read an outcome, or who asked, of the requests told before; return whether the figure is one."""
        if "cases" not in figure.kinds or not self._context.speaks_of("requests"):
            return False
        base = self._request
        scope = self._scope(figure, clause, base)
        if outcome := detail_of("outcome", clause.head, clause.tail):
            self._request = self._add(figure, clause, f"requests.{outcome}.total", scope=scope) or base
            return True
        applicant = detail_of("applicant", clause.head, clause.tail)
        if applicant is None or base is None or base.unit != figure.unit:
            return False
        outcome = base.subject.split(".")[1]
        goes_on = self._last is not None and not self._last.subject.endswith(".total")
        if outcome.startswith("received") or "其中" in clause.gap or clause.gap.startswith("(") or goes_on:
            self._add(figure, clause, f"requests.{outcome}.{applicant}", scope=scope)
        return True

    def _read_detail(self, figure: Figure, clause: Clause) -> bool:
        """Read how the reviews or suits told before ended, or what became of the documents; return whether it is so."""
        for kind, base in (("proceeding_outcome", self._proceeding), ("normative", self._normative)):
            if base is not None and base.unit == figure.unit and (key := detail_of(kind, clause.head, clause.tail)):
                family = base.subject.rpartition(".")[0]
                self._add(figure, clause, f"{family}.{key}", scope=self._scope(figure, clause, base))
                return True
        return False

    def _is_in_fee_list(self, clause: Clause) -> bool:
        """Return whether the fee told is being broken down: 其中,…局1件,收取420元."""
        for group in self._fees.values():
            group.is_list = group.is_list or "其中" in clause.gap or clause.gap.startswith("(")
        return any(group.is_list for group in self._fees.values())

    def _read_fee_part(self, figure: Figure, clause: Clause) -> bool:
        """Read a part of the fee told; return whether the figure is one. One that names nobody spoils the list."""
        kind = "yuan" if "yuan" in figure.kinds else "cases"
        name = part_named(_FEE_VERB.sub("", clause.full_head))
        if name is not None and wording().lists["body"].search(name):
            self._fee_part = name
        elif kind != "yuan" or self._fee_part is None or _FEE_VERB.sub("", clause.head):
            for each in self._fees.values():
                each.has_failed = True
            return False
        group = self._fees.get(kind)
        if group is not None and self._fee_part is not None:
            part = self._context.as_printed(self._fee_part, clause)
            if found := self._add(figure, clause, group.subject, part, "other", group):
                group.parts.append(found)
        return True

    # -- what did not happen

    def _read_absences(self) -> None:
        for match in _CLAUSES.finditer(self._text):
            # 未收到申请的，填报0 is a case put, not a year's work.
            is_put = match[0].endswith("的") and self._text.startswith(",", match.end())
            if not is_put and _ABSENCE.search(match[0]):
                self._read_absence(absent(self._context.rest(match[0])), match.start(), match.end(), None)

    def _read_absence(self, items: frozenset[str], start: int, end: int, unit: str | None) -> None:
        """Add a zero for each thing that a clause says did not happen."""
        if not items or self._context.is_of_other_time(0, end):
            return
        if items & {"fee", "review", "suit"} and not self._context.speaks_of("office_work"):
            return
        clause = self._text[start:end]
        if "不收" in clause and "年" not in self._text[:end]:
            return  # What the Regulation says, not what was done.
        for item, subject in _ZERO_OF.items():
            if item in items:
                self._add_zero(_asked_by(subject, clause), start, end, unit)

    def _add_zero(self, subject: str, start: int, end: int, unit: str | None) -> None:
        if all(found.subject != subject or found.part is not None for found in self._found):
            scope = self._context.scope(start, end)
            self._found.append(_Found(self._new_group(), subject, None, scope, Decimal(0), "exact", unit, start, end))
            self._note(self._found[-1])

    # -- statements and groups

    def _add(
        self, figure: Figure, clause: Clause, subject: str, part: str | None = None, scope: str | None = None,
        group: _Group | None = None,
    ) -> _Found | None:  # fmt: skip
        # A part is of the time of its total, unless it says another itself.
        if self._context.is_of_other_time(clause.start if group is not None else 0, figure.start):
            return None
        if subject == "normative.repealed" and "失效" in self._text and "失效" not in clause.head:
            return None  # Documents repealed and those declared void are one figure of the form.
        end = figure.end + len(clause.tail)
        name = group.name if group is not None else self._new_group()
        scope = scope or self._scope(figure, clause, None)
        found = _Found(name, subject, part, scope, figure.value, figure.bound, figure.unit, clause.start, end)
        self._found.append(found)
        self._last = found
        return found

    def _scope(self, figure: Figure, clause: Clause, base: _Found | None) -> str:
        return self._context.scope(clause.start, figure.start, None if base is None else base.scope)

    def _open(self, total: _Found, subject: str, name: str, parent: _Group | None = None) -> None:
        self._group = self._new_list(total, subject, name)
        self._group.parent, self._group.is_list = parent, parent is not None

    def _new_list(self, total: _Found, subject: str, name: str) -> _Group:
        self._groups.append(_Group(total, name, subject, self._depth))
        return self._groups[-1]

    def _new_group(self) -> str:
        self._opened += 1
        return str(self._opened)


def _asked_by(subject: str, clause: str) -> str:
    """Return the subject narrowed to persons or organizations where a clause names only the one."""
    is_person, is_organization = _PERSON.search(clause) is not None, _ORGANIZATION.search(clause) is not None
    if subject != "requests.received_new.total" or is_person == is_organization:
        return subject
    return f"requests.received_new.{'natural_person' if is_person else 'organization_total'}"


@lru_cache(maxsize=4096)
def _nothing_of(head: str) -> frozenset[str]:
    """Return what did not happen where these words stand before a zero: 行政复议、行政诉讼均为."""
    items = absent(f"无{_COUNT.sub('', head)}")
    # 依申请公开0件 may count what was disclosed, not what was asked for.
    return items if "request" not in items or _ASKED.search(head) else frozenset()
