"""What the demonstration's cards say beyond the first page: features, people, trade, funds."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from sqlalchemy.orm import Session

from app.customers.models import (
    CustomerFlow,
    CustomerMedium,
    CustomerRival,
    CustomerSupplier,
    CustomerUnit,
    FundsDeclaration,
    TradingDeclaration,
)
from app.customers.traits import (
    AgencyStatus,
    BestMark,
    BuyerClass,
    Consulted,
    DownstreamMode,
    Gender,
    LeaseMode,
    Medium,
    NeedUrgency,
    PaymentMethod,
    PotentialClass,
    ProspectStage,
    SupplyKind,
    UnitKind,
    VolumeClass,
)
from app.customers.words import IndustrySide, Nature, PartyKind
from app.kernel import clock
from app.reference.queries import word

PRODUCERS = {"packaging", "machinery", "agriculture"}
PEOPLE = {19: "林晓燕", 39: "何志明"}  # the cards of persons among the sixty


def person(session: Session, number: int) -> dict[str, Any]:
    """What makes a card that of a person (F-005); nothing for a company's."""
    if number not in PEOPLE:
        return {}
    ethnic, level = word(session, "ethnicity", "01"), word(session, "education_level", "college")
    return {
        "customer_name": PEOPLE[number], "short_name": None, "credit_code": None,
        "party_kind": PartyKind.INDIVIDUAL, "nature": Nature.INDIVIDUAL, "is_final_consumer": True,
        "ownership_nature": None, "organisation_form_id": None, "legal_representative": None,
        "registered_capital": None, "scale": None, "founded_on": None,
        "gender": Gender.FEMALE if number == 19 else Gender.MALE,
        "born_on": dt.date(1978 + number % 9, 3, 12), "native_place": "四川成都",
        "ethnicity_id": ethnic.id if ethnic else None, "education_id": level.id if level else None,
        "occupation": "个体经营", "hobbies": "钓鱼、品酒", "personality": "直爽，守时",
        "home_address": f"成都市锦江区样例路 {number} 号", "working_hours": "9:00—18:00",
        "days_off": "周日", "need_urgency": NeedUrgency.NOT_URGENT, "need_quantity": 24,
        "need_unit": "箱", "need_kind_spec": "52 度 500ml 礼盒装", "has_purchase_decision": True,
        "consults_with": [Consulted.SPOUSE.value], "problems_needs_wishes": "希望节前三天内送到。",
    }  # fmt: skip


def features(number: int, trade: str) -> dict[str, Any]:
    """Customer features, operation and business situation (F-010, F-016)."""
    producing = trade in PRODUCERS
    return {
        "industry_side": IndustrySide.PRODUCER if producing else IndustrySide.TRADER,
        "volume_class": list(VolumeClass)[number % 3], "buyer_class": BuyerClass.OLD if number % 3 else BuyerClass.NEW,
        "potential_class": PotentialClass.EXISTING if number % 3 else PotentialClass.POTENTIAL,
        "prospect_stage": list(ProspectStage)[number % 5], "route_no": f"东南 {number % 6 + 1:02d}", "route_seq": number % 9 + 1,
        "best_marks": [BestMark.VALUES.value] if number % 4 == 0 else None,
        "owner_person": "同法人", "operator": "聘任经理", "opened_on": dt.date(2004 + number % 18, 6, 1),
        "fixed_assets": (number % 9 + 1) * 300_000, "assets": (number % 9 + 1) * 900_000,
        "staff_total": 12 + number * 3, "staff_workers": 6 + number, "staff_technicians": 1 + number % 4,
        "operating_features": "以团购和宴席渠道为主，节前集中备货。", "industry_position": "本区前三",
        "industry_influence": "同业常来询价", "distribution_ability": "自有车辆四台，当日配送",
        "capital_strength": "中等，旺季周转偏紧", "commercial_reputation": "近两年无拖欠",
        "cooperation_intention": "愿签年度协议", "development_potential": "新区终端可再开三十家",
        "service_area": "主城区及近郊", "sales_capability": "业务员六名", "business_policy": "薄利多销",
        "our_relation": "合作稳定", "cooperation_attitude": "积极", "competitor_relation": "少量代销竞品",
        "product_composition": "白酒六成、饮料三成、其他一成", "downstream_mode": [DownstreamMode.RETAIL.value],
        "export_oriented": False, "market_share_pct": 5 + number % 20, "monthly_sales": 300 + number * 10,
        "lease_mode": None if producing else LeaseMode.OWNER, "warehouse_area_m2": None if producing else 260 + number,
        "output_quantity": 12_000 + number if producing else None,
    }  # fmt: skip


def parts(session: Session, chance: random.Random, customer_id: int, number: int) -> None:
    """Units, suppliers, rivals, media, and two years of declarations."""
    today = clock.today()
    own: dict[str, Any] = {"customer_id": customer_id}
    session.add_all([
        CustomerUnit(**own, org_unit="采购部", org_unit_kind=UnitKind.PURCHASING, org_unit_duty="询价、下单、验收"),
        CustomerUnit(**own, org_unit="仓储部", org_unit_kind=UnitKind.USING, org_unit_duty="收货与盘点"),
        CustomerSupplier(**own, supplier="川南酒类批发（样例）", supply_kind=SupplyKind.FIXED, supply_mode="预付", price="随行就市"),
        CustomerRival(**own, rival="城东酒水行（样例）", note="同区域，价格略低"),
        CustomerFlow(**own, order_no=f"DD-{today.year - 1}-{number:04d}", destination="郫都、温江终端"),
        CustomerMedium(**own, medium=Medium.POST, number=f"成都市样例信箱 {number} 号"),
    ])  # fmt: skip
    for back in (1, 0):
        day = dt.date(today.year - back, 1, 5)
        sold = chance.randrange(80, 600) * 10_000
        session.add(TradingDeclaration(
            **own, valid_from=day, source="客户填报", annual_purchase_amount=sold,
            sales_activity="以宴席渠道动销为主", existing_problems="旺季缺货两次",
            advantages_kept="配送及时", future_measures="提前一个月备货", trading_terms="月结 30 天",
            payment_method=list(PaymentMethod)[(number + back) % 5], account_period_days=30,
            agency_status=list(AgencyStatus)[number % 5], product_preference="中高端礼盒",
        ))  # fmt: skip
        session.add(FundsDeclaration(
            **own, valid_from=day, source="客户填报", sales_income=sold * 4, profit=sold // 5,
            fund_turnover="正常" if number % 5 else "偏紧",
            arrears_amount=0 if number % 5 else 126_400,
            overdue_since=None if number % 5 else day - dt.timedelta(days=40),
        ))  # fmt: skip
    session.flush()
