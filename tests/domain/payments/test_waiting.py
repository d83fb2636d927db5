"""What happens while another has the invoice's lock. SQLite lets one writer in at a time: nobody waits there."""

import pytest

from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.adapters.payments import GatewayAccount
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.payments.checkout import sync
from toolfy_portal.domain.payments.models import Attempt, AttemptState
from toolfy_portal.domain.payments.settling import settle

pytestmark = pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)


def test_the_attempt_is_read_anew_once_the_invoice_is_ours(till: Till, world: World) -> None:
    """Whoever waits for the invoice's lock must not go on with the attempt as it was before."""
    started = till.press_pay()
    attempt = till.attempts()[0]
    with begin(world.a.system) as uow:
        uow.get(Attempt, attempt.id).state = AttemptState.CREATING  # the answer to Pay is still on its way
    stale = till.gateway.find_checkout(GatewayAccount(till.account(world.a)[0], demo=True), attempt.session_id)
    till.pay(started)
    with begin(world.a.system) as uow:
        old = uow.get(Attempt, attempt.id)
        sync(world.a.system, till.gateway, attempt.id)  # somebody else, meanwhile
        assert old.state is AttemptState.CREATING
        settle(uow, old, stale)
    assert [each.state for each in till.attempts()] == [AttemptState.SUCCEEDED]
    till.work()
    till.paid_once()
