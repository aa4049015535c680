"""What must hold for a customer card, in the form, in the import and at every move."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers import likeness, merging, queries, signals
from app.customers.identity import CODE_LENGTH, clean_code, judge_code
from app.customers.models import Customer
from app.customers.words import (
    CardState,
    CodeState,
    DealStage,
    Nature,
    OriginalKind,
    PartyKind,
)
from app.kernel import clock, policy, scope
from app.kernel.db import db
from app.kernel.files.checklist import Wanted
from app.kernel.rules import Broken
from app.kernel.words import listed

# the register names the fields of R-035 in the words of the form; these are our columns
S0_FIELDS = {"legal_person": "legal_representative"}
S0_LISTS = {"agency_brands": "brands", "channels": "channels", "performance": "results"}

# what may still change once marketing has the card; the rest needs a stamped correction
FILING_FIELDS = {
    "tier", "abc_grade", "is_core", "archive_part", "catalogue_no", "volume_no",
    "next_revision_due", "key_point_feedback", "remark",
}  # fmt: skip


def customer(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """Rules of the card itself: R-011 R-016 R-029 R-040 R-042 C-18 C-33 R-054."""
    if row is not None and row.merged_into_id is not None:
        yield _replaced(row)
        return
    yield from _origin(values)
    yield from _party(values)
    yield from _alone(values, row)
    yield from code(values)
    yield from _shapes(values)
    yield from _kept(values, row)
    yield from _deep(values, row)
    yield from _exports(values)


def _replaced(row: Any) -> Broken:
    """A merged card is a shell: it says which card took its place (R-011)."""
    stays = merging.replacement(db.session, row)
    message = _("This card was merged into: %(which)s.", which=_which(stays))
    return Broken("", message, "R-011", warning=True, about=stays.id)


def _deep(values: Mapping[str, Any], row: Any) -> Iterator[Broken]:
    """An archive holds more than name and address (R-016); a card on its way there need not yet."""
    if row is None or row.state in (CardState.DRAFT, CardState.RETURNED, CardState.INVALID):
        return
    if values.get("party_kind") is PartyKind.INDIVIDUAL:
        return
    columns = Customer.__mapper__.columns
    lacking = [name for name in policy.value("archive.deep_fields") if not values.get(name)]
    if lacking:
        named = listed(str(columns[name].info["label"]) for name in lacking)
        message = _("The archive lacks deeper facts: %(what)s.", what=named)
        yield Broken(lacking[0], message, "R-016", warning=True)


def _exports(values: Mapping[str, Any]) -> Iterator[Broken]:
    """Of an export-oriented customer the policy of its market area is collected too (R-040)."""
    if not policy.value("card.export_policy_required_if_export"):
        return
    if values.get("export_oriented") and not values.get("market_area_policy"):
        message = _("An export-oriented customer: note the government policy of its market area.")
        yield Broken("market_area_policy", message, "R-040", warning=True)


def imported(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """The same rules for a row of a file, where twins and like cards are found for a thousand rows
    at once: R-029 R-042 C-18 C-33 R-054."""
    yield from _origin(values)
    yield from _party(values)
    yield from code(values)
    yield from _shapes(values)
    yield from _kept(values, row)


def alike(session: Any, rows: Sequence[Mapping[str, Any]]) -> list[list[Broken]]:
    """For each row of a file the cards like it, found with one question for all (R-060)."""
    likes = likeness.like_many(session, rows)
    return [[_perhaps(like) for like in found] for found in likes]


def _origin(values: Mapping[str, Any]) -> Iterator[Broken]:
    """Channel and way are two fields, both required; nothing is collected in the future."""
    if policy.value("collect.source_channel_required") and not values.get("collect_channel"):
        yield Broken("collect_channel", _("Say where the data came from."), "R-029")
    if policy.value("collect.mode_required") and not values.get("collect_mode"):
        yield Broken("collect_mode", _("Say how the data were obtained."), "C-33")
    collected, today = values.get("collected_on"), clock.today()
    if collected and collected > today:
        yield Broken("collected_on", _("The day of collection lies in the future."), "R-054")
    founded = values.get("founded_on")
    if founded and founded > today:
        yield Broken("founded_on", _("The founding date lies in the future."), "R-035")


def _party(values: Mapping[str, Any]) -> Iterator[Broken]:
    """A person is not a company, whatever the nature says (R-042, C-18)."""
    kind, nature = values.get("party_kind"), values.get("nature")
    if kind is PartyKind.INDIVIDUAL and nature in (
        Nature.GOVERNMENT, Nature.SPECIAL_COMPANY, Nature.ORDINARY_COMPANY,
    ):  # fmt: skip
        yield Broken("nature", _("An individual cannot be a company or a body."), "R-042")
    if kind is PartyKind.ORGANISATION and nature is Nature.INDIVIDUAL:
        yield Broken("nature", _("An organisation is not a private buyer."), "R-042")


def _alone(values: Mapping[str, Any], row: Any) -> Iterator[Broken]:
    """One customer, one archive; a like one is only a warning (R-011, R-060)."""
    ident = row.id if row is not None else None
    name, register_code = values.get("customer_name"), values.get("credit_code")
    if values.get("party_kind") is PartyKind.INDIVIDUAL:
        name = None
    found = likeness.same_customer(db.session, name, register_code, ident)
    if found is not None:
        field = "credit_code" if found.unique_code and name is None else "customer_name"
        message = _("This customer has a card already: %(which)s.", which=_which(found))
        yield Broken(field, message, "R-011")
        return
    yield from _like(values, ident)


def _like(values: Mapping[str, Any], ident: int | None) -> Iterator[Broken]:
    """A like customer is a warning: the earlier record decides (R-060)."""
    for like in likeness.like_customers(db.session, values, ident):
        yield _perhaps(like)


def _perhaps(like: likeness.Like) -> Broken:
    message = _(
        "%(level)s: %(which)s. The earlier record decides.",
        level=like.level.label, which=_which(like.row),
    )  # fmt: skip
    return Broken(like.field, message, "R-060", warning=True, about=like.row.id)


def _which(found: Customer) -> Any:
    """Name and code of a card found past the reader's reach; of one out of reach as much as the
    note while typing tells (C-24)."""
    viewer = scope.current_viewer()
    name = scope.name_told(viewer, found, found.customer_name)
    if not scope.sees(viewer, found):
        return _("%(name)s (out of your reach)", name=name)
    return _("%(name)s, %(code)s", name=name, code=found.customer_code)


def code(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """A doubtful register code is kept as typed and said aloud, never refused."""
    state = judge_code(values.get("credit_code"))
    if state is CodeState.OLD:
        message = _("This is an old 15-digit register number; please ask for the new code.")
        yield Broken("credit_code", message, warning=True)
    if state is CodeState.WRONG:
        count = len(clean_code(values.get("credit_code")) or "")
        message = (
            _(
                "A unified social credit code has 18 characters, this has %(count)s; it is kept as typed.",
                count=count,
            )
            if count != CODE_LENGTH
            else _("This is not a valid unified social credit code; it is kept as typed.")
        )
        yield Broken("credit_code", message, warning=True)


def _shapes(values: Mapping[str, Any]) -> Iterator[Broken]:
    """Postcode, e-mail and web site look like what they are."""
    postcode, email, site = (values.get(name) for name in ("postcode", "email", "website"))
    if postcode and not re.fullmatch(r"\d{6}", postcode):
        yield Broken("postcode", _("A postcode has six digits."))
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        yield Broken("email", _("This is not an e-mail address."))
    if site and not re.fullmatch(r"(https?://)?[\w.-]+\.[\w-]+(/\S*)?", site):
        yield Broken("website", _("This is not a web address."))


def _kept(values: Mapping[str, Any], row: Any) -> Iterator[Broken]:
    """A card that marketing has may only be classed and filed; facts need a correction (R-296)."""
    if row is None or row.state is not CardState.FORWARDED:
        return
    for name in Customer.__mapper__.column_attrs.keys():  # noqa: SIM118
        if name in FILING_FIELDS or name not in values:
            continue
        if values[name] != getattr(row, name):
            message = _("This card has been reviewed; its facts change only by a correction.")
            yield Broken(name, message, "R-296")


def contact(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """A contact one cannot reach is of little use (R-050)."""
    media = policy.value("contact.media")
    columns = [*media, *(["mobile"] if "phone" in media else [])]
    if media and not any(values.get(name) for name in columns):
        yield Broken("phone", _("No way to reach this person is noted."), "R-050", warning=True)


def person(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A person at several customers is one chain of contacts, never a circle or a second at one customer."""
    if values.get("same_as_id") is not None and row is not None and values["same_as_id"] == row.id:
        yield Broken("same_as_id", _("That is this contact itself."))
    if (received := values.get("card_received_on")) and received > clock.today():
        yield Broken("card_received_on", _("This day lies in the future."), "R-108")
    born, left = values.get("born_on"), values.get("left_on")
    if born and born > clock.today():
        yield Broken("born_on", _("The date of birth lies in the future."))
    if left and values.get("is_active"):
        yield Broken("is_active", _("Whoever left the post is not there any more."), warning=True)


