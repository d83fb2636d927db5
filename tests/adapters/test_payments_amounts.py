"""The least amounts, as Stripe's documentation prints them, ours in minor units, and what Stripe takes."""

from decimal import Decimal

import pytest

from tests.adapters.test_payments_stripe import DEMO, double, gateway, order  # noqa: F401
from toolfy_portal.adapters.payments import GatewayError
from toolfy_portal.adapters.payments_amounts import LEAST, least_charge
from toolfy_portal.adapters.payments_stripe import StripeGateway
from toolfy_portal.core.money import CURRENCIES, to_minor

# https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in major units
PRINTED = {
    **{"USD": "0.50", "AED": "2.00", "AUD": "0.50", "BRL": "0.50", "CAD": "0.50", "CHF": "0.50", "CZK": "15.00"},
    **{"DKK": "2.50", "EUR": "0.50", "GBP": "0.30", "HKD": "4.00", "HUF": "175.00", "INR": "0.50", "JPY": "50"},
    **{"MXN": "10", "MYR": "2", "NOK": "3.00", "NZD": "0.50", "PLN": "2.00", "RON": "2.00", "SEK": "3.00"},
    **{"SGD": "0.50", "THB": "10"},
}


def test_each_currency_of_an_invoice_has_a_least_amount() -> None:
    assert set(LEAST) == set(CURRENCIES)
    assert set(CURRENCIES) - set(PRINTED) == {"ILS", "ZAR", "KES", "PHP", "ISK", "UGX", "KRW"}


@pytest.mark.parametrize("currency", CURRENCIES)
def test_stripe_takes_the_least_amount_and_nothing_below(gateway: StripeGateway, currency: str) -> None:  # noqa: F811
    least = to_minor(Decimal(PRINTED[currency]), currency) if currency in PRINTED else 1
    assert least_charge(currency) == least
    assert gateway.create_checkout(DEMO, order(currency, amount_minor=least), "key").url
    with pytest.raises(GatewayError) as refused:
        gateway.create_checkout(DEMO, order(currency, amount_minor=least - 1), "other")
    assert not refused.value.again


@pytest.mark.parametrize("currency", ["KWD", "BHD", "XXX", "LBP", "gbp", ""])
def test_other_currencies_are_not_taken(currency: str) -> None:
    assert least_charge(currency) is None
