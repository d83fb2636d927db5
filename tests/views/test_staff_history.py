"""A document's history as staff read it."""

from tests import factories
from tests.world import World
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.invoices.events import InvoiceImported
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.events import LinkCopied
from toolfy_portal.domain.payments.events import PaymentFailed
from toolfy_portal.reactions import ON
from toolfy_portal.views.activity import _KINDS, LONGEST, TimelineView, timeline_view
from toolfy_portal.views.staff_invoice import StaffInvoiceView, show_staff_invoice


def history_of(world: World, invoice_id: str, limit: int = 50) -> TimelineView:
    with reading(world.a.staff) as uow:
        return timeline_view(uow, invoice_id, limit, uow.get(Business, world.a.business_id))


def shown(world: World, invoice_id: str) -> StaffInvoiceView:
    with reading(world.a.staff) as uow:
        return show_staff_invoice(uow, invoice_id, 8)


def test_every_event_has_its_drawing_and_tone() -> None:
    assert {kind.__name__ for kind in ON} <= set(_KINDS)


def test_views_are_numbered_from_the_first(world: World) -> None:
    for browser in (b"one", b"two", b"three"):
        world.clock.forward(days=1)
        with begin(world.a.link().access) as uow:
            links.viewed(uow, browser)
    told = [(entry.title, entry.text, entry.at) for entry in history_of(world, world.a.document()).newest]
    assert told[:3] == [
        ("Viewed by the customer", "View 3", "10:00"),
        ("Viewed by the customer", "View 2", "26 Nov"),
        ("First viewed", "", "25 Nov"),
    ]
    assert history_of(world, world.a.document(), 1).newest[0].text == "View 3"


def test_a_detail_stands_under_its_title(world: World) -> None:
    invoice_id, customer_id = world.a.document(), world.a.customers[0]
    with begin(world.a.system) as uow:
        uow.record(PaymentFailed(subject_id=invoice_id, customer_id=customer_id, reason="The card was declined."))
    newest = history_of(world, invoice_id).newest[0]
    assert (newest.title, newest.text, newest.tone) == ("Payment didn't go through", "The card was declined.", "warn")
    assert newest.exactly == "24 November 2026, 10:00"


def test_staff_are_named(world: World) -> None:
    with begin(world.a.staff) as uow:
        links.copy(uow, world.a.document())
    newest = history_of(world, world.a.document()).newest[0]
    assert (newest.title, newest.text) == ("Link copied", "by Ellie Marsh")


def test_limits_are_kept(world: World) -> None:
    assert len(history_of(world, world.a.document(), -5).newest) == 1
    with begin(world.a.system) as uow:
        for _ in range(LONGEST + 5):
            uow.record(LinkCopied(subject_id=world.a.document()))
    long = history_of(world, world.a.document(), 10**9)
    assert (len(long.newest), long.has_more) == (LONGEST, False)
    assert history_of(world, world.a.document(), LONGEST - 1).has_more


def test_another_business_s_history_is_empty(world: World) -> None:
    assert history_of(world, world.b.document()).newest == []


def test_margin_needs_every_cost(world: World) -> None:
    invoice_id = world.a.document()
    with begin(world.a.staff) as uow:
        invoice = uow.get(Invoice, invoice_id)
        invoice.discount_minor = 2000
    assert [fact.lines[0] for fact in shown(world, invoice_id).margin] == ["£40.00", "£40.00", "50.0%"]
    with begin(world.a.staff) as uow:
        uow.add(factories.line("Without a cost", document_id=invoice_id, position=2))
    assert shown(world, invoice_id).margin == []


def test_an_import_names_its_product_and_what_was_odd(world: World) -> None:
    invoice_id = world.a.document()
    assert shown(world, invoice_id).origin.heading == ""
    with begin(world.a.system) as uow:
        uow.get(Invoice, invoice_id).source = "zoho"
        uow.record(
            InvoiceImported(subject_id=invoice_id, product="Zoho Books", warnings="The total was off by a penny.")
        )
    origin = shown(world, invoice_id).origin
    assert (origin.heading, origin.text) == ("Imported from Zoho Books", "The total was off by a penny.")
    assert history_of(world, invoice_id).newest[0].title == "Imported from Zoho Books"
