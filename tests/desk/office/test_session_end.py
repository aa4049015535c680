"""A form sent after the session ended: nothing is saved, and the way back to the form is one press."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("came_from", "leads"),
    [
        ("http://localhost/customerview/add?party_kind=company", "/customerview/add?party_kind=company"),
        ("http://elsewhere.example/customerview/add", ""),
        ("http://localhost//elsewhere.example/", ""),
        (None, ""),
    ],
)  # fmt: skip
def test_who_sends_a_form_too_late_is_led_back_to_it(app, monkeypatch, came_from, leads) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    headers = {"Referer": came_from} if came_from else {}
    answer = app.test_client().post(
        "/customerview/add", data={"customer_name": "x"}, headers=headers
    )
    assert answer.status_code == 400 and "页面已过期" in answer.text
    assert ("返回继续填写" in answer.text) == bool(leads)
    assert not leads or f'href="{leads}"' in answer.text
    assert "elsewhere" not in answer.text
