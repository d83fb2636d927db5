"""Who looks at a document: a person, a program, or staff; and how little is kept of where they are.

Programs that fetch links to preview or to scan them, by what they call themselves in `User-Agent`. Google, Bing, Meta
(WhatsApp too), Slack, Telegram, X, LinkedIn and Discord publish theirs:
  developers.google.com/search/docs/crawling-indexing/google-common-crawlers
  bing.com/webmasters/help/which-crawlers-does-bing-use-8c184ec0
  developers.facebook.com/docs/sharing/webmasters/web-crawlers
  api.slack.com/robots
  developer.x.com/en/docs/x-for-websites/cards/guides/getting-started
  core.telegram.org/bots/webhooks, linkedin.com/robots.txt, discord.com/developers/docs/reference
Skype, Outlook, Safe Links, Barracuda, Mimecast and Proofpoint are as they stand in servers' logs. Many scanners say
they are a browser. No list finds those, and none has to: they show no sign of life (components/scripts/page.js).
"""

from ipaddress import ip_network

from starlette.requests import Request

from toolfy_portal.core.errors import Forbidden
from toolfy_portal.core.runtime import staff_cookie
from toolfy_portal.domain.links.service import Visit
from toolfy_portal.domain.sign_in import staff
from toolfy_portal.site.asking import sender_of

PREVIEWERS = (
    *(
        "googlebot",
        "bingbot",
        "whatsapp/",
        "facebookexternalhit",
        "slackbot",
        "telegrambot",
        "twitterbot",
        "linkedinbot",
    ),
    *("discordbot", "skypeuripreview", "microsoft office", "safelinks", "barracuda", "mimecast", "proofpoint", "curl/"),
)  # and an empty one
_AHEAD_OF_TIME = ("sec-purpose", "purpose", "x-moz", "x-purpose")  # of a prefetch or a prerendered page


def is_program(request: Request) -> bool:
    """Say whether the request is a known program's, or made before anybody looks."""
    agent = request.headers.get("user-agent", "").lower()
    ahead = any(request.headers.get(name) for name in _AHEAD_OF_TIME)
    return not agent or ahead or any(name in agent for name in PREVIEWERS)


def is_staff(request: Request, business_id: str) -> bool:
    """Say whether somebody of the business itself looks, in the browser where they are signed in."""
    access = staff.by_session(request.cookies.get(staff_cookie(), ""))
    return access is not None and access.business_id == business_id


def refuse_programs(request: Request) -> None:
    """Raise Forbidden for a form that nobody pressed.

    The browser itself says so (`Sec-Fetch-User`, which no script can set), or our script, which saw a touch or key; or
    the form, that no script runs. A script's `form.submit()` can say none of the three.
    """
    form = request.state.form
    has_proof = request.headers.get("sec-fetch-user") == "?1" or "pressed" in form or "plain" in form
    if is_program(request) or not has_proof:
        raise Forbidden("Please press the button yourself. Nothing was sent.")


def visit_of(request: Request) -> Visit:
    """Return what is kept of where the request came from: a phone or a computer, and a network of many."""
    return Visit(_device(request), _network(sender_of(request)))


def _network(sender: str) -> str:
    try:
        near = ip_network(sender)
    except ValueError:
        return ""
    return str(near.supernet(new_prefix=24 if near.version == 4 else 48))


def _device(request: Request) -> str:
    hint = request.headers.get("sec-ch-ua-mobile", "")
    agent = request.headers.get("user-agent", "")
    if hint == "?1" or "Mobi" in agent:  # MDN: the way to tell by the agent
        return "phone"
    return "computer" if agent else ""
