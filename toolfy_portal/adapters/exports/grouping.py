"""Rows put together into the records they belong to, each group a record or a named error."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from toolfy_portal.adapters.exports.records import ExportFormat, Imported, Record, RowError
from toolfy_portal.adapters.exports.rows import BadRow, Row, shortened

MOST_ROWS = 5_000  # of one invoice: bounds what is held in memory
_MOST_HELD = 50


@dataclass(slots=True)
class Group:
    """Consecutive rows of one record. `fault` is the first thing wrong with any of them as a whole."""

    key: tuple[str, ...]
    rows: list[Row] = field(default_factory=list[Row])
    count: int = 0
    fault: str = ""
    unreadable: bool = True
    beside: int = 0

    def add(self, row: Row) -> None:
        """Take one more row; past the limit it is counted and not kept."""
        fault = row.raw.fault
        self.unreadable = self.unreadable and bool(fault)
        self.count += row.raw.rows
        if fault:
            self.fault = self.fault or f"Row {row.raw.line}: {fault}"
        elif len(self.rows) == MOST_ROWS:
            self.fault = self.fault or f"This is one invoice of more than {MOST_ROWS:,} rows."
        if len(self.rows) < MOST_ROWS:
            self.rows.append(row)

    def absorb(self, other: "Group") -> None:
        """Take the rows of a group that turned out to stand inside this one."""
        self.count += other.count
        self.fault = self.fault or other.fault

    def warnings(self, steady: Iterable[str] = ()) -> list[str]:
        """Return what is odd about the rows together. steady: columns that should say the same on every row."""
        odd = [f"Row {self.beside}, next to this invoice, can't be read: a line may be missing."] if self.beside else []
        first = self.rows[0]
        for row in self.rows[1:]:
            if row.raw.cells != first.raw.cells:
                odd += [
                    f"{column} is “{first.text(column)}” on row {first.raw.line} and “{row.text(column)}” "
                    f"on row {row.raw.line}: the first is kept."
                    for column in steady
                    if row.text(column) != first.text(column)
                ]
        return odd

    def error(self, message: str) -> RowError:
        """Return the group as rows that became nothing."""
        first = self.rows[0].raw
        start = shortened(", ".join(filter(None, first.cells)), 120)
        excerpt = "".join(character if character.isprintable() else " " for character in start)
        if self.count > 1:
            message += f" None of the invoice's {self.count} rows was read."
        return RowError(row=first.line, rows=self.count, message=message, excerpt=excerpt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One kind of export: how to know it and how to read it.

    key: columns that tell one record's rows from the next one's; empty if every row is a record.
    identify: what the record is called at every reading. repeats: whether two records may be called the same.
    """

    format: ExportFormat
    label: str
    needed: frozenset[str]
    dates: tuple[str, ...]
    money: tuple[str, ...]
    key: tuple[str, ...]
    identify: Callable[[Row], str]
    build: Callable[[Group, str], Imported]
    repeats: bool = False


def read_records(rows: Iterable[Row], layout: Layout) -> Iterator[Record]:
    """Yield a record or an error for every group of rows, in the file's order. Holds one group and the ids seen."""
    seen: dict[str, int] = {}
    for group in _joined(_grouped(rows, layout.key)):
        try:
            yield _record(group, layout, seen)
        except BadRow as bad:
            yield group.error(group.fault or str(bad))


def _record(group: Group, layout: Layout, seen: dict[str, int]) -> Imported:
    source_id = layout.identify(group.rows[0])
    times = seen[source_id] = seen.get(source_id, 0) + 1
    if source_id and times > 1 and not layout.repeats:
        raise BadRow(_again(group, layout, source_id))
    if group.fault:
        raise BadRow(group.fault)
    record = layout.build(group, source_id)
    if times == 1:
        return record
    warning = f"The same stands on {times - 1} earlier row{'s' if times > 2 else ''}: check that it happened each time."
    return replace(record, source_id=f"{source_id}#{times}", warnings=(*record.warnings, warning))


def _again(group: Group, layout: Layout, source_id: str) -> str:
    line = group.rows[0].raw.line
    if layout.key:
        return f"Invoice {source_id} appears again at row {line}, apart from its first lines. Put its rows together."
    return f"Customer {source_id} appears again at row {line}: only the first is read."


def _grouped(rows: Iterable[Row], key: tuple[str, ...]) -> Iterator[Group]:
    group: Group | None = None
    for row in rows:
        row_key = tuple(row.text(column) for column in key)
        if group is None or row_key != group.key or not key:
            if group is not None:
                yield group
            group = Group(row_key)
        group.add(row)
    if group is not None:
        yield group


def _joined(groups: Iterable[Group]) -> Iterator[Group]:
    """Join what unreadable rows have split: the rows around them may be one invoice, which then lacks a line."""
    held: list[Group] = []
    for group in groups:
        if len(held) > 1 and group.key and group.key == held[0].key:
            for part in (*held[1:], group):
                held[0].absorb(part)
            del held[1:]
            continue
        if held and group.key:
            _mark(held[-1], group)
        if not group.unreadable or len(held) > _MOST_HELD:
            yield from held
            held.clear()
        held.append(group)
    yield from held


def _mark(group: Group, after: Group) -> None:
    if after.unreadable and not group.unreadable:
        group.beside = after.rows[0].raw.line
    if group.unreadable and not after.unreadable:
        after.beside = group.rows[0].raw.line
