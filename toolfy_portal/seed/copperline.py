"""Copperline Plumbing & Heat: an invented firm in Asheville, North Carolina."""

from toolfy_portal.core.access import Role
from toolfy_portal.seed.demo import (
    DemoBusiness,
    DemoInvoice,
    downloaded,
    line,
    paid,
    sent,
    sent_by_bank,
    started,
    viewed,
)

_CUSTOMERS = (
    {
        "name": "Marcus Delgado",
        "email": "m.delgado@mail.example",
        "phone": "(828) 555-0117",
        "address": "208 Birch Hollow Ln\nAsheville, NC 28801",
    },
    {
        "name": "Blue Ridge Pottery Co-op",
        "contact_name": "June Whitaker",
        "email": "office@blueridgepottery.example",
        "address": "77 Depot St\nAsheville, NC 28801",
    },
    {"name": "Nora Lindqvist", "email": "nora.l@mail.example", "address": "1412 Sunset Dr\nAsheville, NC 28804"},
)

_INVOICES = (
    DemoInvoice(
        "INV-2281",
        "Nora Lindqvist",
        "Kitchen faucet and disposal",
        (
            line("Pull-down faucet, installed", "1", "312.00", 18_100),
            line("Garbage disposal, 3/4 hp", "1", "268.00", 14_900),
        ),
        18,
        "Prefers texts.",
        (*viewed(17.9, 15.3), started(15.26), paid(15.2, "Visa ending 4242")),
    ),
    DemoInvoice(
        "INV-2285",
        "Blue Ridge Pottery Co-op",
        "Gas line to kiln, first half",
        (line("Black iron gas line, 1 in, run and tested", "85", "17.40", 65_500, unit="ft"),),
        24,
        "June wants the pressure test sheet with the invoice.",
        (sent(23.9, "email"), *viewed(23.7, 9.5), downloaded(23.6)),
        tax=("0", "Sales tax, exempt"),
    ),
    DemoInvoice(
        "INV-2290",
        "Marcus Delgado",
        "Water heater replacement",
        (
            line(
                "Furnace tune-up and safety check",
                "1",
                "189.00",
                6400,
                note="Burner, blower and carbon monoxide test",
            ),
            line(
                "Electric water heater, 50 gal",
                "1",
                "1145.00",
                79_200,
                note="Six-year tank warranty, old unit hauled away",
            ),
            line("Thermal expansion tank, 2 gal", "1", "84.00", 4600),
            line("Licensed plumber, installation", "4", "135.00", 31_200, unit="hr"),
        ),
        14,
        "He asked whether the rebate form is included. It is.",
        (*viewed(13.8, 1.2, 0.6), sent_by_bank(0.59)),
    ),
    DemoInvoice(
        "INV-2293",
        "Nora Lindqvist",
        "Crawl space pipe insulation",
        (
            line("Pipe insulation, 3/4 in", "120", "2.85", 11_800, unit="ft"),
            line("Labor", "3", "110.00", 17_400, unit="hr"),
        ),
        3,
        "Second visit in spring.",
        (*viewed(2.7), paid(2.6, "Cheque", 25000)),
        more={"discount_minor": 4500, "notes": "Neighbor discount applied, with thanks."},
    ),
    DemoInvoice(
        "INV-2296",
        "Marcus Delgado",
        "Backflow preventer test",
        (line("Annual test and city filing", "1", "125.00", 3800),),
        None,
        "Send once the city has stamped it.",
    ),
)

COPPERLINE = DemoBusiness(
    business={
        "name": "Copperline Plumbing & Heat",
        "short_name": "Copperline",
        "legal_name": "Copperline Plumbing & Heat LLC",
        "email": "office@copperline.example",
        "phone": "(828) 555-0142",
        "website": "copperline.example",
        "address": "19 Foundry Row\nAsheville, NC 28801",
        "timezone": "America/New_York",
        "currency": "USD",
        "locale": "en_US",
    },
    branding={
        "accent": "#f07f2e",
        "cover_focus": "50% 40%",
        "welcome_message": "Questions? Call (828) 555-0142, any day from 7 a.m. to 7 p.m.",
        "support_email": "office@copperline.example",
        "terms_url": "https://copperline.example/terms",
    },
    terms={
        "payment_days": 14,
        "next_invoice": 2297,
        "payment_terms": (
            "Net 14. Pay by card or ACH bank transfer. Checks payable to Copperline Plumbing & Heat LLC."
        ),
        "late_fee_policy": (
            "A 1.5% monthly charge applies to balances more than 14 days past due. Call us if you need more time."
        ),
        "bank_details": [
            {"label": "Account name", "value": "Copperline LLC"},
            {"label": "Routing number", "value": "000000518"},
            {"label": "Account number", "value": "8402 1170"},
        ],
    },
    logo="logo-copperline.png",
    cover="cover-copperline.jpg",
    tax=("0.07", "Sales tax, 7%"),
    tax_rates=(("Sales tax", "7"),),
    staff=(
        {"name": "Ray Tolliver", "email": "ray@copperline.example", "role": Role.OWNER},
        {"name": "Maya Brandt", "email": "maya@copperline.example", "role": Role.OFFICE},
    ),
    customers=_CUSTOMERS,
    invoices=_INVOICES,
    contacts=(("Blue Ridge Pottery Co-op", {"name": "Sam Ortiz", "email": "sam@blueridgepottery.example"}),),
)
