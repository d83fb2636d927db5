"""Our books against the gateway's: what stands in one and not in the other, over a span of time.

A check walks through the lists of every account of the business, a page a step, and holds no transaction meanwhile.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import col, select

from toolfy_portal.adapters.payments import GatewayError, PaymentGateway
from toolfy_portal.adapters.payments_account import AccountKeeper, KeyRefusedError
from toolfy_portal.adapters.payments_movements import GatewayMovement, MovementKind
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.payments.accounts import keys_of
from toolfy_portal.domain.payments.attempts import find_attempt
from toolfy_portal.domain.payments.comparing import Difference, Stand, System, books_on, only_here, still_differs
from toolfy_portal.domain.payments.models import PaymentAccount
from toolfy_portal.domain.payments.settling import settle_payment
from toolfy_portal.domain.team.rules import may_handle_money


@dataclass(frozen=True, slots=True)
class Step:
    """The next page to look at. after: where it begins."""

    account_id: str
    kind: MovementKind
    after: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """How far a check has come, and what it found. others: payments at the gateway that aren't ours.

    ours: how many movements of each kind are ours at the gateway. faults: accounts that couldn't be asked, in words.
    """

    since: datetime
    until: datetime
    todo: tuple[Step, ...] = ()
    seen: frozenset[str] = frozenset()  # what the gateway has
    ours: tuple[tuple[MovementKind, int], ...] = ()
    others: int = 0
    unmatched: int = 0
    differences: tuple[Difference, ...] = ()
    faults: tuple[str, ...] = ()

    def counted(self, kind: MovementKind) -> int:
        """Return how many movements of that kind are ours at the gateway."""
        return dict(self.ours).get(kind, 0)


def start(access: StaffAccess, days: int) -> Check:
    """Begin a check of the last days. Raises Forbidden for a technician, Conflict if there is no account to ask."""
    may_handle_money(access)
    with reading(access) as uow:
        # those that were replaced, too: what they took is in the books
        accounts = uow.all(select(PaymentAccount.id).order_by(col(PaymentAccount.id)))
        until = uow.now.replace(microsecond=0)  # the gateway counts whole seconds
    if not accounts:
        raise Conflict("This business doesn't take payments online yet, so there is nothing to compare.")
    todo = tuple(Step(account_id, kind) for account_id in accounts for kind in MovementKind)
    return Check(until - timedelta(days=days), until, todo)


def go_on(access: StaffAccess, keeper: AccountKeeper, check: Check) -> Check:
    """Look at the next page and return how far the check is then; nothing of it is kept anywhere else.

    Raises Forbidden for a technician.
    """
    may_handle_money(access)
    step, rest = check.todo[0], check.todo[1:]
    system = SystemAccess(access.business_id, "check")
    with reading(system) as uow:
        account = uow.get(PaymentAccount, step.account_id)
        keys = keys_of(uow, account)
    try:
        page = keeper.movements(keys, step.kind, check.since, check.until, step.after)
    except (GatewayError, KeyRefusedError) as fault:
        rest = tuple(each for each in rest if each.account_id != step.account_id)
        told = f"{account.key_hint}: {fault.message}" if account.key_hint else fault.message
        return replace(check, todo=rest, faults=(*check.faults, told))
    with reading(system) as uow:
        check = _compared(uow, check, step, page.movements)
        if not page.next:
            alone = only_here(uow, step.account_id, step.kind, check.since, check.until, check.seen)
            check = replace(check, differences=(*check.differences, *alone))
    return replace(check, todo=(replace(step, after=page.next), *rest) if page.next else rest)


def book(access: StaffAccess, gateway: PaymentGateway, check: Check, ref: str) -> Check:
    """Hear of a movement again from the gateway, and return the check without it, as it is in order then.

    Raises Forbidden for a technician, Conflict if it still isn't in order, GatewayError.
    """
    may_handle_money(access)
    found = next((each for each in check.differences if each.ref == ref and each.can_book), None)
    if found is None:
        raise Conflict("This can't be booked (any more). Please check again.")
    system = SystemAccess(access.business_id, "check")
    with reading(system) as uow:
        keys = keys_of(uow, uow.get(PaymentAccount, found.account_id))
    payment = gateway.find_payment(keys, found.intent_id)
    with begin(system) as uow:
        attempt = find_attempt(uow, found.account_id, intent_id=found.intent_id, public_id=payment.attempt)
        if attempt is None:
            raise Conflict("No checkout of yours fits this payment any more.")
        settle_payment(uow, attempt, payment)
    with reading(system) as uow:  # what else is wrong with the same payment was told with it
        same = [each for each in check.differences if each.intent_id == found.intent_id and each.can_book]
        right = {each for each in same if not still_differs(uow, each)}
    if found not in right:
        raise Conflict("We asked Stripe again, and it still doesn’t fit. Please compare it in Stripe’s dashboard.")
    return replace(check, differences=tuple(each for each in check.differences if each not in right))


def _compared(uow: System, check: Check, step: Step, movements: Sequence[GatewayMovement]) -> Check:
    """Return the check with what a page of the gateway's list says."""
    books = books_on(uow, step.account_id, step.kind, movements)
    ours = [each for each in movements if books.stand(each) is Stand.OURS]
    found = [difference for each in ours if (difference := books.difference(each)) is not None]
    counts = Counter(dict(check.ours))
    counts[step.kind] += len(ours)
    is_payment = step.kind is MovementKind.PAYMENT
    return replace(
        check,
        seen=check.seen | {each.ref for each in movements},
        ours=tuple(counts.items()),
        others=check.others + (sum(books.stand(each) is Stand.FOREIGN for each in movements) if is_payment else 0),
        unmatched=check.unmatched + (sum(each.ref in books.aside for each in ours) if is_payment else 0),
        differences=(*check.differences, *found),
    )
