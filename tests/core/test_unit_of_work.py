"""A unit of work happens whole or not at all; a database that can't take it is told in plain words."""

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select, text, update

from tests import factories
from tests.world import World
from toolfy_portal.core.db import make_engine
from toolfy_portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import Unavailable, begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine
from toolfy_portal.domain.links.events import LinkCopied
from toolfy_portal.domain.notifications.models import OutboxMessage
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.models import LedgerEntry, PaymentAccount

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)

KINDS = (Customer, Invoice, InvoiceLine, ActivityEntry, OutboxMessage, LedgerEntry)


def everything() -> str:
    return json.dumps([[row.model_dump() for (row,) in look(select(kind))] for kind in KINDS], default=str)


def heard_of(world: World) -> list[str]:
    heard: list[str] = []
    world.portal.runtime.live.listen(heard.append)
    return heard


def pay(uow, world: World, state: str = "due") -> Invoice:
    invoice = uow.get(Invoice, world.a.document(state), lock=True)
    account = uow.get(PaymentAccount, world.a.account_id)
    ledger.receive(uow, invoice, factories.ledger_entry(invoice, account, 10000, uow.now))
    return invoice


def pay_and_refuse(uow, world: World) -> None:
    pay(uow, world)
    uow.add(factories.customer())
    uow.flush()
    raise Invalid("no")


def test_all_is_kept_and_then_the_topics_ring(world: World):
    heard = heard_of(world)
    with begin(world.a.system) as uow:
        pay(uow, world)
        assert heard == []
    assert {world.a.document(), world.a.customers[0], world.a.business_id} <= set(heard)
    with reading(world.a.staff) as uow:
        assert uow.get(Invoice, world.a.document()).paid_minor == 10000


def test_nothing_is_kept_after_an_error(world: World):
    before, heard = everything(), heard_of(world)
    with pytest.raises(Invalid), begin(world.a.system) as uow:
        pay_and_refuse(uow, world)
    assert everything() == before
    assert heard == []


def test_the_database_can_refuse_all_of_it_at_the_end(world: World):
    before = everything()
    with pytest.raises(Conflict, match="Somebody else"), begin(world.a.system) as uow:
        pay(uow, world).number = uow.get(Invoice, world.a.document("void")).number
    assert everything() == before


def test_a_reaction_that_fails_takes_its_cause_along(world: World, monkeypatch):
    before = everything()

    def fails(*_given):
        raise RuntimeError("a bug")

    monkeypatch.setattr(world.portal.runtime, "react", fails)
    with pytest.raises(RuntimeError, match="a bug"), begin(world.a.staff) as uow:
        uow.record(LinkCopied(subject_id=uow.add(factories.customer()).id))
    assert everything() == before


def test_units_at_once_dont_lose_a_change(world: World):
    """Each adds one to what it read: without the lock, some would read the same number."""

    def add_one(_: int) -> None:
        with begin(world.a.system) as uow:
            uow.get(Invoice, world.a.document(), lock=True).extra_minor += 1

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add_one, range(24)))
    with reading(world.a.staff) as uow:
        assert uow.get(Invoice, world.a.document()).extra_minor == 24


def test_reading_goes_on_while_somebody_writes(world: World):
    with begin(world.a.staff) as writing:
        writing.get(Invoice, world.a.document()).title = "new title"
        writing.flush()
        with reading(world.a.staff) as uow:
            assert uow.get(Invoice, world.a.document()).title == "due work"


def test_a_database_kept_busy_by_somebody_else(world: World):
    engine = world.portal.runtime.engine
    impatient = "PRAGMA busy_timeout=50" if engine.dialect.name == "sqlite" else "SET lock_timeout = 50"
    other = make_engine(world.portal.settings.database)
    with other.connect() as holder:
        holder.execute(text("UPDATE invoice SET title = title"))
        engine.dispose()
        event.listen(engine, "connect", lambda raw, _: raw.execute(impatient))
        with pytest.raises(Unavailable, match="Nothing was changed"), begin(world.a.staff) as uow:
            uow.get(Invoice, world.a.document()).title = "mine"
        holder.rollback()
    other.dispose()
    with reading(world.a.staff) as uow:
        assert uow.get(Invoice, world.a.document()).title == "due work"


