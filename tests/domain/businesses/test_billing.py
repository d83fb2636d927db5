"""What staff may change about billing, and what follows from it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.world import World
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Forbidden, InvalidField, NotFound
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.domain.activity.service import history
from toolfy_portal.domain.businesses import billing
from toolfy_portal.domain.businesses.bank_details import checked
from toolfy_portal.domain.businesses.billing import WantedTerms
from toolfy_portal.domain.businesses.merging import on_top_of
from toolfy_portal.domain.businesses.models import LateFee, TaxRate
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.printing import invoice_pdf
from toolfy_portal.views.invoices import show_invoice

WANTED = WantedTerms(
    currency="GBP",
    payment_days=21,
    payment_terms="Payment within 21 days, please.",
    late_fee_policy="2% a month after that.",
    takes_part_payments=True,
    least_percent=30,
    payment_methods=("bacs_debit", "card"),
    invoice_prefix="MH-",
    next_invoice=1043,
    bank_details=(("Sort code", "200000"), ("Account number", "55779911"), ("BIC", "")),
)


def save(world: World, highest_used: int = 1042, **changes: object) -> None:
    with begin(world.a.staff) as uow:
        billing.save_terms(uow, replace(WANTED, **changes), highest_used)


def vats(uow: UnitOfWork[StaffAccess]) -> list[TaxRate]:
    return [rate for rate in billing.tax_rates(uow) if rate.name == "VAT"]


def changes_told(world: World) -> list[str]:
    with reading(world.a.staff) as uow:
        return [entry.summary for entry in history(uow, world.a.business_id, 50) if entry.kind == "BillingChanged"]


def test_terms_are_kept_and_only_at_this_business(world: World):
    save(world)
    with reading(world.a.staff) as uow:
        terms = profile(uow).terms
    assert (terms.payment_days, terms.least_percent, terms.takes_part_payments) == (21, 30, True)
    assert (terms.invoice_prefix, terms.next_invoice) == ("MH-", 1043)
    assert terms.payment_methods == ["card", "bacs_debit"]
    assert terms.bank_details == [
        {"label": "Sort code", "value": "20-00-00"},
        {"label": "Account number", "value": "55779911"},
    ]
    with reading(world.b.staff) as uow:
        assert profile(uow).terms.payment_days == 14


def test_saving_the_same_again_is_no_change(world: World):
    save(world)
    save(world)
    assert len(changes_told(world)) == 1
    save(world, payment_days=7)
    assert changes_told(world)[0] == "Billing settings changed: days to pay"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("currency", "XXX"),
        ("payment_days", -1),
        ("payment_days", 366),
        ("payment_terms", "x" * 2001),
        ("late_fee_policy", "x" * 2001),
        ("least_percent", 0),
        ("least_percent", 101),
        ("payment_methods", ("cash",)),
        ("invoice_prefix", "draft-"),
        ("invoice_prefix", "No 7"),
        ("next_invoice", 1042),
        ("next_invoice", 1_000_000_000),
    ],
)
def test_what_cant_be_used_is_named_and_nothing_is_kept(world: World, field: str, value: object):
    with pytest.raises(InvalidField) as told:
        save(world, **{field: value})
    assert told.value.field == field
    assert changes_told(world) == []


def test_a_number_that_is_left_alone_may_have_been_passed(world: World):
    save(world)
    save(world, highest_used=2000, payment_days=7)
    with reading(world.a.staff) as uow:
        assert (profile(uow).terms.payment_days, profile(uow).terms.next_invoice) == (7, 1043)
    with pytest.raises(InvalidField):
        save(world, highest_used=2000, next_invoice=1044)


def test_what_others_changed_meanwhile_stays(world: World):
    save(world)
    with reading(world.a.staff) as uow:
        seen = billing.terms_to_change(uow)
    assert seen.bank_details == (("Sort code", "20-00-00"), ("Account number", "55779911"))
    now = replace(seen, payment_days=7, next_invoice=1050)
    mine = replace(seen, payment_terms="Mine", payment_days=21)
    assert on_top_of(now, seen, mine) == replace(now, payment_terms="Mine")


@pytest.mark.parametrize(
    ("on", "kept"),
    [
        (["us_bank_account", "bacs_debit", "card"], ()),
        (["bacs_debit", "card"], ("card", "bacs_debit")),
        (["cash"], None),
        ([], None),
    ],
)
def test_one_way_to_pay_stays_on_and_all_of_them_need_no_list(on: list[str], kept: tuple[str, ...] | None):
    if kept is not None:
        assert billing.only_these(on) == kept
        return
    with pytest.raises(InvalidField) as told:
        billing.only_these(on)
    assert told.value.field == "payment_methods"


def test_technicians_are_refused(world: World):
    technician = replace(world.a.staff, role=Role.TECHNICIAN)
    with begin(world.a.staff) as uow:
        rate_id = billing.save_tax_rate(uow, "VAT", Decimal(20)).id
    for change in (
        billing.terms_to_change,
        lambda uow: billing.save_terms(uow, WANTED, 0),
        lambda uow: billing.save_tax_rate(uow, "GST", Decimal(5)),
        lambda uow: billing.archive_tax_rate(uow, rate_id),
    ):
        with pytest.raises(Forbidden), begin(technician) as uow:
            change(uow)


def test_a_change_shows_on_page_and_pdf_and_rings_the_open_pages(world: World):
    rung: list[str] = []
    world.portal.runtime.live.listen(rung.append)
    before = invoice_pdf(world.a.link().access, world.a.document())[0]
    save(world)
    assert billing.billing_topic(world.a.business_id) in rung
    with reading(world.a.link().access) as uow:
        view = show_invoice(uow, world.a.document())
    assert "2% a month after that." in [section.text for section in view.terms]
    assert ("Sort code", "20-00-00") in [(row.label, row.value) for row in view.bank]
    assert invoice_pdf(world.a.link().access, world.a.document())[0] != before


def test_one_tax_is_the_default_and_an_archived_one_is_gone(world: World):
    with begin(world.a.staff) as uow:
        vat = billing.save_tax_rate(uow, " VAT ", Decimal(20), is_default=True)
        less = billing.save_tax_rate(uow, "VAT", Decimal(5), is_default=True)
    with begin(world.a.staff) as uow:
        assert [(rate.id, rate.is_default) for rate in vats(uow)] == [(less.id, True), (vat.id, False)]
        billing.save_tax_rate(uow, "VAT", Decimal("17.5"), rate_id=vat.id)
        billing.archive_tax_rate(uow, less.id)
    with reading(world.a.staff) as uow:
        assert [(rate.name, rate.percent) for rate in vats(uow)] == [("VAT", Decimal("17.5"))]
        assert uow.get(TaxRate, less.id).is_default is False


@pytest.mark.parametrize(
    ("name", "percent", "field"),
    [("", "20", "name"), ("x" * 41, "20", "name"), ("vat", "20", "name")]
    + [("GST", percent, "percent") for percent in ("-1", "100.001", "1.2345", "NaN")],
)
def test_a_tax_that_cant_be_used_is_refused(world: World, name: str, percent: str, field: str):
    with begin(world.a.staff) as uow:
        billing.save_tax_rate(uow, "VAT", Decimal(20))
    with pytest.raises(InvalidField) as told, begin(world.a.staff) as uow:
        billing.save_tax_rate(uow, name, Decimal(percent))
    assert told.value.field == field


def test_another_business_has_its_own_taxes(world: World):
    with begin(world.b.staff) as uow:
        theirs = billing.save_tax_rate(uow, "VAT", Decimal(20), is_default=True).id
    with begin(world.a.staff) as uow:
        billing.save_tax_rate(uow, "VAT", Decimal(20), is_default=True)
        with pytest.raises(NotFound):
            billing.archive_tax_rate(uow, theirs)
    with reading(world.b.staff) as uow:
        assert uow.get(TaxRate, theirs).is_default


@pytest.mark.parametrize(
    ("label", "given", "kept"),
    [
        ("IBAN", "gb29nwbk60161331926819", "GB29 NWBK 6016 1331 9268 19"),
        ("IBAN", "GB28 NWBK 6016 1331 9268 19", None),
        ("iban", "GB29", None),
        ("Sort code", "20 00 00", "20-00-00"),
        ("Sort code", "20-00-0", None),
        ("BIC", "nwbkgb2l", "NWBKGB2L"),
        ("BIC", "NWBKGB2", None),
        ("Routing number", "110000000", "110000000"),
        ("Routing number", "110000001", None),
        ("Routing number", "000000000", None),
        ("Account number", "000123456789", "000123456789"),
        ("Account number", "!", None),
        ("Bank", "Harbour  Bank", "Harbour Bank"),
        ("", "Harbour Bank", None),
    ],
)
def test_bank_details_are_checked_by_their_label(label: str, given: str, kept: str | None):
    if kept is not None:
        assert checked([(label, given)]) == [(label, kept)]
        return
    with pytest.raises(InvalidField) as told:
        checked([("Note", "first"), (label, given)])
    assert told.value.field == "bank_details.1"


def test_a_british_account_number_has_eight_digits():
    assert checked([("Sort code", "200000"), ("Account number", "1234 5678")])[1] == ("Account number", "12345678")
    with pytest.raises(InvalidField):
        checked([("Sort code", "200000"), ("Account number", "1234567")])


LATE = {"late_fee_kind": LateFee.PERCENT, "late_fee_percent": Decimal("2.5"), "late_fee_grace_days": 7}


def test_a_late_fee_counts_from_the_day_it_is_switched_on(world: World):
    save(world)
    with reading(world.a.staff) as uow:
        assert (profile(uow).terms.late_fee_kind, profile(uow).terms.late_fee_since) == (LateFee.NONE, None)
    save(world, **LATE)
    assert changes_told(world)[0] == "Billing settings changed: late fee"
    world.clock.forward(days=3)
    save(world, **LATE | {"late_fee_kind": LateFee.AMOUNT, "late_fee_minor": 1200})
    with reading(world.a.staff) as uow:
        terms = profile(uow).terms
    assert (terms.late_fee_kind, terms.late_fee_minor, terms.late_fee_grace_days) == (LateFee.AMOUNT, 1200, 7)
    assert str(terms.late_fee_since) == "2026-11-24"
    save(world)
    with reading(world.a.staff) as uow:
        assert profile(uow).terms.late_fee_since is None


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("late_fee_minor", {"late_fee_kind": LateFee.AMOUNT}),
        ("late_fee_minor", {"late_fee_minor": -1}),
        ("late_fee_minor", {"late_fee_kind": LateFee.AMOUNT, "late_fee_minor": 10_000_001}),
        ("late_fee_percent", {"late_fee_kind": LateFee.PERCENT}),
        ("late_fee_percent", {"late_fee_percent": Decimal("100.01")}),
        ("late_fee_percent", {"late_fee_percent": Decimal("2.125")}),
        ("late_fee_percent", {"late_fee_percent": Decimal("NaN")}),
        ("late_fee_grace_days", {"late_fee_grace_days": 366}),
        ("late_fee_grace_days", {"late_fee_grace_days": -1}),
    ],
)
def test_a_late_fee_that_can_not_be_is_said_at_its_field(world: World, field: str, changes: dict[str, object]):
    with pytest.raises(InvalidField) as wrong:
        save(world, **changes)
    assert wrong.value.field == field
