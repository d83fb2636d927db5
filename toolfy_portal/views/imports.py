"""An import as text: what the file holds, how far it is, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.imports import uploads
from toolfy_portal.domain.imports.models import ImportUpload, UploadState
from toolfy_portal.domain.imports.preview import Preview, Sample
from toolfy_portal.domain.imports.results import ImportResult, Remark, Sums
from toolfy_portal.views.words import short_day

SHOWN = 20  # errors, and warnings; all errors are in the CSV file
_RECORDS = {"customers": "Customer", "invoices": "Invoice", "payments": "Invoice"}


@dataclass(frozen=True)
class FigureView:
    """A number with its name."""

    label: str = ""
    value: str = ""


@dataclass(frozen=True)
class SampleView:
    """One of the file's first records."""

    name: str = ""
    detail: str = ""
    day: str = ""
    amount: str = ""


@dataclass(frozen=True)
class RemarkView:
    """A row, and what is to be said of it."""

    row: str = ""
    message: str = ""


@dataclass(frozen=True)
class ImportView:
    """The page of an import. stage: choose, preview, running, stuck, done or failed. percent: of the file, 0 to 100."""

    stage: str = "choose"
    file_name: str = ""
    label: str = ""
    title: str = ""
    action: str = ""  # the words on the button; empty if there is nothing to import
    failure: str = ""
    percent: int = 0
    heading: str = ""  # of the samples' first column
    has_amounts: bool = False
    figures: list[FigureView] = field(default_factory=list[FigureView])
    totals: list[FigureView] = field(default_factory=list[FigureView])
    samples: list[SampleView] = field(default_factory=list[SampleView])
    notes: list[str] = field(default_factory=list[str])
    errors: list[RemarkView] = field(default_factory=list[RemarkView])
    more_errors: str = ""
    warnings: list[RemarkView] = field(default_factory=list[RemarkView])
    errors_href: str = ""


def show_import(uow: UnitOfWork[StaffAccess]) -> ImportView:
    """Return what the signed-in person is importing."""
    upload = uploads.current(uow)
    if upload is None:
        return ImportView()
    business = uow.get(Business, uow.access.business_id)
    if upload.state is UploadState.DONE:
        return _done(upload, uploads.result_of(upload), business)
    return _waiting(upload, business, is_stuck=uploads.is_stuck(uow, upload))


def _waiting(upload: ImportUpload, business: Business, *, is_stuck: bool) -> ImportView:
    preview = Preview.from_json(upload.preview)
    stage = "stuck" if is_stuck else "preview" if upload.state is UploadState.UPLOADED else upload.state.value
    figures = [FigureView("Rows", f"{preview.rows:,}"), FigureView("Can’t be read", f"{preview.failed:,}")]
    if preview.kind:
        figures.insert(1, FigureView(preview.kind.capitalize(), f"{preview.records:,}"))
    return ImportView(
        stage=stage,
        file_name=upload.file_name,
        label=upload.label,
        title=upload.label,
        action=f"Import {_counted(preview.records, preview.kind)}" if preview.records else "",
        failure=upload.failure,
        percent=min(round(upload.done * 100 / max(upload.size, 1)), 100),
        heading=_RECORDS.get(preview.kind, ""),
        has_amounts=preview.kind != "customers",
        figures=[*figures, FigureView("To look at", f"{preview.warned:,}")],
        totals=_said(preview.sums, business),
        samples=[_sample(sample, business) for sample in preview.first],
        notes=preview.notes,
        errors=_remarks(preview.errors),
        more_errors=_more(preview.failed, len(preview.errors)),
    )


def _done(upload: ImportUpload, result: ImportResult, business: Business) -> ImportView:
    errors = result.errors[:SHOWN]
    made = [_counted(number, kind) for kind, number in result.made.items() if number]
    return ImportView(
        stage="done",
        file_name=upload.file_name,
        label=upload.label,
        title=f"{' and '.join(made)} imported" if made else "Nothing new in this file",
        percent=100,
        figures=[
            FigureView("Rows imported", f"{result.created.rows:,}"),
            FigureView("Already here", f"{result.unchanged.rows:,}"),
            FigureView("Not imported", f"{result.failed.rows:,}"),
            FigureView("To look at", f"{result.warned:,}"),
        ],
        totals=_agreeing(result.sums, business),
        errors=_remarks(errors),
        more_errors=_more(result.failed.records, len(errors)),
        warnings=_remarks(result.warnings[:SHOWN]),
        errors_href=f"/staff/import/{upload.id}/errors.csv" if result.errors else "",
    )


def _counted(number: int, kind: str) -> str:
    return f"{number:,} {kind.removesuffix('s') if number == 1 else kind}"


def _said(sums: Mapping[str, Sums], business: Business) -> list[FigureView]:
    """Return what the file says, before anything is imported."""
    found: list[FigureView] = []
    for currency, each in sums.items():
        if each.total_minor:
            found.append(FigureView(f"Total, {currency}", Money(each.total_minor, currency).text(business.locale)))
        found.append(FigureView(f"Paid, {currency}", Money(each.paid_minor, currency).text(business.locale)))
    return found


def _agreeing(sums: Mapping[str, Sums], business: Business) -> list[FigureView]:
    """Return totals and what is paid: in the file, and here."""
    found: list[FigureView] = []
    for currency, each in sums.items():
        pairs = [("Paid", each.paid_minor, each.stored_paid_minor)]
        if each.total_minor:
            pairs.insert(0, ("Total", each.total_minor, each.stored_total_minor))
        for name, said, stored in pairs:
            first, second = (Money(minor, currency).text(business.locale) for minor in (said, stored))
            words = (
                f"{first}, the same here and in the file" if said == stored else f"{first} in the file, {second} here"
            )
            found.append(FigureView(f"{name}, {currency}", words))
    return found


def _sample(sample: Sample, business: Business) -> SampleView:
    day = short_day(date.fromisoformat(sample.day), business.locale) if sample.day else ""
    year = f" {sample.day[:4]}" if day else ""
    amount = Money(sample.minor, sample.currency).text(business.locale) if sample.minor is not None else ""
    return SampleView(sample.name, sample.detail, day + year, amount)


def _remarks(remarks: Sequence[Remark]) -> list[RemarkView]:
    return [RemarkView(str(each.row), each.message.removeprefix(f"Row {each.row}: ")) for each in remarks]


def _more(all_of_them: int, shown: int) -> str:
    return f"and {all_of_them - shown:,} more" if all_of_them > shown else ""
