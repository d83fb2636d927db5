"""R7 to R11: what a raw socket can reach. Every registered handler is tried: a new one can't be forgotten."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest
import socketio.exceptions
from reflex_base.registry import RegistrationContext

import toolfy_portal.app  # registers every handler in this process, too
from tests.served.raw import HYDRATE, RawTab
from tests.served.serving import BUILT, Served

HOSTILE: list[Any] = [
    "' OR 1=1 --",
    10**30,
    -1,
    True,
    None,
    [],
    {"a": {"b": {"c": {"d": {"e": 1}}}}},
    "x" * 30_000,
    ["y"] * 5_000,
]
VOLATILE = {"staffsession", "stripedoubledelivery", "linkview"}
CLOCKED = {"last_event_at", "events_until", "events_due_at"}  # the worker asks Stripe of itself


def handlers() -> dict[str, list[str]]:
    """Every handler of every state, Reflex's own included, with the names of its arguments."""
    assert toolfy_portal.app
    found = RegistrationContext.get().event_handlers
    return {name: list(registered.handler.fn.__code__.co_varnames[1:4]) for name, registered in found.items()}


def contents(data_dir: Path) -> dict[str, list[Any]]:
    """Everything in the database."""
    with sqlite3.connect(data_dir / "portal.db") as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return {table: _rows(db, table) for table in tables if table not in VOLATILE}


def _rows(db: sqlite3.Connection, table: str) -> list[Any]:
    columns = [f'"{name}"' for _, name, *_ in db.execute(f"PRAGMA table_info({table})") if name not in CLOCKED]
    return db.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()


def secrets_of(app: Served, business: str) -> list[str]:
    """What nobody outside the business may ever see of it."""
    with sqlite3.connect(app.data_dir / "portal.db") as db:
        business_id = db.execute("SELECT id FROM business WHERE name = ?", (business,)).fetchone()[0]
        customers = [name for (name,) in db.execute("SELECT name FROM customer WHERE business_id = ?", (business_id,))]
    documents = [each for each in app.documents if each["business"] == business]
    return [*customers, *(each["canary"] for each in documents), *(each["number"] for each in documents)]


def payloads(arguments: list[str], ids: list[str]) -> list[dict[str, Any]]:
    """No argument, hostile ones by the handler's own names, another's ids, and one it doesn't have."""
    shapes: list[dict[str, Any]] = [{}, {"surprise": 1}]
    shapes += [dict.fromkeys(arguments, value) for value in (*HOSTILE, *ids[:2])]
    return shapes


async def try_everything(app: Served, *, path: str, cookie: str, ids: list[str]) -> str:
    """Call every handler with every payload and return all frames that came back."""
    heard: list[str] = []
    for some in batched(handlers().items(), 6):  # few enough events that the flood guard keeps out of it
        tab = await RawTab(app.url, path=path, cookie=cookie).open()
        await tab.send(HYDRATE)
        for name, arguments in some:
            for payload in payloads(arguments, ids):
                await tab.send(name, **payload)
        heard.append(await tab.hear(0.5))
        await tab.close()
    return "\n".join(heard)


