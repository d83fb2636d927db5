"""The marks a handler needs to be callable, and the access each hands it.

In Reflex any browser can call any public method of any state. `EventGuard` (deny.py) refuses what carries no mark;
these decorators set the mark and resolve, at each event, who is asking.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from functools import wraps
from http.cookies import SimpleCookie
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import reflex as rx

from toolfy_portal.core.access import Access, DocumentAccess, StaffAccess
from toolfy_portal.core.errors import Expired, NotFound, PortalError
from toolfy_portal.core.runtime import confirm_at, staff_cookie
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.domain.sign_in.links import by_link
from toolfy_portal.domain.sign_in.staff import by_session
from toolfy_portal.domain.team.rules import ConfirmFirst
from toolfy_portal.pages.gate.notices import notify

P = ParamSpec("P")
T = TypeVar("T")
StateT = TypeVar("StateT", bound=rx.State)
AccessT = TypeVar("AccessT", bound=Access)

MARK = "portal_guard"


def staff_event(
    handler: Callable[Concatenate[StateT, StaffAccess, P], Awaitable[Any]],
) -> Any:
    """Let signed-in staff call it: `async def save(self, access: StaffAccess, …)`. Others are sent to the sign-in."""

    async def guarded(self: StateT, *args: P.args, **kwargs: P.kwargs) -> Any:
        access = await asyncio.to_thread(by_session, session_secret(self))
        if access is None:
            return rx.redirect("/staff/sign-in", is_external=True)
        try:
            return await handler(self, access, *args, **kwargs)
        except ConfirmFirst:
            return rx.redirect(confirm_at(page_path(self)), is_external=True)
        except PortalError as error:
            return await notify(self, error.message, "neg")

    return _marked("staff", guarded, handler)


def link_event(
    handler: Callable[Concatenate[StateT, DocumentAccess, P], Awaitable[Any]],
) -> Any:
    """Let the holder of the page's link call it: `async def load(self, access: DocumentAccess, …)`.

    The token is the page's own address. Once it no longer opens the document, the page is loaded anew: the server
    answers with the words for it.
    """

    async def guarded(self: StateT, *args: P.args, **kwargs: P.kwargs) -> Any:
        path = page_path(self)
        try:
            _, _, kind, token = path.split("/")
            access = await asyncio.to_thread(by_link, kind, token)
            return await handler(self, access, *args, **kwargs)
        except (NotFound, Expired, ValueError):
            self.reset()
            return rx.redirect(path, is_external=True) if path.startswith("/portal/") else None
        except PortalError as error:
            return await notify(self, error.message, "neg")

    return _marked("link", guarded, handler)


def internal_event(handler: Callable[Concatenate[StateT, P], Any]) -> Callable[Concatenate[StateT, P], Any]:
    """Let only other handlers call it."""
    setattr(handler, MARK, "internal")
    return cast(Any, rx.event(handler))


async def within(
    access: AccessT, work: Callable[Concatenate[UnitOfWork[AccessT], P], T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a service in one transaction, in a thread: the event loop never waits for the database."""

    def run() -> T:
        with begin(access) as uow:
            return work(uow, *args, **kwargs)

    return await asyncio.to_thread(run)


async def looked_up(
    access: AccessT, work: Callable[Concatenate[UnitOfWork[AccessT], P], T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a view in one transaction that only reads, in a thread."""

    def run() -> T:
        with reading(access) as uow:
            return work(uow, *args, **kwargs)

    return await asyncio.to_thread(run)


def session_secret(state: rx.State) -> str:
    """Return the staff session's secret from the HttpOnly cookie of the browser; empty without one."""
    jar = SimpleCookie(state.router.headers.cookie or "")
    name = staff_cookie()
    return jar[name].value if name in jar else ""


def page_path(state: rx.State) -> str:
    """Return the address of the page the event came from, without a slash at the end."""
    return str(state.router.url.path).rstrip("/")


def _marked(mark: str, guarded: Callable[..., Any], handler: Callable[..., Any]) -> Any:
    shown: Any = wraps(handler)(guarded)
    signature = inspect.signature(handler)
    parameters = [parameter for name, parameter in signature.parameters.items() if name != "access"]
    # Reflex reads the handler's arguments from these: the access never comes from a browser
    shown.__signature__ = signature.replace(parameters=parameters)
    shown.__annotations__ = {name: hint for name, hint in handler.__annotations__.items() if name != "access"}
    del shown.__wrapped__
    setattr(shown, MARK, mark)
    return rx.event(shown)
