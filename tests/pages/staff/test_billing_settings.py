"""The billing settings at their page: filled in, saved, refused at a field, and changed by two at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest

from tests.pages.tabs import House, Tab
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses import billing
from toolfy_portal.domain.businesses.models import BillingTerms
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.drafts import DraftLine, InvoiceDraft
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.gate.notices import Notices
from toolfy_portal.pages.staff.settings.billing_state import BillingState
from toolfy_portal.pages.staff.settings.taxes import TaxesState

FORM = {
    "currency": "GBP",
    "payment_days": "21",
    "payment_terms": "Within 21 days, please.\r\nThank you.",
    "late_fee_policy": "2% a month.",
    "late_fee_kind": "percent",
    "late_fee": "2.5%",
    "late_fee_grace_days": "7",
    "takes_part_payments": "on",
    "least_percent": "30",
    "card": "on",
    "bacs_debit": "on",
    "invoice_prefix": "MH-",
    "next_invoice": "1043",
}


async def opened(house: House, cookie: str) -> Tab:
    tab = house.tab("/staff/settings/billing", cookie)
    await tab.send(BillingState.load)
    return tab


async def page(tab: Tab) -> BillingState:
    return await tab.state(BillingState)


def terms(world: World) -> BillingTerms:
    with reading(world.a.staff) as uow:
        return profile(uow).terms


def count_on(world: World) -> None:
    """Issue an invoice that takes the next number."""
    work = DraftLine(name="Work", unit_price=Decimal(10))
    with begin(world.a.staff) as uow:
        entered = InvoiceDraft(customer_id=world.a.customers[0], currency="GBP", lines=(work,))
        invoices.issue(uow, editing.create(uow, entered).id)


@contextmanager
def technician(world: World) -> Iterator[None]:
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    yield


async def test_what_is_saved_is_kept_and_shown_as_it_is_kept(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(BillingState.add_rows, preset="uk")
    rows = (await page(tab)).bank
    assert [row.label for row in rows] == ["Account name", "Sort code", "Account number"]
    typed = {f"label-{row.id}": row.label for row in rows}
    typed |= {f"value-{row.id}": value for row, value in zip(rows, ("", "200000", "5577 9911"), strict=True)}
    version = (await page(tab)).version
    await tab.send(BillingState.save, form=FORM | typed)
    state = await page(tab)
    assert (state.error, state.version) == ("", version + 1)
    assert (await tab.state(Notices)).text == "Saved. Open invoices show it now."
    kept = terms(world)
    assert (kept.payment_days, kept.takes_part_payments, kept.least_percent) == (21, True, 30)
    assert (kept.invoice_prefix, kept.next_invoice) == ("MH-", 1043)
    assert kept.payment_terms == "Within 21 days, please.\nThank you."
    assert kept.payment_methods == ["card", "bacs_debit"]
    assert [(row.label, row.value) for row in state.bank] == [("Sort code", "20-00-00"), ("Account number", "55779911")]
    assert [method.is_on for method in state.shown.methods] == [True, True, False]
    assert (state.shown.payment_days, state.shown.next_invoice) == ("21", "1043")


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"payment_days": "soon"}, "payment_days", "Give a whole number."),
        ({"payment_days": "²"}, "payment_days", "Give a whole number."),
        ({"payment_days": "366"}, "payment_days", "Give 0 to 365 days."),
        ({"payment_days": ["7"]}, "payment_days", "Give a whole number."),
        ({"least_percent": "0"}, "least_percent", "Give 1 to 100 percent."),
        ({"next_invoice": "-1"}, "next_invoice", "Give a whole number."),
        (
            {"invoice_prefix": "A-", "next_invoice": "3"},
            "next_invoice",
            "A-0015 is in use. The next number must be higher.",
        ),
        ({"currency": "XXX"}, "currency", "Choose one of the currencies of the list."),
    ],
)
async def test_what_cant_be_used_is_said_at_its_field(
    house: House, world: World, cookie_a: str, wrong: dict[str, Any], field: str, words: str
) -> None:
    tab = await opened(house, cookie_a)
    version = (await page(tab)).version
    await tab.send(BillingState.save, form=FORM | wrong)
    state = await page(tab)
    assert (state.wrong, state.error) == (field, words)
    assert state.version == version  # the fields are not made anew: what was typed stays
    assert terms(world).payment_days == 14


async def test_a_wrong_row_is_named_however_the_rows_were_moved(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(BillingState.add_rows, preset="iban")
    name, iban, bic = (await page(tab)).bank
    await tab.send(BillingState.remove_row, row_id=name.id)
    typed = {f"label-{iban.id}": "IBAN", f"value-{iban.id}": "GB29 NWBK 6016 1331 9268 19"}
    typed |= {f"label-{bic.id}": "BIC", f"value-{bic.id}": "NWBK"}
    await tab.send(BillingState.save, form=FORM | typed)
    state = await page(tab)
    assert (state.wrong, state.error) == (bic.id, "A BIC has 8 or 11 letters and digits, like NWBKGB2L.")
    for _ in range(3):
        await tab.send(BillingState.add_rows, preset="uk")
    assert len((await page(tab)).bank) == 5  # what is there isn't added again
    for _ in range(9):
        await tab.send(BillingState.add_rows, preset="us")
        await tab.send(BillingState.add_rows, preset="other")
    assert len((await page(tab)).bank) <= 8


async def test_a_tab_that_was_left_alone_for_long_loses_no_bank_details(
    house: House, world: World, cookie_a: str
) -> None:
    tab = house.tab("/staff/settings/billing", cookie_a)  # its state was given up: nothing is known of the page
    row = {"label-row_1": "Sort code", "value-row_1": "200000"}
    await tab.send(BillingState.save, form=FORM | row | {"value-row_1": "2"})
    assert (await page(tab)).wrong == "row_1"
    await tab.send(BillingState.save, form=FORM | row)
    assert terms(world).bank_details == [{"label": "Sort code", "value": "20-00-00"}]
    other = house.tab("/staff/settings/billing", cookie_a)
    await other.send(BillingState.remove_row, row_id="row_1")
    assert [row.value for row in (await page(other)).bank] == ["20-00-00"]


async def test_no_way_to_pay_at_all_is_refused(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(BillingState.save, form={name: text for name, text in FORM.items() if text != "on"})
    assert (await page(tab)).wrong == "payment_methods"


async def test_two_who_save_at_once_both_keep_what_they_changed(house: House, world: World, cookie_a: str) -> None:
    mine, hers = await opened(house, cookie_a), await opened(house, cookie_a)
    seen = (await page(mine)).shown
    same = {
        "currency": seen.currency,
        "payment_days": seen.payment_days,
        "payment_terms": seen.payment_terms,
        "late_fee_policy": seen.late_fee_policy,
        "late_fee_kind": seen.late_fee_kind,
        "late_fee_grace_days": seen.late_fee_grace_days,
        "least_percent": seen.least_percent,
        "invoice_prefix": seen.invoice_prefix,
        "next_invoice": seen.next_invoice,
        **{method.name: "on" for method in seen.methods},
    }
    await hers.send(BillingState.save, form=same | {"payment_days": "7"})
    state = await mine.until(BillingState, lambda state: state.is_outdated)
    assert state.shown.payment_days == "14"  # what I type in is still there
    count_on(world)
    await mine.send(BillingState.save, form=same | {"payment_terms": "Mine"})
    kept = terms(world)
    assert (kept.payment_days, kept.payment_terms, kept.next_invoice) == (7, "Mine", 2)
    assert not (await page(mine)).is_outdated
    assert (await page(mine)).shown.payment_days == "7"


async def test_my_own_save_and_an_issued_invoice_outdate_nothing(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(BillingState.save, form=FORM)
    count_on(world)
    await tab.send(BillingState.refresh)
    assert not (await page(tab)).is_outdated


async def test_discarding_shows_what_is_saved(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(BillingState.add_rows, preset="other")
    await tab.send(BillingState.save, form=FORM | {"payment_days": "x"})
    before = await page(tab)
    version = before.version
    await tab.send(BillingState.fill_anew)
    state = await page(tab)
    assert (state.bank, state.error, state.wrong) == ([], "", "")
    assert state.version > version


async def test_taxes_are_added_changed_and_archived(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(TaxesState.save, form={"id": "", "name": "VAT", "percent": "20 %", "is_default": "on"})
    assert (await tab.state(TaxesState)).done == 1
    vat = (await page(tab)).taxes[0]
    assert (vat.name, vat.percent, vat.is_default) == ("VAT", "20", True)
    await tab.send(TaxesState.save, form={"id": vat.id, "name": "VAT", "percent": "17.5"})
    assert next(tax for tax in (await page(tab)).taxes if tax.id == vat.id).percent == "17.5"
    for wrong, field in (({"percent": "a lot"}, "percent"), ({"percent": "101"}, "percent"), ({"name": " "}, "name")):
        await tab.send(TaxesState.save, form={"id": "", "name": "GST", "percent": "5"} | wrong)
        state = await tab.state(TaxesState)
        assert (state.wrong, state.done) == (field, 2)
    await tab.send(TaxesState.archive, form={"id": vat.id})
    assert vat.id not in [tax.id for tax in (await page(tab)).taxes]


async def test_a_technician_sees_nothing_and_changes_nothing(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(BillingState.save, form=FORM)
    with technician(world):
        await tab.send(BillingState.load)
        state = await page(tab)
        assert (state.is_refused, state.is_live, state.shown.payment_terms) == (True, False, "")
        await tab.send(BillingState.save, form=FORM | {"payment_days": "1"})
        await tab.send(TaxesState.save, form={"id": "", "name": "GST", "percent": "5"})
        assert (await tab.state(Notices)).text == "Only the office can change billing. Please ask a colleague there."
    assert terms(world).payment_days == 21
    with reading(world.a.staff) as uow:
        assert Decimal(5) not in [rate.percent for rate in billing.tax_rates(uow)]


async def test_another_business_s_settings_are_out_of_reach(
    house: House, world: World, cookie_a: str, cookie_b: str
) -> None:
    with begin(world.b.staff) as uow:
        theirs = billing.save_tax_rate(uow, "GST", Decimal(5)).id
    tab = await opened(house, cookie_a)
    await tab.send(TaxesState.save, form={"id": theirs, "name": "Mine", "percent": "1"})
    await tab.send(TaxesState.archive, form={"id": theirs})
    await tab.send(BillingState.save, form=FORM)
    with reading(world.b.staff) as uow:
        assert profile(uow).terms.payment_days == 14
        assert theirs in [rate.id for rate in billing.tax_rates(uow)]
    assert not [canary for canary in world.b.canaries if canary in tab.received]


async def test_a_late_fee_is_an_amount_or_a_percentage(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(BillingState.save, form=FORM)
    kept = terms(world)
    assert (kept.late_fee_kind, kept.late_fee_percent, kept.late_fee_grace_days) == ("percent", Decimal("2.5"), 7)
    assert ((await page(tab)).shown.late_fee_kind, (await page(tab)).shown.late_fee) == ("percent", "2.5")
    await tab.send(BillingState.save, form=FORM | {"late_fee_kind": "amount", "late_fee": "£15"})
    kept = terms(world)
    assert (kept.late_fee_kind, kept.late_fee_minor, kept.late_fee_percent) == ("amount", 1500, 0)
    assert (await page(tab)).shown.late_fee == "15.00"
    await tab.send(BillingState.save, form=FORM | {"late_fee_kind": "none", "late_fee": "whatever"})
    kept = terms(world)
    assert (kept.late_fee_kind, kept.late_fee_minor, kept.late_fee_since) == ("none", 0, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"late_fee": "two"},
        {"late_fee": "0"},
        {"late_fee": "1000"},
        {"late_fee_kind": "amount", "late_fee": "£"},
        {"late_fee_kind": "amount", "late_fee": "-5"},
    ],
)
async def test_what_is_no_late_fee_is_said_at_its_field(
    house: House, world: World, cookie_a: str, wrong: dict[str, str]
) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(BillingState.save, form=FORM | wrong)
    assert (await page(tab)).wrong == "late_fee"
    assert terms(world).late_fee_kind == "none"
