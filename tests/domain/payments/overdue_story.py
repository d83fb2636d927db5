"""What happens to a late invoice, in any order, as a part of the state machine's story."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlmodel import select

from tests.domain.payments.till import Till
from tests.world import START, Tenant
from toolfy_portal.adapters.payments import GatewayError
from toolfy_portal.core.errors import PortalError
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.businesses.models import LateFee
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments import late_fees, transfers

TOUCHED = ("due", "overdue", "partly_paid")
REFUSALS = (PortalError, GatewayError)  # what a person is told; the story goes on
tenants = st.sampled_from(["a", "b"])
states = st.sampled_from(TOUCHED)


def rows(model: Any) -> list[Any]:
    return [row for (row,) in look(select(model))]


class OverdueStory(RuleBasedStateMachine):
    """Late fees that come and are taken back, and transfers that are told of."""

    till: Till

    def tenant(self, letter: str) -> Tenant:
        return self.till.world.a if letter == "a" else self.till.world.b

    def as_staff(self, tenant: Tenant, work: Callable[[Any], Any]) -> None:
        with suppress(REFUSALS), begin(tenant.staff) as uow:
            work(uow)

    @rule(letter=tenants, kind=st.sampled_from(list(LateFee)))
    def charge_late_fees(self, letter: str, kind: LateFee) -> None:
        """From here on the worker adds them: the overdue invoice is late enough, and the others one day."""
        with begin(self.tenant(letter).system) as uow:
            terms = profile(uow).terms
            terms.late_fee_kind, terms.late_fee_minor, terms.late_fee_percent = kind, 700, Decimal("2.5")
            terms.late_fee_since = START.date() - timedelta(days=30)

    @rule(letter=tenants, state=states)
    def tell_of_a_transfer(self, letter: str, state: str) -> None:
        tenant = self.tenant(letter)
        with suppress(REFUSALS), begin(tenant.system) as uow:
            transfers.tell(uow, tenant.document(state), None, "")

    @rule(letter=tenants, state=states)
    def waive(self, letter: str, state: str) -> None:
        tenant = self.tenant(letter)
        self.as_staff(tenant, lambda uow: late_fees.waive(uow, tenant.document(state), "They rang"))

    @invariant()
    def no_invoice_has_a_second_late_fee(self) -> None:
        told = [(entry.subject_id, entry.kind) for entry in rows(ActivityEntry)]
        for invoice in rows(Invoice):
            added, waived = (told.count((invoice.id, kind)) for kind in ("LateFeeAdded", "LateFeeWaived"))
            assert added == (invoice.late_fee_at is not None)
            assert (invoice.late_fee_minor > 0) == (added > waived)
