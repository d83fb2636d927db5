"""The few ways a request can fail, each with a sentence for the person who asked."""


class PortalError(Exception):
    """Something a person can be told. `message` is plain words; `status` is the HTTP status that fits."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(PortalError):
    """What was entered can't be used."""

    status = 422


class InvalidField(Invalid):
    """One field can't be used. field: its name in the form, "lines.0.quantity" for one of a row."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotFound(PortalError):
    """It doesn't exist, or the one who asks may not know that it does."""

    status = 404

    def __init__(self, message: str = "We couldn't find that.") -> None:
        super().__init__(message)


class Forbidden(PortalError):
    """Known, but not allowed."""

    status = 403

    def __init__(self, message: str = "You don't have permission to do that.") -> None:
        super().__init__(message)


class Expired(PortalError):
    """It worked once and no longer does."""

    status = 410


class Conflict(PortalError):
    """The record's state doesn't allow it (any more)."""

    status = 409


class TooMany(PortalError):
    """Asked too often. `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after
