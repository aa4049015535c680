"""The paper forms of a customer, each with the fields its catalogue entry lists (F-001 to F-019)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import Text, select

from app.customers import signals
from app.customers.models import (
    Contact,
    CooperationMatter,
    Customer,
    CustomerBrand,
    CustomerChannel,
    CustomerFlow,
    CustomerMedium,
    CustomerResult,
    CustomerRival,
    CustomerSupplier,
    CustomerUnit,
    FundsDeclaration,
    TradingDeclaration,
)
from app.customers.models.features import Business, Features
from app.customers.models.individual import Individual
from app.customers.papers import FORM_VERSION
from app.customers.words import ContactLevel, PartyKind
from app.kernel.accounts import full_name
from app.kernel.papers import Paper
from app.kernel.papers.reading import Cell, cell, moment, plain, session_of, table
from app.market.models import (
    CustomerBackground,
    CustomerChange,
    CustomerCompetitor,
    Demand,
    InstalledProduct,
)

MOST = 200  # rows of one table of a form
HEAD = "customer_code customer_name:4"
REACH = "address:4 postcode phone office_phone mobile fax email website"
TRADE = (
    "sales_activity existing_problems advantages_kept future_measures image reputation credit_status"
    " trading_terms credit_problems"
)  # fmt: skip
TABLES: dict[str, tuple[Any, Any, str]] = {
    "contacts": (_("Contacts"), Contact, "position contact_name contact_post phone mobile fax qq wechat email is_key_person"),
    "key_persons": (_("Key persons"), Contact, "contact_name contact_post birthplace personality social_relations family_background"),
    "users": (_("Users and maintainers"), Contact, "contact_name contact_post contact_department phone mobile"),
    "top": (_("Management and top people"), Contact, "contact_name contact_post level has_project_decision phone mobile"),
    "opinions": (_("Say of the contacts"), Contact, "contact_name contact_post rival_relation technical_say"),
    "brands": (_("Similar brands"), CustomerBrand, "brand share_pct"),
    "channels": (_("Channels"), CustomerChannel, "channel remark"),
    "results": (_("Results"), CustomerResult, "period amount"),
    "units": (_("Organisation units"), CustomerUnit, "org_unit org_unit_kind org_unit_duty"),
    "suppliers": (_("Suppliers"), CustomerSupplier, "supplier supply_kind supply_mode price service"),
    "rivals": (_("Main competitors"), CustomerRival, "rival note"),
    "flows": (_("Market flow"), CustomerFlow, "order_no destination note"),
    "media": (_("Further means of communication"), CustomerMedium, "medium number remark"),
    "competitors": (_("Competitors"), CustomerCompetitor, "competitor comp_product comp_quantity comp_unit comp_product_use comp_satisfaction"),
    "needs": (_("Demands"), Demand, "raised_on existing_need latent_need need_degree need_volume"),
    "news": (_("Customer news"), CustomerChange, "changed_on change_kind change_note change_source"),
    "matters": (_("Cooperation archive"), CooperationMatter, "matter_on matter_kind summary paper_no amount"),
}  # fmt: skip
# which of the contacts stand in a table
CHOSEN = {
    "key_persons": Contact.is_key_person.is_(True),
    "users": Contact.uses_product.is_(True),
    "top": Contact.level.in_([ContactLevel.BUSINESS_HEAD, ContactLevel.KEY_DECISION_MAKER]),
}


@dataclass(frozen=True)
class Part:
    """A block of a form: its title, whose fields, and which ("name:4" spans four of six columns)."""

    title: Any
    fields: str
    of: str = "card"


def _names(section: type) -> str:
    return " ".join(section.__annotations__)


BASE = Part(_("Base data"), f"{HEAD} short_name owner_person operator responsible_person legal_representative founded_on opened_on cooperation_started_on ownership_nature organisation_form registered_capital fixed_assets assets scale {REACH}")  # fmt: skip
FEATURES = Part(_("Customer features"), _names(Features))
BUSINESS = Part(_("Business situation"), _names(Business))
TRADING = Part(_("State of trade"), f"valid_from {TRADE} trading_habits product_preference payment_method account_period_days", "trading")  # fmt: skip
FUNDS = Part(_("Funds and arrears"), "valid_from sales_income profit arrears_amount deficit_amount overdue_since fund_turnover", "funds")  # fmt: skip
KEY = Part(_("Key points"), "key_point_feedback remark")


def _fields(row: Any, names: str) -> Iterator[list[Cell]]:
    """The fields packed into lines of the form's six columns; long text takes a line."""
    line: list[Cell] = []
    used = 0
    for spec in names.split():
        column = type(row).__mapper__.columns.get(spec)
        wide = column is not None and isinstance(column.type, Text)
        found = cell(row, f"{spec}:6" if wide else spec)
        if found is None:
            continue
        if used + found[2] > 6:
            yield line
            line, used = [], 0
        line.append(found)
        used += found[2]
    if line:
        yield line


