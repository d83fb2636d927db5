"""What the build changes in the generated front end, and that it says so when there is nothing left to change."""

import json

import pytest

from toolfy_portal import prerender

ROOT, PORTAL, STAFF = "reflex___state____state", "app___pages___portal___state", f"{prerender.STAFF}invoices___state"
STATES = {ROOT: {"is_hydrated": False}, f"{ROOT}.{PORTAL}": {"shown": {}}, f"{ROOT}.{STAFF}": {"rows": []}}


def test_customers_pages_hold_no_more_than_the_names_of_staffs_states():
    text = f'import x from "y"\nexport const initialState = {json.dumps(STATES)}\nexport const more = {{}}\n'
    shared, added = prerender.split_states(text)
    assert f'"{ROOT}.{STAFF}": {{}}' in shared
    assert PORTAL in shared
    assert shared.endswith("export const more = {}\n")
    assert json.dumps({f"{ROOT}.{STAFF}": {"rows": []}}) in added
    assert PORTAL not in added
    assert prerender.split_states(shared)[0] == shared
    with pytest.raises(RuntimeError, match="split_states"):
        prerender.split_states("export const initialStates = {}")


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
