"""Nothing that opens something stands in a log."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Mount

from tests.domain.payments.till import Till
from tests.site.served import Served, front_end
from tests.world import PASSWORD, World
from toolfy_portal.bootstrap import DEMO_CHECKOUT
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.logs import keep_secrets_out, without_secrets
from toolfy_portal.site.asking import limiter
from toolfy_portal.site.routes import site
from toolfy_portal.stripe_double.asgi import hosted_routes

TOKEN = "k3m9x2q7w5e8r1t6y4u0i3o9p7a5s2d8"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """A process that writes all it has to say into a file, as a served portal does."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    keep_secrets_out(logging.DEBUG, str(tmp_path / "portal.log"))
    yield tmp_path / "portal.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:], root.level = before, level


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (f"GET /portal/invoice/{TOKEN}?pdf 200", "GET /portal/invoice/k3m9…?pdf 200"),
        (f"GET /portal/invoice/{TOKEN.upper()}. 200", "GET /portal/invoice/K3M9…. 200"),
        (f"https://x.example/portal/quote/{TOKEN}", "https://x.example/portal/quote/k3m9…"),
        (f"GET /portal/return/{TOKEN}", "GET /portal/return/k3m9…"),
        (f"GET /p/{TOKEN[:12]}", "GET /p/k3m9…"),
        (f"/_event/?token={TOKEN}&EIO=4", "/_event/?token=…&EIO=4"),
        (f"Cookie: staff={TOKEN}; a=b", "Cookie: staff=…; a=b"),
        (f"cookie: __Host-staff={TOKEN}", "cookie: __Host-staff=…"),
        (f"portal_back_{TOKEN}={TOKEN}; portal_browser=abc", f"portal_back_{TOKEN}=…; portal_browser=…"),
        ("Bearer sk_live_51Habc rk_test_9 whsec_abc re_123", "Bearer sk_live_… rk_test_… whsec_… re_…"),
    ],
)
def test_secrets_are_shortened_r5_r23(said: str, written: str) -> None:
    assert without_secrets(said) == written


@pytest.mark.parametrize(
    "said", ["GET /portal/invoice/ 200", "/staff/invoices/inv_1", "paid £120.00", "tokens are kept"]
)
def test_other_words_stay(said: str) -> None:
    assert without_secrets(said) == said


def test_tracebacks_are_cleaned_too_r23(log_file: Path) -> None:
    try:
        raise RuntimeError(f"no route for /portal/invoice/{TOKEN}")
    except RuntimeError:
        logging.getLogger("any").exception("failed for staff=%s", TOKEN)
    text = log_file.read_text()
    assert "RuntimeError: no route for /portal/invoice/k3m9…" in text
    assert TOKEN not in text


def test_without_a_file_it_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        keep_secrets_out()
        assert [handler.stream for handler in root.handlers] == [sys.stderr]
        logging.getLogger("any").info("GET /portal/invoice/%s", TOKEN)
        assert "/portal/invoice/k3m9…" in capsys.readouterr().err
    finally:
        root.handlers[:], root.level = before, level


def test_the_whole_flow_logs_no_secret_r5_r23_a74(log_file: Path, world: World, tmp_path: Path) -> None:
    limiter().storage.reset()
    till = Till(world)
    more = [Mount(DEMO_CHECKOUT, routes=hosted_routes(till.double))]
    served = Served(world, till, site(front_end(tmp_path / "built"), more))
    visitor, token = served.visitor(**{"sec-fetch-site": "same-origin"}), world.a.link().token
    visitor.get(f"/portal/invoice/{token.upper()}.")
    visitor.get(f"{served.path()}?pdf")
    visitor.post(f"{served.path()}?viewed")
    page = visitor.post(f"{served.path()}?pay").headers["location"]
    form = {"number": "4242424242424242", "expiry": "12/40", "cvc": "123", "name": "Hannah Okafor"}
    visitor.get(visitor.post(page, data=form).headers["location"])
    till.work()
    till.paid_once()
    signed_in = visitor.post("/auth/sign-in", data={"email": world.a.email, "password": PASSWORD})
    visitor.post(f"/staff/invoices/{world.a.document()}/link")
    visitor.post("/auth/sign-in", data={"email": world.a.email, "password": "wrong password"})
    with reading(world.a.system) as uow:
        fresh = links.token_of(uow, uow.get(PortalLink, world.a.link("due", 1).access.link_id))
    logging.getLogger("end").debug("the end of /portal/invoice/%s", fresh)
    text = log_file.read_text()
    key, secret, _ = till.account(world.a)
    session = signed_in.headers["set-cookie"].split("=", 1)[1].split(";")[0]
    browser = visitor.cookies["portal_browser"]
    for hidden in (
        token,
        token.upper(),
        fresh,
        key,
        secret,
        session,
        browser,
        PASSWORD,
        "wrong password",
        "4242424242",
    ):
        assert hidden not in text
    assert "the end of" in text  # it was listening
