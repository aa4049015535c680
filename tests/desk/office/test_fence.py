"""The fence around the pages: tokens, cookies, hosts, sizes, headers, and the doors that are gone."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.desk.office import headers, hosts
from config import Config

# routes without a permission of their own, each with its reason
OPEN = {
    "static": "files of the pages",
    "SignInView.login": "the door itself",
    "SignInView.logout": "ends only the own session",
    "LanguageView.choose": "also before logging in",
    "health.healthz": "for those who watch over the service",
    "health.readyz": "for those who watch over the service",
}


def test_every_route_asks_a_permission_or_stands_on_the_list(app: Flask) -> None:
    naked = []
    for rule in app.url_map.iter_rules():
        function = app.view_functions[rule.endpoint]
        view, _dot, method = rule.endpoint.partition(".")
        instance = next(
            (
                v
                for v in app.extensions["appbuilder"].baseviews
                if getattr(v, "endpoint", "") == view
            ),
            None,
        )
        function = getattr(instance, method, function)
        asks = hasattr(function, "_permission_name") or getattr(function, "signed_in_only", False)
        if not asks and rule.endpoint not in OPEN:
            naked.append(rule.endpoint)
    assert not naked


@pytest.mark.parametrize(
    "path",
    ["/api/v1/security/login", "/api/v1/security/refresh", "/api/v1/menu/", "/api/v1/_openapi",
     "/swagger/v1", "/users/list/", "/roles/list/", "/userstatschartview/chart/", "/permissions/list/",
     "/viewmenus/list/", "/permissionviews/list/", "/registeruser/", "/resetpassword/form",
     "/resetmypassword/form", "/userinfoeditview/form", "/back", "/static/appbuilder/js/ab.js"],
)  # fmt: skip
def test_the_frameworks_own_doors_are_gone(client_as, path: str) -> None:
    assert client_as("admin").get(path).status_code == 404


def test_no_rest_api_exists(app: Flask) -> None:
    assert not [rule.rule for rule in app.url_map.iter_rules() if "/api/" in rule.rule]


def test_nobody_gets_anything_without_logging_in(app: Flask, session) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN or "GET" not in rule.methods:
            continue
        path = rule.rule
        for name in rule.arguments:
            path = (
                path.replace(f"<int:{name}>", "1")
                .replace(f"<{name}>", "1")
                .replace(f"<path:{name}>", "1")
            )
        answer = client.get(path)
        print(rule.rule, answer.status_code)
        assert answer.status_code in (302, 401)
        if answer.status_code == 302:
            assert answer.location.startswith("/login"), path


def test_a_post_without_a_token_goes_no_further(app, client_as, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client = client_as("rep")
    for path in (
        "/login/",
        "/logout/",
        "/me/password",
        "/customerview/add",
        "/customerview/delete/1",
    ):
        answer = client.post(path, data={})
        assert answer.status_code == 400 and "尚未保存" in answer.text, path
    assert client.get("/me/").status_code == 200


def test_the_token_check_stands_before_the_frameworks_views(app) -> None:
    names = [getattr(f, "__qualname__", "") for f in app.before_request_funcs[None]]
    csrf = next(i for i, name in enumerate(names) if "CSRFProtect" in name or "csrf" in name)
    framework = next(i for i, name in enumerate(names) if "SecurityManager.before_request" in name)
    assert csrf < framework


def test_the_cookie_is_shut_to_scripts_and_other_sites(app, session) -> None:
    cookie = app.test_client().get("/login/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie


def test_over_https_the_cookie_is_secure(monkeypatch) -> None:
    import importlib

    import config

    monkeypatch.setenv("PUBLIC_URL", "https://kedang.example")
    try:
        earnest = importlib.reload(config).Config
        assert earnest.SESSION_COOKIE_SECURE and earnest.SESSION_COOKIE_NAME == "__Host-kedang"
        assert "kedang.example" in earnest.TRUSTED_HOSTS
        assert earnest.FAB_SAFE_REDIRECT_HOSTS == ["kedang.example"]
    finally:
        monkeypatch.undo()
        importlib.reload(config)


@pytest.mark.parametrize("path", ["/login/", "/", "/static/css/kedang.css", "/healthz"])
def test_under_a_name_that_is_not_ours_a_sentence_answers_in_chinese(
    app, session, monkeypatch, path: str
) -> None:
    """A browser sends our cookie to no other name, so that nobody's own language is known there."""
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["localhost"])
    answer = app.test_client().get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400 and answer.text == "本系统不使用此域名。\n"
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize(
    "path", ["/login/", "/me/", "/nothing-here", "/static/css/kedang.css", "/healthz"]
)
def test_every_answer_carries_the_protective_headers(client_as, path: str) -> None:
    answer = client_as("rep").get(path, buffered=True)
    for name, value in headers.HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_https_is_remembered_only_where_it_is_used(app, client_as, monkeypatch) -> None:
    assert "Strict-Transport-Security" not in client_as("rep").get("/me/").headers
    monkeypatch.setitem(app.config, "SECURE", True)
    assert "max-age" in client_as("rep").get("/me/").headers["Strict-Transport-Security"]


