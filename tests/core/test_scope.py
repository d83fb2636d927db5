"""The walls: whatever a session asks, it gets what its access reaches and nothing else. On both databases."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, exists, func, literal, select, union_all, update
from sqlalchemy.orm import aliased

from tests import factories
from tests.world import STATES, Tenant, World
from toolfy_portal.core.access import Access
from toolfy_portal.core.errors import Forbidden, NotFound
from toolfy_portal.core.records import BusinessItself, CustomerItself, Document, DocumentPart, Shared, StaffOnly
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.activity.models import ActivityEntry, HistoryHead
from toolfy_portal.domain.alerts.models import Alert, AlertRead, MailChoices
from toolfy_portal.domain.businesses.models import BillingTerms, Branding, BrandVersion, Business, TaxRate
from toolfy_portal.domain.customers.models import Contact, Customer
from toolfy_portal.domain.files.models import StoredFile
from toolfy_portal.domain.imports.models import ImportUpload
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine, InvoiceRevision
from toolfy_portal.domain.links.models import LinkView, PortalLink, ShortLink
from toolfy_portal.domain.notifications.models import Announcement, MessageWording, OutboxMessage, TextOptOut
from toolfy_portal.domain.payments.models import (
    Attempt,
    Dispute,
    InboxEvent,
    LedgerEntry,
    PaymentAccount,
    Receipt,
    Refund,
    TransferNotice,
    UnmatchedPayment,
)
from toolfy_portal.domain.sign_in.models import StaffSession
from toolfy_portal.domain.team.models import Invitation, Staff
from toolfy_portal.schema import METADATA, SHARED

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite", "postgresql"], indirect=True)

MODELS: list[Any] = [
    *(Alert, AlertRead, Announcement, Contact, MailChoices, MessageWording, ShortLink, TextOptOut),
    *(ActivityEntry, Attempt, BillingTerms, Branding, BrandVersion, Business, Customer, Dispute, HistoryHead),
    *(ImportUpload, InboxEvent, Invitation, Invoice, InvoiceLine, InvoiceRevision, LedgerEntry, LinkView),
    *(
        OutboxMessage,
        PaymentAccount,
        PortalLink,
        Receipt,
        Refund,
        Staff,
        StaffSession,
        StoredFile,
        TaxRate,
        TransferNotice,
        UnmatchedPayment,
    ),
]
ACCESSES: dict[str, Callable[[Tenant], Access]] = {
    "staff": lambda tenant: tenant.staff,
    "system": lambda tenant: tenant.system,
    "link": lambda tenant: tenant.link("overdue").access,
}


def in_reach(model: Any, record: Any, access: Access, kind: str) -> bool:
    """The rule, written down a second time: ARCHITECTURE's table of who reads what."""
    owner = record.id if issubclass(model, BusinessItself) else record.business_id
    if owner != access.business_id:
        return False
    if kind != "link" or issubclass(model, BusinessItself | Shared):
        return True
    if issubclass(model, Document):
        return record.id == access.document_id
    if issubclass(model, DocumentPart):
        return record.document_id == access.document_id
    assert issubclass(model, StaffOnly | CustomerItself)
    return False


def expected(model: Any, access: Access, kind: str) -> set[str]:
    return {record.id for (record,) in look(select(model)) if in_reach(model, record, access, kind)}


def by_alias(model: Any) -> Any:
    other = aliased(model)
    return select(other.id)


def by_subquery(model: Any) -> Any:
    inner = select(model.id).subquery()
    return select(inner.c.id)


def by_in(model: Any) -> Any:
    return select(model.id).where(model.id.in_(select(aliased(model).id)))


def by_cte(model: Any) -> Any:
    inner = select(model.id).cte()
    return select(inner.c.id)


def by_join(model: Any) -> Any:
    other = aliased(model)
    return select(other.id).join(model, model.id == other.id)


def by_cross_join(model: Any) -> Any:
    """Every pair: a wall on one side alone would show the others' rows on the other."""
    other = aliased(model)
    return select(other.id).select_from(model).join(other, literal(True)).distinct()


def by_union(model: Any) -> Any:
    return union_all(select(model.id), select(aliased(model).id))


QUERIES = [by_alias, by_subquery, by_in, by_cte, by_join, by_cross_join, by_union]


def test_every_table_is_listed_here(world: World):
    ours = {model.__tablename__ for model in MODELS}
    others = {table.name for table in SHARED} | {"person"}
    assert ours == {name for name in METADATA.tables if not name.startswith("stripedouble")} - others


def test_both_businesses_have_something_to_hide(world: World):
    for model in MODELS:
        owners = {getattr(record, "business_id", record.id) for (record,) in look(select(model))}
        assert owners == {world.a.business_id, world.b.business_id}, model


@pytest.mark.parametrize("kind", ACCESSES)
def test_reads_stay_in_reach(world: World, kind):
    for model, tenant in itertools.product(MODELS, (world.a, world.b, world.a)):  # cached statements know no tenant
        access = ACCESSES[kind](tenant)
        reach = expected(model, access, kind)
        with reading(access) as uow:
            assert {record.id for record in uow.all(select(model))} == reach, model
            assert uow.first(select(func.count()).select_from(model)) == len(reach), model
            assert uow.first(select(func.count(model.id))) == len(reach), model
            assert uow.first(select(exists(select(model.id)))) is bool(reach), model
            for query in QUERIES:
                assert {row[0] for row in uow.rows(query(model))} == reach, (model, query)


