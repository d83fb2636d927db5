"""Amounts as Stripe counts them: https://docs.stripe.com/currencies."""

from decimal import Decimal
from typing import Final

from babel.numbers import format_currency

# Stripe's minor units differ from CLDR's (ISK and UGX are sent in hundredths)
_NO_DECIMALS: Final = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"}
)
_THREE_DECIMALS: Final = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
# https://docs.stripe.com/currencies#presentment-currencies
_PRESENTED: Final = """
usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny
cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd
jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn
nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs
tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw
"""
CURRENCIES: Final = frozenset(_PRESENTED.split())
# https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
_LEAST: Final = {
    **{"gbp": 30, "usd": 50, "eur": 50, "cad": 50, "aud": 50, "nzd": 50, "chf": 50, "sgd": 50, "brl": 50, "inr": 50},
    **{"sek": 300, "nok": 300, "dkk": 250, "pln": 200, "ron": 200, "aed": 200, "myr": 200, "hkd": 400, "mxn": 1000},
    **{"czk": 1500, "huf": 17_500, "thb": 1000, "jpy": 50},
}


def least_charge(currency: str) -> int:
    """Return the smallest amount that Stripe charges, in its minor units; 1 where it gives no figure of its own."""
    return _LEAST.get(currency, 1)


def amount_text(minor: int, currency: str, locale: str = "en_US") -> str:
    """Return an amount in Stripe's minor units as a person reads it: `£12.50`."""
    places = 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    major = Decimal(minor).scaleb(-places)
    return format_currency(major, currency.upper(), locale=locale, decimal_quantization=False)
