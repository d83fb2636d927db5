"""Connecting Stripe end to end: the form, Stripe's own client, and the stand-in as a server of its own."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe
from sqlmodel import col, select

from tests import factories
from tests.site.served import Served
from tests.stripe_double.serving import on_a_socket
from toolfy_portal.adapters.payments_account import PERMISSIONS
from toolfy_portal.adapters.payments_stripe_account import StripeAccountKeeper
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments import connecting
from toolfy_portal.domain.payments.models import AttemptState, PaymentAccount
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.stripe_double.keys import account_of
from toolfy_portal.stripe_double.server import Fault, StripeDouble
from toolfy_portal.stripe_double.store import open_books
from toolfy_portal.views.settings_payments import ConnectionView, show_connection

PATH = "/staff/settings/payments/connect"
KEY, NEXT = "rk_test_abcdefgh1234", "rk_test_ijklmnop5678"
NEEDED = [f"rak_{name}" for name in PERMISSIONS]


@pytest.fixture
def stripe_server(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[StripeDouble]:
    """The stand-in behind a socket, as Stripe is, with the vendor's client in front of it."""
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0)
    double = served.till.double
    with on_a_socket(double) as url:
        served.world.portal.accounts = StripeAccountKeeper(None, url)
        with open_books(served.world.portal.runtime.engine, account_of(KEY), 0):
            pass  # the account exists before somebody restricts its key
        yield double


def send(served: Served, key: str = KEY, **more: str) -> Any:
    return served.clerk().post(PATH, data={"key": key, **more})


def active(served: Served) -> PaymentAccount:
    with reading(served.world.a.staff) as uow:
        return uow.all(select(PaymentAccount).where(col(PaymentAccount.is_active).is_(True)))[0]


def endpoints(served: Served, key: str) -> list[dict[str, Any]]:
    now = int(served.world.clock.now().timestamp())
    with open_books(served.world.portal.runtime.engine, account_of(key), now) as books:
        return list(books.listing("webhook_endpoint", None, {}))


def look(served: Served, late: timedelta = timedelta()) -> ConnectionView:
    """What the page shows after asking Stripe, by a clock that is late."""
    access = served.world.a.staff
    health = connecting.check_now(access, served.world.portal.accounts, datetime.now(UTC) - late)
    with reading(access) as uow:
        return show_connection(uow, health)


def test_the_form_asks_for_a_key_and_keeps_it_from_browsers_memory(served: Served) -> None:
    assert served.visitor().get(PATH).headers["location"] == f"/staff/sign-in?next={PATH}"
    page = served.clerk().get(PATH)
    assert page.status_code == 200
    assert 'type="password" name="key"' in page.text
    assert 'autocomplete="off"' in page.text
    assert "Charges and Refunds: write" in page.text
    assert "Yes, replace it" not in page.text  # the demo is at stake, and no money


