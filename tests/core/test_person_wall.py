"""A person's account is out of every business's sight, and opens none of them."""

import pytest
from sqlmodel import select

from tests import factories
from tests.core.test_scope import MODELS
from tests.world import World
from toolfy_portal.core.access import PersonAccess
from toolfy_portal.core.errors import Forbidden, NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.sign_in.models import Person

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)


def test_businesses_links_and_the_system_see_no_account(world: World):
    for access in (world.a.staff, world.a.system, world.a.link("overdue").access):
        with reading(access) as uow:
            assert uow.all(select(Person)) == []
            assert uow.rows(select(Person.password_hash)) == []
        with pytest.raises(NotFound), begin(access) as uow:
            uow.get(Person, world.a.person_id)
        with pytest.raises(Forbidden), begin(access) as uow:
            uow.add(factories.person(email="new@a.example"))


def test_a_person_sees_their_own_account_and_no_business(world: World):
    access = PersonAccess(world.a.person_id)
    with reading(access) as uow:
        assert [person.id for person in uow.all(select(Person))] == [world.a.person_id]
        for model in MODELS:
            assert uow.all(select(model)) == [], model
    with pytest.raises(Forbidden), begin(access) as uow:
        uow.add(factories.person(email="new@a.example"))
    with pytest.raises(Forbidden), begin(access) as uow:
        uow.add(factories.customer(business_id=world.a.business_id))
