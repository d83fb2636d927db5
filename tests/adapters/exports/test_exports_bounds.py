"""What a damaged, hostile or very long file may cost: never an exception, never much time or memory."""

import time
import tracemalloc
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolfy_portal.adapters.exports import ImportedCustomer, RowError, open_export
from toolfy_portal.core.errors import Invalid

FILES = Path(__file__).parents[2] / "data" / "imports"
SOURCES = [path.read_bytes()[:3000] for path in sorted(FILES.glob("*.csv")) if "quotes" not in path.name]
SPLICES = st.sampled_from(
    [b'"', b",", b"\n", b"\r", b"\0", b"'", b"-", b"(", b"$", b"\xe9", b"9" * 40, b"13/1/2020", b'"\n"']
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SOURCES), st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 5), SPLICES), max_size=8))
def test_a_damaged_file_never_raises_and_never_loses_a_row(tmp_path, source, wounds):
    for place, cut, splice in wounds:
        source = source[:place] + splice + source[place + cut :]
    path = tmp_path / "damaged"
    path.write_bytes(source)
    try:
        export = open_export(path)
    except Invalid:
        return
    records = list(export.read("USD"))
    starts = [record.row for record in records]
    assert starts == sorted(set(starts))
    assert sum(record.rows for record in records) == sum(1 for _ in export._raw_rows())
    assert all(record.message for record in records if isinstance(record, RowError))


def test_a_hostile_file_is_read_in_the_time_of_its_size(tmp_path):
    """Each line opens a quotation mark anew, and keeps the one before it open."""
    path = tmp_path / "hostile.csv"
    path.write_text("Client,Invoice Number,Amount,Date\n" + 'x"",y","z\n' * 100_000)
    began = time.perf_counter()
    records = open_export(path).read("USD")
    assert sum(record.rows for record in records) == 100_000
    assert time.perf_counter() - began < 20


def test_a_hundred_thousand_rows_stay_small(tmp_path):
    path = tmp_path / "many.csv"
    with path.open("w") as file:
        file.write("Organization,First Name,Last Name,Email,Street,Province/State\n")
        file.writelines(f"Firm {number},,,,,\n" for number in range(100_000))
    tracemalloc.start()
    try:
        count = sum(isinstance(record, ImportedCustomer) for record in open_export(path).read("USD"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 100_000
    assert peak < 20_000_000
