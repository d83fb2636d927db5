"""Fernhill Plumbing & Heating: an invented firm in Bristol."""

from toolfy_portal.core.access import Role
from toolfy_portal.domain.businesses.models import Plan
from toolfy_portal.seed.demo import (
    DemoBusiness,
    DemoInvoice,
    cancelled,
    declined,
    downloaded,
    line,
    paid,
    regenerated,
    sent,
    sent_by_bank,
    started,
    viewed,
)

_VISA = "Visa ending 4242"
_CUSTOMERS = (
    {
        "name": "Hannah Okafor",
        "email": "h.okafor@mail.example",
        "phone": "07700 900482",
        "address": "14 Larch Road\nBristol BS6 5QT",
        "notes": "The side gate sticks, give it a push. The dog is friendly. Stopcock is under the stairs.",
    },
    {
        "name": "Meadow Lane Lettings",
        "contact_name": "Ruth Calloway",
        "email": "accounts@meadowlane.example",
        "address": "2 Meadow Lane\nBristol BS7 8PL",
    },
    {"name": "The Rowan Café", "email": "hello@rowancafe.example", "address": "31 Gloucester Road\nBristol BS7 8AD"},
    {"name": "George Pritchard", "email": "g.pritchard@mail.example", "address": "9 Elm Close\nBristol BS9 3JU"},
    {
        "name": "St Aldhelm’s School",
        "contact_name": "Bursar’s office",
        "email": "bursar@staldhelms.example",
        "address": "Church Walk\nBristol BS8 2QN",
    },
    {"name": "Leila Haddad", "email": "leila.haddad@mail.example", "address": "57 Cotham Hill\nBristol BS6 6JP"},
    {
        "name": "Harbourside Apartments",
        "contact_name": "Tom Reyes",
        "email": "manager@harbourside.example",
        "address": "Canons Way\nBristol BS1 5LF",
    },
    {"name": "Owen Davies", "email": "owen.davies@mail.example", "address": "3 Quarry Steps\nBristol BS8 2DP"},
    {"name": "Chloe Bennett", "email": "chloe.bennett@mail.example", "address": "22 Ashley Hill\nBristol BS7 9BE"},
    {
        "name": "Arthur Quill",
        "email": "",
        "phone": "0117 496 0171",
        "address": "Flat 2, 40 Redland Grove\nBristol BS6 6PT",
    },
)

_BOILER_AND_FLUSH = (
    line(
        "Annual boiler service",
        "1",
        "96.00",
        3800,
        note="Combustion check, seals, condensate trap and safety test",
    ),
    line(
        "Power flush",
        "1",
        "540.00",
        29_800,
        note="Chemical clean of nine radiators, with before and after readings",
    ),
    line("Thermostatic radiator valve, 15 mm", "4", "28.50", 6880),
    line("Magnetic system filter, 22 mm", "1", "145.00", 8940),
    line("Labour, fitting valves and filter", "3.5", "62.00", 19_000, unit="h"),
)