@pytest.mark.parametrize("lock", [False, True])
@pytest.mark.parametrize("kind", ACCESSES)
def test_get_by_id_stays_in_reach(world: World, kind, lock):
    access = ACCESSES[kind](world.a)
    for model in MODELS:
        reach = expected(model, access, kind)
        for (record_id,) in look(select(model.id)):
            with begin(access) as uow:
                if record_id in reach:
                    assert uow.get(model, record_id, lock=lock).id == record_id
                else:
                    with pytest.raises(NotFound):
                        uow.get(model, record_id, lock=lock)


def touched_by_update(access: Access, model: Any) -> int:
    """How many rows an UPDATE of all rows touches."""
    with begin(access) as uow:
        return uow.change(update(model).values(id=model.id))


@pytest.mark.parametrize("kind", ACCESSES)
def test_bulk_changes_stay_in_reach(world: World, kind):
    access = ACCESSES[kind](world.a)
    for model in MODELS:
        assert touched_by_update(access, model) == len(expected(model, access, kind)), model
    reach, everybody = expected(LinkView, access, kind), {row for (row,) in look(select(LinkView.id))}
    with begin(access) as uow:
        assert uow.change(delete(LinkView)) == len(reach)
    assert {row for (row,) in look(select(LinkView.id))} == everybody - reach


def test_no_words_of_others_come_through(world: World):
    """Canaries: whatever an access can read at all holds no text of the other business."""
    for tenant, other in ((world.a, world.b), (world.b, world.a)):
        seen = []
        for access in (tenant.staff, tenant.system, tenant.link("overdue").access):
            with reading(access) as uow:
                seen += [repr(record.model_dump()) for model in MODELS for record in uow.all(select(model))]
        text = "\n".join(seen)
        assert all(canary in text for canary in tenant.canaries)
        assert not [canary for canary in other.canaries if canary in text]


def test_what_is_added_is_stamped_with_its_owner(world: World):
    with begin(world.a.staff) as uow:
        customer = uow.add(factories.customer())
        uow.flush()
        assert customer.business_id == world.a.business_id
    with begin(world.a.link("overdue").access) as uow:
        view = uow.add(factories.link_view("", uow.now))
        uow.flush()
        assert (view.business_id, view.document_id) == (world.a.business_id, world.a.document("overdue"))


def test_another_owner_is_refused(world: World):
    with pytest.raises(Forbidden), begin(world.a.staff) as uow:
        uow.add(factories.customer(business_id=world.b.business_id))
    with pytest.raises(Forbidden), begin(world.a.staff) as uow:
        uow.get(Invoice, world.a.document()).business_id = world.b.business_id
    with pytest.raises(Forbidden), begin(world.a.staff) as uow:
        uow.add(factories.business())


def test_a_link_holder_writes_to_its_document_alone(world: World):
    access = world.a.link("overdue").access
    refused = [
        factories.customer(),
        factories.branding(),
        factories.link_view(world.a.document("due"), world.clock.now()),
        factories.invoice(factories.customer(id=world.a.customers[0])),
    ]
    for record in refused:
        with pytest.raises(Forbidden), begin(access) as uow:
            uow.add(record)
    with pytest.raises(Forbidden), begin(access) as uow:
        uow.get(Business, world.a.business_id).name = "Mine now"


def test_you_can_only_point_at_what_you_can_see(world: World):
    with pytest.raises(NotFound), begin(world.a.staff) as uow:
        uow.add(factories.invoice(factories.customer(id=world.b.customers[0])))
    with pytest.raises(NotFound), begin(world.a.staff) as uow:
        uow.get(Invoice, world.a.document()).customer_id = world.b.customers[0]
    with pytest.raises(NotFound), begin(world.a.system) as uow:
        uow.add(factories.line(document_id=world.b.document()))
    with begin(world.b.staff) as uow:
        foreign_logo = uow.first(select(StoredFile.id))
    with pytest.raises(NotFound), begin(world.a.staff) as uow:
        uow.all(select(Branding))[0].logo_id = foreign_logo


def test_a_reading_unit_of_work_writes_nothing(world: World):
    with pytest.raises(RuntimeError, match="asked to write"), reading(world.a.staff) as uow:
        uow.add(factories.customer())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_questions_of_random_people(world: World, data):
    tenant = data.draw(st.sampled_from([world.a, world.b]))
    kind = data.draw(st.sampled_from(sorted(ACCESSES)))
    model, query = data.draw(st.sampled_from(MODELS)), data.draw(st.sampled_from(QUERIES))
    access = ACCESSES[kind](tenant)
    if kind == "link":
        state = data.draw(st.sampled_from(STATES[1:]))
        access = tenant.link(state, data.draw(st.sampled_from([0, 1]))).access
    with reading(access) as uow:
        assert {row[0] for row in uow.rows(query(model))} == expected(model, access, kind)
