"""Rows that contradict each other or can't be read: named, counted, and never half an invoice."""

import csv
import io
from itertools import islice
from pathlib import Path

import pytest

from toolfy_portal.adapters.exports import ImportedInvoice, RowError, open_export

FILES = Path(__file__).parents[2] / "data" / "imports"
NINJA = (
    "Client,Email,Invoice Number,Amount,Paid,Status,Invoice Date,Due Date,Discount,Item Product,Item Notes,"
    "Item Cost,Item Quantity,Item Tax Name,Item Tax Rate\n"
)
PAYMENTS = "Client,Invoice Number,Amount,Date\n"
FRESHBOOKS = (FILES / "freshbooks_invoices.csv").read_text().splitlines(keepends=True)[0]


def ninja(number="1", amount="$10.00", cost="10", *, paid="$0.00", status="Sent", discount="", rate="", product="Work"):
    invoice = f"Ann,ann@example.org,{number},{amount},{paid},{status},2020-01-01,2020-02-01,{discount}"
    return f"{invoice},{product},,{cost},1,VAT,{rate}\n"


def freshbooks(number="1", *, status="sent", paid="", subtotal="10.00", tax="0.00", total="10.00", percent="0"):
    return f"Ann,{number},2020-01-01,{status},{paid},Work,,10.00,1,{percent},{subtotal},VAT,{tax},,0.00,{total},GBP\n"


@pytest.fixture
def read(tmp_path):
    def write_and_read(text: str, currency: str = "USD"):
        path = tmp_path / "export"
        path.write_text(text, newline="")
        return list(open_export(path).read(currency))

    return write_and_read


def shape(records):
    return [(type(record).__name__, record.row, record.rows) for record in records]


def zoho(**changes: str) -> str:
    with (FILES / "zoho_invoices.csv").open(newline="") as file:
        header, *rows = islice(csv.reader(file), 5)
    for row in rows:
        for column, value in changes.items():
            row[header.index(column.replace("_", " "))] = value
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


def test_a_zoho_draft_with_nothing_due_is_not_settled(read):
    (invoice,) = read(zoho(Balance="0.00"))
    assert (invoice.status, invoice.paid_minor, invoice.balance_minor, invoice.total_minor) == ("draft", 0, 0, 48_975)
    assert invoice.warnings == ("What is paid and what is due make 0.00 USD, its total is 489.75 USD.",)


def test_zoho_says_what_is_paid_by_its_balance(read):
    (invoice,) = read(zoho(Invoice_Status="Overdue", Balance="400.00", Last_Payment_Date="2021-02-03"))
    assert (invoice.status, invoice.paid_minor, invoice.balance_minor) == ("issued", 8_975, 40_000)
    assert (str(invoice.paid_on), invoice.warnings) == ("2021-02-03", ())


def test_zoho_charges_belong_to_the_total(read):
    (invoice,) = read(
        zoho(Total="480.78", Shipping_Charge="10.00", Adjustment="-1.00", Round_Off="0.01", Entity_Discount_Percent="4")
    )
    assert (invoice.shipping_minor, invoice.adjustment_minor, invoice.discount_minor) == (1_000, -99, 1_959)
    assert invoice.warnings == (
        "Its lines, discount, tax and charges come to 479.17 USD, its total is 480.78 USD.",
        "What is paid and what is due make 489.75 USD, its total is 480.78 USD.",
    )


def test_a_zoho_write_off_is_not_a_payment(read):
    (invoice,) = read(zoho(Invoice_Status="Paid", Balance="0.00", WriteOff_Amount="89.75"))
    assert invoice.paid_minor == 40_000
    assert "89.75 of it was written off." in invoice.warnings


