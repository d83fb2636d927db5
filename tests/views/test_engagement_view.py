"""The report in words, and its charts as points."""

from tests.world import START, World
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.payments import desk
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.payments.listing import Period
from toolfy_portal.views.charts import chart
from toolfy_portal.views.engagement import EngagementAsked, EngagementView, show_engagement


def shown(world: World, most: int = 25, **asked: object) -> EngagementView:
    with reading(world.a.staff) as uow:
        return show_engagement(uow, EngagementAsked(**asked), most)  # pyright: ignore[reportArgumentType]


def value(view: EngagementView, label: str) -> tuple[str, str]:
    [figure] = [each for each in view.figures if each.label == label]
    assert figure.meaning, "every figure says how it is counted"
    return figure.value, figure.note


def test_the_figures_of_a_small_business(world: World) -> None:
    """Eight invoices, four paid online at least in part: £280 in all; one more is paid in cash after 20 days."""
    with begin(world.a.staff) as uow:
        desk.record_payment(uow, world.a.document("overdue"), 10000, Method.CASH, START.date(), "")
    with begin(world.a.link("due").access) as uow:
        links.viewed(uow, b"phone")
        links.downloaded(uow)
    view = shown(world)
    assert view.about == "8 invoices issued so far. Drafts and void invoices don’t count."
    assert value(view, "Customers on the portal") == ("2 of 2", "customers")
    assert value(view, "Opened") == ("62%", "5 of 8 invoices")
    assert value(view, "Paid online") == ("50%", "4 of 8 invoices")
    assert value(view, "Money paid online") == ("£280.00", "74% of everything received")  # of £380
    assert value(view, "Days to pay online") == ("Too few to say", "Paid otherwise: too few to say")
    assert value(view, "Done without asking you") == ("5", "1 PDF, 4 payments")
    first, second = view.rows
    assert (first.name, first.views, first.seen, first.share, first.paid) == (
        "Customer a0",
        "1",
        "24 Nov",
        "50",
        "2 of 4",
    )
    assert (first.days, first.served, first.amount) == ("10 days", "3", "£140.00")  # of 0 and 20
    assert (second.seen, second.days) == ("Not seen", "0 days")
    assert (view.shown, view.has_more, view.is_new) == ("2 of 2 customers", False, False)


def test_other_currencies_stand_beside_the_business_s_own(world: World) -> None:
    with begin(world.a.system) as uow:
        uow.get(Business, world.a.business_id).currency = "EUR"
    view = shown(world)
    assert value(view, "Money paid online") == ("€0.00", "and £280.00")
    assert view.rows[0].amount == "£140.00"


def test_the_period_is_that_of_issuing(world: World) -> None:
    with begin(world.a.system) as uow:
        uow.get(Invoice, world.a.document("paid")).issued_on = START.date().replace(month=10, day=31)
    assert value(shown(world, period=Period.LAST_MONTH), "Customers on the portal")[0] == "1 of 1"
    assert shown(world, period=Period.THIS_MONTH).about.startswith("7 invoices issued this month")
    october, november = shown(world, period=Period.THIS_MONTH).use.rows[-2:]
    assert (october, november) == (["Oct 2026", "1", "1", "1", "1"], ["Nov 2026", "7", "3", "3", "3"])


def test_a_business_that_issued_nothing_is_new(world: World) -> None:
    world.a = world.b
    with begin(world.a.system) as uow:
        for document in world.a.documents.values():
            uow.get(Invoice, document).issued_on = None
    view = shown(world)
    assert (view.is_new, view.rows, view.use.is_empty) == (True, [], True)
    assert not shown(world, period=Period.THIS_MONTH).is_new


def test_customers_come_in_portions(world: World) -> None:
    view = shown(world, most=1)
    assert (len(view.rows), view.shown, view.has_more) == (1, "1 of 2 customers", True)


def test_a_chart_stands_on_its_scale() -> None:
    drawn = chart("", ["Jan", "Feb"], [], bars=[0, 6], strong=[3.0, None])
    assert [step.text for step in drawn.grid] == ["0", "2", "4", "6"]
    assert [step.y for step in drawn.grid][::3] == ["188.0", "24.0"]
    [bar] = drawn.bars  # nothing stands for nothing
    assert (bar.x, bar.y, bar.height) == ("76.75%", "24.0", "164.0")
    assert [(dot.x, dot.y) for dot in drawn.strong.dots] == [("30.25%", "106.0")]
    assert (drawn.strong.stretches, [text.text for text in drawn.strong.last]) == ([], ["3"])
    assert not drawn.is_empty


def test_lines_do_not_cross_months_without_a_value() -> None:
    drawn = chart("", ["a", "b", "c", "d"], [], quiet=[1, None, 2, 3])
    assert len(drawn.quiet.stretches) == 1
    assert len(drawn.quiet.dots) == 3


def test_a_scale_holds_any_value_and_never_ends_at_nothing() -> None:
    for most in (0, 1, 7, 61, 1500, 1501, 20_000):
        top = float(chart("", ["a"], [], bars=[most]).grid[-1].text)
        assert top >= most
        assert top > 0
