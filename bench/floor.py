"""The floor under every page time: the same invoice by hand, in Starlette and Jinja, from one SQLite query.

`FLOOR_DATABASE` is the file; answers `/{invoice_id}`.
"""

import os
import sqlite3

from jinja2 import DictLoader, Environment
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

QUERY = """
select business.name as business, invoice.number, invoice.title, invoice.billed_to, invoice.due_on, invoice.total_minor,
       invoice.tax_label, invoice.tax_minor, line.name, line.note, line.quantity, line.unit_price, line.amount_minor
from invoice join invoiceline line on line.document_id = invoice.id join business on business.id = invoice.business_id
where invoice.id = ? order by line.position
"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Invoice {{ first.number }}</title>
<style>
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#1b2430;background:#f5f6f8}
header,main{max-width:44rem;margin:auto;padding:1rem}section{background:#fff;border-radius:12px;padding:1rem;
margin:0 0 1rem}
.amount{font-size:2.25rem;font-weight:700;margin:0}table{width:100%;border-collapse:collapse}td{padding:.5rem 0;
border-bottom:1px solid #e3e6ea;vertical-align:top}td:last-child{text-align:right}small{color:#5c6672;display:block}
button{font:inherit;font-weight:600;color:#fff;background:#1f5c45;border:0;border-radius:8px;padding:.75rem;width:100%}
</style></head><body><header><b>{{ first.business }}</b></header><main>
<section><p>Amount due</p><p class="amount">{{ money(first.total_minor) }}</p><p>Due by {{ first.due_on }}</p>
<form method="post" action="?pay"><button>Pay Now</button></form></section>
<section><h1>{{ first.title }}</h1><p>Invoice {{ first.number }}<br>{{ first.billed_to }}</p><table>
{% for line in lines %}<tr><td>{{ line.name }}<small>{{ line.note }}</small>
<small>{{ line.quantity }} × {{ line.unit_price }}</small></td><td>{{ money(line.amount_minor) }}</td></tr>{% endfor %}
<tr><td>{{ first.tax_label }}</td><td>{{ money(first.tax_minor) }}</td></tr>
<tr><td><b>Total</b></td><td><b>{{ money(first.total_minor) }}</b></td></tr></table></section></main></body></html>"""


def _money(minor: int) -> str:
    return f"£{minor / 100:,.2f}"


def make_app(database: str) -> Starlette:
    """Return the app. database: the file with the invoice."""
    template = Environment(loader=DictLoader({"page": PAGE}), autoescape=True).get_template("page")
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True, check_same_thread=False)
    db.row_factory = sqlite3.Row

    async def show(request: Request) -> HTMLResponse | PlainTextResponse:
        lines = db.execute(QUERY, (request.path_params["invoice_id"],)).fetchall()
        if not lines:
            return PlainTextResponse("not found", 404)
        return HTMLResponse(template.render(lines=lines, first=lines[0], money=_money))

    routes = [Route("/{invoice_id}", show)]
    return Starlette(routes=routes, middleware=[Middleware(GZipMiddleware, minimum_size=500)])


def app() -> Starlette:
    """Return the app on the database named in the environment."""
    return make_app(os.environ["FLOOR_DATABASE"])
