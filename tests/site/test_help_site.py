"""The help is for whoever is signed in."""

import pytest

from tests.site.served import Served


@pytest.mark.parametrize("address", ["/staff/help", "/staff/help/late-fees", "/staff/engagement"])
def test_the_pages_have_shells_for_staff_alone(served: Served, address: str) -> None:
    assert served.clerk().get(address).status_code == 200
    assert served.visitor().get(address).headers["location"] == f"/staff/sign-in?next={address}"
