"""What can be paid online at all: which currencies, and from which amount on."""

# Our minor units: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts. The seven at 1 have no figure
# of their own there: Stripe converts what is charged, and asks for the least of the currency it pays out in
LEAST = {
    **dict.fromkeys(("USD", "EUR", "CAD", "AUD", "NZD", "CHF", "SGD", "BRL", "INR"), 50),
    **{"GBP": 30, "SEK": 300, "NOK": 300, "DKK": 250, "PLN": 200, "RON": 200, "AED": 200, "MYR": 200, "HKD": 400},
    **{"CZK": 1500, "HUF": 17_500, "MXN": 1000, "THB": 1000, "JPY": 50},
    **dict.fromkeys(("ILS", "ZAR", "KES", "PHP", "ISK", "UGX", "KRW"), 1),
}


def least_charge(currency: str) -> int | None:
    """Return the smallest amount that can be paid online, in minor units; None: nothing in this currency can."""
    return LEAST.get(currency)
