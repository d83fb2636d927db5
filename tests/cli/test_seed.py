"""`seed` makes two businesses one can believe in, once."""

import stat
from collections import Counter
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select

from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.businesses.models import Branding, Business
from toolfy_portal.domain.files.models import StoredFile
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine, InvoiceStatus
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.notifications.models import MessageState, OutboxMessage
from toolfy_portal.domain.payments.accounts import keys_of, webhook_secret
from toolfy_portal.domain.payments.models import Attempt, AttemptState, LedgerEntry, LedgerKind, PaymentAccount
from toolfy_portal.domain.sign_in.links import by_link
from toolfy_portal.domain.sign_in.staff import by_session, sign_in
from toolfy_portal.stripe_double.store import StripeDoubleDelivery, StripeDoubleObject
from toolfy_portal.worker import Worker


def rows(model):
    return [row[0] for row in look(select(model))]


def test_every_standing_is_there(seeded):
    fernhill = [each for each in seeded["documents"] if each["business"].startswith("Fernhill")]
    assert len(fernhill) == 14
    standings = Counter(each["status"] for each in fernhill)
    assert set(standings) == {"draft", "due", "partly_paid", "overdue", "processing", "paid", "void"}
    copperline = [each for each in seeded["documents"] if each["business"].startswith("Copperline")]
    assert {each["currency"] for each in copperline} == {"USD"}
    [transfer] = [each for each in copperline if each["status"] == "processing"]
    assert (transfer["number"], transfer["balance_minor"]) == ("INV-2290", 209506)


def test_the_invoice_of_the_pictures(seeded):
    [shown] = [each for each in seeded["documents"] if each["number"] == "INV-1048"]
    assert (shown["customer"], shown["total_minor"], shown["status"]) == ("Hannah Okafor", 133440, "due")
    [invoice] = [each for each in rows(Invoice) if each.number == "INV-1048"]
    lines = sorted((each for each in rows(InvoiceLine) if each.document_id == invoice.id), key=lambda it: it.position)
    assert [(each.name, each.amount_minor) for each in lines] == [
        ("Annual boiler service", 9600),
        ("Power flush", 54000),
        ("Thermostatic radiator valve, 15 mm", 11400),
        ("Magnetic system filter, 22 mm", 14500),
        ("Labour, fitting valves and filter", 21700),
    ]
    cost = sum(each.cost_minor for each in lines)
    assert cost == 68420
    assert round(Decimal(invoice.subtotal_minor - cost) / invoice.subtotal_minor * 100, 1) == Decimal("38.5")
    today = day_in("Europe/London", portal().runtime.clock.now())
    assert (invoice.due_on - today, today - invoice.issued_on) == (timedelta(days=10), timedelta(days=4))


def test_money_adds_up(seeded):
    for invoice in rows(Invoice):
        lines = [each for each in rows(InvoiceLine) if each.document_id == invoice.id]
        assert invoice.subtotal_minor == sum(each.amount_minor for each in lines)
        taxed = invoice.subtotal_minor - invoice.discount_minor + invoice.tax_minor + invoice.extra_minor
        assert invoice.total_minor == taxed
        paid = sum(entry.amount_minor for entry in rows(LedgerEntry) if entry.document_id == invoice.id)
        assert invoice.paid_minor == paid
        assert (invoice.settled_at is not None) == (invoice.total_minor == paid)


def test_every_link_opens_its_document(seeded):
    opened = set()
    for each in seeded["documents"]:
        if each["status"] == "draft":
            assert each["link"] is None
            continue
        access = by_link("invoice", each["link"].rsplit("/", 1)[1])
        with reading(access) as uow:
            assert uow.get(Invoice, access.document_id).number == each["number"]
        opened.add(access.document_id)
    assert len(opened) == 19 - 3


def test_every_canary_is_in_one_document(seeded):
    notes = [invoice.private_notes for invoice in rows(Invoice)]
    for each in seeded["documents"]:
        assert sum(each["canary"] in note for note in notes) == 1
    assert len({each["canary"] for each in seeded["documents"]}) == 19


def test_staff_can_sign_in(seeded):
    assert {each["role"] for each in seeded["staff"]} == {"owner", "office"}
    for each in seeded["staff"]:
        access = by_session(sign_in(each["email"], each["password"]))
        assert access
        assert access.role == each["role"]
        with reading(access) as uow:
            assert uow.get(Business, access.business_id).name == each["business"]


