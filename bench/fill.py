"""A database with as many customers and slips as asked for, the same for the same seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.kernel.bulk import bulk_write
from app.kernel.scope import SYSTEM
from app.organization.models import Staff

PLACES = "成都 德阳 绵阳 乐山 宜宾 泸州 自贡 南充 遂宁 眉山 重庆 贵阳 昆明 西安 兰州".split()
STEMS = (
    "锦昱 蜀辰 恒川 启岳 青禾 沐源 安泽 宏晖 灯华 丝语 两江 泓泰 优行 云帆 瑞祥 博远 嘉禾".split()
)
TRADES = "商贸 机电设备 包装材料 重型装备 食品 物业服务 建材 酒类 纺织 钢材 电子 汽车配件".split()
FORMS = "有限公司 股份有限公司 有限责任公司 经营部 厂 销售中心".split()
CHUNK = 5000


def customers(
    count: int, owners: list[tuple[int, int | None]], seed: int
) -> Iterator[dict[str, Any]]:
    """Rows for ``bulk_write``; names repeat as little as real ones do."""
    dice = random.Random(seed)
    day = dt.date(2020, 1, 1)
    for number in range(count):
        owner, branch = dice.choice(owners)
        name = (
            dice.choice(PLACES) + dice.choice(STEMS) + dice.choice(STEMS)
            + dice.choice(TRADES) + dice.choice(FORMS)
        )  # fmt: skip
        yield {
            "customer_name": f"{name}{number:07d}",
            "customer_code": f"BN-{number:07d}",
            "phone": f"028-{dice.randrange(10**7, 10**8)}",
            "address": f"{dice.choice(PLACES)}市某某路 {number % 997} 号",
            "collected_on": day + dt.timedelta(days=dice.randrange(2400)),
            "owner_id": owner,
            "branch_id": branch,
        }


def fill(session: Session, count: int, seed: int = 1) -> None:
    """Write ``count`` customers in chunks, each committed."""
    owners = [
        (row.user_id, row.branch_id) for row in session.scalars(select(Staff)) if row.branch_id
    ]
    chunk: list[dict[str, Any]] = []
    for row in customers(count, owners, seed):
        chunk.append(row)
        if len(chunk) == CHUNK:
            bulk_write(session, Customer, chunk, actor=SYSTEM)
            session.commit()
            chunk = []
    if chunk:
        bulk_write(session, Customer, chunk, actor=SYSTEM)
        session.commit()
