"""What the build changes in the generated front end, and that it says so when there is nothing left to change."""

import pytest

from toolfy_portal import prerender


@pytest.mark.parametrize(
    "change",
    [
        prerender.same_origin,
        prerender.without_globals,
        prerender.without_reset,
        prerender.without_theme_script,
        prerender.smaller_modules,
        prerender.one_base,
    ],
)
def test_a_reflex_that_changed_is_told_of(change):
    with pytest.raises(RuntimeError, match="Reflex changed"):
        change("something else")
