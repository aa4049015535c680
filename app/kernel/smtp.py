"""A letter as the mail server gets it: headers that cannot be injected, one connection for many."""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from flask import current_app

TIMEOUT = 20
TLS_PORT = 465


class Refused(Exception):
    """The server will not take this letter, however often it is tried."""


class Away(Exception):
    """The server cannot be reached or does not let us in: later, with every letter."""


@dataclass(frozen=True)
class Letter:
    """What is to be sent: to whom, about what, as plain text and as HTML."""

    address: str
    name: str
    subject: str
    text: str
    html: str


def message(letter: Letter, number: str, at: dt.datetime) -> EmailMessage:
    """The letter with its headers; ``number`` makes a Message-ID that never changes.

    Line breaks in names and subjects become blanks. Raises Refused for an address that is none,
    Away for a sender that is none: that is the operator's to mend.
    """
    sender = parseaddr(current_app.config["SMTP_FROM"] or current_app.config["SMTP_USER"])
    domain = sender[1].rpartition("@")[2] or "localhost"
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = Address(sender[0] or _app_name(), addr_spec=sender[1])
    except (MessageError, ValueError, IndexError) as error:
        raise Away("SMTP_FROM") from error
    try:
        mail["To"] = Address(_line(letter.name), addr_spec=letter.address)
    except (MessageError, ValueError, IndexError) as error:
        raise Refused("address") from error
    mail["Subject"] = _line(letter.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{number}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    return mail


def _app_name() -> str:
    return _line(str(current_app.config.get("APP_NAME", "")))


def _line(text: str) -> str:
    """One line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


class Post:
    """A connection to the mail server, opened with the first letter and kept for the next."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Post:
        return self

    def __exit__(self, *_error: Any) -> None:
        self._hang_up()

    def send(self, mail: EmailMessage) -> None:
        """Hand one letter over. Raises Refused, or Away."""
        server = self._server = self._server or _reached()
        try:
            server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _said in error.recipients.values()]
            self._reset()
            raise (Refused if min(codes) >= 500 else Away)(f"SMTP {min(codes)}") from error
        except smtplib.SMTPNotSupportedError as error:
            self._reset()
            raise Refused("address") from error
        except smtplib.SMTPSenderRefused as error:
            self._reset()  # it is not the letter: no other would be taken from us either
            raise Away(f"SMTP {error.smtp_code}") from error
        except smtplib.SMTPDataError as error:
            self._reset()
            raise (Refused if error.smtp_code >= 500 else Away)(
                f"SMTP {error.smtp_code}"
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise _away(error) from error

    def _reset(self) -> None:
        """A refused letter leaves the conversation clean, or ends it."""
        try:
            if self._server is not None:
                self._server.rset()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def _away(error: Exception) -> Away:
    return Away(f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip())


def _reached() -> smtplib.SMTP:
    """A server that lets us in; whatever it lacks (TLS, a log-in) is no letter's fault. Raises Away."""
    try:
        return _connect()
    except (OSError, smtplib.SMTPException) as error:
        raise _away(error) from error


def _connect() -> smtplib.SMTP:
    """Log in as config.py says: TLS from the first byte on port 465, else STARTTLS."""
    said = current_app.config
    host, port = said["SMTP_HOST"], said["SMTP_PORT"]
    context = ssl.create_default_context()
    if port == TLS_PORT and said["SMTP_TLS"]:
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if said["SMTP_TLS"] and port != TLS_PORT:
            server.starttls(context=context)
        if said["SMTP_USER"]:
            server.login(said["SMTP_USER"], said["SMTP_PASSWORD"])
    except BaseException:
        server.close()
        raise
    return server
