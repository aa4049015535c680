"""What all wings refer to, on screen: dictionaries, regions, products."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Lines, Section
from app.reference.models import Dictionary, DictionaryEntry, Product, Region
from app.reference.queries import words_of


class DictionaryView(ArchiveView):
    datamodel = rows_of(Dictionary)
    title = _("Dictionaries")
    icon = "book"
    name_column = "name"
    list_columns = ["code", "name", "name_en"]
    search_columns = ["code", "name"]
    order_columns = ["code", "name"]
    base_order = ("id", "asc")
    sections = [Section("base", _("Dictionary"), ["code", "name", "name_en"])]
    lines = [
        Lines(
            DictionaryEntry,
            "entries",
            ["code", "name", "name_en", "is_active"],
            title=_("Words"),
            key="dictionary_id",
            order="position",
        )
    ]


class RegionView(ArchiveView):
    datamodel = rows_of(Region)
    title = _("Regions")
    icon = "map-pin"
    name_column = "name"
    list_columns = ["code", "name", "full_name", "level", "is_active"]
    search_columns = ["code", "name", "level", "is_active"]
    order_columns = ["code", "name"]
    base_order = ("code", "asc")
    sections = [
        Section(
            "base", _("Region"), ["code", "name", "level", "parent_id", "full_name:4", "is_active"]
        )
    ]
    charts = [Chart("by_level", _("By level"), by="level")]


class ProductView(ArchiveView):
    datamodel = rows_of(Product)
    title = _("Products")
    icon = "package"
    name_column = "name"
    list_columns = ["code", "name", "category", "specification", "unit", "list_price", "is_active"]
    search_columns = ["code", "name", "category_id", "is_active"]
    order_columns = ["code", "name"]
    base_order = ("id", "desc")
    eager = ["category"]
    sections = [
        Section(
            "base",
            _("Product"),
            ["code", "name:4", "category_id", "specification", "unit", "list_price", "is_active"],
        )
    ]
    picks = {"category_id": Pick(where=lambda: words_of("product_category"))}
    charts = [Chart("by_category", _("By category"), by="category_id")]
