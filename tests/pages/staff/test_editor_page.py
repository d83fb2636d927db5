"""Invoices are written and changed on their page: by the office, once, and never over what a colleague saved."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from tests.pages.tabs import House, Tab
from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.pages.gate.notices import Notices
from toolfy_portal.pages.staff.editor.customer import CustomerState
from toolfy_portal.pages.staff.editor.state import EditorState

LINE = {"line-0-name": "Tap", "line-0-quantity": "2", "line-0-unit_price": "49.99", "line-0-tax": ""}


async def opened(house: House, cookie: str, path: str = "/staff/invoices/new") -> Tab:
    tab = house.tab(path, cookie)
    await tab.send(EditorState.load)
    await tab.send(CustomerState.load)
    return tab


def form(world: World, **more: str) -> dict[str, Any]:
    return {"currency": "GBP", "customer_id": world.a.customers[0], "title": "Tap", **LINE, **more}


async def fault(tab: Tab) -> tuple[str, str]:
    state = await tab.state(EditorState)
    return state.fault_field, state.fault


def all_invoices(world: World) -> list[Invoice]:
    with reading(world.a.staff) as uow:
        return [row.invoice for row in invoices.page_of(uow, invoices.Filter.ALL, "Tap", 1, uow.now.date()).rows]


async def test_a_double_click_saves_one_draft(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    assert (await tab.state(EditorState)).is_live
    await asyncio.gather(*(tab.send(EditorState.save, form=form(world)) for _ in range(2)))
    [invoice] = all_invoices(world)
    assert (invoice.status, invoice.total_minor) == ("draft", 9998)
    assert set(tab.redirects) == {f"/staff/invoices/{invoice.id}"}
    assert (await tab.state(Notices)).text == "Draft saved"


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"customer_id": ""}, "customer_id", "Choose a customer."),
        ({"line-0-quantity": "0"}, "line-0-quantity", "Enter a quantity above zero, with up to 4 decimals."),
        ({"line-n7-name": "", "line-n7-unit_price": "3"}, "line-n7-name", "Say what was done or supplied."),
        ({"discount": "101", "discount_kind": "percent"}, "discount", "Enter a percentage from 0 to 100."),
        ({"discount": "100", "discount_kind": "amount"}, "discount", "The discount is more than the lines come to."),
        ({"issued_on": "2026-11-24", "due_on": "2026-11-23"}, "due_on", "It can't be due before it is issued."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    house: House, world: World, cookie_a: str, wrong: dict[str, str], field: str, words: str
) -> None:
    tab = await opened(house, cookie_a)
    line = {f"line-n7-{part}": value for part, value in (("quantity", "1"), ("tax", ""))}
    await tab.send(EditorState.save, form=form(world, **(line | wrong if "line-n7-name" in wrong else wrong)))
    assert await fault(tab) == (field, words)
    assert all_invoices(world) == []
    await tab.send(EditorState.save, form=form(world))
    assert (await fault(tab), len(all_invoices(world))) == (("", ""), 1)


async def test_a_customer_of_another_business_is_nobody(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(EditorState.save, form=form(world, customer_id=world.b.customers[0]))
    assert (await fault(tab))[1] == "We couldn't find that."
    await tab.send(CustomerState.choose, customer_id=world.b.customers[0])
    assert (await tab.state(CustomerState)).chosen.id == ""
    assert "Customer b" not in tab.received


async def test_a_change_of_an_issued_invoice_makes_a_revision(house: House, world: World, cookie_a: str) -> None:
    invoice_id = world.a.document()
    tab = await opened(house, cookie_a, f"/staff/invoices/{invoice_id}/edit")
    shown = (await tab.state(EditorState)).form
    fields = form(world, seen=shown.seen, issued_on=shown.issued_on, due_on=shown.due_on)
    await tab.send(EditorState.save, form=fields)
    assert await fault(tab) == ("", "")
    with reading(world.a.staff) as uow:
        invoice = invoices.find(uow, invoice_id)
        assert (invoice.revision, invoice.total_minor) == (2, 9998)
    assert (await tab.state(Notices)).text == "Saved. Its customer sees the change."


async def test_what_a_colleague_saved_is_not_overwritten(house: House, world: World, cookie_a: str) -> None:
    invoice_id = world.a.document("draft")
    tab = await opened(house, cookie_a, f"/staff/invoices/{invoice_id}/edit")
    seen = (await tab.state(EditorState)).form.seen
    with begin(world.a.staff) as uow:
        draft = editing.draft_of(uow, invoice_id)
        editing.save(uow, invoice_id, draft.__class__(**{**_fields(draft), "title": "Theirs"}), seen)
    assert (await tab.until(EditorState, lambda state: state.has_changed)).form.title != "Theirs"
    await tab.send(EditorState.save, form=form(world, seen=seen))
    field, words = await fault(tab)
    assert field == ""
    assert words.startswith("Somebody else saved this invoice")
    with reading(world.a.staff) as uow:
        assert invoices.find(uow, invoice_id).title == "Theirs"


def _fields(draft: Any) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__}


async def test_a_view_by_the_customer_is_no_change(house: House, world: World, cookie_a: str) -> None:
    invoice_id = world.a.document("draft")
    tab = await opened(house, cookie_a, f"/staff/invoices/{invoice_id}/edit")
    with begin(world.a.staff) as uow:
        uow.ring(invoice_id)
    await asyncio.sleep(0.05)
    await tab.send(EditorState.refresh)
    assert not (await tab.state(EditorState)).has_changed


@pytest.mark.parametrize("state", ["paid", "void"])
async def test_a_closed_invoice_says_why(house: House, world: World, cookie_a: str, state: str) -> None:
    tab = await opened(house, cookie_a, f"/staff/invoices/{world.a.document(state)}/edit")
    assert f"is {state}" in (await tab.state(EditorState)).form.closed
    await tab.send(EditorState.save, form=form(world, seen=(await tab.state(EditorState)).form.seen))
    assert f"is {state}" in (await fault(tab))[1]


async def test_another_business_s_invoice_is_missing(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, f"/staff/invoices/{world.b.document()}/edit")
    state = await tab.state(EditorState)
    assert (state.is_missing, state.is_live, state.form.id) == (True, False, "")
    await tab.send(EditorState.save, form=form(world))
    await tab.send(EditorState.fill, form=form(world))
    with reading(world.b.staff) as uow:
        assert invoices.find(uow, world.b.document()).revision == 1


async def test_lines_are_added_moved_and_taken_away(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)

    async def keys() -> list[str]:
        return [line.key for line in (await tab.state(EditorState)).lines]

    await tab.send(EditorState.add_line)
    await tab.send(EditorState.add_line)
    assert await keys() == ["0", "n1", "n2"]
    await tab.send(EditorState.raise_line, key="n2")
    await tab.send(EditorState.raise_line, key="0")
    await tab.send(EditorState.raise_line, key="no such line")
    assert await keys() == ["0", "n2", "n1"]
    await tab.send(EditorState.remove_line, key="n2")
    await tab.send(EditorState.add_line)
    assert await keys() == ["0", "n1", "n3"]  # a key is never used again: a field would keep another's text


async def test_the_longest_invoice_can_be_sent(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    parts = {"name": "Tap", "note": "", "quantity": "1", "unit": "", "unit_price": "1", "tax": "", "cost": ""}
    lines = {f"line-n{key}-{part}": value for key in range(200) for part, value in parts.items()}
    await tab.send(EditorState.fill, form=form(world) | lines)
    assert (await tab.state(EditorState)).sums.totals[-1].value == "£299.98"
    del lines["line-n0-name"], lines["line-n0-unit_price"]
    await tab.send(EditorState.save, form=form(world) | lines)
    assert [invoice.total_minor for invoice in all_invoices(world)] == [29898]


async def test_a_new_customer_is_added_once_and_chosen(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    fields = {"turn": "0", "name": "Zoë Färber", "email": "zoe", "phone": "", "address": ""}
    await tab.send(CustomerState.add, form=fields)
    state = await tab.state(CustomerState)
    assert (state.fault_field, state.chosen.id, state.turn) == ("email", "", 0)
    fields["email"] = "zoe@mail.example"
    await asyncio.gather(*(tab.send(CustomerState.add, form=fields) for _ in range(2)))
    await tab.send(CustomerState.find, words="zoë")
    state = await tab.state(CustomerState)
    assert (state.chosen.name, state.turn) == ("Zoë Färber", 1)
    assert [customer.id for customer in state.found] == [state.chosen.id]


async def test_a_technician_writes_nothing(house: House, world: World, cookie_a: str) -> None:
    with begin(world.a.system) as uow:
        uow.get(Staff, world.a.staff_id).role = Role.TECHNICIAN
    tab = await opened(house, cookie_a)
    await tab.send(EditorState.save, form=form(world))
    assert (await tab.state(Notices)).text == "Only the office can do this. Please ask a colleague there."
    await tab.send(CustomerState.add, form={"turn": "0", "name": "Ann"})
    assert all_invoices(world) == []
    assert (await tab.state(CustomerState)).chosen.id == ""


async def test_nobody_writes_without_signing_in(house: House, world: World) -> None:
    tab = await opened(house, "")
    await tab.send(EditorState.save, form=form(world))
    await tab.send(CustomerState.find, words="")
    assert all_invoices(world) == []
    assert "Customer a0" not in tab.received


async def test_a_price_is_kept_to_its_last_decimal(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a)
    await tab.send(EditorState.save, form=form(world, **{"line-0-unit_price": "0.0135", "line-0-quantity": "1000"}))
    [invoice] = all_invoices(world)
    with reading(world.a.staff) as uow:
        assert [line.unit_price for line in invoices.lines(uow, invoice.id)] == [Decimal("0.0135")]
    assert invoice.total_minor == 1350
