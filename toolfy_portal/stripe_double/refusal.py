"""How Stripe says no: a status and an error in its own shape (https://docs.stripe.com/api/errors)."""

from typing import Any

Json = dict[str, Any]


class ConnectionLost(Exception):
    """The line broke: the caller can't know whether the request had its effect."""


class StripeRefusal(Exception):
    """A request Stripe would turn down; `status` is its HTTP status, `param` names the parameter at fault."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str | None = None,
        param: str | None = None,
        kind: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.status = status
        fields = {"code": code, "message": message, "param": param, "type": kind}
        self.body: Json = {"error": {name: value for name, value in fields.items() if value is not None}}


def not_built(what: str) -> StripeRefusal:
    """Return the loud answer for something Stripe can do and the double can't yet."""
    return StripeRefusal(f"The Stripe double can't do this yet: {what}", status=501, kind="api_error")


def missing_param(param: str) -> StripeRefusal:
    """Return Stripe's answer for a parameter it can't do without."""
    return StripeRefusal(f"Missing required param: {param}.", code="parameter_missing", param=param)


def missing(kind: str, object_id: str, param: str, status: int = 404) -> StripeRefusal:
    """Return Stripe's answer for an object the account doesn't have."""
    return StripeRefusal(f"No such {kind}: '{object_id}'", status=status, code="resource_missing", param=param)


def no_access(account: str, key: str = "sk_test_***") -> StripeRefusal:
    """Return Stripe's answer for an account that isn't the key's own nor connected to it."""
    return StripeRefusal(
        f"The provided key '{key}' does not have access to account '{account}' (or that account does not exist). "
        "Application access may have been revoked.",
        status=403,
        code="account_invalid",
    )
