"""API keys: whose account one opens, and what a restricted one may do there."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

from toolfy_portal.stripe_double.refusal import StripeRefusal, no_access
from toolfy_portal.stripe_double.store import Books

# which permission an address asks for: https://docs.stripe.com/keys/restricted-api-keys
_RESOURCES: Final = {
    "account": "accounts_kyc_basic",
    "account_links": "account_link",
    "accounts": "accounts_kyc_basic",
    "charges": "charge",
    "checkout": "checkout_session",
    "customers": "customer",
    "disputes": "dispute",
    "events": "event",
    "payment_intents": "payment_intent",
    "payment_method_configurations": "payment_method_configurations",
    "payment_methods": "payment_method",
    "refunds": "charge",
    "webhook_endpoints": "webhook",
}
_NO_KEY: Final = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
    "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we "
    "can help at https://support.stripe.com/."
)


def account_of(api_key: str) -> str:
    """Return the account an API key opens. The key itself is never kept."""
    return f"acct_{sha256(api_key.encode()).hexdigest()[:16]}"


def api_key(headers: Mapping[str, str]) -> str:
    """Return the key of a request. Raises StripeRefusal (401) unless it is a test key."""
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not key:
        raise StripeRefusal(_NO_KEY, status=401)
    if not key.startswith(("sk_test_", "rk_test_")):
        raise _unknown(key)
    return key


def check_access(books: Books, key: str, method: str, path: str) -> None:
    """Check what the key may do in these books. Raises StripeRefusal: 401 for a revoked key, 403 for no permission."""
    own = account_of(key)
    account = books.of(own).find("account", own) or {}
    if account.get("_revoked"):
        raise _unknown(key)
    if own != books.account and books.get("account", books.account).get("_platform") != own:
        raise no_access(books.account, _masked(key))
    permissions = account.get("_permissions")
    needed = _permission(method, path)
    if permissions is None or needed in permissions or needed.replace("_read", "_write") in permissions:
        return
    raise StripeRefusal(
        f"The provided key '{_masked(key)}' does not have the required permissions for this endpoint on account "
        f"'{own}'. Having the '{needed}' permission would allow this request to continue.",
        status=403,
    )


def restrict(books: Books, permissions: Iterable[str] | None) -> None:
    """Let the account's key do only that (`rak_charge_read`; to write is to read, too), or everything for None."""
    account = books.get("account", books.account)
    books.save(account | {"_permissions": None if permissions is None else sorted(permissions)})


def revoke(books: Books) -> None:
    """Let the account's key be unknown from now on."""
    books.save(books.get("account", books.account) | {"_revoked": True})


def _permission(method: str, path: str) -> str:
    resource = path.split("/")[2]
    return f"rak_{_RESOURCES.get(resource, resource)}_{'read' if method == 'GET' else 'write'}"


def _unknown(key: str) -> StripeRefusal:
    return StripeRefusal(f"Invalid API Key provided: {_masked(key)}", status=401)


def _masked(key: str) -> str:
    """Return the key with its secret part starred, as Stripe shows it: `rk_test_********abcd`."""
    head, tail = (key[:8], key[-4:]) if len(key) > 16 else (key[: min(8, len(key) // 2)], "")
    return head + "*" * (len(key) - len(head) - len(tail)) + tail
