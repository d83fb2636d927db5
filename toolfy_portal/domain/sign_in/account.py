"""What somebody does about their own account. Their businesses are told what they show of it."""

from datetime import timedelta

from sqlmodel import col, select

from toolfy_portal.core.access import PersonAccess, StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict, Expired, Forbidden, InvalidField
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.notifications import service as notify
from toolfy_portal.domain.notifications.service import Words
from toolfy_portal.domain.sign_in import factors, sessions
from toolfy_portal.domain.sign_in.invitations import checked_email
from toolfy_portal.domain.sign_in.models import Person
from toolfy_portal.domain.sign_in.passwords import acceptable, hash_password, matches
from toolfy_portal.domain.sign_in.staff import person_of, places_of
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.domain.team.rules import confirmed
from toolfy_portal.domain.team.service import team_topic

LASTS = timedelta(hours=1)  # what is mailed about an account
GONE = "This link doesn’t work any more. It works once, for an hour. Please ask for a new one."
_NOT_YOU = "If this wasn’t you, set a new password at once: use “Forgot your password?” on the sign-in page."


def mine(access: StaffAccess) -> Person:
    """Return the person's own account."""
    with reading(PersonAccess(access.person_id)) as uow:
        return uow.get(Person, access.person_id)


def rename(access: StaffAccess, name: str) -> None:
    """Go by another name. Raises InvalidField naming "name"."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise InvalidField("name", "Give your name as colleagues know it.")
    with begin(PersonAccess(access.person_id)) as uow:
        person = uow.get(Person, access.person_id, lock=True)
        person.name = name
    _tell_businesses(person)


def change_password(access: StaffAccess, old: str, new: str) -> None:
    """Sign in with another password from now on; all other sessions end.

    Raises Forbidden if the old one is wrong, InvalidField naming "password" if the new one won't do.
    """
    person = mine(access)
    if not matches(person.password_hash, old):
        raise Forbidden(sessions.WRONG_PASSWORD)
    _set_password(person, new, keep=access.session_id)


def ask_new_email(access: StaffAccess, typed: str) -> None:
    """Send a link to the new address; until it is opened, the old one stays. Raises InvalidField, ConfirmFirst."""
    confirmed(access)
    email = checked_email(typed)
    token = new_token()
    with begin(PersonAccess(access.person_id)) as uow:
        person = uow.get(Person, access.person_id, lock=True)
        if email == person.email:
            raise InvalidField("email", "That is your address already.")
        person.new_email, person.new_email_hash = email, uow.keys.hash(token)
        person.new_email_until = uow.now + LASTS
    words = Words(
        subject="Confirm your new e-mail address",
        heading="Is this your address?",
        paragraphs=(f"{person.name} wants to sign in to Toolfy Portal with it. The link works once, for an hour.",),
        button={"label": "Yes, use this address", "url": f"{running().public_url}/staff/new-email/{token}"},
    )
    _mail(access.business_id, email, words)
    warning = f"A new e-mail address was asked for: {email}. It counts once it is confirmed from there."
    _mail(access.business_id, person.email, Words("Your e-mail address is about to change", warning, (_NOT_YOU,)))


def take_new_email(token: str) -> None:
    """Sign in with the new address from now on. Raises Expired, Conflict if somebody else has it by now."""
    person = _by(token, "new_email_hash", "new_email_until")
    if person_of(person.new_email) is not None:
        raise Conflict("Somebody signs in with that address already.")
    with begin(PersonAccess(person.id)) as uow:
        person = uow.get(Person, person.id, lock=True)
        if not person.new_email:
            raise Expired(GONE)
        person.email, person.new_email = person.new_email, ""
        person.new_email_hash = person.new_email_until = person.reset_hash = person.reset_until = None
    _tell_businesses(person)


def turn_on_factor(access: StaffAccess, secret: str, code: str) -> list[str]:
    """Ask for a code at each sign-in from now on; other sessions end. Returns recovery codes, to be shown once.

    Raises InvalidField naming "code", ConfirmFirst, Conflict if it is on already.
    """
    confirmed(access)
    with begin(PersonAccess(access.person_id)) as uow:
        person = uow.get(Person, access.person_id, lock=True)
        if person.totp_encrypted is not None:
            raise Conflict("Two-factor sign-in is on already.")
        codes = factors.turn_on(uow, secret, code)
    _after_factor(access, person, "on")
    return codes


def turn_off_factor(access: StaffAccess) -> None:
    """Ask for the password alone from now on. Raises ConfirmFirst."""
    confirmed(access)
    with begin(PersonAccess(access.person_id)) as uow:
        factors.turn_off(uow)
        person = uow.get(Person, access.person_id)
    _after_factor(access, person, "off")


def ask_reset(email: str) -> None:
    """Send a link to set a new password, if the account exists. Call it after the answer: it takes longer then."""
    person = person_of(email)
    places = places_of(person.id) if person else ()
    if person is None or not places:
        return
    token = new_token()
    with begin(PersonAccess(person.id)) as uow:
        mine = uow.get(Person, person.id, lock=True)
        mine.reset_hash, mine.reset_until = uow.keys.hash(token), uow.now + LASTS
    words = Words(
        subject="Set a new password",
        heading="Set a new password",
        paragraphs=("The link works once, for an hour. If you didn’t ask for it, you can leave it.",),
        button={"label": "Set a new password", "url": f"{running().public_url}/staff/reset/{token}"},
    )
    _mail(places[0].business_id, person.email, words)


def who_resets(token: str) -> Person:
    """Return whose password the link sets. Raises Expired."""
    return _by(token, "reset_hash", "reset_until")


def reset(token: str, password: str) -> None:
    """Set a new password; all sessions end, and a second factor stays. Raises Expired, InvalidField."""
    _set_password(who_resets(token), password, token=token)


def _set_password(person: Person, password: str, keep: str = "", token: str = "") -> None:
    """token: use up the reset that it stands for; somebody may have been faster."""
    password_hash = hash_password(acceptable(password, person.email, person.name))
    with begin(PersonAccess(person.id)) as uow:
        changed = uow.get(Person, person.id, lock=True)
        if token and changed.reset_hash not in uow.keys.hashes(token):
            raise Expired(GONE)
        changed.password_hash, changed.reset_hash, changed.reset_until = password_hash, None, None
    sessions.end_others(person.id, keep)
    words = Words("Your password was changed", "Your password was changed", (_NOT_YOU,))
    for place in places_of(person.id)[:1]:
        _mail(place.business_id, person.email, words)


def _after_factor(access: StaffAccess, person: Person, word: str) -> None:
    _tell_businesses(person)
    sessions.end_others(person.id, access.session_id)
    title = f"Two-factor sign-in is {word}"
    _mail(access.business_id, person.email, Words(title, title, (_NOT_YOU,)))


def _by(token: str, hashed: str, until: str) -> Person:
    runtime = running()
    right = getattr(Person, hashed).in_(runtime.keys.hashes(token))
    found = look(select(Person).where(right, getattr(Person, until) > runtime.clock.now()))
    if not found:
        raise Expired(GONE)
    return found[0][0]


def _tell_businesses(person: Person) -> None:
    """Write into each business what it shows of the person."""
    for (business_id,) in look(select(col(Staff.business_id)).where(Staff.person_id == person.id)):
        with begin(SystemAccess(business_id, "account")) as uow:
            for member in uow.all(select(Staff).where(Staff.person_id == person.id)):
                member.name, member.email = person.name, person.email
                member.has_second_factor = person.totp_encrypted is not None
            uow.ring(team_topic(business_id))


def _mail(business_id: str, to: str, words: Words) -> None:
    with begin(SystemAccess(business_id, "account")) as uow:
        notify.to_staff(uow, to, words, f"account:{new_id('try')}")
