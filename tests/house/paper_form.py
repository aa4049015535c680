"""A form of a page as a browser would post it: what stands in its controls, and what may be typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from werkzeug.datastructures import MultiDict

TYPED = {"text", "email", "tel", "url", "number", "search"}


@dataclass
class Control:
    """One named control; ``value`` is None where it would not be posted."""

    name: str
    kind: str
    value: str | None
    longest: int | None = None
    options: list[str] = field(default_factory=list)

    @property
    def sent(self) -> str:
        """The value as browsers send it: lines end in CR LF."""
        return (
            "\r\n".join((self.value or "").splitlines())
            if self.kind == "area"
            else self.value or ""
        )

    @property
    def is_typed(self) -> bool:
        """True for what a person types letters into."""
        return self.kind in TYPED or self.kind == "area"


class PostedForm(HTMLParser):
    """The first form of a page that posts to the page itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.controls: list[Control] = []
        self.labels: list[str] = []
        self._inside = self._done = False
        self._hears: list[str] | None = None
        self._template = 0
        self.feed(page)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        told = dict(pairs)
        if tag == "template":
            self._template += 1
        if (
            tag == "form"
            and not self._done
            and told.get("method") == "post"
            and not told.get("action")
        ):
            self._inside = True
        if not self._inside or self._template:
            return
        if tag in ("label", "h2"):
            self._hears = []
        if tag == "option" and self.controls:
            self.controls[-1].options.append(told.get("value") or "")
            if "selected" in told:
                self.controls[-1].value = told.get("value") or ""
        elif tag in ("input", "select", "textarea") and told.get("name") and "disabled" not in told:
            self.controls.append(self._control(tag, told))

    @staticmethod
    def _control(tag: str, told: dict[str, Any]) -> Control:
        kind = {"select": "select", "textarea": "area"}.get(tag) or told.get("type") or "text"
        value = told.get("value") or ("y" if kind == "checkbox" else "")
        if kind in ("checkbox", "radio") and "checked" not in told:
            return Control(told["name"], kind, None, options=[value])
        longest = int(told["maxlength"]) if told.get("maxlength") else None
        kind = "readonly" if "readonly" in told else kind
        return Control(
            told["name"], kind, value, longest, [value] if kind in ("checkbox", "radio") else []
        )

    def handle_data(self, data: str) -> None:
        if self._hears is not None:
            self._hears.append(data)
        if self._inside and self.controls and self.lasttag == "textarea" and not self._template:
            self.controls[-1].value = (self.controls[-1].value or "") + data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        self.lasttag = ""
        if tag == "template":
            self._template -= 1
        if tag in ("label", "h2") and self._hears is not None:
            self.labels.append(" ".join("".join(self._hears).split()))
            self._hears = None
        if tag == "form" and self._inside:
            self._inside, self._done = False, True

    def filled(self) -> MultiDict[str, str]:
        """What a browser would post of the untouched form."""
        return MultiDict((c.name, c.sent) for c in self.controls if c.value is not None)

    def typed(self) -> Iterator[Control]:
        """What a person types letters into."""
        return (control for control in self.controls if control.is_typed)

    def holds(self, name: str) -> list[str]:
        """What stands in the controls of a name."""
        return [c.value for c in self.controls if c.name == name and c.value is not None]