def test_a_read_only_database(world: World):
    engine = world.portal.runtime.engine
    engine.dispose()
    closed = "PRAGMA query_only=ON" if engine.dialect.name == "sqlite" else "SET default_transaction_read_only = on"

    def close(raw, _record):
        raw.execute(closed)
        raw.commit()

    event.listen(engine, "connect", close)
    heard = heard_of(world)
    with pytest.raises(Unavailable, match="Nothing was changed"), begin(world.a.staff) as uow:
        uow.get(Invoice, world.a.document()).title = "mine"
    assert heard == []
    with reading(world.a.staff) as uow:
        assert uow.get(Invoice, world.a.document()).title == "due work"


def test_a_database_that_went_away(world: World, tmp_path):
    gone = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    world.portal.runtime.engine.dispose()
    world.portal.runtime.engine = gone
    with pytest.raises(Unavailable), begin(world.a.staff) as uow:
        uow.all(select(Invoice))
    with pytest.raises(Unavailable, match="can't read"):
        look(select(Invoice))


def line_of(document_id: str, **given: Any) -> dict[str, Any]:
    return {"id": new_id("ivl"), "document_id": document_id, "position": 7, "name": "Added at once", **given}


def test_many_rows_at_once_are_stamped_and_whole(world: World):
    with begin(world.a.staff) as uow:
        uow.insert(InvoiceLine, [line_of(world.a.document()), line_of(world.a.document(), quantity=Decimal("2.5"))])
    with reading(world.a.staff) as uow:
        found = uow.all(select(InvoiceLine).where(InvoiceLine.name == "Added at once").order_by(InvoiceLine.id))
        assert [(line.business_id, line.quantity, line.cost_minor) for line in found] == [
            (world.a.business_id, Decimal(1), None),
            (world.a.business_id, Decimal("2.5"), None),
        ]


def test_many_rows_at_once_meet_the_same_walls(world: World):
    before = everything()
    with pytest.raises(Forbidden), begin(world.a.staff) as uow:
        uow.insert(InvoiceLine, [line_of(world.a.document(), business_id=world.b.business_id)])
    with pytest.raises(NotFound), begin(world.a.system) as uow:
        uow.insert(InvoiceLine, [line_of(world.a.document()), line_of(world.b.document())])
    with pytest.raises(Forbidden), begin(world.a.link().access) as uow:
        uow.insert(InvoiceLine, [line_of(world.a.document())])
    with pytest.raises(Forbidden), begin(world.a.staff) as uow:
        uow.insert(Business, [{"id": "biz_new", "name": "Mine"}])
    with pytest.raises(ValueError, match="position"), begin(world.a.staff) as uow:
        uow.insert(InvoiceLine, [{"id": "ivl_1", "document_id": world.a.document(), "name": "Nowhere"}])
    theirs = look(select(InvoiceLine.id).where(InvoiceLine.business_id == world.b.business_id))[0][0]
    with pytest.raises(Conflict), begin(world.a.staff) as uow:
        uow.insert(InvoiceLine, [line_of(world.a.document(), id=theirs)])
    with pytest.raises(RuntimeError, match="asked to write"), reading(world.a.staff) as uow:
        uow.insert(InvoiceLine, [line_of(world.a.document())])
    assert everything() == before


def test_a_reading_unit_changes_no_rows(world: World):
    before = everything()
    with pytest.raises(RuntimeError, match="asked to write"), reading(world.a.system) as uow:
        uow.change(update(Customer).values(name="Somebody else"))
    assert everything() == before


def test_rows_that_are_there_already_are_left_out_if_asked(world: World):
    line = line_of(world.a.document())
    with begin(world.a.staff) as uow:
        uow.insert(InvoiceLine, [line])
        uow.insert(InvoiceLine, [line | {"name": "Again"}, line_of(world.a.document())], unless_there=True)
    with reading(world.a.staff) as uow:
        named = uow.all(select(InvoiceLine.name).where(InvoiceLine.position == 7))
    assert list(named) == ["Added at once", "Added at once"]
    with pytest.raises(Conflict), begin(world.a.staff) as uow:
        uow.insert(InvoiceLine, [line])
