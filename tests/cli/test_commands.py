"""`migrate`, `link`, `worker` and `doctor`: short answers, one sentence when something is wrong, no secrets."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import select, update

from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.notifications.models import MessageState, OutboxMessage
from toolfy_portal.domain.sign_in.links import LinkReplaced, by_link
from toolfy_portal.migrations import revisions

REMOTE = "postgresql://portal:hunter2@127.0.0.1:1/portal"


def token(url: str) -> str:
    return url.strip().rsplit("/", 1)[1]


def test_help_tells_every_command(run):
    ran = run("--help")
    assert ran.code == 0
    for command in ("migrate", "seed", "link", "worker", "doctor"):
        assert command in ran.out


def test_migrate_twice(run):
    assert run("migrate").out.startswith("The database is up to date (revision ")
    assert run("migrate", "--json").json() == {"revision": revisions()[-1]}


@pytest.mark.parametrize("command", [("seed",), ("link", "INV-1048"), ("worker",)])
def test_a_database_that_isnt_migrated(run, command):
    ran = run(*command)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "The database isn't up to date. Please run `python -m toolfy_portal migrate` first.\n"


WRONG = {
    "no database there": ({"PORTAL_DATABASE_URL": REMOTE, "PORTAL_SECRET_KEYS": "k" * 40}, "can't be reached"),
    "no keys": ({"PORTAL_DATABASE_URL": REMOTE}, "Set PORTAL_SECRET_KEYS"),
    "no address": ({"PORTAL_DATABASE_URL": "hunter2"}, "starts with postgresql:// or sqlite:///"),
    "another database": ({"PORTAL_DATABASE_URL": "oracle+hunter2://x/y"}, "starts with postgresql:// or sqlite:///"),
    "no web address": ({"PORTAL_PUBLIC_URL": "hunter2"}, "PORTAL_PUBLIC_URL can't be used"),
    "weak key": ({"PORTAL_SECRET_KEYS": "hunter2"}, "at least 32 characters"),
    "no redis": ({"PORTAL_REDIS_URL": "redis://:hunter2@127.0.0.1:1"}, "Redis can't be reached"),
    "no folder": ({"PORTAL_DATA_DIR": "/dev/null/hunter"}, "/dev/null"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_settings_are_one_sentence_without_secrets(run, monkeypatch, name):
    given, told = WRONG[name]
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    ran = run("link", "INV-1048")
    assert (ran.code, ran.out) == (1, "")
    assert told in ran.err
    assert len(ran.err.splitlines()) == 1
    assert "hunter2" not in ran.err


@pytest.mark.usefixtures("seeded")
class TestLink:
    """`link`."""

    def test_prints_the_current_link(self, run, seeded):
        [shown] = [each["link"] for each in seeded["documents"] if each["number"] == "INV-1048"]
        assert run("link", "INV-1048").out == f"{shown}\n"

    def test_json(self, run):
        told = run("link", "INV-1048", "--json").json()
        assert (told["business"], told["number"]) == ("Fernhill Plumbing & Heating", "INV-1048")
        assert by_link("invoice", token(told["link"]))
        assert told["expires_at"]
        assert run("link", "INV-1041", "--json").json()["expires_at"] is None  # paid: kept for the records

    def test_a_draft_needs_issue(self, run):
        ran = run("link", "INV-1049")
        assert (ran.code, ran.err) == (1, "Invoice INV-1049 is a draft. Add --issue to issue it.\n")
        assert by_link("invoice", token(run("link", "INV-1049", "--issue").out))
        assert run("link", "INV-1049").code == 0

    def test_regenerate(self, run):
        old = token(run("link", "INV-1048").out)
        fresh = token(run("link", "INV-1048", "--regenerate").out)
        with pytest.raises(LinkReplaced):
            by_link("invoice", old)
        assert by_link("invoice", fresh)
        assert token(run("link", "INV-1048").out) == fresh

    def test_a_number_nobody_has(self, run):
        assert run("link", "INV-0").err == "There is no invoice INV-0.\n"
        ran = run("link", "INV-1048", "--business", "Copperline")
        assert (ran.code, ran.err) == (1, "There is no invoice INV-1048 at Copperline.\n")

    def test_a_number_that_two_businesses_have(self, run):

        [(other,)] = look(select(Invoice).where(Invoice.number == "INV-2290"))
        with begin(SystemAccess(other.business_id, "test")) as uow:
            uow.get(Invoice, other.id).number = "INV-1048"
        ran = run("link", "INV-1048")
        assert ran.code == 1
        assert '"Copperline Plumbing & Heat" and "Fernhill Plumbing & Heating"' in ran.err
        assert "--business" in ran.err
        opened = by_link("invoice", token(run("link", "INV-1048", "--business", "copperline").out))
        assert opened.document_id == other.id

    def test_a_made_up_token_opens_nothing(self):
        with pytest.raises(NotFound):
            by_link("invoice", "0" * 32)


class TestDoctor:
    """`doctor`."""

    def test_all_is_well(self, run, seeded):
        told = run("doctor", "--json").json()
        states = {finding["name"]: finding["state"] for finding in told["findings"]}
        assert told["ok"] is True
        assert states.pop("E-mail") == "warn"  # no provider is set
        assert set(states.values()) == {"ok"}
        assert set(states) == {"Public address", "Database", "Storage", "Keys", "Payments", "Redis"}

    def test_says_what_to_do_before_the_first_start(self, run):
        ran = run("doctor")
        assert ran.code == 1
        assert "isn't up to date" in ran.out
        assert "Run `python -m toolfy_portal migrate`." in ran.out

    def test_never_shows_a_secret(self, run, monkeypatch):
        for name in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "RESEND_API_KEY"):
            monkeypatch.setenv(f"PORTAL_{name}", "hunter2")
        monkeypatch.setenv("PORTAL_DATABASE_URL", f"{REMOTE}?password=hunter2")
        monkeypatch.setenv("PORTAL_SECRET_KEYS", "hunter2-" * 5)
        monkeypatch.setenv("PORTAL_REDIS_URL", "redis://:hunter2@127.0.0.1:1")
        ran = run("doctor")
        assert ran.code == 1
        assert "hunter2" not in ran.out + ran.err
        assert "own key set, webhook secret set" in ran.out
        assert "Redis: set, but can't be reached" in ran.out

    def test_finds_keys_that_dont_open_the_links(self, run, seeded, monkeypatch):
        monkeypatch.setenv("PORTAL_SECRET_KEYS", "another key of more than 32 characters")
        ran = run("doctor")
        assert ran.code == 1
        assert "they don't open the newest stored link" in ran.out

    def test_finds_a_database_of_a_newer_version(self, run, seeded):

        with portal().runtime.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        ran = run("doctor")
        assert ran.code == 1
        assert "update the program" in ran.out

    def test_finds_a_storage_that_is_closed(self, run, seeded, data_dir):
        shutil.rmtree(data_dir / "files")
        (data_dir / "files").write_text("in the way")
        ran = run("doctor")
        assert ran.code == 1
        assert "Set PORTAL_DATA_DIR" in ran.out

    @pytest.mark.parametrize("name", ["KEY", "WEBHOOK_SECRET"])
    def test_finds_half_a_platform(self, run, seeded, monkeypatch, name):
        monkeypatch.setenv(f"PORTAL_STRIPE_PLATFORM_{name}", "hunter2")
        ran = run("doctor")
        assert ran.code == 1
        assert "or neither" in ran.out
        assert "hunter2" not in ran.out

    def test_bad_settings(self, run, monkeypatch):
        monkeypatch.setenv("PORTAL_PUBLIC_URL", "hunter2")
        ran = run("doctor")
        assert ran.code == 1
        assert "PORTAL_PUBLIC_URL can't be used" in ran.out
        assert "hunter2" not in ran.out

    def test_warns_of_an_open_address(self, run, seeded, monkeypatch):
        monkeypatch.setenv("PORTAL_PUBLIC_URL", "http://portal.example")
        assert "not encrypted" in run("doctor").out

    def test_a_redis_that_answers(self, run, seeded, monkeypatch, redis_url):
        monkeypatch.setenv("PORTAL_REDIS_URL", redis_url)
        assert "Redis: set, reachable" in run("doctor").out


def test_the_worker_works_until_it_is_told_to_stop(run, seeded, data_dir):
    """In a process of its own: a message queued meanwhile is sent; SIGTERM ends it in order."""

    command = [sys.executable, "-u", "-m", "toolfy_portal", "worker"]
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    environment = {**os.environ, "PYTHONPATH": root}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout.readline() == "The worker has started.\n"
    [message, *_] = [row[0] for row in look(select(OutboxMessage))]
    with begin(SystemAccess(message.business_id, "test")) as uow:
        mine = update(OutboxMessage).where(OutboxMessage.id == message.id)
        uow.change(mine.values(state=MessageState.QUEUED))
    until = time.monotonic() + 10
    while not (data_dir / "mail" / f"{message.id}.eml").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert (data_dir / "mail" / f"{message.id}.eml").exists()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    assert process.stdout.read() == "The worker has stopped.\n"
    portal().runtime.engine.dispose()
