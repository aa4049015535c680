"""Which host names we answer to, and which proxies we believe."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix


def init_app(app: Flask) -> None:
    proxies = int(app.config.get("TRUSTED_PROXIES") or 0)
    if proxies:
        # only as many forwarded values as there are proxies: the rest is the client's own claim
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=0
        )

    def check_host() -> None:
        # raises SecurityError (400) for a host that TRUSTED_HOSTS does not name
        _asked = request.host

    # first of all: before CSRF, sessions and routing build an address from it
    app.before_request_funcs.setdefault(None, []).insert(0, check_host)
