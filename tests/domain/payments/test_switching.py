"""The business connects another account while a customer is at the checkout of the one before."""

from typing import Any

import pytest
import stripe
from sqlmodel import col, select

from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.adapters.payments_stripe import StripeGateway
from toolfy_portal.adapters.payments_stripe_account import StripeAccountKeeper
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.payments import connecting
from toolfy_portal.domain.payments.models import AttemptState, PaymentAccount
from toolfy_portal.stripe_double.client import DoubleHTTPClient

FIRST, SECOND = "rk_test_the_first_key", "rk_test_the_second_key"


@pytest.fixture
def switching(till: Till, monkeypatch: pytest.MonkeyPatch) -> Till:
    """A till at which accounts of keys are those of the stand-in, too; the first key is connected."""
    transport = lambda: DoubleHTTPClient(till.double)  # noqa: E731
    monkeypatch.setattr(stripe, "RequestsClient", lambda timeout: transport())
    till.gateway = StripeGateway(transport)
    till.world.portal.accounts = StripeAccountKeeper(transport)
    connect(till, FIRST)
    return till


def connect(till: Till, key: str) -> str:
    connecting.connect(till.world.a.staff, till.world.portal.accounts, key, "http://localhost:8000")
    return active(till.world).id


def active(world: World) -> Any:
    with reading(world.a.staff) as uow:
        return uow.all(select(PaymentAccount).where(col(PaymentAccount.is_active).is_(True)))[0]


def test_a_payment_under_way_is_booked_where_it_was_made(switching: Till) -> None:
    first = active(switching.world).id
    started = switching.press_pay()
    connect(switching, SECOND)
    assert switching.pay(started) is None
    switching.recover()  # the first account's endpoint is gone: it is asked
    switching.paid_once()
    [entry] = switching.ledger()
    assert entry.account_id == first


def test_who_presses_pay_again_goes_to_the_new_account_and_the_old_checkout_is_closed(switching: Till) -> None:
    started = switching.press_pay()
    second = connect(switching, SECOND)
    again = switching.press_pay()
    old, new = switching.attempts()
    assert (old.state, new.state, new.account_id) == (AttemptState.SUPERSEDED, AttemptState.OPEN, second)
    with pytest.raises(Conflict, match="closed"):
        switching.pay(started)
    assert switching.pay(again) is None
    switching.work()
    switching.recover()
    switching.paid_once()
    assert [entry.account_id for entry in switching.ledger()] == [second]


def test_a_payment_faster_than_the_switch_is_not_asked_for_again(switching: Till) -> None:
    started = switching.press_pay()
    switching.pay(started)
    connect(switching, SECOND)
    with pytest.raises(Conflict, match="paid"):
        switching.press_pay()
    switching.recover()
    switching.paid_once()


def test_disconnecting_lets_what_was_begun_be_finished(switching: Till) -> None:
    started = switching.press_pay()
    connecting.disconnect(switching.world.a.staff, switching.world.portal.accounts)
    with pytest.raises(Conflict):
        switching.press_pay()
    assert switching.pay(started) is None
    switching.recover()
    switching.paid_once()
