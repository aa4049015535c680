"""The demonstration's market: rivals, projects, demands, outlets and the local market."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import cycle

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers import queries
from app.customers.models import Customer
from app.customers.words import CardState, CollectChannel
from app.demo.company import People
from app.kernel import clock, numbering
from app.kernel.scope import acting_as
from app.market.models import (
    Competitor,
    CustomerBackground,
    CustomerChange,
    CustomerCompetitor,
    Demand,
    InstalledProduct,
    MarketArea,
    MarketBrand,
    MarketDealer,
    MarketTownship,
    OutletSale,
    Project,
    ProjectDecider,
    QualificationCheck,
    QualificationPoint,
    RetailOutlet,
)
from app.market.words import (
    ChangeKind,
    DemandState,
    NeedDegree,
    NeedMode,
    PriceTags,
    ProjectStage,
    Satisfaction,
    StoreClass,
    WillBuy,
)
from app.organization.models import Area
from app.reference.models import Product
from app.reference.queries import word

# name, brands, background
RIVALS = (
    ("江南春酒业股份有限公司", "江南春、春酿", "上市企业，省外品牌；终端返点高，渠道铺货快。"),
    ("古窖坊酒厂", "古窖坊", "本地老厂，宴席渠道强；近两年价格体系较乱。"),
    ("云岭泉饮品有限公司", "云岭泉", "果味与低度产品为主，推新快，促销人员多。"),
    ("老城记食品有限公司", "老城记", "区域品牌，餐饮渠道占有率高，账期长。"),
)
PRODUCTS = ("春酿 500ml", "窖香 10 年", "青梅 330ml", "老城 光瓶")
USES = (
    "与我方产品同台陈列，团购渠道主推竞品。", "宴席用酒以竞品为主，我方只供小酒。",
    "终端按月进货，堆头由竞品买断至年底。", "仅作搭配，销量平稳。",
)  # fmt: skip
REPS = ("郑强", "蒋丽", "余洋", "彭涛")


PROJECTS = (
    ("年会用酒采购", "全年团购用酒一次招标", "现用品牌供货不稳，希望锁定两家供应商"),
    ("宴席渠道专供", "婚宴季前备货 600 箱", "宴席产品缺少专属规格与促销支持"),
    ("新店开业陈列", "三家新店首批铺货", "货架与堆头需要统一陈列方案"),
)
NEEDS = (
    ("礼盒装定制", "节前需要 300 盒定制礼盒", "节后想长期代理小规格礼盒", "盒"),
    ("账期与返点", "希望账期由 30 天延至 45 天", "年度返点按品类分别计算", "项"),
    ("果味新品试销", "先上 20 箱试销", "动销好则铺到全部门店", "箱"),
)
OUTLETS = (
    ("红旗超市{}店", "C"),
    ("永辉{}广场店", "KA"),
    ("老街{}烟酒行", "C"),
    ("好邻居{}店", "B"),
)
CHANGES = (
    (ChangeKind.PEOPLE, "采购负责人更换，原采购主管调任仓储。"),
    (ChangeKind.BUSINESS, "新开两家门店，经营面积扩大约三成。"),
    (ChangeKind.FINANCE, "近期付款较慢，账期拖延约十天。"),
)


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """Every second filed customer has a rival or two, every third a project or a demand …"""
    logins = {ident: login for login, ident in people.ids.items()}
    with acting_as(people.viewer("marketing")):
        rivals = [
            Competitor(comp_name=name, comp_brands=brands, comp_company_background=background)
            for name, brands, background in RIVALS
        ]
        session.add_all(rivals)
        session.flush()
    products = session.scalars(select(Product).order_by(Product.id)).all()
    turn = cycle(range(len(RIVALS)))
    filed = [row for row in customers if row.state is CardState.FILED]
    for number, customer in enumerate(filed):
        with acting_as(people.viewer(logins[customer.owner_id or 0])):
            for _rival in range((number + 1) % 3):
                session.add(_sheet(customer, rivals, number, next(turn)))
            _of(session, customer, products, number)
            session.flush()
    _areas(session, people)


def _of(session: Session, customer: Customer, products: Sequence[Product], number: int) -> None:
    """What else surrounds one customer; not every customer has everything."""
    if number % 3 == 0:
        _project(session, customer, number)
    if number % 3 != 1:
        session.add(_demand(session, customer, products, number))
    if number % 2 == 0:
        _outlets(session, customer, products, number)
    if number % 4 == 0:
        _background(session, customer)
    if number % 3 == 2:
        kind, note = CHANGES[number % len(CHANGES)]
        day = clock.today() - dt.timedelta(days=3 + number * 4)
        session.add(CustomerChange(
            customer_id=customer.id, changed_on=day, change_kind=kind, change_note=note,
            change_source=CollectChannel.SALESPERSON,
        ))  # fmt: skip
    if number % 5 == 0:
        _check(session, customer)


def _project(session: Session, customer: Customer, number: int) -> None:
    """A project with the person who decides on it."""
    name, plan, problem = PROJECTS[number // 3 % len(PROJECTS)]
    stage = list(ProjectStage)[number // 3 % 4]
    row = Project(
        customer_id=customer.id,
        project_name=f"{customer.short_name or customer.customer_name}{name}",
        project_purchase_plan=plan, project_problem=problem, project_stage=stage,
        project_will_buy=WillBuy.YES if stage is not ProjectStage.NOTED else WillBuy.UNDECIDED,
        project_buy_on=clock.today() + dt.timedelta(days=20 + number * 6),
        project_budget=(number + 2) * 40_000, project_process="三家比价，总经理定，采购部签订。",
        project_timetable="月底前定规格，下月中签约。",
    )  # fmt: skip
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    for contact in queries.contacts_of(session, customer.id)[:2]:
        session.add(ProjectDecider(project_id=row.id, contact_id=contact.id))


def _demand(
    session: Session, customer: Customer, products: Sequence[Product], number: int
) -> Demand:
    subject, now, later, unit = NEEDS[number % len(NEEDS)]
    state = list(DemandState)[number % 4]
    is_done = state in (DemandState.MET, DemandState.DECLINED)
    row = Demand(
        customer_id=customer.id,
        demand_subject=subject, existing_need=now, latent_need=later, need_unit=unit,
        need_volume=20 + number * 10, need_degree=list(NeedDegree)[number % 3],
        need_mode=list(NeedMode)[number % 4], product_id=products[number % len(products)].id,
        raised_on=clock.today() - dt.timedelta(days=2 + number * 3), demand_state=state,
        handled_by_id=customer.owner_id if is_done else None,
        handled_on=clock.today() if is_done else None,
        handling_result="已按约定供货，客户认可。" if is_done else None,
    )  # fmt: skip
    numbering.number(session, row, on=clock.today())
    return row


def _outlets(
    session: Session, customer: Customer, products: Sequence[Product], number: int
) -> None:
    """Three shops of a customer with what they sold."""
    for place in range(3):
        name, store = OUTLETS[(number + place) % len(OUTLETS)]
        row = RetailOutlet(
            customer_id=customer.id, outlet_name=name.format("东南西北"[(number + place) % 4]),
            outlet_class=StoreClass(store), outlet_is_hypermarket=store == "KA",
            region_id=customer.region_id, outlet_address=f"样例街 {number * 3 + place + 1} 号",
            outlet_phone=f"028-0{number:03d}{place}21", surveyed_on=clock.today() - dt.timedelta(days=9 + number),
            outlet_suggestions="增加小规格陈列，价签统一。", outlet_market_info="周边新开两家同类门店。",
            outlet_listing_rate=60 + (number * 7 + place) % 40, outlet_stockout_rate=(number + place) % 15,
            outlet_display_share=20 + (number + place) % 30, outlet_display_area=4 + place,
            outlet_price_tags=list(PriceTags)[(number + place) % 3],
        )  # fmt: skip
        session.add(row)
        session.flush()
        for product in products[place : place + 2]:
            session.add(OutletSale(
                outlet_id=row.id, product_id=product.id, period=f"{clock.today():%Y-%m}",
                sales_quantity=12 + number + place, sales_amount=(12 + number + place) * 300,
                outlet_retail_price=product.list_price,
            ))  # fmt: skip


def _background(session: Session, customer: Customer) -> None:
    row = CustomerBackground(
        customer_id=customer.id, similar_products_year=2_400, similar_products_unit="箱",
        industry_basics="区域内同类企业约二十家，集中度低，节庆用量占六成。",
        customer_characteristics="重视品牌与现场服务，宜登门拜访。",
        consumption_behaviour="按季集中采购，先样品后大货。", special_needs="要求送货到各门店。",
        service_opinion="响应及时，破损补发略慢。", customer_requirement="增加一次现场品鉴。",
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(InstalledProduct(
        background_id=row.id, product="江南春 春酿", supplier="江南春酒业", quantity=900, since="2023",
        remark="宴席主用",
    ))  # fmt: skip


def _check(session: Session, customer: Customer) -> None:
    row = QualificationCheck(
        customer_id=customer.id, is_qualified=True, qualification_note="证照与场所已现场核实。",
        checked_on=customer.collected_on or clock.today(), checked_by_id=customer.owner_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    for code in ("legal", "premises", "logistics", "reputation"):
        criterion = word(session, "dealer_standard", code)
        if criterion is not None:
            session.add(QualificationPoint(check_id=row.id, criterion_id=criterion.id, is_met=True))


def _areas(session: Session, people: People) -> None:
    """A profile for each visiting area but one."""
    for number, area in enumerate(session.scalars(select(Area).order_by(Area.id)).all()[:-1]):
        with acting_as(people.viewer("marketing")):
            row = MarketArea(
                area_id=area.id, owner_id=people.ids["supervisor"], ma_population=620_000 + number * 85_000,
                ma_market_overview="批发市场两处，年吞吐约 18 亿元，商户 640 家。",
                ma_environment="宴席与餐饮消费旺，适合中高端与小规格组合。",
            )  # fmt: skip
            session.add(row)
            session.flush()
            session.add_all([
                *(MarketTownship(market_id=row.id, township=name, population=size)
                  for name, size in (("龙泉镇", 86_000), ("三圣乡", 41_000), ("洛带镇", 52_000))),
                *(MarketBrand(market_id=row.id, brand=name, price=price)
                  for name, price in (("江南春 春酿", 168), ("古窖坊 十年", 298), ("青花原浆", 236))),
                *(MarketDealer(market_id=row.id, dealer=name, is_top=True, agency_brands=brands,
                               market_share_pct=share, annual_sales=share * 600_000, monthly_sales=share * 20,
                               stock_quantity=share * stock, staff_of_dealer=share, dealer_background="经营十年以上，自有车队。")
                  for name, brands, share, stock in (("锦宏商贸", "江南春", 22, 30), ("蜀南酒业", "古窖坊", 17, 55),
                                                     ("众合配送", "青花原浆", 14, 24))),
            ])  # fmt: skip
            session.flush()


def _sheet(
    customer: Customer, rivals: list[Competitor], number: int, kind: int
) -> CustomerCompetitor:
    """What a rival does at a customer."""
    return CustomerCompetitor(
        customer_id=customer.id, competitor_id=rivals[kind].id,
        noted_on=clock.today() - dt.timedelta(days=7 + number * 5),
        comp_product=PRODUCTS[kind], comp_quantity=20 + number * 5, comp_unit="箱/月",
        comp_product_use=USES[kind], comp_satisfaction=list(Satisfaction)[(number + kind) % 5],
        comp_product_traits="优势：返点与陈列费高；劣势：断货多、售后慢。",
        comp_rep_name=REPS[kind] if number % 3 else None,
        comp_rep_style="拜访勤，先给陈列费再谈量。" if number % 3 else None,
        comp_rep_relation="与采购负责人相熟多年。" if number % 3 == 1 else None,
    )  # fmt: skip