def declared(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """A declaration tells of a day that has come; what is overdue began before it (R-024)."""
    valid_from, overdue = values.get("valid_from"), values.get("overdue_since")
    if valid_from and valid_from > clock.today():
        yield Broken("valid_from", _("This day lies in the future."), "R-024")
    if overdue and valid_from and overdue > valid_from:
        yield Broken("overdue_since", _("Overdue only after the day of the declaration."))


def complete_card(row: Customer, session: Any) -> Iterator[Broken]:
    """What a card needs before a manager reviews it: R-034 R-035 R-043 R-050."""
    if policy.value("lead.qualification_required") and row.qualification_ok is None:
        message = _("Say whether the customer meets the dealer qualification.")
        yield Broken("qualification_ok", message, "R-034")
    if row.collected_on is None or row.collected_by_id is None:
        yield Broken("collected_on", _("Say who collected the data and when."), "R-054")
    yield from _first_card(row, session)
    people = queries.contacts_of(session, row.id)
    if row.party_kind is PartyKind.ORGANISATION:
        named = sum(person.is_key_person for person in people)
        if named < policy.value("customer.min_key_persons"):
            yield Broken("contacts", _("No key person is named yet."), "R-043", warning=True)
        for position in queries.missing_positions(people):
            message = _("Still unknown at the customer: %(position)s.", position=position.label)
            yield Broken("contacts", message, "R-050", warning=True)


def _first_card(row: Customer, session: Any) -> Iterator[Broken]:
    """The facts every new card records at least (R-035); a person has fewer of them (C-18)."""
    for key in policy.value("card.required_s0"):
        if row.party_kind is PartyKind.INDIVIDUAL and key not in ("address", "phone"):
            continue
        if key in S0_LISTS:
            name = S0_LISTS[key]
            missing = not getattr(queries, f"{name}_of")(session, row.id)
            what = {
                "brands": _("similar brands"), "channels": _("channels"), "results": _("results"),
            }[name]  # fmt: skip
        else:
            name = S0_FIELDS.get(key, key)
            missing = getattr(row, name, None) in (None, "")
            what = Customer.__mapper__.columns[name].info["label"]
        if missing:
            yield Broken(name, _("The first card lacks: %(what)s.", what=what), "R-035")


def filing(row: Customer) -> Iterator[Broken]:
    """Class, tier, part and number stand before a card is filed (R-056, R-303)."""
    if row.tier is None:
        yield Broken("tier", _("Give the customer a tier before filing."), "R-056")
    if row.archive_part is None:
        yield Broken("archive_part", _("Say which part of the archive it belongs to."), "R-303")


def originals(row: Customer) -> Iterator[Wanted]:
    """The original papers an archive rests on, but those registered already (R-025)."""
    known: set[OriginalKind] = set()
    known = known.union(*(found for _hearer, found in signals.originals_asked.send(row)))
    yield from (want for want in wanted_originals(row) if not known.intersection(want.kinds))


def wanted_originals(row: Any) -> Iterator[Wanted]:
    """Who the customer is, and the contract once one trades (R-025); ``row`` has the card's columns."""
    if row.party_kind is PartyKind.INDIVIDUAL:
        yield Wanted((OriginalKind.IDENTITY_PROOF,), "R-025")
    else:
        licences = (
            OriginalKind.BUSINESS_LICENCE, OriginalKind.LEGAL_PERSON_LICENCE,
            OriginalKind.INSTITUTION_LICENCE,
        )  # fmt: skip
        yield Wanted(licences, "R-025")
    if row.deal_stage in (DealStage.PAST, DealStage.CURRENT):
        yield Wanted((OriginalKind.CONTRACT, OriginalKind.CONTRACT_ORIGINAL), "R-025")