def batched(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    all_of_them = iter(items)
    while some := list(islice(all_of_them, size)):
        yield some


async def test_r8_anonymous_reaches_nothing(portal_app: Served) -> None:
    before = contents(portal_app.data_dir)
    ids = [row[0] for row in before["invoice"]]
    for path in ("/", "/staff/invoices", f"/staff/invoices/{ids[0]}", f"/portal/invoice/{'a' * 32}"):
        heard = await try_everything(portal_app, path=path, cookie="", ids=ids)
        for business in ("Fernhill Plumbing & Heating", "Copperline Plumbing & Heat"):
            assert not [secret for secret in secrets_of(portal_app, business) if secret in heard]
    assert contents(portal_app.data_dir) == before


async def test_r8_another_customers_link_shows_its_own_document_alone(portal_app: Served) -> None:
    mine = portal_app.document("INV-1036")
    before = contents(portal_app.data_dir)
    heard = await try_everything(
        portal_app, path=mine["link"].removeprefix(portal_app.url), cookie="", ids=[row[0] for row in before["invoice"]]
    )
    assert mine["number"] in heard, "the link should show its own document: the test looks in the wrong place"
    others = [each for each in portal_app.documents if each["number"] != mine["number"]]
    names = {each["customer"] for each in others} - {mine["customer"]}
    hidden = [*names, *(each["number"] for each in others), *(each["canary"] for each in portal_app.documents)]
    assert not [secret for secret in hidden if secret in heard]
    assert contents(portal_app.data_dir) == before


async def test_r8_another_businesss_staff_reach_nothing(portal_app: Served) -> None:
    cookie = portal_app.sign_in("ray@copperline.example")
    before = contents(portal_app.data_dir)
    with sqlite3.connect(portal_app.data_dir / "portal.db") as db:
        theirs = "SELECT id FROM invoice WHERE number LIKE 'INV-10%'"
        ids = [row[0] for row in db.execute(theirs)]
    one = f"/staff/invoices/{ids[0]}"
    for path in ("/staff/invoices", one, f"{one}/edit"):
        heard = await try_everything(portal_app, path=path, cookie=cookie, ids=ids)
        leaked = [secret for secret in secrets_of(portal_app, "Fernhill Plumbing & Heating") if secret in heard]
        assert not leaked
    after = contents(portal_app.data_dir)
    with sqlite3.connect(portal_app.data_dir / "portal.db") as db:
        [(own,)] = db.execute("SELECT id FROM business WHERE name LIKE 'Copperline%'")
    for each in (before, after):  # their own notifications are theirs to mark as read
        each["alertread"] = [row for row in each["alertread"] if own not in row]
    assert after == before


async def test_r8_a_public_method_without_a_mark_is_refused(portal_app: Served) -> None:
    """A31 and A21: `setvar`, dunders, privates, Reflex's own upload state."""
    before = contents(portal_app.data_dir)
    tab = await RawTab(portal_app.url, path="/staff/invoices").open()
    await tab.send(HYDRATE)
    await tab.hear()
    tab.frames.clear()
    state = next(name for name in handlers() if "invoice_state" in name).rsplit(".", 1)[0]
    for method in ("setvar", "_show", "__init__", "reset", "dict", "set_is_live"):
        await tab.send(f"{state}.{method}", var_name="is_live", value=True)
    assert "true" not in (await tab.hear()).lower().replace('"final": true', "").replace('"final":true', "")
    assert contents(portal_app.data_dir) == before
    await tab.close()


async def test_r9_the_first_frames_hold_nothing_from_the_database(portal_app: Served) -> None:
    tab = await RawTab(portal_app.url, path="/").open()
    await tab.send(HYDRATE)
    heard = await tab.hear(0.5)
    assert "delta" in heard
    for business in ("Fernhill Plumbing & Heating", "Copperline Plumbing & Heat"):
        assert business not in heard
        assert not [secret for secret in secrets_of(portal_app, business) if secret in heard]
    await tab.close()


def test_r9_the_bundle_holds_nothing_from_the_database(portal_app: Served) -> None:
    words = [
        *secrets_of(portal_app, "Fernhill Plumbing & Heating"),
        *secrets_of(portal_app, "Copperline Plumbing & Heat"),
        *(each["password"] for each in portal_app.staff),
    ]
    files = [path for path in BUILT.rglob("*") if path.suffix in {".js", ".html", ".css", ".json", ".map"}]
    assert len(files) > 8
    for path in files:
        text = path.read_text(errors="replace")
        assert not [word for word in words if word in text], path


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example", ""])
async def test_r10_only_our_own_pages_open_a_socket(portal_app: Served, origin: str) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        await RawTab(portal_app.url, origin=origin).open()


@pytest.mark.parametrize("tab", ["", "room-1", "../../etc", "x" * 10_000, "00000000-0000-0000-0000-000000000000"])
async def test_r10_a_tab_id_has_the_form_of_one(portal_app: Served, tab: str) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        await RawTab(portal_app.url).open(tab)


async def test_a25_a_stolen_tab_id_gives_nothing(portal_app: Served) -> None:
    """The tab's state outlives the tab; it goes with the cookie, not with the id."""
    cookie = portal_app.sign_in("ellie@fernhill.example")
    path = "/staff/invoices"
    owner = await RawTab(portal_app.url, path=path, cookie=cookie).open()
    await owner.send(HYDRATE)
    assert "Hannah Okafor" in await owner.hear(1)
    await owner.close()
    thief = await RawTab(portal_app.url, path=path).open(owner.tab)
    await thief.send(HYDRATE)
    assert "Hannah Okafor" not in await thief.hear(0.7)
    await thief.close()


def test_r11_uploads_and_information_of_the_framework_are_shut(portal_app: Served) -> None:
    for address in (
        "/_upload",
        "/_upload/x.png",
        "/ping",
        "/_health",
        "/_all_routes",
        "/auth-codespace",
        "/docs",
        "/.git/config",
    ):
        assert httpx.get(portal_app.url + address).status_code == 404, address
    posted = httpx.post(
        f"{portal_app.url}/_upload", files={"files": ("a.txt", b"x")}, headers={"Origin": portal_app.url}
    )
    assert posted.status_code in {404, 405}


async def test_a27_sign_out_ends_open_pages(portal_app: Served) -> None:
    cookie = portal_app.sign_in("ellie@fernhill.example")
    tab = await RawTab(portal_app.url, path="/staff/invoices", cookie=cookie).open()
    await tab.send(HYDRATE)
    assert "Hannah Okafor" in await tab.hear(1)
    tab.frames.clear()
    headers = {"Origin": portal_app.url, "Cookie": cookie}
    await asyncio.to_thread(httpx.post, f"{portal_app.url}/auth/sign-out", headers=headers)
    assert "/staff/sign-in" in await tab.hear(1), "the open page should be sent to the sign-in by itself"
    await tab.close()


async def test_r23_no_secret_in_the_log(portal_app: Served) -> None:
    tab = await RawTab(portal_app.url, path=f"/portal/invoice/{portal_app.document('INV-1045')['link'][-32:]}").open()
    await tab.send(HYDRATE)
    await tab.send("no_such_state.no_such_handler", secret="canary-in-payload")
    await tab.hear()
    await tab.close()
    log = portal_app.log()
    words = [each["link"][-32:] for each in portal_app.documents if each["link"]]
    words += [each["password"] for each in portal_app.staff]
    assert not [word for word in (*words, "canary-in-payload", tab.tab) if word in log]
