"""The site in front of a tiny front end, as visitors and staff reach it."""

import base64
import hashlib
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from httpx import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests import factories
from tests.domain.payments.till import Till
from tests.world import World
from toolfy_portal.core.ids import new_token
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.schema import METADATA
from toolfy_portal.site.headers import SecurityHeaders

HOME = "203.0.113.7"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
    " Mobile/15E148 Safari/604.1"
)
SHELL = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Reflex</title>'
    '<link rel="modulepreload" href="/assets/entry.js"/><script>window.__context = {};</script></head>'
    '<body><div id="root"></div><script type="module">import "/assets/entry.js";</script></body></html>'
)
PAGES = (
    *("portal/invoice/__shell__", "staff/invoices", "staff/invoices/new", "staff/invoices/__shell__"),
    *("staff/invoices/__shell__/edit", "staff/import", "staff/customers", "staff/customers/__shell__"),
    *("staff/engagement", "staff/invoices/__shell__/doctor", "staff/help", "staff/help/__shell__"),
    *("staff/payments", "staff/payments/check", "staff/settings/billing", "staff/settings/payments"),
    *("staff/settings/branding", "staff/settings/business", "staff/settings/notifications"),
    *("staff/settings/outbox", "staff/settings/templates"),
    *("staff/settings/team", "staff/settings/account"),
)


def front_end(folder: Path) -> Path:
    """Write the pages that a build would make."""
    for page in PAGES:
        path = folder / f"{page}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SHELL)
    return folder


class Visitor(TestClient):
    """Sends forms as somebody does who presses their button."""

    def post(self, url: Any, *, data: Any = None, **more: Any) -> Response:
        if data is None or isinstance(data, dict):
            data = {"pressed": "1", **(data or {})} if not more.keys() & {"content", "json", "files"} else data
        return super().post(url, data=data, **more)


@dataclass
class Served:
    """The site of one world."""

    world: World
    till: Till
    starlette: Starlette

    @property
    def origin(self) -> str:
        return self.world.portal.settings.public_url

    def visitor(self, address: str = HOME, **headers: str) -> TestClient:
        """A browser of its own, that follows no redirects and sends forms from our pages."""
        client = Visitor(
            SecurityHeaders(self.starlette),
            base_url=self.origin,
            follow_redirects=False,
            raise_server_exceptions=False,
            client=(address, 50000),
        )
        client.headers.update({"origin": self.origin, "user-agent": PHONE, **headers})
        return client

    def path(self, state: str = "due") -> str:
        """The address of business A's invoice in that state."""
        return f"/portal/invoice/{self.world.a.link(state).token}"

    def clerk(self, letter: str = "a") -> TestClient:
        """Somebody who signed in at the business, without the half second that a password takes."""
        tenant, client, secret = getattr(self.world, letter), self.visitor(), new_token()
        with begin(tenant.system) as uow:
            staff = uow.get(Staff, tenant.staff_id)
            uow.add(factories.staff_session(staff, uow.now, secret_hash=uow.keys.hash(secret)))
        client.cookies.set("staff", secret)
        return client

    def dump(self) -> dict[str, list[str]]:
        """Every row of every table."""
        with self.world.portal.runtime.engine.connect() as connection:
            return {
                table.name: sorted(repr(row) for row in connection.execute(table.select()))
                for table in METADATA.sorted_tables
            }


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _ in attrs}


def attributes(html: str) -> set[str]:
    """The names of all attributes in the markup."""
    parser = _Attributes()
    parser.feed(html)
    return parser.names


def script_hashes(html: str) -> set[str]:
    """The CSP sources of the inline scripts that a browser would run."""
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", html, re.DOTALL)
    return {f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts}