def _source(row: Customer, of: str) -> Any:
    """Whose fields a part shows: the card, or the latest of what belongs to it; an empty one without."""
    models: dict[str, Any] = {
        "trading": TradingDeclaration, "funds": FundsDeclaration, "background": CustomerBackground,
    }  # fmt: skip
    if of == "card":
        return row
    model = models[of]
    order = getattr(model, "valid_from", model.id).desc()
    asked = select(model).where(model.customer_id == row.id).order_by(order, model.id.desc())
    return session_of(row).scalars(asked.limit(1)).first() or model()


def _table(row: Customer, name: str) -> dict[str, Any]:
    title, model, names = TABLES[name]
    asked = select(model).where(model.customer_id == row.id).order_by(model.id).limit(MOST)
    if name in CHOSEN:
        asked = asked.where(CHOSEN[name])
    return {"title": str(title), **table(session_of(row).scalars(asked), model, *names.split())}


def _installed(row: Customer) -> dict[str, Any]:
    asked = (
        select(InstalledProduct)
        .join(CustomerBackground, CustomerBackground.id == InstalledProduct.background_id)
        .where(CustomerBackground.customer_id == row.id)
        .limit(MOST)
    )
    found = session_of(row).scalars(asked)
    names = ("product", "supplier", "quantity", "since", "remark")
    return {"title": str(_("Similar products in use")), **table(found, InstalledProduct, *names)}


def _rhythm(row: Customer) -> dict[str, Any]:
    """How often this customer is to be visited and when that was last, as the wings above say (F-018)."""
    told = [line for _hearer, lines in signals.rhythm_asked.send(row) for line in lines]
    rows = [[(label, text, 3) for label, text in told]] if told else []
    return {"title": str(_("Visits")), "rows": rows}


def _returned(_row: Customer) -> dict[str, Any]:
    """What is filled in by hand on a sheet that goes to the customer and comes back (F-019)."""
    blank = (_("Mailed on"), _("Came back on"), _("Signature of the customer"), _("Seal"))
    cells = [(str(label), "", 3) for label in blank]
    return {"title": str(_("Filled in by the customer")), "rows": [cells[:2], cells[2:]]}


def _coded(row: Customer) -> dict[str, Any]:
    """A card has its code from the moment it is entered (F-034)."""
    by = session_of(row).get(User, row.created_by_id) if row.created_by_id else None
    given = [(_("Code given on"), moment(row.created_at)), (_("Code given by"), full_name(by))]
    return {
        "title": str(_("Customer code")),
        "rows": [[(str(label), text, 3) for label, text in given]],
    }


def _made(
    row: Customer,
    parts: Sequence[Part],
    tables: Sequence[str],
    also: Callable[[Customer], Any] | None,
    more: Callable[[Customer], Any] | None,
) -> Mapping[str, Any]:
    sections = [
        {"title": str(part.title), "rows": list(_fields(_source(row, part.of), part.fields))}
        for part in parts
    ] + ([more(row)] if more is not None else [])
    made = [_table(row, name) for name in tables] + ([also(row)] if also is not None else [])
    return {
        "sections": [section for section in sections if section["rows"]],
        "tables": [each for each in made if each["head"]], "steps": [],
        "head": {"form_version": FORM_VERSION, "branch": plain(row.branch)},
        "meta": {"archive_no": row.archive_no or ""},
    }  # fmt: skip


def _form(
    name: str, title: Any, parts: Sequence[Part], *tables: str,
    when: Callable[[Any], bool] | None = None, also: Callable[[Customer], Any] | None = None,
    more: Callable[[Customer], Any] | None = None,
) -> Paper:  # fmt: skip
    made = partial(_made, parts=parts, tables=tables, also=also, more=more)
    return Paper(name, title, "papers/_archive.html", made, when=when)


def _is_person(row: Customer) -> bool:
    return row.party_kind is PartyKind.INDIVIDUAL


def _is_unit(row: Customer) -> bool:
    return not _is_person(row)


