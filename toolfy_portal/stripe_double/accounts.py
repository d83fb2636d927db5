"""An account's own side: the ways to pay that are on, and the accounts connected to it."""

import secrets
from typing import Any, Final

from toolfy_portal.stripe_double.form import flags, mapping, merged
from toolfy_portal.stripe_double.objects import CAPABILITIES, new_account, new_id
from toolfy_portal.stripe_double.refusal import Json, StripeRefusal, no_access, not_built
from toolfy_portal.stripe_double.store import Books

METHODS: Final = ("card", "us_bank_account", "bacs_debit")
_LINK_SECONDS: Final = 300
_HONOURED: Final = {"business_profile", "business_type", "capabilities", "controller", "country", "email", "type"}
_DUE: Final = ["business_profile.url", "external_account", "tos_acceptance.date", "tos_acceptance.ip"]


def configuration(books: Books) -> Json:
    """Return which ways to pay the account has and which are on; all of them until somebody switches one off."""
    for found in books.listing("payment_method_configuration"):
        return found
    on = {"overridable": None, "preference": "on", "value": "on"}
    is_open = books.get("account", books.account)["charges_enabled"]
    return books.add(
        {
            "id": new_id("pmc"),
            "object": "payment_method_configuration",
            "active": True,
            "application": None,
            "is_default": True,
            "livemode": False,
            "name": "Default",
            "parent": None,
            **{method: {"available": is_open, "display_preference": dict(on)} for method in METHODS},
        }
    )


def methods_on(books: Books) -> list[str]:
    """Return the ways to pay that are on."""
    found = configuration(books)
    return [method for method in METHODS if found[method]["available"]]


def switch_method(books: Books, method: str, *, on: bool) -> None:
    """Switch a way to pay on or off, as the business does in the dashboard."""
    found, value = configuration(books), "on" if on else "off"
    found[method]["display_preference"] |= {"preference": value, "value": value}
    _open_methods(found, books.get("account", books.account))
    books.save(found)


def create_account(books: Books, params: Json) -> Json:
    """Make an account connected to this one, which can't take money until it is set up."""
    for name in sorted(set(params) - {*_HONOURED, "metadata"}):
        raise not_built(f"the parameter {name} of an account")
    account_id = f"acct_{secrets.token_hex(8)}"
    asked_of_it: Any = flags(params.get("controller"))
    profile = mapping(params.get("business_profile"), "business_profile")
    account = new_account(account_id, books.now)
    account |= {
        "_platform": books.account,
        "business_profile": account["business_profile"] | {"name": None} | profile,
        "business_type": params.get("business_type"),
        "capabilities": dict.fromkeys(CAPABILITIES, "inactive"),
        "charges_enabled": False,
        "controller": {"type": "application", "is_controller": True} | (asked_of_it or {}),
        "country": params.get("country", "GB"),
        "details_submitted": False,
        "email": params.get("email"),
        "metadata": merged({}, params.get("metadata")),
        "payouts_enabled": False,
        "requirements": _requirements(_DUE),
        "type": "none" if asked_of_it else params.get("type", "standard"),
    }
    return books.of(account_id).add(account)


def retrieve_account(books: Books, account_id: str) -> Json:
    """Return the account itself or one connected to it. Raises StripeRefusal (403) for any other."""
    found = books.of(account_id).find("account", account_id)
    if found is None or books.account not in (account_id, found.get("_platform")):
        raise no_access(account_id)
    return found


def create_link(books: Books, params: Json, page_base: str) -> Json:
    """Return a link under which a connected account is set up, for five minutes."""
    for name in sorted(set(params) - {"account", "refresh_url", "return_url", "type"}):
        raise not_built(f"the parameter {name} of an account link")
    account = retrieve_account(books, params["account"])
    link_id = new_id("alnk")
    link: Json = {
        "object": "account_link",
        "created": books.now,
        "expires_at": books.now + _LINK_SECONDS,
        "url": f"{page_base}/setup/{link_id}",
    }
    for name in ("refresh_url", "return_url"):
        if not str(params.get(name, "")).startswith(("http://", "https://")):
            raise StripeRefusal("Not a valid URL", code="url_invalid", param=name)
    books.add(link | {"id": link_id, "_account": account["id"], "_used": False} | _ways(params))
    return link


def set_up(books: Books, link_id: str) -> str:
    """Let the link's account take money, and return where its owner goes on. A link works once, and not for long."""
    link = books.get("account_link", link_id)
    if link["_used"] or link["expires_at"] <= books.now:
        return link["_refresh_url"]
    connected = books.of(link["_account"])
    account, methods = connected.get("account", link["_account"]), configuration(connected)
    account |= {
        "capabilities": dict.fromkeys(CAPABILITIES, "active"),
        "charges_enabled": True,
        "details_submitted": True,
        "payouts_enabled": True,
        "requirements": _requirements([]),
    }
    _open_methods(methods, account)
    connected.save(account)
    connected.save(methods)
    books.save(link | {"_used": True})
    connected.record("account.updated", account, {"charges_enabled": False, "details_submitted": False})
    return link["_return_url"]


def deauthorize(books: Books) -> None:
    """Take the platform off the account, as its owner does in the dashboard. The platform hears of it, and no more."""
    account = books.get("account", books.account)
    application = {"id": f"ca_{account['_platform'].removeprefix('acct_')}", "object": "application", "name": "Portal"}
    books.record("account.application.deauthorized", application)
    books.save(account | {"_platform": None})


def _open_methods(found: Json, account: Json) -> None:
    """Say of each way to pay whether it may be offered: it is on, and the account may take money."""
    for method in METHODS:
        is_on = found[method]["display_preference"]["value"] == "on"
        found[method]["available"] = is_on and account["charges_enabled"]


def _ways(params: Json) -> Json:
    return {f"_{name}": params[name] for name in ("refresh_url", "return_url")}


def _requirements(due: list[str]) -> Json:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": "requirements.past_due" if due else None,
        "errors": [],
        "eventually_due": due,
        "past_due": due,
        "pending_verification": [],
    }
