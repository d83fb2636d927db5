"""What staff may say of the business, checked at its field."""

from dataclasses import replace

import pytest

from tests.world import World
from toolfy_portal.core.access import Role
from toolfy_portal.core.errors import Forbidden, InvalidField
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity.service import history
from toolfy_portal.domain.businesses import details
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import brand_topic
from toolfy_portal.domain.invoices.e_invoicing import lacking


def save(world: World, **changes: str) -> details.WantedDetails:
    with begin(world.a.staff) as uow:
        now = replace(details.details_to_change(uow), tax_id="")
        details.save_details(uow, replace(now, **changes))
    with reading(world.a.staff) as uow:
        return details.details_to_change(uow)


def test_details_are_kept_told_and_rung(world: World):
    rung: set[str] = set()
    world.portal.runtime.live.listen(rung.add)
    kept = save(world, name=" Moss  Heating ", address="8 Tannery Yard\n\n Bristol ", country="GB", phone="01174960182")
    assert (kept.name, kept.address, kept.phone) == ("Moss Heating", "8 Tannery Yard\nBristol", "0117 496 0182")
    assert brand_topic(world.a.business_id) in rung
    with reading(world.a.staff) as uow:
        told = [entry.summary for entry in history(uow, world.a.business_id) if entry.kind == "DetailsChanged"]
    assert told == ["Business details changed: name, phone, address, country, tax number"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("name", value) for value in ("", " ", "x" * 121)),
        *(("email", value) for value in ("moss", "moss@heating", "a b@c.example")),
        *(("website", value) for value in ("javascript:alert(1)", "ftp://moss.example", "moss", "http://a@b.example")),
        *(("phone", value) for value in ("call me", "+44 1", "+0000000000")),
        *(("tax_id", value) for value in ("GB12345678", "DE1234", "NL123")),
        *(("country", "XX"), ("timezone", "Mars/Base"), ("locale", "xx_YY"), ("locale", "en")),
    ],
)
def test_what_cant_be_is_told_at_its_field(world: World, field: str, value: str):
    with pytest.raises(InvalidField) as told:
        save(world, **{field: value})
    assert told.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("tax_id", value) for value in ("GB 123 4567 89", "DE123456789", "ATU12345678", "12-3456789", "")),
        *(("phone", value) for value in ("0117 496 0182", "+44 117 496 0182", "")),
        *(("website", value) for value in ("moss.example", "https://moss.example/a?b", "")),
    ],
)
def test_what_is_usual_is_kept_as_it_was_typed(world: World, field: str, value: str):
    assert getattr(save(world, **{field: value}), field) == value


def test_technicians_change_nothing(world: World):
    with begin(replace(world.a.staff, role=Role.TECHNICIAN)) as uow, pytest.raises(Forbidden):
        details.details_to_change(uow)


def test_what_e_invoices_lack_is_said_until_it_is_there():
    assert len(lacking(Business(name="Moss"))) == 3
    assert lacking(Business(name="Moss", legal_name="Moss Ltd", country="GB", company_id="123")) == []
