"""What an invoice's lines come to: exact, rounded half up, one tax amount for each rate. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from toolfy_portal.core.money import exponent


class Taxed(Protocol):
    """A line as far as sums go: unit_price in major units, tax_percent of what is left after the discount."""

    @property
    def quantity(self) -> Decimal:
        """How many."""
        ...

    @property
    def unit_price(self) -> Decimal:
        """Of one, in major units."""
        ...

    @property
    def tax_name(self) -> str:
        """What the tax is called."""
        ...

    @property
    def tax_percent(self) -> Decimal:
        """Its rate."""
        ...


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """All lines under one tax. net_minor: after the discount; tax_minor: rounded once."""

    name: str
    percent: Decimal
    net_minor: int
    tax_minor: int

    @property
    def label(self) -> str:
        """The tax as it is written: "VAT 20%"."""
        return f"{self.name or 'Tax'} {self.percent.normalize():f}%"


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums in minor units. amounts: of each line, in order; taxes: the rates above zero, in a fixed order."""

    amounts: tuple[int, ...]
    subtotal_minor: int
    discount_minor: int
    taxes: tuple[TaxGroup, ...]
    extra_minor: int

    @property
    def net_minor(self) -> int:
        """Before tax: EN 16931, BR-CO-13."""
        return self.subtotal_minor - self.discount_minor

    @property
    def tax_minor(self) -> int:
        """The sum of the groups' taxes: EN 16931, BR-CO-14."""
        return sum(group.tax_minor for group in self.taxes)

    @property
    def total_minor(self) -> int:
        """With tax: EN 16931, BR-CO-15."""
        return self.net_minor + self.tax_minor + self.extra_minor

    @property
    def tax_label(self) -> str:
        """What the tax is called: "VAT 20%", "Tax" for several, nothing without."""
        return self.taxes[0].label if len(self.taxes) == 1 else "Tax" if self.taxes else ""


def add_up(
    lines: Sequence[Taxed],
    currency: str,
    *,
    discount_percent: Decimal = Decimal(0),
    discount_minor: int = 0,
    extra_minor: int = 0,
) -> Totals:
    """Return the sums. A percentage goes before an amount; extra_minor is added untaxed.

    The discount lowers each tax group in proportion, and tax is rounded once a group: EN 16931, BR-S-08 and BR-CO-17.
    """
    amounts = tuple(_rounded((line.quantity * line.unit_price).scaleb(exponent(currency))) for line in lines)
    subtotal = sum(amounts)
    discount = _rounded(subtotal * discount_percent / 100) if discount_percent else discount_minor
    groups: defaultdict[tuple[Decimal, str], int] = defaultdict(int)
    for line, amount in zip(lines, amounts, strict=True):
        groups[(line.tax_percent.normalize(), line.tax_name) if line.tax_percent else (Decimal(0), "")] += amount
    shares = _spread(discount, groups)
    taxes = tuple(_taxed(key, groups[key] - shares[key]) for key in sorted(groups) if key[0])
    return Totals(amounts, subtotal, discount, taxes, extra_minor)


def _taxed(key: tuple[Decimal, str], net_minor: int) -> TaxGroup:
    percent, name = key
    return TaxGroup(name, percent, net_minor, _rounded(net_minor * percent / 100))


def _spread(discount: int, groups: Mapping[tuple[Decimal, str], int]) -> dict[tuple[Decimal, str], int]:
    """Share the discount out in proportion; the units that are left over go to the largest fractions."""
    subtotal = sum(groups.values())
    if not subtotal:
        return dict.fromkeys(groups, 0)
    shares = {key: discount * net // subtotal for key, net in groups.items()}
    largest = sorted(groups, key=lambda key: (-(discount * groups[key] % subtotal), key))
    for key in largest[: discount - sum(shares.values())]:
        shares[key] += 1
    return shares


def _rounded(amount: Decimal) -> int:
    """Half up, away from zero: what is credited is rounded as what is charged."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