def test_pages_are_not_kept_and_static_files_are_kept_for_ever(app, client_as) -> None:
    client = client_as("rep")
    assert client.get("/me/").headers["Cache-Control"] == "no-store"
    with app.test_request_context():
        url = app.jinja_env.globals["url_static"]("css/kedang.css")
    assert "immutable" in client.get(url, buffered=True).headers["Cache-Control"]
    plain = client.get("/static/css/kedang.css", buffered=True)
    assert plain.headers["Cache-Control"] == "no-cache"


def test_pages_and_static_text_are_compressed(client_as) -> None:
    client = client_as("rep")
    for path in ("/me/", "/static/css/kedang.css"):
        whole = len(client.get(path, buffered=True).data)
        for how in ("br", "gzip"):
            small = client.get(path, headers={"Accept-Encoding": how}, buffered=True)
            assert small.headers["Content-Encoding"] == how and len(small.data) < whole / 2
            assert "Accept-Encoding" in small.headers["Vary"]


def test_the_first_load_of_a_list_stays_small(client_as) -> None:
    client = client_as("manager")
    squeezed = {"Accept-Encoding": "gzip"}
    page = client.get("/customerview/list/").text
    files = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page))
    assert len(files) > 5
    parts = ("/customerview/list/", *files)
    loaded = 0
    for part in parts:
        with client.get(part, headers=squeezed) as answer:
            loaded += len(answer.data)
    assert loaded <= 250 * 1024, f"{loaded // 1024} KB"


def test_a_host_that_is_not_ours_is_refused(app, session) -> None:
    client = app.test_client()
    assert client.get("/login/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/login/", headers={"Host": "localhost"}).status_code == 200


def test_forwarded_addresses_are_believed_only_from_named_proxies() -> None:
    for proxies, expected in ((0, "127.0.0.1"), (1, "10.1.2.3")):
        app = Flask("probe")
        app.config.update(TRUSTED_PROXIES=proxies)
        hosts.init_app(app)

        @app.get("/")
        def where() -> str:
            from flask import request

            return request.remote_addr or ""

        said = app.test_client().get("/", headers={"X-Forwarded-For": "6.6.6.6, 10.1.2.3"}).text
        assert said == expected


def test_an_upload_that_is_too_large_is_refused_in_words(app, client_as, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    answer = client_as("rep").post("/me/password", data={"old": "x" * 5000})
    assert answer.status_code == 413 and "超过" in answer.text


def test_the_size_limits_are_set_in_earnest() -> None:
    assert Config.MAX_CONTENT_LENGTH <= 64 * 1024 * 1024
    assert Config.MAX_FORM_MEMORY_SIZE and Config.MAX_FORM_PARTS
    assert Config.WTF_CSRF_TIME_LIMIT is None and Config.FAB_CREATE_DB is False


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path) -> None:
    from app.desk.office.keys import kept_secret

    key = kept_secret(tmp_path)
    assert kept_secret(tmp_path) == key and len(key) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_permission_is_looked_up_once_a_request(app, client_as) -> None:
    from sqlalchemy import event

    from app.kernel.db import db

    client, seen = client_as("manager"), []

    def note(_c, _cur, sql, *_rest):
        seen.append(sql)

    engine = db.engine.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        client.get("/customerview/list/")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([sql for sql in seen if "ab_permission_view_role" in sql]) == 1
