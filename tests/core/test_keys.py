"""Keys rotate without breaking a link, and a copy of the database without them opens nothing."""

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from tests.world import World
from toolfy_portal.core.keys import Keyring
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.payments.models import PaymentAccount
from toolfy_portal.domain.sign_in.models import StaffSession

OLD, NEW = "old key " * 5, "new key " * 5


def test_an_older_key_still_opens_and_finds():
    closed, hashed = Keyring([OLD]).encrypt("secret"), Keyring([OLD]).hash("token")
    both = Keyring([NEW, OLD])
    assert both.decrypt(closed) == "secret"
    assert hashed in both.hashes("token")


def test_the_newest_key_closes_and_hashes():
    both = Keyring([NEW, OLD])
    assert Keyring([NEW]).decrypt(both.encrypt("secret")) == "secret"
    assert both.hash("token") == Keyring([NEW]).hash("token") == both.hashes("token")[0]
    with pytest.raises(ValueError, match="None of PORTAL_SECRET_KEYS"):
        Keyring([OLD]).decrypt(both.encrypt("secret"))


def test_encrypting_and_hashing_use_different_keys():
    assert Keyring([OLD]).hash("a") != Keyring([NEW]).hash("a")
    assert Keyring([OLD]).encrypt("a") != Keyring([OLD]).encrypt("a")


@pytest.mark.parametrize("keys", [[], ["short"], [OLD, "short"]])
def test_weak_keys_are_refused(keys):
    with pytest.raises(ValueError, match="32 characters"):
        Keyring(keys)


def test_a_copy_of_the_database_opens_nothing(world: World):
    """The rows hold neither a token, nor what a token can be guessed from, nor a key's secret."""
    links = [link for (link,) in look(select(PortalLink))]
    accounts = [account for (account,) in look(select(PaymentAccount))]
    sessions = [session for (session,) in look(select(StaffSession))]
    rows = repr([row.model_dump() for row in (*links, *accounts, *sessions)])
    for tenant in (world.a, world.b):
        assert not [link.token for link in tenant.links.values() if link.token in rows]
    assert "sk_test" not in rows
    assert "whsec_" not in rows
    stranger = Keyring([NEW])
    for link in links:
        assert len(link.token_start) == 4
        for closed in (link.token_encrypted, *(account.key_encrypted for account in accounts)):
            with pytest.raises(ValueError, match="None of"):
                stranger.decrypt(closed)
    token = world.a.link().token
    assert not {link.token_hash for link in links} & set(stranger.hashes(token))
    assert Fernet.generate_key() not in rows.encode()
