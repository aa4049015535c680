"""Which facts of a card a correction may change, and how their new values are read (R-296)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers import rules as card_rules
from app.customers.models import Customer
from app.customers.rules import FILING_FIELDS
from app.customers.sheet_columns import word_of
from app.customers.sheets import customer_sheet, read_place
from app.kernel.files.checklist import WATCHED
from app.kernel.rules import Broken, check
from app.kernel.secrets import marks
from app.kernel.sheets import Col, Read, Sheet, shown
from app.kernel.words import Words


def _may_be_corrected(name: str) -> bool:
    column = Customer.__mapper__.columns.get(name)
    if column is None or name in FILING_FIELDS:
        return False
    said = marks(column)
    return "label" in said and said.get("secret") not in WATCHED


# facts of the card that files do not bring
_MORE: Mapping[str, Read | None] = {
    **dict.fromkeys((
        "office_phone", "home_phone", "qq", "wechat", "industry_side", "ownership_nature", "scale",
        "staff_total", "local_network", "relation_kind", "cooperation_started_on", "introducer",
    )),
    "trade_id": word_of("trade_kind", "trade_id"),
    "business_place_id": read_place,
}  # fmt: skip
_columns = {col.field: col for col in customer_sheet.importable if not col.is_key}
_columns |= {name: Col(name, read=read) for name, read in _MORE.items() if name not in _columns}
_sheet = Sheet(Customer, columns=[c for c in _columns.values() if _may_be_corrected(c.field)])

# the fields of the card as a list of words; what is most secret is corrected on the card alone
CardField: Any = Words(
    "CardField",
    [
        (col.field, (col.field, marks(Customer.__mapper__.columns[col.field])["label"]))
        for col in _sheet.columns
    ],
)
CardField.shape = "plain"


def read(field: str, text: str | None) -> tuple[Any, list[Broken]]:
    """The value that a text means for a field, as in a file; and what is wrong with it."""
    ((values, found),) = _sheet.read_all([{field: text}], {})
    return values.get(field), found


def written(card: Customer, field: str) -> str:
    """What a field of a card says, as text that ``read`` understands again."""
    column = Customer.__mapper__.columns[field]
    if column.foreign_keys:
        related = field.removesuffix("_id")
        return str(getattr(card, related, None) or "")
    value = getattr(card, field)
    return "" if value is None else str(shown(value))


def refused(card: Customer, field: str, text: str | None) -> Iterator[Broken]:
    """Why a field cannot say this: unreadable, the same as before, or against a rule of the card (R-296)."""
    value, found = read(field, text)
    if found:
        yield from (Broken("new_value", broken.message, broken.rule) for broken in found)
        return
    if value == getattr(card, field):
        yield Broken("new_value", _("That is what the card says already."), "R-296")
        return
    keys = Customer.__mapper__.column_attrs.keys()
    would_be = {**{key: getattr(card, key) for key in keys}, field: value}
    for broken in check([card_rules.customer], would_be, card)[0]:
        if broken.field == field and broken.rule != "R-296":  # that is what the stamp is for
            yield Broken("new_value", broken.message, broken.rule)
