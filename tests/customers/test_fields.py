"""The card asks everything the catalogue of customer fields lists, or says here why it does not."""

from __future__ import annotations

from typing import Any

from app.customers.models import Contact, Customer
from app.customers.rules import OriginalKind
from app.kernel.db import Model
from app.kernel.secrets import marks

# sections 1–10 whole, of section 12 what a customer declares about its funds
# and section 19, the originals
IN_SCOPE = {*range(1, 271), *range(286, 293), *range(382, 391)}

# number of the field: where it is instead
ELSEWHERE = {
    17: "credit level: set by the wing of credit",
    45: "years of cooperation: reckoned from the day of the first trade",
    67: "the name of a person is the customer's name",
    118: "annual accounts: a paper of the archive",
    119: "product guide: a paper of the archive",
    120: "product catalogue: a paper of the archive",
    182: "name card: a paper hung on the contact",
    184: "proof of identity and authority: papers of the archive",
    244: "average monthly sales: reckoned from orders by the wing of trade",
    245: "average yearly sales: reckoned from orders by the wing of trade",
    256: "gap to the target: reckoned from orders by the wing of trade",
}


def asked() -> dict[int, list[str]]:
    """Number of the field → the columns that hold it."""
    found: dict[int, list[str]] = {}
    for mapper in Model.registry.mappers:
        named: list[tuple[str, dict[str, Any]]] = [
            *(
                (each.key, dict(getattr(each.columns[0], "info", {})))
                for each in mapper.column_attrs
            ),
            *((each.key, dict(each.info)) for each in mapper.relationships),
        ]
        for key, info in named:
            if field := info.get("field"):
                number = int(field.removeprefix("CF-"))
                found.setdefault(number, []).append(f"{mapper.class_.__name__}.{key}")
    return found


def test_every_field_is_asked_or_named_with_its_reason(app):
    have = asked()
    missing = sorted(IN_SCOPE - set(have) - set(ELSEWHERE))
    assert not missing, f"neither on a model nor named: {missing}"


def test_what_is_named_as_elsewhere_is_not_asked_as_well(app):
    assert not set(ELSEWHERE) & set(asked())


def test_papers_of_the_catalogue_are_kinds_of_original(app):
    kinds = {kind.value for kind in OriginalKind}
    assert {"annual_accounts", "product_guide", "product_catalogue", "identity_proof"} <= kinds


def test_what_is_sensitive_or_a_secret_is_marked(app):
    secret = {
        Customer: {
            "personal": ("gender", "born_on", "home_address", "consults_with", "owner_person"),
            "sensitive": ("ethnicity_id", "family_income", "health_info", "social_relations"),
            "confidential": ("fixed_assets", "product_cost", "capital_strength"),
        },
        Contact: {
            "personal": ("birthplace", "temper", "born_on"),
            "sensitive": ("family_background", "relatives_friends"),
            "profile": ("pp_family", "pp_itinerary", "pp_sports", "pp_ambitions"),
        },
    }
    for model, by_mark in secret.items():
        for mark, names in by_mark.items():
            for name in names:
                assert marks(model.__mapper__.columns[name]).get("secret") == mark, name
