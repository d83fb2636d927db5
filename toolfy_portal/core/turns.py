"""Takes turns across all processes: so many a second, however many workers there are."""

from sqlalchemy import BigInteger, Column, String, Table, case, insert, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import SQLModel

from toolfy_portal.core.db import WRITING
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import Unavailable

TURNS = Table(
    "turn",
    SQLModel.metadata,
    Column("name", String(40), primary_key=True),
    Column("next_ms", BigInteger, nullable=False),  # milliseconds since 1970: both databases can add to them
)


def take_turn(name: str, per_second: float) -> float:
    """Take the next free turn and return how many seconds are left until it comes.

    One statement of the database, so no two callers ever get the same turn. Raises Unavailable.
    """
    now = int(running().clock.now().timestamp() * 1000)
    step = round(1000 / per_second)
    at = case((TURNS.c.next_ms > now, TURNS.c.next_ms), else_=now)
    taking = update(TURNS).where(TURNS.c.name == name).values(next_ms=at + step).returning(TURNS.c.next_ms)
    engine = running().engine.execution_options(**{WRITING: True})
    try:
        with engine.begin() as connection:
            taken = connection.execute(taking).scalar()
        if taken is None:
            with engine.begin() as connection:
                connection.execute(insert(TURNS).values(name=name, next_ms=now + step))
            return 0
    except IntegrityError:  # another process wrote the row first
        return take_turn(name, per_second)
    except OperationalError as error:
        raise Unavailable from error
    return max(taken - step - now, 0) / 1000
