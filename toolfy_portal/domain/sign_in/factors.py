"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for the day it is lost."""

import base64
import hmac
import secrets

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from toolfy_portal.core.access import PersonAccess
from toolfy_portal.core.errors import InvalidField
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.sign_in.models import Person

STEP = 30  # seconds
RECOVERY_CODES = 10
_ISSUER = "Toolfy Portal"
_DRIFT = (-1, 0, 1)  # steps that a phone's clock may be off
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read as another

Mine = UnitOfWork[PersonAccess]


def new_secret() -> str:
    """Return a new secret, 160 bits as RFC 4226 recommends, in base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address(secret: str, email: str) -> str:
    """Return what the app reads from the QR code: `otpauth://totp/…`."""
    return _totp(secret).get_provisioning_uri(email, _ISSUER)


def turn_on(uow: Mine, secret: str, code: str) -> list[str]:
    """Keep the secret once its app has shown a right code. Returns recovery codes, which nobody can see again.

    Raises InvalidField for a wrong code.
    """
    person = uow.get(Person, uow.access.person_id, lock=True)
    step = _step_of(secret, code, int(uow.now.timestamp()))
    if step is None:
        raise InvalidField("code", "That code isn't right. Is the phone's clock set by itself?")
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    person.totp_encrypted, person.totp_step = uow.keys.encrypt(secret), step
    person.recovery_hashes = [uow.keys.hash(_plain(each)).hex() for each in codes]
    return codes


def turn_off(uow: Mine) -> None:
    """Ask for the password alone from now on."""
    person = uow.get(Person, uow.access.person_id, lock=True)
    person.totp_encrypted, person.totp_step, person.recovery_hashes = None, 0, []


def use(uow: Mine, code: str) -> bool:
    """Say whether the code is right now, and use it up: neither an app's nor a recovery code works twice."""
    person = uow.get(Person, uow.access.person_id, lock=True)
    if person.totp_encrypted is None:
        return False
    step = _step_of(uow.keys.decrypt(person.totp_encrypted), code, int(uow.now.timestamp()))
    if step is not None:
        fresh, person.totp_step = step > person.totp_step, max(step, person.totp_step)
        return fresh
    used = {each.hex() for each in uow.keys.hashes(_plain(code))} & set(person.recovery_hashes)
    person.recovery_hashes = [each for each in person.recovery_hashes if each not in used]
    return bool(used)


def _step_of(secret: str, code: str, now: int) -> int | None:
    """Return the step whose code this is, of those that may be shown now (seconds since 1970)."""
    typed, totp = _plain(code).encode(), _totp(secret)
    steps = [now // STEP + drift for drift in _DRIFT]
    return next((step for step in steps if hmac.compare_digest(totp.generate(step * STEP), typed)), None)


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP)  # noqa: S303  # what authenticator apps speak


def _recovery_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()
