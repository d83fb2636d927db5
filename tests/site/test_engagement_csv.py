"""The report about engagement as a file."""

import csv
import io

import pytest

from tests.site.served import Served
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.team.models import Staff

FILE = "/staff/engagement.csv"


def read(served: Served, query: str = "", letter: str = "a") -> list[dict[str, str]]:
    answer = served.clerk(letter).get(f"{FILE}{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_it_holds_the_customers_with_numbers_that_can_be_added(served: Served) -> None:
    first, second = read(served)
    assert (first["Customer"], second["Customer"]) == ("Customer a0", "Customer a1")
    assert {name: first[name] for name in ("Invoices", "Opened", "Views", "Paid online", "Currency")} == {
        "Invoices": "4",
        "Opened": "2",
        "Views": "0",
        "Paid online": "2",
        "Currency": "GBP",
    }
    assert (first["Median days to pay"], first["Amount paid online"]) == ("0", "140.00")


def test_it_holds_what_the_page_is_narrowed_to(served: Served) -> None:
    assert [row["Customer"] for row in read(served, "?search=A1&only=pay+online")] == ["Customer a1"]
    assert read(served, "?only=never+opened") == []
    assert read(served, "?period=last+month") == []


def test_no_name_is_a_formula(served: Served) -> None:
    with begin(served.world.a.system) as uow:
        uow.get(Customer, served.world.a.customers[0]).name = "=HYPERLINK(1)"
    assert "'=HYPERLINK(1)" in {row["Customer"] for row in read(served)}


@pytest.mark.parametrize("asked", ["?only=everything", "?period=tomorrow", "?sort=id"])
def test_a_filter_that_does_not_exist_is_refused(served: Served, asked: str) -> None:
    assert served.clerk().get(f"{FILE}{asked}").status_code == 422


def test_who_gets_it(served: Served) -> None:
    assert served.visitor().get(FILE).headers["location"] == "/staff/sign-in?next=/staff/engagement"
    assert {row["Customer"] for row in read(served, letter="b")} == {"Customer b0", "Customer b1"}
    clerk = served.clerk()
    with begin(served.world.a.system) as uow:
        uow.get(Staff, served.world.a.staff_id).role = Role.TECHNICIAN
    assert clerk.get(FILE).status_code == 403