def test_the_right_key_connects_and_stands_nowhere_in_clear(
    served: Served, stripe_server: StripeDouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = send(served, f" {KEY} ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/settings/payments")
    account = active(served)
    assert (account.key_hint, account.account_ref) == ("rk_test_…1234", account_of(KEY))
    [endpoint] = endpoints(served, KEY)
    assert endpoint["url"] == f"{served.origin}/hooks/stripe/{account.public_id}"
    assert (endpoint["id"], endpoint["status"]) == (account.endpoint_ref, "enabled")
    assert "*" not in endpoint["enabled_events"]
    shown = look(served)
    assert (shown.state.title, shown.problems) == ("Stripe is connected, in test mode", [])
    assert [(fact.label, fact.lines) for fact in shown.facts] == [
        ("Account", ["Test business", account_of(KEY)]),
        ("Key", ["rk_test_…1234"]),
        ("Webhook endpoint", ["On"]),
        ("Stripe last told us something", ["Not yet"]),
    ]
    assert KEY not in str(served.dump()) + caplog.text + str(shown)


@pytest.mark.parametrize("missing", PERMISSIONS)
def test_a_key_that_lacks_a_permission_is_refused_by_its_name(
    served: Served, stripe_server: StripeDouble, missing: str
) -> None:
    stripe_server.restrict(KEY, [name for name in NEEDED if name != f"rak_{missing}"])
    before = active(served).id
    answer = send(served)
    assert answer.status_code == 422
    assert f"Give it “{PERMISSIONS[missing]}” in Stripe and try again." in answer.text
    assert KEY not in answer.text
    assert (active(served).id, endpoints(served, KEY)) == (before, [])


def test_these_permissions_are_enough(served: Served, stripe_server: StripeDouble) -> None:
    stripe_server.restrict(KEY, NEEDED)
    assert send(served).status_code == 303
    assert look(served).problems == []
    connecting.disconnect(served.world.a.staff, served.world.portal.accounts)
    assert endpoints(served, KEY) == []


def test_a_revoked_key_is_refused_before_and_named_after(served: Served, stripe_server: StripeDouble) -> None:
    stripe_server.revoke(NEXT)
    answer = send(served, NEXT)
    assert answer.status_code == 422
    assert "Stripe doesn&#39;t know this key." in answer.text
    send(served)
    stripe_server.revoke(KEY)
    assert look(served).state.title == "Stripe refuses the key"
    connecting.disconnect(served.world.a.staff, served.world.portal.accounts)  # though its endpoint can't be removed
    with reading(served.world.a.staff) as uow:
        assert connecting.connected(uow) is None


def test_what_is_changed_in_the_dashboard_shows(served: Served, stripe_server: StripeDouble) -> None:
    send(served)
    stripe_server.switch_method(KEY, "bacs_debit", on=False)
    offers = {offer.title: (offer.pill.word, offer.text) for offer in look(served).methods}
    assert offers["Bacs Direct Debit"][0] == "Off in Stripe"
    assert offers["Bacs Direct Debit"][1].startswith("Switch it on in Stripe’s dashboard")
    assert offers["ACH"][0] == "On"
    client = stripe.StripeClient(KEY, base_addresses={"api": served.world.portal.accounts._clients.api_base})
    client.v1.webhook_endpoints.update(active(served).endpoint_ref, {"disabled": True})
    assert [problem.title for problem in look(served).problems] == ["Stripe doesn’t tell us what happens"]
    client.v1.webhook_endpoints.delete(active(served).endpoint_ref)
    assert [problem.title for problem in look(served).problems] == ["Stripe doesn’t tell us what happens"]
    assert "clock is off by" in look(served, timedelta(minutes=3)).problems[-1].title
    stripe_server.restrict(KEY, [name for name in NEEDED if name != "rak_checkout_session_write"])
    lacking = look(served).state
    assert lacking.title == "The key lacks a permission"
    assert "“Checkout Sessions: write”" in lacking.text


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.LOST_BEFORE, Fault.RATE_LIMITED])
def test_while_stripe_is_down_nothing_changes(served: Served, stripe_server: StripeDouble, fault: Fault) -> None:
    before = active(served).id
    stripe_server.faults.extend([fault] * 3)  # the client asks three times
    answer = send(served)
    assert answer.status_code == 409
    assert "<p>Stripe can&#39;t be reached right now. Please try again in a minute.</p>" in answer.text
    assert active(served).id == before
    stripe_server.faults.clear()
    assert send(served).status_code == 303


def test_another_key_is_agreed_to_first_and_the_old_endpoint_goes(served: Served, stripe_server: StripeDouble) -> None:
    send(served)
    with begin(served.world.a.system) as uow:
        invoice = uow.get(Invoice, served.world.a.document())
        uow.add(factories.attempt(invoice, active(served), 100, uow.now, state=AttemptState.OPEN))
    assert "One payment has begun and can still be finished." in served.clerk().get(PATH).text
    refused = send(served, NEXT)
    assert (refused.status_code, active(served).key_hint) == (422, "rk_test_…1234")
    assert "Please agree" in refused.text
    assert NEXT not in refused.text
    assert send(served, NEXT, agreed="yes").status_code == 303
    assert active(served).key_hint == "rk_test_…5678"
    assert (endpoints(served, KEY), len(endpoints(served, NEXT))) == ([], 1)


def test_other_sites_strangers_and_technicians_connect_nothing(served: Served, stripe_server: StripeDouble) -> None:
    before = served.dump()
    evil = served.clerk().post(PATH, data={"key": KEY}, headers={"origin": "https://evil.example"})
    assert evil.status_code == 403
    assert served.visitor().post(PATH, data={"key": KEY}).headers["location"].startswith("/staff/sign-in")
    with begin(served.world.a.system) as uow:
        uow.get(Staff, served.world.a.staff_id).role = Role.TECHNICIAN
    for answer in (served.clerk().get(PATH), send(served)):
        assert answer.status_code == 403
        assert "Only the office can do this." in answer.text
    assert served.dump()["paymentaccount"] == before["paymentaccount"]
    assert endpoints(served, KEY) == []


@pytest.mark.parametrize("key", ["", "pk_test_abcdefgh1234", "hello"])
def test_what_is_no_key_never_reaches_stripe(served: Served, key: str) -> None:
    served.world.portal.accounts = None  # pyright: ignore[reportAttributeAccessIssue]
    answer = send(served, key)
    assert answer.status_code == 422
    assert "That is no Stripe secret key." in answer.text
