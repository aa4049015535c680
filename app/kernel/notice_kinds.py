"""Kinds of notices, and by which ways each person wants them: on screen, by mail, in the daily digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import BigKey, Model


@dataclass(frozen=True)
class Ways:
    """By which ways a notice reaches a person."""

    in_app: bool = True
    by_mail: bool = False
    in_digest: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of notice: its name, what people call it, and the ways it goes unless they say so.

    ``offers`` are the ways a person can choose: tasks stand on screen anyhow, a digest is a letter.
    """

    name: str
    label: Any
    ways: Ways
    offers: tuple[str, ...] = ("in_app", "by_mail", "in_digest")


class NoticeWish(Model):
    """What a person said about one kind; without a row the kind's own ways hold."""

    __tablename__ = "notice_wish"
    __table_args__ = (UniqueConstraint("user_id", "notice_kind"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    notice_kind: Mapped[str] = mapped_column(String(40))
    in_app: Mapped[bool]
    by_mail: Mapped[bool]
    in_digest: Mapped[bool]


_kinds: dict[str, Kind] = {}


def declare(
    name: str, label: Any, *, by_mail: bool = False, in_digest: bool = True, on_screen: bool = True
) -> str:
    """Declare a kind once, where it is first told; gives back the name.

    One that is not ``on_screen`` is no notice there, whatever somebody chooses.
    """
    shown = ("in_app", on_screen), ("by_mail", True), ("in_digest", in_digest or on_screen)
    offers = tuple(way for way, offered in shown if offered)
    _kinds[name] = Kind(name, label, Ways(True, by_mail, in_digest), offers)
    return name


MENTION = declare("mention", _("Mentions of me"), by_mail=True)
DIGEST = declare("digest", _("Daily digest"), by_mail=True, in_digest=False, on_screen=False)


def kinds() -> Sequence[Kind]:
    """All declared kinds, the digest last."""
    return sorted(_kinds.values(), key=lambda kind: kind.name == DIGEST)


def ways(session: Any, people: Iterable[int], name: str, by_mail: bool = False) -> dict[int, Ways]:
    """How each of these people wants a kind; one statement."""
    declared = _kinds.get(name)
    default = declared.ways if declared is not None else Ways()
    default = replace(default, by_mail=default.by_mail or by_mail)
    people = list(people)
    said = session.execute(
        select(NoticeWish.user_id, NoticeWish.in_app, NoticeWish.by_mail, NoticeWish.in_digest)
        .where(NoticeWish.user_id.in_(people), NoticeWish.notice_kind == name)
    )  # fmt: skip
    wishes = {user_id: Ways(*rest) for user_id, *rest in said}
    return {user_id: wishes.get(user_id, default) for user_id in people}


def wishes_of(session: Any, user_id: int) -> dict[str, Ways]:
    """What holds for a person, by kind."""
    found = {kind.name: kind.ways for kind in kinds()}
    rows = session.scalars(select(NoticeWish).where(NoticeWish.user_id == user_id))
    for row in rows:
        found[row.notice_kind] = Ways(row.in_app, row.by_mail, row.in_digest)
    return found


def wish(session: Any, user_id: int, wanted: Mapping[str, Ways]) -> None:
    """Keep what a person said, of declared kinds; what is as by default needs no row."""
    # two pages of his at once write one after the other
    session.execute(select(User.id).where(User.id == user_id).with_for_update())
    session.execute(
        delete(NoticeWish).where(
            NoticeWish.user_id == user_id, NoticeWish.notice_kind.in_(list(_kinds))
        )
    )
    session.add_all(
        NoticeWish(
            user_id=user_id, notice_kind=name,
            in_app=said.in_app, by_mail=said.by_mail, in_digest=said.in_digest,
        )
        for name, said in wanted.items()
        if name in _kinds and said != _kinds[name].ways
    )  # fmt: skip
