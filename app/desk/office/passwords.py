"""Which passwords are good enough, wherever one is set: screen, command, framework."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from werkzeug.security import check_password_hash, generate_password_hash

SHORTEST, LONGEST, CLASSES = 10, 256, 3
DEMO = "Kedang-demo-2026"  # everybody can read it in the README
CLASS_PATTERNS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9\s]")
# pieces that guessers try first; a password made of one of them and a tail is no better
COMMON = (
    "password", "passw0rd", "p@ssw0rd", "qwerty", "asdfgh", "zxcvbn", "1q2w3e", "abc123", "123456",
    "111111", "000000", "88888888", "woaini", "5201314", "iloveyou", "admin", "welcome", "letmein",
    "kedang", "kehu", "changeme", "secret",
)  # fmt: skip
HINTS = (
    _("At least %(count)s characters", count=SHORTEST),
    _("Three of: small letters, capitals, digits, signs"),
    _("Not your user name or your name"),
    _("Not a common password, no long runs like 123456 or aaaa"),
)


class WeakPassword(ValueError):
    """A password that the policy refuses; says why."""


def problems(password: str, *names: str) -> Iterator[Any]:
    """Why ``password`` is refused; nothing when it is good. ``names``: user name and name."""
    if current_app.config.get("DEMO") and password == DEMO:
        return
    text = password.casefold()
    if len(password) < SHORTEST:
        yield _("At least %(count)s characters", count=SHORTEST)
    if len(password) > LONGEST:
        yield _("At most %(count)s characters", count=LONGEST)
    if sum(bool(re.search(pattern, password)) for pattern in CLASS_PATTERNS) < CLASSES:
        yield _("Three of: small letters, capitals, digits, signs")
    if any(len(name) > 2 and name.casefold() in text for name in names if name):
        yield _("Not your user name or your name")
    if password == DEMO or _is_common(text):
        yield _("Not a common password, no long runs like 123456 or aaaa")


def _is_common(text: str) -> bool:
    letters = re.sub(r"[^a-z0-9@]", "", text)
    if re.search(r"(.)\1{3,}", text):
        return True
    if any(piece in letters and len(letters) - len(piece) < 6 for piece in COMMON):
        return True
    runs = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl")
    pieces = (letters[i : i + 5] for i in range(len(letters) - 4))
    return any(piece in run or piece[::-1] in run for piece in pieces for run in runs)


def require_good(password: str, *names: str) -> None:
    """Raises WeakPassword with all reasons."""
    found = [str(problem) for problem in problems(password, *names)]
    if found:
        raise WeakPassword(str(_("; ")).join(found))


def hashed(password: str) -> str:
    return generate_password_hash(
        password,
        method=current_app.config.get("FAB_PASSWORD_HASH_METHOD", "scrypt"),
        salt_length=current_app.config.get("FAB_PASSWORD_HASH_SALT_LENGTH", 16),
    )


def fits(stored: str | None, password: str) -> bool:
    """True when the password is right; takes as long when there is no such user."""
    fake = current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"]
    right = check_password_hash(stored or fake, password[:LONGEST])
    return bool(stored) and right


def is_demo_outside_demo(password: str) -> bool:
    """The demo password opens nothing once the demo is over."""
    return password == DEMO and not current_app.config.get("DEMO")


def made() -> str:
    """A password for somebody else: good enough, easy to read out, to be changed at once."""
    letters, digits = "abcdefghjkmnpqrstuvwxyz", "23456789"
    while True:
        parts = ["".join(secrets.choice(letters) for _letter in range(4)) for _part in range(3)]
        parts[0] = parts[0].capitalize()
        password = "-".join(parts) + "".join(secrets.choice(digits) for _digit in range(2))
        if not list(problems(password)):
            return password
