"""Who may do what: 16 roles, the matrix of record kinds, the moves, the secrets; data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _

from app.role_moves import MOVES, REVIEWS

# roles.md section 2, in its order
ROLES: dict[str, Any] = {
    "sales_rep": _("Salesperson"),
    "area_supervisor": _("Area supervisor"),
    "cs_agent": _("Customer service agent"),
    "clerk": _("Clerk"),
    "dept_manager": _("Department head"),
    "branch_manager": _("Branch manager"),
    "marketing": _("Marketing department"),
    "marketing_director": _("Marketing director"),
    "custodian": _("Archive custodian"),
    "attendance": _("Attendance administrator"),
    "credit": _("Credit management"),
    "finance": _("Finance department"),
    "admin_legal": _("Administration and legal"),
    "functional_dept": _("Responsible department"),
    "gm": _("General manager"),
    "sysadmin": _("System administrator"),
}

_COLUMNS = tuple(ROLES)


def _row(letters: str) -> dict[str, str]:
    """One line of the matrix: the letters of the 16 roles in their order, "-" for none."""
    return {role: cell for role, cell in zip(_COLUMNS, letters.split(), strict=True) if cell != "-"}


# C create · o own b branch a all (read) · E edit · A review (REVIEWS: its moves) · P print · X export · D dispose ·
# I import whole files (proposed: who creates and reads more than his own, marketing, custodian).
# A cell may begin with a clause of the model in braces, {approved}.     Source: roles.md section 3
MATRIX: dict[str, dict[str, str]] = {
    #                       SR   AS   CS   CL   DM   BM     MK    MD  CU      AT CR FI AD FN GM    SY
    "customer":       _row("CoEP CbEPI bE  CbEPI bAP bAPXD  aAPXI aP  aEAPXDI -  a  a  b  -  aAPX  -"),
    "contact":        _row("CoE  CbEI bE   CbEI b    b      aI    a   aEI     -  b  -  -  -  a     -"),
    # proposed, after the customer's line: who keeps the card keeps what surrounds the customer
    # proposed: W-04 with the letter D (merge) of the customer's line
    "customer_merge": _row("CoEP CbEP b    CbEP bP   CbEAPX CaEPX aP  CaEAPX  -  -  -  -  -  aPX   -"),
    "competitor":          _row("CEa  CEa   CEa CEaI  aP  aP  CEaPXID a aEPX - - - - - aPX -"),
    "customer_competitor": _row("CoEP CbEPI bE  CbEPI bP  bPX aEPXI aP aEPXDI - - - - - aPX -"),
    "trading":        _row("CoEP CbEPI b  CbEPI b    bPX    aPXI aP   aEPX    -  aE a  -  -  aPX   -"),  # (proposed)
    "funds":          _row("CoEP CbEPI -  CbEPI b    bPX    aPXI aP   aEPX    -  aE aE -  -  aPX   -"),  # (proposed)
    # F-008: the area supervisor fills, the manager confirms, the custodian files
    "cooperation":         _row("CoEP CbEPI b CbEPI bAP bAPX aPX aP aEPXDI - a a - - aPX -"),
    "customer_turn":       _row("oE bEP b bEP bP bEPX aEPX aP aEPX - a - - - aPX -"),  # (proposed)
    "campaign":            _row("a aP - a aAP aPX  CaEPXID aP aP - - a - - aAPX -"),  # W-33
    "analysis":            _row("o b - bP bP bPX aPX aP a - a a - - aPX -"),  # analyses; drawn, not filled
    "project":             _row("CoEP CbEPI b   CbEPI bEP bPX aEPX  aP aPXDI - a - - - aPX -"),
    "demand":              _row("CoEP CbEPI CbE CbEPI bEP bEPX aEPX aP aPXDI - - - - - aPX -"),
    "retail_outlet":       _row("CoEP CbEPI b   CbEPI bP  bPXD aEPXI aP aEPXDI - - - - - aPX -"),
    "market_area":         _row("b    CbEP  b   CbEP  bP  bEPX CaEPX aP aPXD - - - - - aPX -"),
    "qualification":       _row("CoEP CbEPI b   CbEPI bP  CbEPX aPX aP aPXDI - a - - - aPX -"),
    "background":          _row("CoEP CbEPI bE  CbEPI bP  bPX aEPX  aP aEPXDI - a - - - aPX -"),
    "customer_change":     _row("CoEP CbEPI CbE CbEPI bP  bPX CaEPX aP CaEPXDI - a - - - aPX -"),
    "original":       _row("CoP  CbP  b    CbEP b    bP     a     a   aEAPXD  -  a  a  a  -  aP    -"),
    # proposed, after F-021: nobody deletes an original; who files may bring in the old register
    "original_document": _row("CoP CbP b CbEPI b bP a a aEPXI - a a a - aP -"),
    # proposed, after the customer's line: counted by the system, so nobody writes it
    # F-128; who proposes may change his own draft (E); P and X proposed
    "correction":     _row("CoE CbE - CbEP - bP CaEAPX a CaEAPX - - - - - aP -"),
    "archive_score":  _row("oP bP b bP bP bPX aPX aP aPX - a a b - aPX -"),
    # F-132: custodian and salesperson revise, leaders read; F-136: managers check (P, X proposed)
    "revision":       _row("oEP bEP - bP bP bPX aP aP aEPX - a - - - aPX -"),
    "card_check":     _row("o b - b CbEP CbEPI aP CaEP CaEPXI - - - - - CaEPX -"),
    # W-38: the branch manager proposes, the general manager decides
    "custodian":      _row("- - - - - CaEP a a a - - - - - CaEAPX -"),
    # proposed, W-29: computed by the system and told with the card; set otherwise by who keeps it
    "class_change":   _row("oP bP - bP bP bPX aPX aP aPX - aP a b - aPX -"),
    "class_override": _row("CoEP CbEP - CbEP bP bAPX CaEPX aAP CaEPX - CaEP a - - aPX -"),
    "class_run":      _row("- - - - - - CaEPX aP CaEPX - CaEP - - - aPX -"),
    "visit":          _row("CoEP CbEP CbEP CbEP bAP  bAP    a     a   aPX {approved}P - - - o aAP  -"),
    # F-057 F-058 (proposed): who visits records, the custodian files; upkeep is the service department's
    "major_event":    _row("CoE  CbEI CbEI CbEPI bP bPX aPX aP aEPXI - - a - - aPX -"),
    "upkeep":         _row("CoE  CbEI CbEI CbEPI bP bPX aPX aP aPXI - - - - CbE aPX -"),
    # F-047: every colleague reads before calling, so all of a branch; P and X proposed
    "phone_call":     _row("CbEI CbEI CbEPI CbEPI bP bPX aPX aP aPX  -  -  -  -  -  aPX -"),
    # F-060 F-061; the plan's own visits go with the customer, so a salesperson reads those of his own
    "return_plan":    _row("CoE  CbE  CbEP bEP  bAP  bAP    aPX   aP  aP      -  -  -  -  -  aAP   -"),
    "return_visit":   _row("CoE  CbEI CbEPI bEP bAP  bAP    aPX   aAP aPXI    -  -  -  -  -  aAP   -"),
    "minutes":        _row("CoEP CbEP b    bP   bAP  bAP    a     a   aP      -  -  -  -  -  aA    -"),
    # proposed: nobody names the summary; who visits hears it, heads and the general manager decide
    "opinion":        _row("CoE  CbEI CbEPI CbEPI bEAP bEAP  aX    a   aPXI    -  -  -  -  {assigned} aEAPX -"),
    "dispatch":       _row("CoE  CbEI CbEI CbEI b    b      aX    a   aXI     -  -  -  -  -  a     -"),  # (proposed, after F-047)
    "allocation":     _row("o    b    -    b    b    CbEADP a     a   aP      -  -  -  -  -  a     -"),
    "allocation_ground": _row("- -    -    -    b    bPX    aPX   aP  a       -  -  -  -  -  aPX   -"),
    # P of giver, successor and general manager proposed: the sheet is signed, the briefing is read
    "transfer":       _row("oP   bP   -    b    b    CbEADP a     a   aEP     -  -  -  -  -  aP    -"),
    "transfer_item":  _row("o    b    -    b    b    bED    a     a   a       -  -  -  -  -  a     -"),
    "conflict":       _row("oC   bC   -    b    b    CbEADP a     a   aP      -  -  -  -  -  aP    -"),
    "pool":           _row("b    b    -    -    b    CbEDP  a     a   a       -  -  -  -  -  a     -"),
    "owner_change":   _row("o    b    b    b    b    bP     a     a   aP      -  a  a  b  -  a     -"),
    "bad_case":       _row("Co   b    -    bP    b   bEA    CaEPX a   aEP     -  a  aE aE -  aAP   -"),
    # F-144: administration fills, the general manager as well (P and X proposed)
    "bad_decision":   _row("-    -    -    bP   -    bP     aPX   a   aP      -  -  a  CaEP -  CaEPX -"),
    "organization":   _row("a    a    a    a    a    a      a     a   a       a  a  a  a  a  a     CEaX"),
    "reference":      _row("a    a    a    a    a    a      CEaX  a   a       a  a  a  a  a  a     CEaX"),
    "parameter":      _row("a    a    a    a    aA   a      CaE   aA  a       -  -  -  -  -  aA    a"),
    "calendar":       _row("a    a    a    a    a    a      a     a   a       a  a  a  a  a  a     CEaXD"),
    "late_work":      _row("o    b    o    o    bX   bX     aX    aX  a       o  o  o  o  o  aX    -"),
    "account":        _row("-    -    -    -    -    -      -     -   -       -  -  -  -  -  -     CEaX"),
    "job":            _row("o    o    o    o    o    o      o     o   o       o  o  o  o  o  o     a"),
    "mail":           _row("-    -    -    -    -    -      -     -   -       -  -  -  -  -  -     a"),
    "person":         _row("-    -    -    -    -    -      -     -   aXD     -  -  -  -  -  aX    -"),
    "log":            _row("-    -    -    -    -    -      -     -   a       -  -  -  -  -  a     a"),
}  # fmt: skip

_READING = {"o": "own", "b": "branch", "a": "all"}

# "branch" means less to these two: roles.md section 2 and the marking notes of section 3
_NARROWED = {"area_supervisor": "area", "dept_manager": "department"}

_PERMISSIONS: dict[str, tuple[str, ...]] = {
    "read": ("can_list", "can_show", "can_chart"),
    "C": ("can_add",),
    "E": ("can_edit",),
    "P": ("can_print",),
    "X": ("can_export",),
    "D": ("can_delete",),
    "I": ("can_import",),
}

# who hands on tasks of others, within the records they see; everybody hands on his own (proposed)
HANDS_ON = ("branch_manager", "dept_manager", "gm")

# who reads the closed store, where removed customers lie with all their papers (C-01)
CLOSED_STORE = ("custodian", "finance", "gm")

# who sees the columns marked personal (P), sensitive (S), confidential (C): C-24, R-013, R-048.
# A role not named falls back to the kernel's closed default (masked or hidden).
SECRETS: dict[str, dict[str, str]] = {
    "personal": dict.fromkeys(
        ("sales_rep", "area_supervisor", "cs_agent", "clerk", "dept_manager", "branch_manager",
         "marketing", "custodian", "gm"), "show",
    ) | {"sysadmin": "hide", "attendance": "hide"},
    "sensitive": dict.fromkeys(("sales_rep", "branch_manager", "custodian", "gm"), "ask"),
    "confidential": dict.fromkeys(
        ("sales_rep", "area_supervisor", "clerk", "dept_manager", "branch_manager", "marketing",
         "marketing_director", "custodian", "credit", "finance", "admin_legal", "gm"), "show",
    ) | {"cs_agent": "hide", "attendance": "hide", "sysadmin": "hide"},
    "profile": dict.fromkeys(("sales_rep", "branch_manager", "custodian", "gm"), "ask"),
}  # fmt: skip

_OPENNESS = ("hide", "mask", "ask", "show")


@lru_cache(4_096)  # the table is data of this file; a request asks of every kind, for every role
def reach(role: str, kind: str) -> frozenset[str]:
    """How far ``role`` reads records of ``kind``: own, area, department, branch, all, a clause."""
    cell = MATRIX.get(kind, {}).get(role, "")
    if cell.startswith("{"):
        return frozenset({cell.partition("}")[0].strip("{")})
    found = {_READING[letter] for letter in cell if letter in _READING}
    if "branch" in found and role in _NARROWED:
        found = (found - {"branch"}) | {_NARROWED[role], "own"}
    return frozenset(found)


@lru_cache(256)  # asked several times a request
def breadths(roles: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """Record kind → how far a person with these roles reads."""
    found = {kind: frozenset().union(*(reach(role, kind) for role in roles)) for kind in MATRIX}
    return MappingProxyType({kind: width for kind, width in found.items() if width})


def permissions(role: str, kind: str) -> frozenset[str]:
    """The framework's permission names that the matrix gives ``role`` on views of ``kind``."""
    cell = MATRIX.get(kind, {}).get(role, "")
    found = set(_PERMISSIONS["read"]) if reach(role, kind) else set()
    letters = cell.partition("}")[2] if cell.startswith("{") else cell
    found.update(name for letter in letters for name in _PERMISSIONS.get(letter, ()))
    return frozenset(found)


