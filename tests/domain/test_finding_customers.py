"""Customers are found and added by the office, each business's by itself."""

import pytest

from tests.world import World
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Forbidden, InvalidField
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity.service import history
from toolfy_portal.domain.customers.service import add_customer, find_customers


def found(world: World, words: str) -> list[str]:
    with reading(world.a.staff) as uow:
        return [customer.name for customer in find_customers(uow, words)]


def test_an_added_customer_is_found_by_name_email_and_phone(world: World):
    with begin(world.a.staff) as uow:
        customer = add_customer(uow, "  Zoë   Färber ", " zoe@mail.example ", "0117 496 0123", "1 High St\nBristol")
        assert (customer.name, customer.email) == ("Zoë Färber", "zoe@mail.example")
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
    ],
)
def test_what_cant_be_used_is_named(world: World, given, field):
    with pytest.raises(InvalidField) as told, begin(world.a.staff) as uow:
        add_customer(uow, **given)
    assert told.value.field == field
    assert found(world, "Ann") == []


def test_a_technician_adds_nobody(world: World):
    technician = StaffAccess(world.a.business_id, world.a.staff_id, Role.TECHNICIAN, "Tom")
    with pytest.raises(Forbidden), begin(technician) as uow:
        add_customer(uow, "Ann")
