"""Connecting through the platform, as the owner sees it: over to Stripe and back, from the settings' own pages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe
from pydantic import SecretStr

from tests.site.served import Served
from tests.stripe_double.serving import on_a_socket
from toolfy_portal.adapters.payments_stripe_account import StripeAccountKeeper
from toolfy_portal.adapters.payments_stripe_client import StripePlatform
from toolfy_portal.components.connect_page import ACTION, BACK, ONBOARD, ONBOARDED
from toolfy_portal.core.access import Role
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.payments import connecting
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.stripe_double.server import StripeDouble
from toolfy_portal.views.settings_payments import ConnectionView, show_connection

KEY = "sk_test_the_platform"


@pytest.fixture
def stripe_server(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[StripeDouble]:
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0)
    monkeypatch.setattr(served.world.portal.settings, "stripe_platform_key", SecretStr(KEY))
    with on_a_socket(served.till.double) as url:
        served.world.portal.accounts = StripeAccountKeeper(None, url, StripePlatform(KEY, "whsec_x"))
        yield served.till.double


def look(served: Served) -> ConnectionView:
    with reading(served.world.a.staff) as uow:
        return show_connection(uow)


def checked(served: Served) -> ConnectionView:
    health = connecting.check_now(served.world.a.staff, served.world.portal.accounts, datetime.now(UTC))
    with reading(served.world.a.staff) as uow:
        return show_connection(uow, health)


def over_to_stripe(served: Served, **form: str) -> Any:
    return served.clerk().post(ONBOARD, data=form)


def test_without_a_platform_only_a_key_is_asked_for(served: Served) -> None:
    assert ONBOARD not in served.clerk().get(ACTION).text


def test_over_to_stripe_and_back_and_paid_into(served: Served, stripe_server: StripeDouble) -> None:
    page = served.clerk().get(ACTION)
    assert f'action="{ONBOARD}"' in page.text
    assert "https://connect.stripe.com" in page.headers["content-security-policy"]
    sent = over_to_stripe(served)
    assert sent.status_code == 303
    assert look(served).is_pending
    assert served.clerk().get(ONBOARDED).headers["location"] == BACK
    assert look(served).is_pending  # the owner came back before the end
    assert [each.title for each in look(served).problems] == ["Your account at Stripe isn’t ready yet"]

    again = over_to_stripe(served)
    back = stripe_server.set_up(again.headers["location"].rsplit("/", 1)[1])
    assert back.endswith(ONBOARDED)
    assert served.clerk().get(ONBOARDED).headers["location"] == BACK
    shown = checked(served)
    assert (shown.is_platforms, shown.is_pending, shown.is_demo) == (True, False, False)
    assert shown.state.title == "Stripe is connected, in test mode"
    assert shown.problems == []  # no endpoint of its own is missed
    assert [fact.label for fact in shown.facts] == ["Account", "Stripe last told us something"]


def test_another_account_in_its_place_must_be_agreed_to(served: Served, stripe_server: StripeDouble) -> None:
    url = over_to_stripe(served).headers["location"]
    stripe_server.set_up(url.rsplit("/", 1)[1])
    served.clerk().get(ONBOARDED)
    refused = over_to_stripe(served)
    assert refused.status_code == 422
    assert "Please agree" in refused.text
    assert over_to_stripe(served, agreed="yes").status_code == 303


def test_an_address_that_was_too_old_is_asked_for_again(served: Served, stripe_server: StripeDouble) -> None:
    page = served.clerk().get(f"{ACTION}?again")
    assert "Please press the button again" in page.text
    assert not look(served).is_pending  # looking changes nothing


def test_coming_back_without_having_gone_changes_nothing(served: Served, stripe_server: StripeDouble) -> None:
    assert served.clerk().get(ONBOARDED).headers["location"] == BACK
    assert (look(served).is_pending, look(served).is_demo) == (False, True)


@pytest.mark.parametrize("path", [ONBOARD])
def test_another_site_a_stranger_and_a_technician_are_refused(
    served: Served, stripe_server: StripeDouble, path: str
) -> None:
    assert served.clerk().post(path, headers={"Origin": "https://evil.example"}).status_code == 403
    assert served.visitor().post(path).headers["location"].startswith("/staff/sign-in")
    with begin(served.world.a.system) as uow:
        uow.get(Staff, served.world.a.staff_id).role = Role.TECHNICIAN
    assert served.clerk().post(path).status_code == 403
    assert served.clerk().get(ONBOARDED).status_code == 403
