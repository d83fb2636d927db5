"""Drafts, changes after issuing, copies and voiding."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from sqlmodel import col, select

from tests import factories
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.errors import Conflict, Forbidden, InvalidField, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity.service import history
from toolfy_portal.domain.businesses.billing import save_tax_rate
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.drafts import DraftLine, InvoiceDraft, totals_of
from toolfy_portal.domain.invoices.models import Invoice, InvoiceRevision, InvoiceStatus
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.models import PaymentAccount

LINE = DraftLine(
    name="Boiler", quantity=Decimal(2), unit_price=Decimal("50.00"), tax_name="VAT", tax_percent=Decimal(20)
)


def draft(world: World, **given) -> InvoiceDraft:
    return InvoiceDraft(**{"customer_id": world.a.customers[0], "currency": "GBP", "lines": (LINE,), **given})


def created(world: World, **given) -> str:
    with begin(world.a.staff) as uow:
        return editing.create(uow, draft(world, **given)).id


def issued(world: World, **given) -> str:
    with begin(world.a.staff) as uow:
        return invoices.issue(uow, editing.create(uow, draft(world, **given)).id).id


def seen(world: World, invoice_id: str) -> str:
    with reading(world.a.staff) as uow:
        return editing.state_of(uow, invoice_id)


def change(world: World, invoice_id: str, **given) -> Invoice:
    with begin(world.a.staff) as uow:
        entered = replace(editing.draft_of(uow, invoice_id), **given)
        return editing.save(uow, invoice_id, entered, editing.state_of(uow, invoice_id))


def revisions(world: World, invoice_id: str) -> list[InvoiceRevision]:
    with reading(world.a.staff) as uow:
        mine = select(InvoiceRevision).where(InvoiceRevision.document_id == invoice_id)
        return list(uow.all(mine.order_by(col(InvoiceRevision.number))))


def kinds(world: World, invoice_id: str) -> list[str]:
    with reading(world.a.staff) as uow:
        return [entry.kind for entry in history(uow, invoice_id)]


def test_a_draft_is_begun_without_a_number(world: World):
    invoice_id = created(world, title=" Boiler ", discount_percent=Decimal(10))
    with reading(world.a.staff) as uow:
        made, lines = invoices.find(uow, invoice_id), invoices.lines(uow, invoice_id)
    assert made.number.startswith("DRAFT-")
    assert made.title == "Boiler"
    assert made.status is InvoiceStatus.DRAFT
    assert (made.subtotal_minor, made.discount_minor, made.tax_minor, made.total_minor) == (10000, 1000, 1800, 10800)
    assert made.tax_label == "VAT 20%"
    assert made.billed_to.splitlines()[-1] == "Bristol BS6 5QT"
    assert [(line.position, line.amount_minor, line.tax_percent) for line in lines] == [(1, 10000, Decimal(20))]
    assert kinds(world, invoice_id) == ["InvoiceCreated"]
    assert revisions(world, invoice_id) == []


def test_somebody_elses_customer_is_not_there(world: World):
    with pytest.raises(NotFound), begin(world.a.staff) as uow:
        editing.create(uow, draft(world, customer_id=world.b.customers[0]))


def test_saving_a_draft_changes_it_and_makes_no_revision(world: World):
    invoice_id = created(world)
    saved = change(
        world, invoice_id, lines=(replace(LINE, quantity=Decimal(1)), LINE), customer_id=world.a.customers[1]
    )
    assert (saved.total_minor, saved.revision) == (18000, 1)
    assert saved.customer_id == world.a.customers[1]
    with reading(world.a.staff) as uow:
        assert [line.position for line in invoices.lines(uow, invoice_id)] == [1, 2]
    assert revisions(world, invoice_id) == []
    assert kinds(world, invoice_id) == ["InvoiceCreated"]


def test_who_saves_second_is_told(world: World):
    invoice_id = created(world)
    before = seen(world, invoice_id)
    change(world, invoice_id, private_notes="Gate code 4")
    with pytest.raises(Conflict, match="Somebody else saved"), begin(world.a.staff) as uow:
        editing.save(uow, invoice_id, draft(world), before)


def test_what_was_issued_meanwhile_is_not_overwritten(world: World):
    invoice_id = created(world, issued_on=date(2026, 11, 1), due_on=date(2026, 11, 2))
    before = seen(world, invoice_id)
    with begin(world.a.staff) as uow:
        invoices.issue(uow, invoice_id)
    with pytest.raises(Conflict, match="Somebody else"), begin(world.a.staff) as uow:
        editing.save(uow, invoice_id, draft(world), before)


def test_a_payment_meanwhile_is_no_change_of_the_text(world: World):
    invoice_id = issued(world)
    before = seen(world, invoice_id)
    with begin(world.a.system) as uow:
        uow.get(Invoice, invoice_id).paid_minor = 100
    assert seen(world, invoice_id) == before


def test_issuing_gives_the_number_and_the_first_revision(world: World):
    invoice_id = issued(world, private_notes="secret-note", lines=(replace(LINE, cost_minor=4321),))
    kept = revisions(world, invoice_id)
    assert [(each.number, each.made_by) for each in kept] == [(1, "Ellie Marsh")]
    assert kept[0].sha256 == sha256(kept[0].snapshot.encode()).hexdigest()
    told = json.loads(kept[0].snapshot)
    assert (told["number"], told["total_minor"], told["lines"][0]["unit_price"]) == ("INV-0001", 12000, "50")
    assert "secret-note" not in kept[0].snapshot
    assert "4321" not in kept[0].snapshot


def test_amending_makes_a_revision_and_keeps_the_old_one(world: World):
    invoice_id = issued(world)
    first = revisions(world, invoice_id)[0].snapshot
    amended = change(world, invoice_id, lines=(LINE, LINE))
    assert (amended.revision, amended.total_minor, amended.number) == (2, 24000, "INV-0001")
    kept = revisions(world, invoice_id)
    assert kept[0].snapshot == first
    assert json.loads(kept[1].snapshot)["total_minor"] == 24000
    with reading(world.a.staff) as uow:
        entry = history(uow, invoice_id)[0]
    assert entry.summary == "Invoice INV-0001 changed, revision 2. £120.00 became £240.00"


@pytest.mark.parametrize("given", [{}, {"private_notes": "for us"}, {"lines": (replace(LINE, cost_minor=5),)}])
def test_what_a_customer_does_not_see_makes_no_revision(world: World, given):
    invoice_id = issued(world)
    assert change(world, invoice_id, **given).revision == 1
    assert len(revisions(world, invoice_id)) == 1
    assert "InvoiceAmended" not in kinds(world, invoice_id)


def test_an_invoice_issued_elsewhere_keeps_how_it_came(world: World):
    days = {"issued_on": date(2026, 11, 1), "due_on": date(2026, 11, 1)}
    with begin(world.a.system) as uow:
        customer = factories.customer(id=world.a.customers[0])
        made = factories.invoice(customer, [line := factories.line()], status=InvoiceStatus.ISSUED, **days)
        uow.add(made)
        uow.flush()
        uow.add(line)
    change(world, made.id, lines=(LINE,))
    assert [json.loads(each.snapshot)["total_minor"] for each in revisions(world, made.id)] == [9600, 12000]


def test_an_amendment_below_what_was_paid_settles_it(world: World, clock):
    invoice_id = issued(world)
    with begin(world.a.system) as uow:
        invoice, account = uow.get(Invoice, invoice_id, lock=True), uow.get(PaymentAccount, world.a.account_id)
        ledger.receive(uow, invoice, factories.ledger_entry(invoice, account, 6000, uow.now))
    amended = change(world, invoice_id, lines=(replace(LINE, unit_price=Decimal(20)),))
    assert (amended.total_minor, amended.overpaid.minor, amended.settled_at) == (4800, 1200, clock.now())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"currency": "EUR"}, "currency"),
        ({"lines": ()}, "lines"),
        ({"due_on": None}, "due_on"),
        ({"lines": (replace(LINE, unit_price=Decimal(-1)),)}, "lines"),
    ],
)
def test_what_an_issued_invoice_keeps(world: World, given, field):
    invoice_id = issued(world)
    with pytest.raises(InvalidField) as refused:
        change(world, invoice_id, **given)
    assert refused.value.field == field


def test_an_issued_invoice_keeps_its_customer(world: World):
    with pytest.raises(InvalidField, match="keeps its customer"):
        change(world, issued(world), customer_id=world.a.customers[1])


@pytest.mark.parametrize(("state", "words"), [("paid", "is paid"), ("void", "is void")])
def test_closed_invoices_stay_as_they_are(world: World, state, words):
    with pytest.raises(Conflict, match=words):
        change(world, world.a.document(state), title="new")


@pytest.mark.parametrize(("tax_minor", "percent"), [(2000, Decimal(20)), (500, Decimal(5)), (1999, Decimal(0))])
def test_tax_that_came_as_one_amount_goes_to_the_lines_if_a_rate_makes_just_that(world: World, tax_minor, percent):
    with begin(world.a.staff) as uow:
        save_tax_rate(uow, "VAT", Decimal(20))
        save_tax_rate(uow, "VAT", Decimal(5))
        invoice = uow.get(Invoice, world.a.document("draft"))
        invoice.tax_minor, invoice.total_minor = tax_minor, invoice.total_minor + tax_minor
    with begin(world.a.staff) as uow:
        invoice = uow.get(Invoice, world.a.document("draft"))
        assert (invoice.subtotal_minor, invoice.discount_minor) == (10000, 0)
        assert {line.tax_percent for line in editing.draft_of(uow, invoice.id).lines} == {percent}


def test_tax_that_came_as_one_amount_is_not_lost(world: World):
    with begin(world.a.system) as uow:
        uow.get(Invoice, world.a.document("draft")).tax_minor = 2000
    for act in (lambda: change(world, world.a.document("draft"), title="new"), lambda: copied(world, "draft")):
        with pytest.raises(InvalidField, match="as one amount"):
            act()


def copied(world: World, state: str) -> Invoice:
    with begin(world.a.staff) as uow:
        return editing.duplicate(uow, world.a.document(state))


def test_a_copy_is_a_draft_without_days_or_money(world: World):
    with begin(world.a.system) as uow:
        original = uow.get(Invoice, world.a.document("paid"))
        original.extra_minor, original.extra_label, original.total_minor = 500, "Delivery", original.total_minor + 500
    copy = copied(world, "paid")
    assert copy.number.startswith("DRAFT-")
    assert (copy.status, copy.issued_on, copy.due_on) == (InvoiceStatus.DRAFT, None, None)
    assert (copy.total_minor, copy.paid_minor) == (original.total_minor, 0)
    assert copy.extra_label == "Delivery"


def test_voiding_says_what_is_to_be_given_back(world: World, clock):
    with begin(world.a.staff) as uow:
        gone = editing.void(uow, world.a.document("partly_paid"), " Entered twice ")
    assert (gone.status, gone.voided_at) == (InvoiceStatus.VOID, clock.now())
    assert (gone.balance.minor, gone.overpaid.minor) == (0, gone.paid_minor)
    with reading(world.a.staff) as uow:
        entry = next(each for each in history(uow, gone.id) if each.kind == "InvoiceVoided")
    assert entry.summary == f"Invoice {gone.number} voided. {gone.overpaid} is to be given back"
    assert entry.data["reason"] == "Entered twice"


@pytest.mark.parametrize(("state", "words"), [("draft", "not issued"), ("void", "void already")])
def test_only_an_issued_invoice_is_voided(world: World, state, words):
    with pytest.raises(Conflict, match=words), begin(world.a.staff) as uow:
        editing.void(uow, world.a.document(state), "why")


def test_voiding_needs_a_reason_and_the_office(world: World):
    with pytest.raises(InvalidField, match="why"), begin(world.a.staff) as uow:
        editing.void(uow, world.a.document(), "  ")
    with pytest.raises(Forbidden), begin(replace(world.a.staff, role=Role.TECHNICIAN)) as uow:
        editing.void(uow, world.a.document(), "why")


def test_less_than_nothing_is_not_issued(world: World):
    invoice_id = created(world, lines=(replace(LINE, unit_price=Decimal(-1)),))
    with pytest.raises(Conflict, match="less than nothing"), begin(world.a.staff) as uow:
        invoices.issue(uow, invoice_id)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"customer_id": ""}, "customer_id"),
        ({"currency": "XXX"}, "currency"),
        ({"issued_on": date(2026, 1, 2), "due_on": date(2026, 1, 1)}, "due_on"),
        ({"title": "x" * 501}, "title"),
        ({"notes": "x" * 4001}, "notes"),
        ({"discount_percent": Decimal(101)}, "discount_percent"),
        ({"discount_percent": Decimal("1.0001")}, "discount_percent"),
        ({"discount_minor": -1}, "discount_minor"),
        ({"discount_minor": 10001}, "discount_minor"),
        ({"lines": (LINE,) * 201}, "lines"),
        ({"lines": (replace(LINE, quantity=Decimal(10**6), unit_price=Decimal(10**9)),)}, "lines"),
        ({"lines": (LINE, replace(LINE, name=" "))}, "lines.1.name"),
        ({"lines": (replace(LINE, quantity=Decimal(0)),)}, "lines.0.quantity"),
        ({"lines": (replace(LINE, quantity=Decimal("NaN")),)}, "lines.0.quantity"),
        ({"lines": (replace(LINE, unit_price=Decimal("0.0000001")),)}, "lines.0.unit_price"),
        ({"lines": (replace(LINE, tax_percent=Decimal(-1)),)}, "lines.0.tax_percent"),
        ({"lines": (replace(LINE, cost_minor=-1),)}, "lines.0.cost_minor"),
    ],
)
def test_what_can_not_be_entered_names_its_field(given, field):
    entered = InvoiceDraft(**{"customer_id": "cus_1", "currency": "GBP", "lines": (LINE,), **given})
    with pytest.raises(InvalidField) as refused:
        totals_of(entered)
    assert refused.value.field == field
