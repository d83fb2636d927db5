"""The office that imports."""

import pytest

from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.businesses.models import Business


@pytest.fixture
def office(world):
    with begin(world.a.system) as uow:
        business = uow.get(Business, world.a.business_id)
        business.currency, business.locale = "USD", "en_US"
    return world.a.staff
