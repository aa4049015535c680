"""Letters: written when they go, in the reader's language and with the reader's eyes, and handed to the mail server."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, render_template
from flask_appbuilder.security.sqla.models import User
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _

from app.desk import tasks
from app.desk.columns import named
from app.desk.office.profile import NO_MAIL
from app.kernel import jobs, outbox, scope, smtp
from app.kernel.accounts import full_name
from app.kernel.clock import zone
from app.kernel.db import db, utcnow, writing
from app.kernel.notices import Notice
from app.kernel.outbox import Mail, MailKind
from app.kernel.schedule import Every
from app.kernel.scope import acting_as
from app.kernel.tasks import Task
from app.kernel.viewer import Viewer

log = logging.getLogger("kedang.mail")

Writer = Callable[[Mail, Viewer], Mapping[str, Any] | None]
_writers: dict[MailKind, Writer] = {}


def writer(template: MailKind) -> Callable[[Writer], Writer]:
    """Declare who gathers what ``templates/mail/`` shows of a kind; None: there is nothing to say."""

    def keep(function: Writer) -> Writer:
        _writers[template] = function
        return function

    return keep


def viewer_of(user_id: int) -> Viewer:
    """The person as the gate sees him now."""
    found: Viewer = current_app.extensions["viewer_for"](user_id, db.session)
    return found


def address_of(endpoint: str, **values: Any) -> str:
    """A page's full address; empty where the operator gave no PUBLIC_URL."""
    public = current_app.config["PUBLIC_URL"]
    return public + current_app.url_map.bind("").build(endpoint, values) if public else ""


def compose(mail: Mail) -> smtp.Letter | None:
    """The letter as its reader may read it now; None when there is nobody or nothing to tell."""
    user = db.session.get(User, mail.user_id)
    if user is None or not user.active or not user.email or user.email.endswith(NO_MAIL):
        return None
    viewer = viewer_of(user.id)
    with acting_as(viewer), force_locale(viewer.locale):
        said = _writers[mail.template](mail, viewer)
        if said is None:
            return None
        name = full_name(user)
        look = {
            **said, "name": name, "lang": viewer.locale, "settings": address_of("NoticeWishView.wishes"),
        }  # fmt: skip
        page = f"mail/{mail.template.value}"
        text, html = (render_template(f"{page}.{form}", **look) for form in ("txt", "html"))
    return smtp.Letter(user.email, name, str(said["subject"]), text, html)


@writer(MailKind.NOTICE)
def _notice(mail: Mail, viewer: Viewer) -> Mapping[str, Any] | None:
    """One notice."""
    notice = db.session.get(Notice, mail.notice_id)
    if notice is None:
        return None
    text, about, link = told(notice, viewer)
    return {"subject": f"{text} {about}".strip(), "text": text, "about": about, "link": link}


@writer(MailKind.TASK)
def _task(mail: Mail, viewer: Viewer) -> Mapping[str, Any] | None:
    """A task that opened, while it still waits for the reader."""
    entry = tasks.load(db.session, viewer, mail.params["task"], utcnow())
    if entry is None:
        return None
    about = subject_of(entry.task, viewer)
    due = entry.task.due_at
    return {
        "subject": gettext("To do: %(what)s", what=f"{entry.title} {about}".strip()),
        "text": entry.title, "about": about,
        "due": f"{due.astimezone(zone()):%Y-%m-%d %H:%M}" if due else "",
        "link": address_of("InboxView.inbox", task=entry.task.id),
    }  # fmt: skip


def told(notice: Notice, viewer: Viewer) -> tuple[str, str, str]:
    """Text, subject and address of a notice; of a record out of reach only that there is one."""
    inbox = address_of("InboxView.inbox", tab="notices")
    if notice.row_table is None:
        return notice.text, "", inbox
    view = tasks.any_view_of(notice.row_table)
    row = scope.get(db.session, view.datamodel.obj, notice.row_id) if view is not None else None
    if row is None:
        return gettext("There is a notice for you."), "", inbox
    link = address_of(f"{view.endpoint}.show", pk=notice.row_id)
    return notice.text, subject_of(notice, viewer), link


def subject_of(notice: Notice | Task, viewer: Viewer) -> str:
    """What a notice or a task is about, unless the name itself is a secret to the reader."""
    view = tasks.any_view_of(notice.row_table)
    if view is None:
        return notice.subject
    is_open = named(view.datamodel.obj, view.name_column).treatment(viewer) == "show"
    return notice.subject if is_open else ""


@jobs.job(outbox.SEND, title=_("Send letters"), every=Every(minutes=5), writes=False, attempts=1)
def send_mail(work: Any) -> dict[str, int]:
    """Send what waits, each letter leased, sent and settled by itself; stop when the server is away."""
    count = {"sent": 0, "failed": 0}
    if not outbox.is_on():
        return count
    with smtp.Post() as post:
        while (mail := _lease()) is not None:
            how = _send(post, mail)
            count["sent" if how else "failed"] += 1
            work.checkpoint(dict(count), done=count["sent"])
            if how is None:
                break
    return count


def _lease() -> Mail | None:
    db.session.rollback()
    with writing():
        mail = outbox.lease(db.session, utcnow())
        db.session.commit()
    return mail


def _send(post: smtp.Post, mail: Mail) -> bool | None:
    """One letter: True when sent or void, False when refused, None when the server is away."""
    ident = mail.id
    try:
        letter = compose(mail)
        if letter is None:
            _settle(outbox.drop, ident)
            return True
        ready = smtp.message(letter, str(mail.message_id), mail.created_at)
        db.session.rollback()  # the server may be slow: no transaction waits for it
        post.send(ready)
    except smtp.Away as error:
        _back(ident, error, final=False)
        return None
    except Exception as error:
        _back(ident, error, final=isinstance(error, smtp.Refused))
        return False
    _settle(outbox.sent, ident, utcnow())
    return True


def _back(ident: int, error: Exception, *, final: bool) -> None:
    """Keep the letter for later under a number that the log knows; no name and no address."""
    number = secrets.token_hex(4)
    log.warning("letter %s was not sent, error %s: %s", ident, number, type(error).__name__)
    known = isinstance(error, smtp.Refused | smtp.Away)
    said = str(error) if known else type(error).__name__
    _settle(outbox.put_back, ident, utcnow(), said, number, final=final)


def _settle(verb: Callable[..., None], *values: Any, **more: Any) -> None:
    db.session.rollback()
    with writing():
        verb(db.session, *values, **more)
        db.session.commit()
