"""What a wing says about the papers of its records: their kinds, their secrecy, and which are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.kernel import policy
from app.kernel.secrets import ASK, opened, word_of
from app.kernel.viewer import Viewer
from app.kernel.words import Words

WATCHED = ("sensitive", "profile")  # even looking at such a paper is written down (C-24)


@dataclass(frozen=True)
class Wanted:
    """A paper that a record needs; one of several kinds is enough."""

    kinds: tuple[Words, ...]
    rule: str = ""

    @property
    def label(self) -> str:
        """The kinds by name, as alternatives."""
        return " / ".join(str(kind) for kind in self.kinds)


def nothing(_row: Any) -> Iterable[Wanted]:
    """A record that needs no paper in particular."""
    return ()


@dataclass(frozen=True)
class Keeps:
    """How an archive keeps files: ``keeps_files = Keeps(kinds=…, wanted=…)`` on its view.

    ``line`` names the line of the role matrix that says who may (the record's own when empty);
    ``secret`` is the secrecy mark of all its papers, ``secrets`` that of single kinds;
    ``kept_by`` is a parameter of the register: while true, only who may delete takes a paper away.
    ``of`` gives the one kind that all papers of a row are of; nobody chooses it then.
    """

    kinds: type[Words] | None = None
    wanted: Callable[[Any], Iterable[Wanted]] = nothing
    line: str = ""
    secret: str = ""
    secrets: Mapping[Words, str] = field(default_factory=dict)
    kept_by: str = ""
    of: Callable[[Any], Words] | None = None

    def mark(self, kind: str) -> str:
        """The secrecy mark of a kind of paper; empty when it is no secret."""
        word = self.kinds.of(kind) if self.kinds else None
        return self.secrets.get(word, self.secret) if word is not None else self.secret

    def treatment(self, kind: str, viewer: Viewer) -> str:
        """show, mask or hide a paper of this kind for this viewer (C-24)."""
        mark = self.mark(kind)
        if not mark or viewer.is_system:
            return "show"
        word = word_of(mark, viewer)
        return "mask" if word == ASK else word

    def asks(self, kind: str, viewer: Viewer) -> bool:
        """True where papers of this kind open once a reason is given."""
        mark = self.mark(kind)
        return bool(mark) and word_of(mark, viewer) == ASK

    def may_hang(self, kind: str, viewer: Viewer) -> bool:
        """True for a kind that this viewer may bring a paper of: who brings it knows it."""
        return self.treatment(kind, opened(viewer)) == "show"

    def kind_of(self, row: Any, chosen: str, viewer: Viewer) -> str:
        """The kind of a new paper of ``row``: the row's own, else the chosen one where it is known and open."""
        if self.of is not None:
            return self.of(row).value
        known = self.kinds is not None and self.kinds.of(chosen) is not None
        return chosen if known and self.may_hang(chosen, viewer) else ""

    def may_take(self, row: Any, viewer: Viewer) -> bool:
        """Nobody hangs up what he may not open: False where the row's own kind is secret to him."""
        return self.of is None or self.may_hang(self.of(row).value, viewer)

    def hidden(self, viewer: Viewer) -> list[str]:
        """The kinds that this viewer may not even know of."""
        values = ["", *(kind.value for kind in self.kinds)] if self.kinds else [""]
        return [value for value in values if self.treatment(value, viewer) == "hide"]

    def is_watched(self, kind: str) -> bool:
        """True when looking at a paper of this kind is written down."""
        return self.mark(kind) in WATCHED and bool(policy.value("privacy.log_view"))

    @property
    def is_for_ever(self) -> bool:
        """True while originals are never deleted by ordinary roles (R-025)."""
        return bool(self.kept_by and policy.value(self.kept_by))

    def missing(self, row: Any, there: Iterable[str]) -> list[tuple[Wanted, bool]]:
        """Each paper the record needs, and whether it is there."""
        held = set(there)
        return [(want, any(kind.value in held for kind in want.kinds)) for want in self.wanted(row)]
