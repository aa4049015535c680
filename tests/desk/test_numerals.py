"""Numbers nobody's row can have: not found, never an error."""

from __future__ import annotations

import base64

import pytest

from app.desk.numerals import whole, wholes

HUGE = ["9" * 25, "²", "٣", "-1", "1e3", "9" * 5000]


@pytest.mark.parametrize("text", ["", None, *HUGE])
def test_only_plain_digits_that_a_database_holds_are_a_number(text) -> None:
    assert whole(text) is None


def test_numbers_are_read_once_each() -> None:
    assert wholes(["7", "²", "8", "7", "9" * 25]) == [7, 8]


@pytest.mark.parametrize("key", HUGE[:5])
@pytest.mark.parametrize(
    "door",
    ["userview/show", "userview/edit", "roleview/show", "groupview/edit", "inbox/task", "customerview/import"],
)  # fmt: skip
def test_such_a_key_is_not_found(door, key, client_as) -> None:
    assert (
        client_as("clerk" if "customer" in door else "admin").get(f"/{door}/{key}").status_code
        == 404
    )


@pytest.mark.parametrize("key", HUGE)
def test_such_a_number_in_a_form_does_no_harm(key, client_as) -> None:
    admin, manager = client_as("admin"), client_as("manager")
    answers = [
        manager.post("/inbox/decide", data={"task": key, "move": "approve", f"version_{key}": key}),
        manager.post("/inbox/read", data={"notice": key}),
        manager.post("/visitrequestview/move/31/approve", data={"lock_version": key}),
        manager.get("/inbox/", query_string={"task": key}),
        admin.post("/userview/edit/2", data={"name": "x", "roles": key, "groups": key}),
        admin.post("/groupview/add", data={"name": "x", "roles": key}),
    ]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


def test_half_a_character_in_a_cursor_is_no_place(client_as) -> None:
    cursor = base64.urlsafe_b64encode(b'["\\ud800", 1, 1]').decode().rstrip("=")
    for way in ("after", "before"):
        query = {"sort": "customer_name", way: cursor}
        assert (
            client_as("manager").get("/customerview/list/", query_string=query).status_code == 200
        )
