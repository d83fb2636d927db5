"""The history as a file: whole, of one business, of no use to a spreadsheet's formulas, and checkable."""

import csv
import io

import pytest
from sqlmodel import select

from tests.site.served import Served
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity import service
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.service import Visit
from toolfy_portal.domain.payments.events import PaymentFailed
from toolfy_portal.domain.team.models import Staff


def rows(served: Served, address: str, letter: str = "a") -> list[dict[str, str]]:
    answer = served.clerk(letter).get(address)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def one(served: Served, state: str = "due") -> str:
    return f"/staff/invoices/{served.world.a.document(state)}/activity.csv"


def test_a_line_says_who_when_where_from_and_how_much_r25(served: Served) -> None:
    with begin(served.world.a.link().access) as uow:
        links.viewed(uow, b"phone", Visit("phone", "203.0.113.0/24"))
    line = rows(served, one(served))[-1]
    assert {name: line[name] for name in ("Time (UTC)", "Invoice", "Customer", "What happened", "Kind", "Channel")} == {
        "Time (UTC)": "2026-11-24T10:00:00Z",
        "Invoice": "A-01",
        "Customer": "Customer a0",
        "What happened": "Viewed by the customer",
        "Kind": "DocumentViewed",
        "Channel": "link",
    }
    assert (line["Device"], line["Network"]) == ("phone", "203.0.113.0/24")
    paid = next(row for row in rows(served, one(served, "paid")) if row["Kind"] == "InvoicePaid")
    assert (paid["Currency"], paid["Amount"]) == ("GBP", "100.00")


def test_the_business_s_file_holds_everything_once_and_nothing_of_others_r25(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 3)
    with reading(served.world.a.staff) as uow:
        entries = uow.all(select(ActivityEntry).order_by(ActivityEntry.position))
    found = rows(served, "/staff/activity.csv")
    assert [(row["Entry"], row["Seal"]) for row in found] == [(str(e.position), e.digest.hex()) for e in entries]
    assert not any(row["Invoice"].startswith("B-") for row in found)


def test_no_spreadsheet_runs_it(served: Served) -> None:
    formula = '=HYPERLINK("https://evil.example")'

    with begin(served.world.a.system) as uow:
        uow.record(PaymentFailed(subject_id=served.world.a.document(), reason=formula))
        uow.record(PaymentFailed(subject_id=served.world.a.document(), reason="x"))
    with served.world.portal.runtime.engine.begin() as connection:
        change = ActivityEntry.__table__.update().where(ActivityEntry.kind == "PaymentFailed")
        connection.execute(change.values(summary=formula))
    assert {row["What happened"][:2] for row in rows(served, one(served)) if row["Kind"] == "PaymentFailed"} == {"'="}


def test_another_business_s_invoice_is_not_there(served: Served) -> None:
    assert served.clerk("b").get(one(served)).status_code == 404
    for address in (one(served), "/staff/activity.csv"):
        assert served.visitor().get(address).headers["location"] == "/staff/sign-in"


def test_the_whole_business_is_for_the_office(served: Served) -> None:
    with begin(served.world.a.system) as uow:
        uow.get(Staff, served.world.a.staff_id).role = Role.TECHNICIAN
    assert served.clerk().get("/staff/activity.csv").status_code == 403
    assert served.clerk().get(one(served)).status_code == 200