@pytest.mark.parametrize(
    ("column", "value", "trouble"),
    [
        ("Total", "abc", "Total “abc” is not an amount"),
        ("Total", "", "Total is empty"),
        ("Total", "489.755", "Total “489.755” is finer than USD can be paid"),
        ("Item Price", "4..25", "Item Price “4..25” is not an amount"),
        ("Invoice Date", "2021-02-30", "Invoice Date “2021-02-30” is not a day of the calendar"),
        ("Due Date", "soon", "Due Date “soon” is not a date we can read"),
        ("Invoice Status", "Odd", "Invoice Status “Odd” is not one we know"),
        ("Currency Code", "ZZZ", "Currency Code “ZZZ” is not a currency we know"),
        ("Invoice Number", "", "Invoice Number is empty"),
    ],
)
def test_a_bad_cell_is_named_and_costs_its_whole_invoice(read, column, value, trouble):
    (error,) = read(zoho(**{column: value}))
    assert shape([error]) == [("RowError", 2, 4)]
    assert error.message.startswith(f"Row 2: {trouble}")
    assert error.excerpt.startswith("2021-0" if column == "Invoice Date" else "2021-01-28, 2520018000000073144")


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("Ann,1,5.00\n", "This row has 3 values, but the header has 4 columns."),
        ("Ann,1,5.00,2020-01-01,x\n", "This row has 5 values, but the header has 4 columns."),
        ("An\0n,1,5.00,2020-01-01\n", "This row holds a NUL character"),
        ('"Ann,1,5.00,2020-01-01\n', "A quotation mark "),
        ('"An"n,1,5.00,2020-01-01\n', "A quotation mark stands in the middle of a value."),
        (f"{'A' * 140_000},1,5.00,2020-01-01\n", "A value in this row is longer than 131,072 characters."),
        (f"{'A' * 3_000_000},1,5.00,2020-01-01\n", "This row is longer than a million characters."),
    ],
)
@pytest.mark.parametrize("after", ["Bob,2,6.00,2020-01-02\nCy,3,7.00,2020-01-03\n", ""])
def test_a_broken_row_costs_itself_alone(read, line, trouble, after):
    before = "Zed,0,4.00,2020-01-01\n"
    records = read(PAYMENTS + before + line + after)
    assert shape(records)[:2] == [("ImportedPayment", 2, 1), ("RowError", 3, 1)]
    assert trouble in records[1].message
    assert records[1].excerpt.isprintable()
    assert [(each.invoice_number, each.row) for each in records[2:]] == [("2", 4), ("3", 5)][: after.count("\n")]


def test_notes_of_several_lines_are_one_row(read):
    records = read(PAYMENTS + '"Ann\nand Bob",1,5.00,2020-01-01\n\n,,,\nCy,2,6.00,2020-01-01\n')
    assert shape(records) == [("ImportedPayment", 2, 1), ("ImportedPayment", 6, 1)]
    assert records[0].customer_name == "Ann\nand Bob"


def test_a_broken_row_inside_an_invoice_costs_the_invoice(read):
    records = read(NINJA + ninja("1") + "Ann,ann@example.org,2,oops\n" + ninja("2") + ninja("3"))
    assert shape(records) == [("ImportedInvoice", 2, 1), ("RowError", 3, 2), ("ImportedInvoice", 5, 1)]
    assert "None of the invoice's 2 rows was read." in records[1].message


def test_an_unreadable_row_between_lines_of_an_invoice_costs_the_invoice(read):
    records = read(FRESHBOOKS + freshbooks("1") + "rubbish\n" + freshbooks("1") + freshbooks("1") + freshbooks("2"))
    assert shape(records) == [("RowError", 2, 4), ("ImportedInvoice", 6, 1)]


def test_an_unreadable_row_between_invoices_is_said_on_both(read):
    records = read(FRESHBOOKS + freshbooks("1") + "rubbish\n" + freshbooks("2") + freshbooks("3"))
    assert shape(records)[1] == ("RowError", 3, 1)
    sentence = "Row 3, next to this invoice, can't be read: a line may be missing."
    assert [record.warnings for record in records if isinstance(record, ImportedInvoice)] == [
        (sentence,),
        (sentence,),
        (),
    ]


@pytest.mark.parametrize("first", [ninja("1"), ninja("1", "oops")])
def test_an_invoice_that_appears_again_apart_is_named(read, first):
    records = read(NINJA + first + ninja("2") + ninja("1") + ninja("3"))
    assert isinstance(records[2], RowError)
    assert records[2].message.startswith("Invoice 1 appears again at row 4, apart from its first lines.")
    assert [record.rows for record in records] == [1, 1, 1, 1]


def test_a_customer_that_appears_again_is_named(read):
    text = (FILES / "zoho_contacts.csv").read_text()
    records = read(text + text.splitlines(keepends=True)[1])
    assert records[-1].message == "Customer 2520018000000073005 appears again at row 7: only the first is read."


def test_a_vendor_is_no_customer(read):
    records = read((FILES / "zoho_contacts.csv").read_text().replace("customer", "vendor", 1))
    assert [record.message for record in records if isinstance(record, RowError)] == [
        "Row 2: Avengers is a vendor, not a customer."
    ]


def test_copies_are_kept_when_the_total_counts_them(read):
    (twice,) = read(NINJA + ninja(amount="$20.00") * 2)
    assert (len(twice.lines), twice.warnings) == (2, ())