_INVOICES = (
    DemoInvoice(
        "INV-1024",
        "Chloe Bennett",
        "Outside tap",
        (line("Outside tap, supply and fit", "1", "154.00", 6120),),
        20,
        "Asked about a second tap by the shed.",
        (*viewed(19.9, 16.1), started(16.03), paid(16, _VISA)),
    ),
    DemoInvoice(
        "INV-1029",
        "Owen Davies",
        "Bathroom refit, second stage",
        (
            line("First fix pipework", "1", "280.00", 11_800),
            line("Shower valve and tray, fitting", "1", "170.00", 7450),
        ),
        35,
        "Away until the end of the month, says his neighbour.",
        viewed(33.2),
    ),
    DemoInvoice(
        "INV-1033",
        "Meadow Lane Lettings",
        "Tap repairs, 4 Hill Street",
        (
            line("Kitchen mixer tap", "1", "118.00", 7200),
            line("Labour", "2", "61.00", 7600, unit="h"),
        ),
        20,
        "Ruth pays in two goes when the landlord is slow.",
        (*viewed(19.8, 12.4), paid(12.3, "Bank transfer", 16000)),
    ),
    DemoInvoice(
        "INV-1036",
        "Harbourside Apartments",
        "Communal pump repair",
        (
            line("Circulator pump, 50-100", "1", "690.00", 44_200),
            line("Emergency labour, two engineers", "5", "74.00", 21_000, unit="h"),
        ),
        28,
        "Tom said the board meets on the first Monday.",
        (
            *viewed(27.9, 25, 13.1),
            downloaded(27.8),
            started(2.1),
            declined(2.09, "The card doesn't have enough money on it."),
        ),
    ),
    DemoInvoice(
        "INV-1039",
        "Arthur Quill",
        "Toilet cistern repair",
        (line("Fill valve and flush seal, fitted", "1", "88.00", 3100),),
        17,
        "No e-mail. Dan took the link round on paper.",
        (*viewed(15.2), paid(15.1, "Mastercard ending 4444")),
    ),
    DemoInvoice(
        "INV-1041",
        "Leila Haddad",
        "Emergency call-out",
        (
            line("Call-out, evening", "1", "145.00", 6000),
            line("Burst pipe repair, 22 mm", "1", "115.00", 3700),
        ),
        10,
        "Send her the insurance letter when it comes.",
        (*viewed(9.9, 2.2, 2.05), downloaded(9.8), started(2.04), paid(2, _VISA)),
    ),
    DemoInvoice(
        "INV-1043",
        "St Aldhelm’s School",
        "Plant room maintenance",
        (
            line("Quarterly plant room visit", "1", "2400.00", 128_000),
            line("Expansion vessel, 300 l, replaced", "2", "1180.00", 152_200),
            line("Water treatment and report", "1", "940.00", 38_600),
        ),
        8,
        "Purchase order 40117 is on file.",
        (*viewed(7.6), downloaded(7.59)),
    ),
    DemoInvoice(
        "INV-1044",
        "Hannah Okafor",
        "Boiler service and system flush",
        _BOILER_AND_FLUSH,
        5,
        "Wrong number of valves. INV-1048 takes its place.",
        (*viewed(4.9), cancelled(4.1)),
    ),
    DemoInvoice(
        "INV-1045",
        "George Pritchard",
        "Radiator replacement, hall",
        (
            line("Radiator, 600 × 1000 double", "1", "186.00", 12_100),
            line("Labour", "3", "46.00", 8200, unit="h"),
        ),
        7,
        "Ring rather than mail if he doesn't open it.",
    ),
    DemoInvoice(
        "INV-1046",
        "The Rowan Café",
        "Grease trap and sink waste",
        (
            line("Grease trap, emptied and cleaned", "1", "210.00", 8400),
            line("Sink waste rebuilt", "1", "145.00", 5800),
        ),
        6,
        "Only before eight in the morning.",
        (sent(5.95, "email"), *viewed(5.9, 1.1), sent_by_bank(1)),
    ),
    DemoInvoice(
        "INV-1047",
        "Meadow Lane Lettings",
        "Landlord safety checks, six flats",
        (line("Gas safety check and certificate", "6", "112.50", 31_000),),
        5,
        "Flat 5 needs a new hob connection before the next check.",
        (*viewed(4.9, 3.2, 1.4), downloaded(3.1), paid(3, "Bank transfer", 30000)),
    ),
    DemoInvoice(
        "INV-1048",
        "Hannah Okafor",
        "Boiler service and system flush",
        _BOILER_AND_FLUSH,
        4,
        "Mention the Boiler Care plan when she pays.",
        (
            sent(3.99, "email", "text"),
            *viewed(3.98, 3.4, 2.9, 2.2, 1.6, 0.9, 0.05),
            downloaded(1.5),
            regenerated(3.5),
            started(0.045),
            declined(0.044, "The card was declined."),
        ),
    ),
    DemoInvoice(
        "INV-1049",
        "Leila Haddad",
        "Make good after burst pipe",
        (line("Plasterboard and skim, kitchen ceiling", "1", "240.00", 13_000),),
        None,
        "Waiting for her insurer to agree the price.",
    ),
    DemoInvoice(
        "INV-1050",
        "Harbourside Apartments",
        "Riser isolation valves",
        (
            line("Isolation valve, 54 mm", "6", "96.00", 31_800),
            line("Labour, out of hours", "8", "92.00", 38_400, unit="h"),
        ),
        None,
        "Send after the weekend's work is signed off.",
    ),
)

FERNHILL = DemoBusiness(
    business={
        "name": "Fernhill Plumbing & Heating",
        "short_name": "Fernhill",
        "legal_name": "Fernhill Heating Ltd",
        "email": "hello@fernhill.example",
        "phone": "0117 496 0182",
        "website": "fernhill.example",
        "address": "8 Tannery Yard\nBristol BS2 0FE",
        "tax_id": "GB 000 4821 19",
        "company_id": "00482119",
        "timezone": "Europe/London",
        "currency": "GBP",
        "locale": "en_GB",
        "plan": Plan.PRO,
    },
    branding={
        "accent": "#1f5c45",
        "cover_focus": "50% 42%",
        "welcome_message": "Thank you for choosing Fernhill. We’re here Monday to Saturday, 8 am to 6 pm.",
        "support_email": "hello@fernhill.example",
        "terms_url": "https://fernhill.example/terms",
    },
    terms={
        "payment_days": 14,
        "next_invoice": 1051,
        "payment_terms": (
            "Please pay within 14 days of the invoice date. We accept card, Apple Pay, Google Pay and bank transfer."
        ),
        "late_fee_policy": (
            "After 14 days we may add 2% a month to the unpaid balance. "
            "If something is wrong, tell us first and we’ll pause it."
        ),
        "bank_details": [
            {"label": "Account name", "value": "Fernhill Heating Ltd"},
            {"label": "Sort code", "value": "00-48-21"},
            {"label": "Account number", "value": "31926819"},
        ],
    },
    logo="logo-fernhill.png",
    cover="cover-fernhill.jpg",
    tax=("0.20", "VAT at 20%"),
    tax_rates=(("VAT", "20"), ("VAT", "5"), ("VAT", "0")),
    staff=(
        {"name": "Dan Prosser", "email": "dan@fernhill.example", "role": Role.OWNER},
        {"name": "Ellie Marsh", "email": "ellie@fernhill.example", "role": Role.OFFICE},
    ),
    customers=_CUSTOMERS,
    invoices=_INVOICES,
    contacts=(
        (
            "Hannah Okafor",
            {"name": "David Okafor", "role": "Husband", "email": "d.okafor@mail.example", "phone": "07700 900483"},
        ),
        ("Meadow Lane Lettings", {"email": "ruth@meadowlane.example", "phone": "07700 900218"}),
    ),
)
