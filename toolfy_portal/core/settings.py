"""Everything that can be configured: `PORTAL_*` variables or a `.env` file. Unset means the embedded default."""

import secrets
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one process. Secrets are `SecretStr`, so that printing never shows them."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", env_file=".env", extra="ignore")

    data_dir: Path = Path("var")
    database_url: SecretStr = SecretStr("")
    public_url: str = "http://localhost:8000"
    secret_keys: Annotated[list[SecretStr], NoDecode] = []
    redis_url: SecretStr = SecretStr("")
    trusted_proxy_hops: int = 0
    log_file: Path | None = None

    stripe_api_base: str = ""
    stripe_secret_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    stripe_platform_key: SecretStr = SecretStr("")
    stripe_platform_webhook_secret: SecretStr = SecretStr("")
    resend_api_base: str = ""
    resend_api_key: SecretStr = SecretStr("")
    resend_webhook_secret: SecretStr = SecretStr("")
    resend_per_second: float = Field(default=4, gt=0)
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = "Toolfy Portal <portal@localhost>"
    twilio_api_base: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_from: str = ""
    support_email: str = ""  # whom staff write to when the help doesn't help

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("PORTAL_PUBLIC_URL starts with http:// or https://")
        return value.rstrip("/")

    @property
    def database(self) -> str:
        """The database's URL: PostgreSQL or SQLite; without one, `portal.db` in the data folder."""
        url = self.database_url.get_secret_value() or f"sqlite:///{self.data_dir / 'portal.db'}"
        scheme, separator, rest = url.partition("://")
        if not separator:
            raise ValueError("PORTAL_DATABASE_URL starts with postgresql:// or sqlite:///")
        return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url

    @property
    def origins(self) -> list[str]:
        """Where our pages come from, as browsers name it: no other site may open a socket or send a form.

        On one's own machine `localhost` and `127.0.0.1` are the same place.
        """
        local = self.public_url.replace("//localhost", "//127.0.0.1")
        return [self.public_url] if local == self.public_url else [self.public_url, local]

    @property
    def front_end(self) -> Path:
        """The folder of the built front end."""
        return Path(".web/build/client")

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the portal over TLS; decides the cookies' `Secure`."""
        return self.public_url.startswith("https://")

    def keys(self) -> list[str]:
        """Return the secret keys, newest first.

        With SQLite and no `PORTAL_SECRET_KEYS`, one is made and kept in the data folder (mode 0600).
        Raises ValueError on PostgreSQL without keys: several machines must share them, and a backup must not hold them.
        """
        if self.secret_keys:
            return [key.get_secret_value() for key in self.secret_keys]
        if not self.database.startswith("sqlite"):
            raise ValueError("Set PORTAL_SECRET_KEYS (32 characters or more) when PORTAL_DATABASE_URL is PostgreSQL")
        return [_kept_key(self.data_dir / "secret.key")]


def _kept_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