def file_permissions(role: str, line: str) -> frozenset[str]:
    """What ``role`` may do with the papers of records: read takes along, C or E attaches, D removes.

    ``line`` is the matrix line that counts: "original" for a customer's, else the record's own.
    """
    cell = MATRIX.get(line, {}).get(role, "")
    found = {"can_download"} if reach(role, line) else set()
    if not cell.startswith("{"):
        found |= {"can_attach"} if set(cell) & {"C", "E"} else set()
        found |= {"can_detach"} if "D" in cell else set()
    return frozenset(found)


def reviews(role: str, kind: str) -> bool:
    """Whether the matrix lets ``role`` decide on what others hand in of ``kind`` (letter A)."""
    return "A" in MATRIX.get(kind, {}).get(role, "").rpartition("}")[2]


def moves(role: str, flow: str, kind: str) -> frozenset[str]:
    """The permission names of the moves that ``role`` may make in ``flow`` of records of ``kind``.

    A move that reviews takes both: its line in MOVES and the letter A of the kind.
    """
    closed = () if reviews(role, kind) else REVIEWS.get(flow, ())
    made = (move for move, who in MOVES.get(flow, {}).items() if role in who)
    return frozenset(f"can_{move}" for move in made if move not in closed)


def secrecy(roles: Iterable[str]) -> dict[str, str]:
    """Secrecy mark → show, ask, mask or hide; the most open of the roles counts."""
    held = list(roles)
    found: dict[str, str] = {}
    for mark, by_role in SECRETS.items():
        said = [by_role[role] for role in held if role in by_role]
        if said:
            found[mark] = max(said, key=_OPENNESS.index)
    return found
