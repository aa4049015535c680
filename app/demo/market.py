"""The demonstration's market: rivals, and what they do at the customers."""

from __future__ import annotations

import datetime as dt
from itertools import cycle

from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.words import CardState
from app.demo.company import People
from app.kernel import clock
from app.kernel.scope import acting_as
from app.market.models import Competitor, CustomerCompetitor
from app.market.words import Satisfaction

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


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """Every second filed customer has a rival or two."""
    logins = {ident: login for login, ident in people.ids.items()}
    with acting_as(people.viewer("marketing")):
        rivals = [
            Competitor(comp_name=name, comp_brands=brands, comp_company_background=background)
            for name, brands, background in RIVALS
        ]
        session.add_all(rivals)
        session.flush()
    turn = cycle(range(len(RIVALS)))
    filed = [row for row in customers if row.state is CardState.FILED]
    for number, customer in enumerate(filed[::2]):
        with acting_as(people.viewer(logins[customer.owner_id or 0])):
            for _rival in range(1 + number % 2):
                session.add(_sheet(customer, rivals, number, next(turn)))
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
