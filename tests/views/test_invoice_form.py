"""The form of an invoice: what it shows can be read back, and what can't be read is named."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.world import World
from toolfy_portal.core.errors import InvalidField, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses import billing
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices.drafts import DraftLine, InvoiceDraft
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.views.invoice_entry import field_of, line_keys, read_draft
from toolfy_portal.views.invoice_form import InvoiceFormView, form_view, show_invoice_form, show_new_invoice
from toolfy_portal.views.invoice_sums import show_sums

LOCALES = {"en_GB": "GBP", "de_DE": "EUR", "de_CH": "CHF", "sv_SE": "SEK", "ja_JP": "JPY"}
TAXES = [("VAT", Decimal(20)), ("VAT", Decimal("5.5")), ("Zero-rated", Decimal(0))]
words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)


def sent(form: InvoiceFormView) -> dict[str, str]:
    """What a browser sends of the form."""
    plain = ("seen", "currency", "title", "work_address", "issued_on", "due_on", "discount_kind", "discount", "notes")
    fields = {name: getattr(form, name) for name in (*plain, "private_notes")} | {"customer_id": form.customer.id}
    for line in form.lines:
        for part in ("name", "note", "quantity", "unit", "unit_price", "tax", "cost"):
            fields[f"line-{line.key}-{part}"] = getattr(line, part)
    return fields


@st.composite
def drafts(draw: st.DrawFn) -> tuple[InvoiceDraft, str]:
    locale = draw(st.sampled_from(sorted(LOCALES)))

    def line() -> DraftLine:
        tax_name, tax_percent = draw(st.sampled_from([*TAXES, ("", Decimal(0))]))
        return DraftLine(
            name=draw(words),
            note=draw(st.just("") | words),
            quantity=draw(st.decimals("0.0001", "9999", places=4)),
            unit=draw(st.just("") | words),
            unit_price=draw(st.decimals(-9999, 9999, places=6)),
            tax_name=tax_name,
            tax_percent=tax_percent,
            cost_minor=draw(st.none() | st.integers(0, 10**9)),
        )

    percent = draw(st.just(Decimal(0)) | st.decimals("0.001", 100, places=3))
    entered = InvoiceDraft(
        customer_id="cus_1",
        currency=LOCALES[locale],
        title=draw(st.just("") | words),
        issued_on=draw(st.none() | st.just(date(2026, 11, 1))),
        lines=tuple(line() for _ in range(draw(st.integers(0, 4)))),
        discount_percent=percent,
        discount_minor=0 if percent else draw(st.integers(0, 10**6)),
        notes=draw(st.just("") | words),
    )
    return entered, locale


@given(drafts())
@settings(max_examples=60, deadline=None)
def test_what_the_form_shows_is_read_back_as_it_was(made: tuple[InvoiceDraft, str]):
    draft, locale = made
    form = form_view(draft, locale, TAXES)
    fields = sent(form) | {"customer_id": "cus_1"}
    assert read_draft(fields, locale, [tax.value for tax in form.taxes]) == draft


def filled(**more: str) -> dict[str, str]:
    line = {"line-0-name": "Tap", "line-0-quantity": "2", "line-0-unit_price": "49.99", "line-0-tax": "20|VAT"}
    return {"currency": "GBP", "customer_id": "cus_1", "discount_kind": "percent"} | line | more


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"currency": "XYZ"}, "currency"),
        ({"line-0-quantity": "two"}, "line-0-quantity"),
        ({"line-0-quantity": ""}, "line-0-quantity"),
        ({"line-0-unit_price": "4O.00"}, "line-0-unit_price"),
        ({"line-0-cost": "cheap"}, "line-0-cost"),
        ({"line-0-tax": "17|VAT"}, "line-0-tax"),
        ({"line-0-tax": "NaN|VAT"}, "line-0-tax"),
        ({"discount": "ten"}, "discount"),
        ({"discount": "1.005", "discount_kind": "amount"}, "discount"),
        ({"due_on": "soon"}, "due_on"),
    ],
)
def test_what_cant_be_read_is_named_as_in_the_form(wrong, field):
    with pytest.raises(InvalidField) as told:
        read_draft(filled(**wrong), "en_GB", ["20|VAT"])
    assert told.value.field == field


def test_lines_keep_the_order_of_the_form_and_empty_ones_are_none():
    form = filled(**{"line-n2-name": "", "line-n2-quantity": "1", "line-n2-tax": "20|VAT", "line-n1-name": "Labour"})
    assert line_keys(form) == ["0", "n1"]
    assert line_keys({"line-0-name": ["no text"], "line-toolongakey-name": "x", "line--name": "x"}) == []


def test_a_fault_of_a_line_leads_to_its_field():
    keys = ["0", "n1"]
    assert field_of("lines.1.quantity", keys) == "line-n1-quantity"
    assert field_of("lines.0.tax_percent", keys) == "line-0-tax"
    assert field_of("lines.1.cost_minor", keys) == "line-n1-cost"
    assert field_of("discount_minor", keys) == field_of("discount_percent", keys) == "discount"
    assert field_of("lines", keys) == "lines"


def test_the_sums_are_those_that_will_be_saved(world: World):
    with begin(world.a.staff) as uow:
        billing.save_tax_rate(uow, "VAT", Decimal(20), is_default=True)
        billing.save_tax_rate(uow, "VAT", Decimal(5))
    form = filled(**{"line-1-name": "Wool", "line-1-quantity": "3", "line-1-unit_price": "9.99", "line-1-tax": "5|VAT"})
    form |= {"discount": "10", "customer_id": world.a.customers[0]}
    with begin(world.a.staff) as uow:
        sums = show_sums(uow, form, "")
        saved = editing.create(uow, read_draft(form, "en_GB", ["20|VAT", "5|VAT"]))
        total = saved.total.text("en_GB")
    assert sums.amounts == {"0": "£99.98", "1": "£29.97"}
    assert [(row.label, row.value) for row in sums.totals] == [
        ("Subtotal", "£129.95"),
        ("Discount", "−£13.00"),
        ("VAT 5%", "£1.35"),
        ("VAT 20%", "£18.00"),
        ("Total", total),
    ]


def test_what_an_invoice_has_beside_its_lines_is_added(world: World):
    with begin(world.a.staff) as uow:
        invoice = uow.get(Invoice, world.a.document("draft"))
        invoice.extra_minor, invoice.extra_label, invoice.late_fee_minor = 500, "Delivery", 250
    with reading(world.a.staff) as uow:
        sums = show_sums(uow, filled(**{"line-0-tax": ""}), world.a.document("draft"))
    rows = [(row.label, row.value) for row in sums.totals]
    assert rows == [("Subtotal", "£99.98"), ("Delivery", "£5.00"), ("Late fee", "£2.50"), ("Total", "£107.48")]


@pytest.mark.parametrize(
    "unfinished",
    [
        {"line-0-quantity": "x"},
        {"line-0-quantity": "9" * 20, "line-0-unit_price": "9" * 20},
        {"line-0-unit_price": "", "discount": "%"},
        {"discount": "500"},
        {"line-0-tax": "999|VAT"},
        {"currency": "€"},
        {"currency": "CHF", "discount_kind": "amount", "discount": "9" * 20},
    ],
)
def test_a_form_that_isnt_finished_is_added_up_as_far_as_it_goes(world: World, unfinished):
    with reading(world.a.staff) as uow:
        show_sums(uow, filled(**unfinished), "")


def test_a_new_form_begins_with_the_usual_currency_and_tax(world: World):
    with begin(world.a.staff) as uow:
        billing.save_tax_rate(uow, "VAT", Decimal(20), is_default=True)
        form = show_new_invoice(uow)
    assert (form.currency, form.usual_tax, [line.tax for line in form.lines]) == ("GBP", "20|VAT", ["20|VAT"])
    assert form.due_hint == "Empty: 14 days after it is issued."


def test_a_tax_that_is_no_longer_offered_stays_on_its_line(world: World):
    taxed = DraftLine(name="Work", unit_price=Decimal(10), tax_name="Old VAT", tax_percent=Decimal("17.5"))
    draft = InvoiceDraft(customer_id=world.a.customers[0], currency="GBP", lines=(taxed,))
    with begin(world.a.staff) as uow:
        invoice = editing.create(uow, draft)
        form = show_invoice_form(uow, invoice.id)
    assert [tax.value for tax in form.taxes][-2:] == ["17.5|Old VAT", ""]
    assert read_draft(sent(form), "en_GB", [tax.value for tax in form.taxes]) == replace(draft)


def test_another_business_s_invoice_is_not_there(world: World):
    with reading(world.a.staff) as uow, pytest.raises(NotFound):
        show_invoice_form(uow, world.b.document())
    with reading(world.a.staff) as uow, pytest.raises(NotFound):
        show_sums(uow, filled(), world.b.document())
