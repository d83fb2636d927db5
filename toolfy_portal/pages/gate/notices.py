"""One short message to the person, for four seconds: a toast without `eval`, which the CSP forbids."""

from typing import Any

import reflex as rx


class Notices(rx.State):
    """The pending message; `number` grows with each so that the same words show twice."""

    number: int = 0
    text: str = ""
    tone: str = "pos"

    def _show(self, text: str, tone: str) -> None:
        self.number, self.text, self.tone = self.number + 1, text, tone


async def notify(state: rx.State, text: str, tone: str = "pos") -> None:
    """Show the words on the page the event came from."""
    notices: Any = await state.get_state(Notices)
    notices._show(text, tone)  # noqa: SLF001  # underscored so that no browser can call it