def test_copies_that_cost_nothing_are_kept(read):
    (twice,) = read(NINJA + ninja(amount="$0.00", cost="0") * 2)
    assert (len(twice.lines), twice.warnings) == (2, ())


def test_payments_are_told_apart_by_their_day(read):
    records = read(PAYMENTS + "Ann,1,$5.00,2020-01-01\nAnn,1,$5.00,2020-01-02\n")
    assert [record.source_id for record in records] == ["Ann | 1 | 500 | 2020-01-01", "Ann | 1 | 500 | 2020-01-02"]


def test_copies_are_kept_and_said_when_nothing_adds_up(read):
    (twice,) = read(NINJA + ninja(amount="$15.00") * 2)
    assert (len(twice.lines), twice.total_minor) == (2, 1_500)
    assert twice.warnings == ("Its lines, discount, tax and charges come to 20.00 USD, its total is 15.00 USD.",)


@pytest.mark.parametrize("discount", ["10%", "$2.00"])
def test_ninja_discount_comes_before_tax(read, discount):
    (invoice,) = read(
        NINJA
        + ninja(amount="$21.60", discount=discount, rate="20")
        + ninja(amount="$21.60", discount=discount, rate="20%", product="B")
    )
    assert (invoice.subtotal_minor, invoice.discount_minor, invoice.tax_minor) == (2_000, 200, 360)
    assert invoice.warnings == ()


@pytest.mark.parametrize(
    ("paid", "status", "warnings"),
    [
        (
            "$12.00",
            "Partial",
            ("12.00 USD is paid of a total of 10.00 USD.", "It isn't marked paid, and 12.00 USD of 10.00 USD is paid."),
        ),
        ("$4.00", "Paid", ("It is marked paid, and 6.00 USD of 10.00 USD is still due.",)),
        ("$10.00", "Sent", ("It isn't marked paid, and 10.00 USD of 10.00 USD is paid.",)),
        ("$4.00", "Partial", ()),
    ],
)
def test_what_is_paid_stays_the_files(read, paid, status, warnings):
    (invoice,) = read(NINJA + ninja(paid=paid, status=status))
    assert invoice.total_minor - invoice.balance_minor == invoice.paid_minor == int(paid.strip("$").replace(".", ""))
    assert invoice.warnings == warnings


def test_rows_of_one_invoice_that_disagree_are_said(read):
    (invoice,) = read(NINJA + ninja(amount="$20.00") + ninja(amount="$21.00", product="B"))
    assert invoice.total_minor == 2_000
    assert invoice.warnings == ("Amount is “$20.00” on row 2 and “$21.00” on row 3: the first is kept.",)


@pytest.mark.parametrize(
    ("row", "paid", "words"),
    [
        (freshbooks(status="paid", paid="2020-01-05"), 1_000, ""),
        (freshbooks(status="partial"), 0, "doesn't say how much"),
        (freshbooks(paid="2020-01-05"), 0, "It was paid on 2020-01-05, and its status is sent"),
        (freshbooks(tax="2.00", total="12.00"), 0, ""),
        (
            freshbooks(tax="2.00", total="13.00"),
            0,
            "the line subtotal 10.00 and its taxes don't make the line total 13.00",
        ),
        (freshbooks(percent="10", subtotal="9.00", total="9.00"), 0, ""),
        (freshbooks(percent="10", subtotal="10.00", total="9.00"), 0, ""),
        (freshbooks(subtotal="11.00", total="11.00"), 0, "1 times 10.00 isn't the line's amount"),
    ],
)
def test_freshbooks_keeps_its_line_totals(read, row, paid, words):
    (invoice,) = read(FRESHBOOKS + row)
    assert invoice.total_minor == int(row.split(",")[-2].replace(".", ""))
    assert (invoice.paid_minor, invoice.currency) == (paid, "GBP")
    assert words in "".join(invoice.warnings)
    assert bool(words) == bool(invoice.warnings)


def test_an_invoice_without_end_is_refused(read):
    (error,) = read(NINJA + ninja() * 5_001)
    assert (error.row, error.rows) == (2, 5_001)
    assert "more than 5,000 rows" in error.message


def test_an_address_that_is_no_address_costs_only_itself(read):
    text = (FILES / "freshbooks_clients.csv").read_text().replace("marge@simpsons.com", "ask her")
    marge = read(text)[0]
    assert (marge.email, marge.warnings) == ("", ("Email “ask her” is not an e-mail address and was left out.",))