PRODUCING = "production_equipment technology_process energy_material_use output_quantity output_quality product_cost selling_price"  # fmt: skip
SELLING = "monthly_purchases monthly_sales monthly_wholesale monthly_retail wholesale_price retail_price stock_backlog service_quality pr_advertising public_image profit_situation"  # fmt: skip
STAFF = "staff_total staff_workers staff_technicians staff_senior_engineers staff_economists staff_accountants staff_quality"  # fmt: skip

PAPERS = [
    _form("new_card", _("New-customer data card"), [
        Part(_("Base data"), f"{HEAD} address:4 phone main_business legal_representative founded_on local_network qualification_ok qualification_note:4 collected_on collect_channel"), KEY,
    ], "brands", "channels", "results"),
    _form("whole_card", _("Customer data card, four parts"), [BASE, FEATURES, BUSINESS, TRADING, KEY], "contacts"),
    _form("person", _("Individual customer archive"), [
        Part(_("Individual customer"), f"{HEAD} {_names(Individual)} home_phone phone mobile"), KEY,
    ], when=_is_person),
    _form("unit", _("Organisation customer archive"), [
        Part(_("Enterprise"), f"{HEAD} ownership_nature legal_representative registered_capital fixed_assets scale business_scope development_plan {REACH}"),
        Part(_("Production"), PRODUCING), Part(_("Buying and selling"), SELLING), FUNDS,
        Part(_("Buying procedure"), "purchase_procedure purchase_approver_units:6 self_perceived_problems"),
        Part(_("Staff of the enterprise"), STAFF), KEY,
    ], "suppliers", "key_persons", "units", "rivals", "needs", when=_is_unit),
    _form("information", _("Customer information archive"), [
        Part(_("Base data"), f"{HEAD} address:4 phone industry business_place:4 main_business scale collect_channel collected_on collected_by entered_at forwarded_at filed_by"), KEY,
    ], "contacts", "news"),
    _form("practice", _("Archive of a customer"), [
        BASE, Part(_("Market and competition"), "product_composition market_competition competitive_strength market_capacity market_capacity_unit"), TRADING,
    ], "results", "units", "competitors", "needs"),
    _form("shop", _("Exclusive-shop customer archive"), [
        Part(_("Base data"), f"{HEAD} {REACH} personality hobbies family_situation education ability social_experience"),
        Part(_("Features of the area"), "area_culture area_customs area_potential export_oriented market_area_policy customer_attention_to_rivals"),
        TRADING, Part(_("Deeper factors"), "operating_features industry_position industry_influence distribution_ability capital_strength commercial_reputation cooperation_intention development_potential"),
    ], "competitors", "flows"),
    _form("background", _("Large-customer background sheet"), [
        Part(_("Base data"), f"{HEAD} scale staff_total main_business"),
        Part(_("Background of a large customer"), "similar_products_year similar_products_unit industry_basics", "background"), KEY,
    ], "units", "media", "users", "top", also=_installed),
    _form("facts", _("Customer information sheet"), [
        Part(_("Base data"), f"{HEAD} scale responsible_person product_composition"),
        Part(_("Purchase plan"), "purchase_plan_time purchase_plan_quantity fund_release_time payment_method", "trading"), KEY,
    ], "contacts", "opinions", "competitors"),
    _form("market", _("Market customer archive"), [
        BASE, FEATURES, BUSINESS, TRADING, Part(_("Source"), "collect_mode collect_channel collected_on"),
    ], "results"),
    _form("ledger", _("Customer ledger card"), [
        Part(_("Base data"), f"{HEAD} tier abc_grade owner"),
        Part(_("Operation"), "annual_sales monthly_sales profit_situation"), FUNDS,
    ], "results", "matters", "news"),
    _form("management", _("Customer management card"), [
        Part(_("Base data"), f"{HEAD} abc_grade tier route_no route_seq owner standin phone mobile"),
        Part(_("State of trade"), "annual_purchase_amount payment_method account_period_days", "trading"), KEY,
    ], "contacts", more=_rhythm),
    _form("data_sheet", _("Customer data sheet"), [
        Part(_("Base data"), f"{HEAD} {REACH} legal_representative responsible_person ownership_nature founded_on registered_capital staff_total main_business annual_sales bank_name bank_account"),
    ], "contacts", more=_returned),
    _form("code", _("Customer code registration"), [
        Part(_("Base data"), f"{HEAD} unique_code recorded_at archive_no owner"),
    ], more=_coded),
]  # fmt: skip
