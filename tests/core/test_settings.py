"""Settings come from the environment or a `.env` file, default to embedded, and never show a secret."""

import stat

import pytest
from pydantic import ValidationError

from toolfy_portal.core.settings import Settings

SECRETS = {
    "database_url": "postgresql://portal:hunter2@db.example/portal",
    "secret_keys": "hunter2-" * 5,
    "redis_url": "redis://:hunter2@cache.example",
    "stripe_secret_key": "sk_test_hunter2",
    "stripe_webhook_secret": "whsec_hunter2",
    "resend_api_key": "re_hunter2",
}


def test_embedded_defaults(tmp_path):
    settings = Settings(_env_file=None, data_dir=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path}/portal.db"
    assert settings.public_url == "http://localhost:8000"
    assert not settings.is_https
    assert settings.redis_url.get_secret_value() == ""


def test_from_a_file_and_the_environment_wins(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("PORTAL_PUBLIC_URL=https://file.example/\nPORTAL_MAIL_FROM=me@file.example\nX=1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORTAL_MAIL_FROM", "me@environment.example")
    settings = Settings()
    assert settings.public_url == "https://file.example"
    assert settings.is_https
    assert settings.mail_from == "me@environment.example"


def test_secrets_are_never_shown():
    settings = Settings(_env_file=None, **SECRETS)
    for shown in (repr(settings), str(settings), settings.model_dump_json(), f"{settings.model_dump()}"):
        assert "hunter2" not in shown


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_is_spoken_by_psycopg(scheme):
    settings = Settings(_env_file=None, database_url=f"{scheme}://me:pw@db/portal?sslmode=require")
    assert settings.database == "postgresql+psycopg://me:pw@db/portal?sslmode=require"


def test_several_keys_newest_first():
    settings = Settings(_env_file=None, secret_keys=" new , old ")
    assert settings.keys() == ["new", "old"]


def test_a_key_is_made_once_and_kept_from_others(tmp_path):
    settings = Settings(_env_file=None, data_dir=tmp_path / "new")
    made = settings.keys()
    assert made == Settings(_env_file=None, data_dir=tmp_path / "new").keys()
    assert len(made[0]) >= 32
    assert stat.S_IMODE((tmp_path / "new" / "secret.key").stat().st_mode) == 0o600


def test_postgresql_needs_keys_of_its_own(tmp_path):
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url="postgresql://db/portal")
    with pytest.raises(ValueError, match="Set PORTAL_SECRET_KEYS"):
        settings.keys()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["portal.example", "ftp://portal.example", "javascript:alert(1)"])
def test_a_public_address_is_a_web_address(url):
    with pytest.raises(ValidationError, match="starts with http"):
        Settings(_env_file=None, public_url=url)


def test_a_database_address_has_a_scheme():
    with pytest.raises(ValueError, match="starts with postgresql:// or sqlite:///"):
        _ = Settings(_env_file=None, database_url="nonsense").database
