"""`import`: files in any order, a clear account, and nothing touched when a file can't be read."""

from pathlib import Path

import pytest

FILES = Path(__file__).parents[1] / "data" / "imports"
HEADER = (
    "Client,Email,Invoice Number,Amount,Paid,Status,Invoice Date,Due Date,Item Product,"
    "Item Notes,Item Cost,Item Quantity"
)
BUSINESS = "Fernhill Plumbing & Heating"


def path_of(name: str) -> str:
    return str(FILES / f"{name}.csv")


@pytest.fixture
def bring(run, seeded):
    return lambda *arguments: run("import", *arguments, "--business", BUSINESS)


def invoices(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "rows.csv"
    path.write_text("\n".join([HEADER, *rows]))
    return str(path)


def test_customers_come_before_invoices_before_payments(bring):
    ran = bring(path_of("zoho_invoices"), path_of("zoho_contacts"), "--json")
    assert [each["file"] for each in ran.json()["files"]] == ["zoho_contacts.csv", "zoho_invoices.csv"]
    contacts, found = ran.json()["files"]
    assert contacts["made"]["customers"] == 5
    assert found["made"] == {"customers": 0, "invoices": 3, "payments": 0}
    assert found["sums"]["USD"] == {
        "total_minor": 133_975,
        "paid_minor": 0,
        "stored_total_minor": 133_975,
        "stored_paid_minor": 0,
    }
    assert ran.code == 0


def test_the_account_for_people(bring):
    ran = bring(path_of("freshbooks_invoices"))
    assert ran.code == 0
    for words in ("freshbooks_invoices.csv: FreshBooks: invoices", "Rows\t3", "New invoices\t1", "in the file"):
        assert words in ran.out
    assert "Rows already here\t3" in bring(path_of("freshbooks_invoices")).out


def test_rows_with_errors_are_named_and_counted(bring, tmp_path):
    good = "Ana,a@x.example,N-1,£10.00,£0.00,Sent,2026-01-02,,Visit,,10.00,1"
    bad = [f"Ana,a@x.example,B-{n},£10.00,£0.00,Sent,2026-13-45,,Visit,,10.00,1" for n in range(23)]
    ran = bring(invoices(tmp_path, good, *bad))
    assert ran.code == 2
    assert "Rows with errors\t23" in ran.out
    assert ran.out.count("2026-13-45") == 20
    assert ran.out.endswith("and 3 more: --json lists all.\n")


BAD = {
    "a PDF": (b"%PDF-1.7 ...", "bad.csv: This is a PDF, not a CSV."),
    "empty": (b"", "bad.csv: This file is empty."),
    "columns": (b"Colour,Size\nred,1\n", "bad.csv: We don't recognise the columns of this file: Colour, Size."),
    "encoding": (HEADER.encode() + b"\nJos\xc3\xa9 \x81,,,,,,,,,,,\n", "bad.csv: Line 2 holds characters"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_cant_be_read_stops_all(bring, tmp_path, kind):
    content, told = BAD[kind]
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    ran = bring(path_of("zoho_contacts"), str(path))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(told)
    assert bring(path_of("zoho_contacts"), "--json").json()["files"][0]["made"]["customers"] == 5


def test_a_file_that_isnt_there(bring):
    ran = bring("nowhere.csv")
    assert (ran.code, ran.err) == (1, "nowhere.csv: No such file or directory.\n")


def test_several_businesses_need_a_name(run, seeded):
    ran = run("import", path_of("zoho_contacts"))
    assert ran.code == 1
    assert ran.err.startswith('There are several businesses: "')
    assert (
        run("import", path_of("zoho_contacts"), "--business", "Nobody").err == "There is no business called Nobody.\n"
    )
