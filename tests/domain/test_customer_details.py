"""Customers are found, added and changed by the office, each business's by itself."""

from dataclasses import replace

import pytest

from tests.world import World
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Forbidden, InvalidField, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity.service import history
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.customers.service import (
    CustomerDetails,
    add_customer,
    change_customer,
    details_of,
    find_customers,
)
from toolfy_portal.domain.invoices import service as invoices


def found(world: World, words: str) -> list[str]:
    with reading(world.a.staff) as uow:
        return [customer.name for customer in find_customers(uow, words)]


def test_an_added_customer_is_found_by_name_email_and_phone(world: World):
    with begin(world.a.staff) as uow:
        wanted = CustomerDetails(
            name="  Zoë   Färber ", email=" zoe@mail.example ", phone="0117 496 0123", address="1 High St\nBristol"
        )
        customer = add_customer(uow, wanted)
        assert (customer.name, customer.email) == ("Zoë Färber", "zoe@mail.example")
    with reading(world.a.staff) as uow:
        [entry] = history(uow, customer.id)
    assert entry.summary == "Customer Zoë Färber added"
    for words in ("färber", "zoe@", "496", " Zoë "):
        assert found(world, words) == ["Zoë Färber"]


def test_without_words_the_first_ones_are_shown_and_never_another_business(world: World):
    assert found(world, "") == ["Customer a0", "Customer a1"]
    assert found(world, "Customer b") == []
    assert found(world, "%") == []  # no wildcard


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "n" * 201}, "name"),
        ({"name": "Ann", "email": "ann"}, "email"),
        ({"name": "Ann", "email": "ann@home"}, "email"),
        ({"name": "Ann", "phone": "1" * 41}, "phone"),
        ({"name": "Ann", "address": "a" * 501}, "address"),
        ({"name": "Ann", "notes": "n" * 2001}, "notes"),
    ],
)
def test_what_cant_be_used_is_named(world: World, given, field):
    with pytest.raises(InvalidField) as told, begin(world.a.staff) as uow:
        add_customer(uow, CustomerDetails(**given))
    assert told.value.field == field
    assert found(world, "Ann") == []


def test_a_technician_adds_nobody(world: World):
    technician = StaffAccess(world.a.business_id, world.a.staff_id, Role.TECHNICIAN, "Tom")
    with pytest.raises(Forbidden), begin(technician) as uow:
        add_customer(uow, CustomerDetails(name="Ann"))


def known(world: World) -> CustomerDetails:
    with reading(world.a.staff) as uow:
        return details_of(uow.get(Customer, world.a.customers[0]))


def change(world: World, seen: CustomerDetails | None = None, **wanted: str):
    with begin(world.a.staff) as uow:
        change_customer(uow, world.a.customers[0], replace(seen or known(world), **wanted), seen)


def test_what_a_colleague_changed_meanwhile_stays(world: World):
    seen = known(world)
    change(world, seen, phone="0117 496 0999")
    change(world, seen, email="new@mail.example")
    assert (known(world).email, known(world).phone) == ("new@mail.example", "0117 496 0999")
    with reading(world.a.staff) as uow:
        told = [entry.summary for entry in history(uow, world.a.customers[0])]
    assert told[:2] == ["Details of Customer a0 changed: e-mail", "Details of Customer a0 changed: phone"]
    change(world, seen, email="new@mail.example", phone="0117 496 0999")
    with reading(world.a.staff) as uow:
        assert len(history(uow, world.a.customers[0])) == len(told)  # the same again is no news


def test_an_issued_invoice_keeps_the_name_and_address_it_was_issued_to(world: World):
    with begin(world.a.staff) as uow:
        draft = invoices.issue(uow, world.a.document("draft"))
        billed_to = draft.billed_to
    change(world, name="Somebody Else", address="2 Far Away")
    with reading(world.a.staff) as uow:
        assert invoices.find(uow, draft.id).billed_to == billed_to


def test_nobody_changes_another_business_s_customer_and_technicians_none(world: World):
    with pytest.raises(NotFound), begin(world.b.staff) as uow:
        change_customer(uow, world.a.customers[0], CustomerDetails(name="Taken over"))
    technician = StaffAccess(world.a.business_id, world.a.staff_id, Role.TECHNICIAN, "Tom")
    with pytest.raises(Forbidden), begin(technician) as uow:
        change_customer(uow, world.a.customers[0], CustomerDetails(name="Ann"))
    assert known(world).name == "Customer a0"
