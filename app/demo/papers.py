"""A few papers for the demonstration, drawn here: a licence, a contract of two pages, a photo, a name card."""

from __future__ import annotations

import io
from pathlib import Path

from flask import current_app
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.models import Original
from app.archive.queries import in_force
from app.customers.models import Customer
from app.customers.words import CardState, OriginalKind
from app.kernel.files import keeping
from app.kernel.files.models import Attachment
from app.visits.models import VisitRequest
from app.visits.words import EvidenceKind, SlipState

SHEET, INK, PALE = (1000, 1414), "#1f2a44", "#c9d2e3"
FONT = "NotoSansSC-Regular.ttf"


def fill(session: Session, customers: int = 4, slips: int = 3) -> int:
    """Hang papers on the first filed customers and recorded slips; how many, none where there are some.

    The caller has opened the gate and commits.
    """
    if session.scalars(select(Attachment.id).limit(1)).first() is not None:
        return 0
    filed = select(Customer).where(Customer.state == CardState.FILED).order_by(Customer.id)
    for number, row in enumerate(session.scalars(filed.limit(customers))):
        said = [row.customer_name or "", f"样张编号 {number + 1:04d}", "仅供演示，无法律效力"]
        paper = in_force(session, row.id, OriginalKind.BUSINESS_LICENCE) or row
        licence = _hang(
            session, paper, "营业执照.png", _png("营 业 执 照", said), OriginalKind.BUSINESS_LICENCE
        )
        contract = in_force(session, row.id, OriginalKind.CONTRACT) or row
        _hang(session, contract, "供货合同.pdf", _pdf("供 货 合 同", said), OriginalKind.CONTRACT)
        if number == 0:
            with keeping.checked(
                io.BytesIO(_png("营 业 执 照（副本）", said)), "营业执照（新）.png"
            ) as file:
                keeping.replace(session, licence, file)
    done = select(VisitRequest).where(VisitRequest.state == SlipState.RECORDED)
    for row in session.scalars(done.order_by(VisitRequest.id).limit(slips)):
        said = [row.slip_no or "", "仅供演示"]
        _hang(session, row, "现场照片.png", _png("现 场 照 片", said), EvidenceKind.PHOTO)
    session.flush()
    return customers * 2 + slips


def _hang(
    session: Session, row: Customer | Original | VisitRequest, name: str, content: bytes,
    kind: OriginalKind | EvidenceKind,
) -> Attachment:  # fmt: skip
    with keeping.checked(io.BytesIO(content), name) as file:
        return keeping.attach(session, row, file, kind.value)


def _sheet(title: str, said: list[str]) -> Image.Image:
    """A sheet with a title, a frame, some lines of text and ruled lines."""
    sheet = Image.new("RGB", SHEET, "white")
    pen, large, small = ImageDraw.Draw(sheet), _font(64), _font(32)
    pen.rectangle((50, 50, SHEET[0] - 50, SHEET[1] - 50), outline=INK, width=4)
    pen.text((SHEET[0] / 2, 160), title, fill=INK, font=large, anchor="mm")
    for number, line in enumerate(said):
        pen.text((110, 280 + 70 * number), line, fill=INK, font=small)
    for y in range(560, SHEET[1] - 140, 70):
        pen.line((110, y, SHEET[0] - 110, y), fill=PALE, width=2)
    return sheet


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = Path(current_app.config["DATA_DIR"]) / "fonts" / FONT
    return ImageFont.truetype(path, size) if path.exists() else ImageFont.load_default(size)


def _png(title: str, said: list[str]) -> bytes:
    stream = io.BytesIO()
    _sheet(title, said).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _pdf(title: str, said: list[str]) -> bytes:
    stream = io.BytesIO()
    second = _sheet(f"{title}（续）", said)
    _sheet(title, said).save(stream, "PDF", save_all=True, append_images=[second], resolution=120)
    return stream.getvalue()