def test_nothing_lies_in_the_future_and_histories_are_told_in_order(seeded):
    now = portal().runtime.clock.now()
    for invoice in rows(Invoice):
        if invoice.status is InvoiceStatus.DRAFT:
            continue
        told = sorted((entry for entry in rows(ActivityEntry) if entry.subject_id == invoice.id), key=lambda it: it.at)
        assert told[0].kind == "InvoiceIssued"
        assert told[-1].at <= now
        assert day_in("Europe/London", told[0].at) >= invoice.issued_on
    kinds = Counter(entry.kind for entry in rows(ActivityEntry))
    expected = {"InvoiceIssued", "LinkCreated", "DocumentViewed", "DocumentDownloaded", "PaymentStarted"}
    assert expected | {"PaymentFailed", "InvoicePaid", "MessageNotPossible", "LinkRegenerated"} <= set(kinds)
    [hannah] = [each.id for each in rows(Invoice) if each.number == "INV-1048"]
    views = [each for each in rows(ActivityEntry) if (each.subject_id, each.kind) == (hannah, "DocumentViewed")]
    assert len(views) == 7


def test_pictures_are_stored(seeded):
    files = {stored.id: stored for stored in rows(StoredFile)}
    for look_ in rows(Branding):
        sizes = [(files[each].width, files[each].height) for each in (look_.logo_id, look_.cover_id)]
        assert sizes == [(256, 256), (1600, 480)]
        phone = files[look_.cover_phone_id]
        assert portal().files.get(phone.sha256)
        assert phone.size <= 14 * 1024


def test_a_worker_sends_nobody_anything(seeded, data_dir):
    assert {message.state for message in rows(OutboxMessage)} == {MessageState.CAPTURED}
    worker = Worker(portal())
    assert worker.work_once() == 0
    assert not (data_dir / "mail").exists()
    with portal().runtime.engine.connect() as connection:
        waiting = select(func.count()).select_from(StripeDoubleDelivery).where(StripeDoubleDelivery.state == "pending")
        assert connection.scalar(waiting) == 0


def test_the_stand_in_knows_every_payment_of_the_story(seeded):
    known = {row.id for row in rows(StripeDoubleObject) if row.kind == "payment_intent"}
    paid = [entry for entry in rows(LedgerEntry) if entry.kind is LedgerKind.PAYMENT]
    assert len(paid) == 4
    assert {entry.ref for entry in paid} <= known
    tried = Counter(attempt.state for attempt in rows(Attempt))
    assert tried[AttemptState.EXPIRED] == 2  # what staff see as not completed


def test_the_stand_in_knows_where_webhooks_go(seeded):
    bodies = [row.body for row in rows(StripeDoubleObject) if row.kind == "webhook_endpoint"]
    for account in rows(PaymentAccount):
        url = f"http://localhost:8000/hooks/stripe/{account.public_id}"
        [body] = [body for body in bodies if url in body]
        with begin(SystemAccess(account.business_id, "test")) as uow:
            assert webhook_secret(uow, account) in body
            keys = keys_of(uow, account)
        assert keys.demo
        assert keys.key.startswith("sk_test_demo_")


def test_own_keys_go_to_the_first_business(run, monkeypatch):
    monkeypatch.setenv("PORTAL_STRIPE_API_BASE", "http://127.0.0.1:1")
    monkeypatch.setenv("PORTAL_STRIPE_SECRET_KEY", "sk_test_own")
    monkeypatch.setenv("PORTAL_STRIPE_WEBHOOK_SECRET", "whsec_own")
    run("migrate")
    assert run("seed").code == 0
    names = {business.id: business.name for business in rows(Business)}
    for account in rows(PaymentAccount):
        with begin(SystemAccess(account.business_id, "test")) as uow:
            keys, secret = keys_of(uow, account), webhook_secret(uow, account)
        is_first = names[account.business_id].startswith("Fernhill")
        assert (keys.key == "sk_test_own", secret == "whsec_own", keys.demo) == (is_first, is_first, not is_first)


def test_seeding_again_adds_nothing_and_tells_the_same(run, seeded):
    links = len(rows(PortalLink))
    again = run("seed", "--json").json()
    assert again == seeded
    assert len(rows(PortalLink)) == links
    assert run("seed").out.startswith("Already seeded: nothing was added.")


def test_the_password_is_kept_from_others_and_may_be_forgotten(run, seeded, data_dir):
    path = data_dir / "demo-sign-in.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    assert {each["password"] for each in run("seed", "--json").json()["staff"]} == {None}
    assert "(not known any more)" in run("seed").out


def test_seed_tells_people_what_they_need(run):
    run("migrate")
    out = run("seed").out
    assert "Two demo businesses are ready." in out
    assert "ellie@fernhill.example" in out
    assert "£1,334.40" in out
    assert "$2,095.06" in out
    assert out.count("http://localhost:8000/portal/invoice/") == 16


def test_a_database_with_somebody_elses_business_is_left_alone(run, seeded):
    for business in rows(Business):
        with begin(SystemAccess(business.id, "test")) as uow:
            uow.get(Business, business.id).name = f"My own {business.id}"
    ran = run("seed")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "This database holds a business already. The demo businesses go into an empty one.\n"
    assert len(rows(Business)) == 2
