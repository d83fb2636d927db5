"""What became of each invoice, out of history, outbox and ledger."""

from datetime import timedelta

import pytest

from tests import factories
from tests.world import START, World
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.engagement.facts import DOWNLOADED, STARTED, VIEWED, Facts, invoice_facts
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.notifications.models import MessageState
from toolfy_portal.domain.payments import desk, ledger
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.payments.models import LedgerKind, PaymentAccount

LONDON = "Europe/London"
BOTH = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)


def facts_of(world: World) -> dict[tuple[str, int], Facts]:
    """Business A's facts by the invoice's state when it was planted, and its customer."""
    with reading(world.a.staff) as uow:
        found = invoice_facts(uow, None, LONDON)
    planted = {document: (state, customer) for (customer, state), document in world.a.documents.items()}
    return {planted[each.invoice_id]: each for each in found}


@BOTH
def test_what_the_customer_did_is_counted(world: World) -> None:
    due, overdue = world.a.link("due"), world.a.link("overdue", 1)
    with begin(due.access) as uow:
        assert links.viewed(uow, b"phone")
        assert links.viewed(uow, b"laptop")
        assert not links.viewed(uow, b"phone")  # the same browser within half an hour
        links.downloaded(uow)
    with begin(world.a.staff) as uow:
        links.copy(uow, overdue.access.document_id)
    facts = facts_of(world)
    assert len(facts) == 8  # two customers, four issued each: no draft, none void, none of business B
    seen = facts["due", 0]
    assert (seen.did[VIEWED], seen.did[DOWNLOADED], seen.did[STARTED]) == (2, 1, 0)
    assert (seen.last_seen, seen.is_opened, seen.self_served) == (START, True, 1)
    copied = facts["overdue", 1]
    assert (copied.is_shared, copied.is_opened, copied.last_seen) == (True, False, None)
    untouched = facts["due", 1]
    assert (untouched.is_shared, untouched.is_opened, untouched.days) == (False, False, None)


@BOTH
def test_a_link_in_a_message_is_shared_unless_the_message_did_not_go(world: World) -> None:
    went, failed, receipt = world.a.document("due"), world.a.document("due", 1), world.a.document("overdue", 1)
    with begin(world.a.system) as uow:
        uow.add(factories.outbox_message(went, START, link_id="lnk_1", state=MessageState.DELIVERED))
        uow.add(factories.outbox_message(failed, START, link_id="lnk_2", state=MessageState.FAILED))
        uow.add(factories.outbox_message(receipt, START, state=MessageState.SENT))
    facts = facts_of(world)
    shared = [facts["due", 0].is_shared, facts["due", 1].is_shared, facts["overdue", 1].is_shared]
    assert shared == [True, False, False]


@BOTH
def test_money_is_told_apart_by_how_it_came(world: World) -> None:
    with begin(world.a.staff) as uow:
        desk.record_payment(uow, world.a.document("overdue"), 10000, Method.CASH, START.date(), "")
        desk.record_payment(uow, world.a.document("due", 1), 10000, Method.CASH, START.date(), "")
        slip = next(each for each in ledger.history(uow, world.a.document("due", 1)))
        desk.undo(uow, slip.id)
        desk.write_off(uow, world.a.document("overdue", 1), "Gone")
    with begin(world.a.system) as uow:
        paid, account = (
            uow.get(Invoice, world.a.document("paid"), lock=True),
            uow.get(PaymentAccount, world.a.account_id),
        )
        ledger.post(uow, paid, factories.ledger_entry(paid, account, -2500, START, kind=LedgerKind.REFUND))
    facts = facts_of(world)
    cash = facts["overdue", 0]
    assert (cash.is_paid_online, cash.elsewhere_minor, cash.days) == (False, 10000, 20)
    undone = facts["due", 1]
    assert (undone.elsewhere_payments, undone.elsewhere_minor, undone.days) == (0, 0, None)
    written_off = facts["overdue", 1]
    assert (written_off.settled_on, written_off.days) == (START.date(), None)  # settled, but nobody paid
    refunded = facts["paid", 0]
    assert (refunded.is_paid_online, refunded.online_minor, refunded.days) == (True, 7500, None)  # owed again
    assert (facts["paid", 1].online_minor, facts["paid", 1].days) == (10000, 0)


def test_only_invoices_from_that_day_on_are_read(world: World) -> None:
    with reading(world.a.staff) as uow:
        issued = [each.issued_on for each in invoice_facts(uow, START.date() - timedelta(days=19), LONDON)]
    assert issued == [START.date()] * 6


def test_technicians_get_none(world: World) -> None:
    technician = StaffAccess(world.a.business_id, world.a.staff_id, Role.TECHNICIAN)
    with reading(technician) as uow, pytest.raises(Forbidden):
        invoice_facts(uow, None, LONDON)
