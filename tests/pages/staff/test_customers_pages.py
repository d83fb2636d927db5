"""The list of customers, one of them, and the dialog for what is known of them."""

from sqlmodel import select

from tests.pages.tabs import House
from tests.world import World
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.customers.service import CustomerDetails, change_customer
from toolfy_portal.domain.links import others
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import LinkScope, PortalLink
from toolfy_portal.domain.notifications.models import OutboxMessage
from toolfy_portal.pages.gate.notices import Notices
from toolfy_portal.pages.staff.customer.page import customer_page
from toolfy_portal.pages.staff.customer.state import CustomerPageState
from toolfy_portal.pages.staff.customers.details import DetailsState
from toolfy_portal.pages.staff.customers.page import customers_page
from toolfy_portal.pages.staff.customers.state import CustomersState

LIST = "/staff/customers"


def test_the_pages_render() -> None:
    for words in ("New customer", "No customers yet", "Nothing matches", "Owing", "skeleton"):
        assert words in str(customers_page().render())
    for words in ("Back to customers", "Nothing was billed yet.", "Team only", "Edit"):
        assert words in str(customer_page().render())


async def test_the_list_shows_the_business_s_customers_alone(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(CustomersState.load)
    state = await tab.state(CustomersState)
    assert [row.name for row in state.shown.rows] == ["Customer a0", "Customer a1"]
    assert state.shown.place.span == "1–2 of 2"
    assert not [canary for canary in world.b.canaries if canary in tab.received]
    await tab.send(CustomersState.look_for, search="a1")
    assert [row.name for row in (await tab.state(CustomersState)).shown.rows] == ["Customer a1"]
    await tab.send(CustomersState.filter, only="overdue")
    await tab.send(CustomersState.clear)
    assert len((await tab.state(CustomersState)).shown.rows) == 2


async def test_a_customer_shows_what_happens_to_their_invoices_at_once(
    house: House, world: World, cookie_a: str
) -> None:
    tab = house.tab(f"{LIST}/{world.a.customers[0]}", cookie_a)
    await tab.send(CustomerPageState.load)
    shown = (await tab.state(CustomerPageState)).shown
    assert (shown.name, shown.count, shown.has_more) == ("Customer a0", "6 invoices", False)
    assert {row.number for row in shown.invoices} == {f"A-0{number}" for number in range(6)}
    with begin(world.a.link("overdue").access) as uow:
        links.viewed(uow, b"a browser of theirs")
    await tab.until(CustomerPageState, lambda state: "Viewed once" in str(state.shown.invoices))


async def test_another_business_s_customer_is_not_there(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(f"{LIST}/{world.b.customers[0]}", cookie_a)
    await tab.send(CustomerPageState.load)
    state = await tab.state(CustomerPageState)
    assert (state.shown.id, state.missing) == ("", world.b.customers[0])
    await tab.send(DetailsState.begin, customer_id=world.b.customers[0])
    await tab.send(DetailsState.save, form={"turn": "0", "customer_id": world.b.customers[0], "name": "Taken over"})
    with reading(world.b.staff) as uow:
        assert uow.get(Customer, world.b.customers[0]).name == "Customer b0"
    assert not [canary for canary in world.b.canaries if canary in tab.received]


async def test_nobody_reads_them_without_a_session(house: House, world: World) -> None:
    tab = house.tab(f"{LIST}/{world.a.customers[0]}", "staff=made-up")
    for handler in (CustomersState.load, CustomerPageState.load):
        await tab.send(handler)
    await tab.send(DetailsState.begin, customer_id=world.a.customers[0])
    assert (await tab.state(DetailsState)).form == {}
    assert tab.redirects == ["/staff/sign-in"] * 3


async def test_details_are_filled_in_changed_and_refused_at_their_field(
    house: House, world: World, cookie_a: str
) -> None:
    customer_id = world.a.customers[0]
    tab = house.tab(f"{LIST}/{customer_id}", cookie_a)
    await tab.send(CustomerPageState.load)
    await tab.send(DetailsState.begin, customer_id=customer_id)
    form = dict((await tab.state(DetailsState)).form) | {"turn": "0", "customer_id": customer_id}
    await tab.send(DetailsState.save, form=form | {"email": "nonsense"})
    state = await tab.state(DetailsState)
    assert (state.fault_field, state.done) == ("email", 0)
    with begin(world.a.staff) as uow:  # meanwhile, a colleague
        change_customer(uow, customer_id, CustomerDetails(**{"name": "Customer a0", "phone": "0117 496 0999"}))
    await tab.send(DetailsState.save, form=form | {"notes": "Ring twice.\r\nMind the dog."})
    assert (await tab.state(Notices)).text == "Saved."
    shown = await tab.until(CustomerPageState, lambda state: state.shown.notes.startswith("Ring"))
    assert (shown.shown.notes, shown.shown.phone) == ("Ring twice.\nMind the dog.", "0117 496 0999")


async def test_a_new_customer_is_added_once_however_often_one_clicks(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(LIST, cookie_a)
    await tab.send(CustomersState.load)
    await tab.send(DetailsState.begin, customer_id="")
    form = {"turn": "0", "customer_id": "", "name": "Ann New", "email": "", "phone": 7}
    for _ in range(2):
        await tab.send(DetailsState.save, form=form)
    [row] = [row for row in (await tab.state(CustomersState)).shown.rows if row.name == "Ann New"]
    assert tab.redirects == [f"{LIST}/{row.id}"]


async def test_a_link_is_sent_again_with_one_click(house: House, world: World, cookie_a: str) -> None:
    tab = house.tab(f"{LIST}/{world.a.customers[0]}", cookie_a)
    await tab.send(CustomerPageState.load)
    with begin(world.a.system) as uow:
        before = len(uow.all(select(OutboxMessage)))
        uow.get(Customer, world.a.customers[0]).email = ""
    await tab.send(CustomerPageState.resend, invoice_id=world.a.document("overdue"))
    assert "no e-mail address" in (await tab.state(Notices)).text
    with begin(world.a.system) as uow:
        assert len(uow.all(select(OutboxMessage))) == before
        uow.get(Customer, world.a.customers[0]).email = "ann@mail.example"
    await tab.send(CustomerPageState.resend, invoice_id=world.a.document("overdue"))
    assert (await tab.state(Notices)).text == "The link is on its way to ann@mail.example."
    await tab.send(CustomerPageState.resend, invoice_id=world.b.document("overdue"))
    with reading(world.a.staff) as uow:
        sent = uow.all(select(OutboxMessage).where(OutboxMessage.to == "ann@mail.example"))
        assert [message.subject_id for message in sent] == [world.a.document("overdue")]
        assert world.a.link("overdue").token in sent[0].text(uow.keys)  # the same link


async def test_all_links_of_a_customer_are_switched_off_and_nobody_elses(
    house: House, world: World, cookie_a: str
) -> None:
    with begin(world.a.staff) as uow:
        others.give(uow, world.a.document("due"), "The accountant", "acc@mail.example", LinkScope.VIEW, 7)
    tab = house.tab(f"{LIST}/{world.a.customers[0]}", cookie_a)
    await tab.send(CustomerPageState.load)
    await tab.send(CustomerPageState.revoke)
    assert (await tab.state(Notices)).text.startswith("Switched off: ")
    with begin(world.a.system) as uow:
        links_now = uow.all(select(PortalLink))
    on = {link.customer_id for link in links_now if link.revoked_at is None and link.replaced_by is None}
    assert on == {world.a.customers[1]}
    with begin(world.b.system) as uow:
        assert all(link.revoked_at is None for link in uow.all(select(PortalLink)))
    await tab.send(CustomerPageState.revoke)
    assert (await tab.state(Notices)).text == "No link was on."
