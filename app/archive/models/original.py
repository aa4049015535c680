"""Original papers of a customer: what each is, how long it holds, and which took its place (F-021)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.archive.words import PART_OF, CopyKind, OriginalState
from app.customers.models import OfCustomer
from app.customers.words import ArchivePart, OriginalKind
from app.kernel.db import Model, choice, label, led_by


class Original(OfCustomer, Model):
    """One original paper (E-64); its scans hang on it, its successor names it (F-021, R-025)."""

    __tablename__ = "original_document"
    kind = "original_document"
    task_reads: ClassVar = ("doc_title", "customer.customer_name")
    numbers = {"original_no": "YJ-{yyyy}-{seq:05d}"}
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", "valid"),
        *led_by(
            "original_document", "doc_kind", "doc_no", "doc_copy_kind", "doc_dated", "valid_to",
            "state", "doc_part", "doc_catalogue_no", "volume_no", "scan_count", "replaces_id",
            "created_at",
        ),
    )  # fmt: skip

    original_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Registration number"), form="F-021")
    )
    state: Mapped[OriginalState] = mapped_column(
        choice(OriginalState), default=OriginalState.CURRENT, info=label(_("State"), rule="R-025")
    )
    doc_kind: Mapped[OriginalKind] = mapped_column(
        choice(OriginalKind),
        info=label(_("Kind of original"), field="CF-382", rule="R-025", secret="confidential"),
    )
    doc_title: Mapped[str] = mapped_column(
        String(200), info=label(_("Title of the paper"), field="CF-383")
    )
    doc_no: Mapped[str | None] = mapped_column(
        String(80),
        info=label(
            _("Number of the paper"), form="F-021", secret="personal",
            help=_("As printed on it: number of the licence, the contract, the certificate."),
        ),
    )  # fmt: skip
    issued_by: Mapped[str | None] = mapped_column(
        String(120), info=label(_("Issued by"), form="F-021")
    )
    doc_copy_kind: Mapped[CopyKind] = mapped_column(
        choice(CopyKind),
        default=CopyKind.PHOTOCOPY,
        info=label(_("Original or copy"), field="CF-384"),
    )
    doc_dated: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Dated"), field="CF-386", help=_("The day on which it was issued."))
    )
    valid_from: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Valid from"), form="F-021")
    )
    valid_to: Mapped[dt.date | None] = mapped_column(
        Date,
        info=label(
            _("Valid until"), form="F-021", due="ended_on",
            help=_("Empty: it holds without end. Before it runs out the owner is reminded."),
        ),
    )  # fmt: skip
    doc_part: Mapped[ArchivePart | None] = mapped_column(
        choice(ArchivePart), info=label(_("Part of the archive"), field="CF-387", rule="R-302")
    )
    doc_catalogue_no: Mapped[str | None] = mapped_column(
        String(40), info=label(_("Catalogue number"), field="CF-388", rule="R-303")
    )
    volume_no: Mapped[str | None] = mapped_column(
        String(40), info=label(_("Bound volume"), field="CF-389", rule="R-305")
    )
    doc_pages: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Pages"), field="CF-390", least=1, most=100_000)
    )
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("original_document.id"),
        info=label(
            _("Takes the place of"), rule="R-025",
            help=_("The older paper stays in the archive as superseded."),
        ),
    )  # fmt: skip
    ended_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Out of force since"), rule="R-025")
    )
    scan_count: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Scans")))
    remark: Mapped[str | None] = mapped_column(String(300), info=label(_("Remark")))

    replaces: Mapped[Original | None] = relationship(
        "Original", remote_side="Original.id", info=label(_("Takes the place of"))
    )

    @validates("doc_kind")
    def _lay(self, _key: str, kind: OriginalKind) -> OriginalKind:
        """Each kind of paper has its part of the archive (R-302)."""
        if self.doc_part is None and kind is not None:
            self.doc_part = PART_OF[kind]
        return kind

    @property
    def task_subject(self) -> str:
        """Whose paper it is: what stands beside its title."""
        return self.customer.customer_name if self.customer else str(self)

    def __str__(self) -> str:
        return self.doc_title
