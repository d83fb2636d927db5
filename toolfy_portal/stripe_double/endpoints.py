"""Webhook endpoints: where an account's events go, and which of them."""

import secrets
from hashlib import sha256
from typing import Any

from toolfy_portal.stripe_double.form import merged, texts
from toolfy_portal.stripe_double.objects import new_id
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal
from toolfy_portal.stripe_double.store import Books


def create_endpoint(books: Books, params: Json) -> Json:
    """Keep an endpoint; the answer alone carries its secret."""
    endpoint = _endpoint(new_id("we"), _url(params["url"]), f"whsec_{secrets.token_hex(16)}", books.now)
    endpoint |= {
        "_connect": params.get("connect") == "true",
        "api_version": params.get("api_version"),
        "description": params.get("description"),
        "enabled_events": texts(params["enabled_events"], "enabled_events"),
        "metadata": merged({}, params.get("metadata")),
    }
    books.add(endpoint)
    return endpoint | {"secret": endpoint["_secret"]}


def update_endpoint(books: Books, endpoint_id: str, params: Json) -> Json:
    """Change what an endpoint hears, where it is, or whether it hears at all."""
    endpoint = books.get("webhook_endpoint", endpoint_id, "webhook_endpoint")
    if "url" in params:
        endpoint["url"] = _url(params["url"])
    endpoint |= {name: params[name] for name in ("description", "enabled_events") if name in params}
    endpoint["metadata"] = merged(endpoint["metadata"], params.get("metadata"))
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] == "true" else "enabled"
    books.save(endpoint)
    return endpoint


def delete_endpoint(books: Books, endpoint_id: str) -> Json:
    """Forget an endpoint; what waits for it is never sent."""
    books.get("webhook_endpoint", endpoint_id, "webhook_endpoint")
    books.remove("webhook_endpoint", endpoint_id)
    return {"id": endpoint_id, "object": "webhook_endpoint", "deleted": True}


def register(books: Books, url: str, secret: str) -> None:
    """Keep an endpoint that hears everything; the same url again changes its secret."""
    endpoint = _endpoint(f"we_{sha256(f'{books.account} {url}'.encode()).hexdigest()[:24]}", url, secret, books.now)
    if books.find("webhook_endpoint", endpoint["id"]):
        books.save(endpoint)
    else:
        books.add(endpoint)


def _endpoint(endpoint_id: str, url: str, secret: str, now: int) -> Json:
    return {
        "id": endpoint_id,
        "object": "webhook_endpoint",
        "_connect": False,
        "_secret": secret,
        "api_version": None,
        "application": None,
        "created": now,
        "description": None,
        "enabled_events": ["*"],
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": url,
    }


def _url(url: Any) -> str:
    if not str(url).startswith(("http://", "https://")):
        raise StripeRefusal(
            "Invalid URL: An explicit scheme (such as https) must be provided.", code="url_invalid", param="url"
        )
    return str(url)
