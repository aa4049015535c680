"""Every setting comes from the environment, has a safe default, and does what it says."""

from __future__ import annotations

import importlib.util
import logging
import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask

from app.desk.office import keys, logs
from app.kernel import clock

ROOT = Path(__file__).resolve().parents[1]
DEFAULTS = {
    "HOST": "127.0.0.1", "PORT": 8080, "WORKERS": 2, "DATA_DIR": ROOT / "var", "SECRET_KEY": "",
    "PUBLIC_URL": "", "TRUSTED_PROXIES": 0, "TIMEZONE": "Asia/Shanghai", "LOG_LEVEL": "INFO",
    "SMTP_HOST": "", "SMTP_PORT": 587, "SMTP_USER": "", "SMTP_PASSWORD": "", "SMTP_FROM": "",
    "SMTP_TLS": True, "REDIS_URL": "", "DEMO": False,
}  # fmt: skip
GIVEN = {
    "HOST": ("0.0.0.0", "0.0.0.0"), "PORT": ("9090", 9090), "WORKERS": ("4", 4),
    "DATA_DIR": ("/srv/kedang", Path("/srv/kedang")), "SECRET_KEY": ("given", "given"),
    "PUBLIC_URL": ("https://kedang.example/", "https://kedang.example"),
    "TRUSTED_PROXIES": ("1", 1), "TIMEZONE": ("Europe/Berlin", "Europe/Berlin"),
    "LOG_LEVEL": ("debug", "DEBUG"), "SMTP_HOST": ("mail.example", "mail.example"),
    "SMTP_PORT": ("25", 25), "SMTP_USER": ("kedang", "kedang"), "SMTP_PASSWORD": ("x", "x"),
    "SMTP_FROM": ("kedang@example.com", "kedang@example.com"), "SMTP_TLS": ("no", False),
    "REDIS_URL": ("redis://cache", "redis://cache"), "DEMO": ("1", True),
}  # fmt: skip


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[..., ModuleType]:
    """The settings as a process reads them that is started with this environment."""

    def started(**environment: str) -> ModuleType:
        for name in (*DEFAULTS, "DATABASE_URL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        spec = importlib.util.spec_from_file_location("config_as_started", ROOT / "config.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return started


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_setting_has_a_safe_default(read: Any, name: str) -> None:
    assert getattr(read().Config, name) == DEFAULTS[name]


@pytest.mark.parametrize("name", GIVEN)
def test_a_setting_is_taken_from_the_environment(read: Any, name: str) -> None:
    typed, meant = GIVEN[name]
    assert getattr(read(**{name: typed}).Config, name) == meant


@pytest.mark.parametrize("name", ["PORT", "WORKERS", "TRUSTED_PROXIES", "SMTP_PORT"])
def test_what_is_no_number_is_refused_by_name(read: Any, name: str) -> None:
    with pytest.raises(SystemExit, match=f"{name} must be a whole number"):
        read(**{name: "many"})


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("", "sqlite:////srv/kedang/kedang.db"),
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
    ],
)
def test_the_database_stands_in_the_data_directory_unless_named(
    read: Any, given: str, used: str
) -> None:
    made = read(DATA_DIR="/srv/kedang", DATABASE_URL=given).Config
    assert used == made.SQLALCHEMY_DATABASE_URI


@pytest.mark.parametrize(
    ("host", "bound"), [("0.0.0.0", "0.0.0.0:9090"), ("::1", "[::1]:9090"), ("", "127.0.0.1:9090")]
)
def test_the_server_listens_where_it_is_told(
    read: Any, monkeypatch: pytest.MonkeyPatch, host: str, bound: str
) -> None:
    monkeypatch.setitem(sys.modules, "config", read(HOST=host, PORT="9090", WORKERS="4"))
    settings = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert (settings["bind"], settings["workers"]) == (bound, 4)


def test_counters_stand_in_the_database_unless_redis_is_named(read: Any) -> None:
    assert read().Config.RATELIMIT_STORAGE_URI == "database://"
    assert read(REDIS_URL="redis://cache").Config.RATELIMIT_STORAGE_URI == "redis://cache"


def test_a_key_that_is_given_is_used_and_none_is_made(tmp_path: Path) -> None:
    app = Flask("given")
    app.config.update(DATA_DIR=tmp_path, SECRET_KEY="given")
    keys.init_app(app)
    assert app.config["SECRET_KEY"] == "given"
    assert not (tmp_path / "keys" / "secret_key").exists()


@pytest.fixture
def loggers() -> Iterator[list[logging.Logger]]:
    """The loggers of the service, left as they were found."""
    found = [logging.getLogger(name) for name in logs.LOGGERS]
    before = [(each, each.level, list(each.handlers)) for each in found]
    yield found
    for each, level, handlers in before:
        each.setLevel(level)
        each.handlers[:] = handlers


def test_the_log_holds_what_the_level_lets_through(loggers: Any, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    app = Flask("quiet")
    app.config.update(DATA_DIR=tmp_path, LOG_LEVEL="ERROR")
    logs.init_app(app)
    for level in (logging.WARNING, logging.ERROR):
        loggers[0].log(level, "level %s", level)
    lines = (tmp_path / "logs" / "kedang.log").read_text().splitlines()
    assert len(lines) == 1 and "level 40" in lines[0]


def test_the_companys_day_is_that_of_its_time_zone(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "TIMEZONE", "Europe/Berlin")
    with app.app_context():
        assert str(clock.zone()) == "Europe/Berlin"
