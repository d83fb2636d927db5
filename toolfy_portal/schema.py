"""Every table, in one place for migrations and tests."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from toolfy_portal.core import turns
from toolfy_portal.domain.activity import models as activity
from toolfy_portal.domain.alerts import models as alerts
from toolfy_portal.domain.businesses import models as businesses
from toolfy_portal.domain.customers import models as customers
from toolfy_portal.domain.files import models as files
from toolfy_portal.domain.imports import models as imports
from toolfy_portal.domain.invoices import models as invoices
from toolfy_portal.domain.links import models as links
from toolfy_portal.domain.notifications import models as notifications
from toolfy_portal.domain.payments import models as payments
from toolfy_portal.domain.sign_in import models as sign_in
from toolfy_portal.domain.team import models as team
from toolfy_portal.stripe_double import store as stripe_double

NOUNS = (
    activity,
    alerts,
    businesses,
    customers,
    files,
    imports,
    invoices,
    links,
    notifications,
    payments,
    sign_in,
    team,
    stripe_double,
)
SHARED = (turns.TURNS,)  # of no business
METADATA: MetaData = SQLModel.metadata
