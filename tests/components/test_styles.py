import gzip
import re
from pathlib import Path

import pytest

from toolfy_portal.components import styles
from toolfy_portal.components.scripts import page_js

SHEETS = {"portal": styles.portal_css, "moment": styles.moment_css, "staff": styles.staff_css}
FOLDER = Path(styles.__file__).parent


@pytest.mark.parametrize("sheet", SHEETS)
def test_sheets_are_whole_and_small(sheet: str) -> None:
    css = SHEETS[sheet]()
    assert css.count("{") == css.count("}")
    assert "/*" not in css
    assert "</" not in css


def test_the_style_written_into_every_page_fits_its_budget() -> None:
    css = styles.portal_css().encode()
    assert len(css) <= 23_000
    assert len(gzip.compress(css)) <= 5_550


@pytest.mark.parametrize("sheet", SHEETS)
def test_themes_are_an_attribute_alone(sheet: str) -> None:
    css = SHEETS[sheet]()
    assert not re.search(r"\.(dark|light)\b", css)
    assert ':root,[data-theme="light"]{color-scheme:light!important' in css
    assert '[data-theme="dark"]{color-scheme:dark!important' in css


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_value_that_is_read_is_given(sheet: str) -> None:
    css = SHEETS[sheet]()
    given = set(re.findall(r"(--[\w-]+):", css))
    assert set(re.findall(r"var\((--[\w-]+)\)", css)) - given <= {"--swatch"}  # set on each swatch


def test_every_sheet_is_used() -> None:
    used = " ".join(sheet() for sheet in SHEETS.values())
    for path in FOLDER.glob("*.css"):
        first = re.search(r"^([.:@*\w][^{]*?) ?\{", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert first, path.name
        assert first[1].split(",")[0] in used, path.name


def test_scripts_fit_their_budgets() -> None:
    script = page_js()
    assert len(script) < 3_200
    assert "</" not in script
    assert "eval(" not in script


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_device_that_prefers_dark_gets_it_where_nobody_chose(sheet: str) -> None:
    dark = re.search(r'\[data-theme="dark"\]\{([^}]*)\}', SHEETS[sheet]())
    assert dark
    assert f"@media (prefers-color-scheme:dark){{:root:not([data-theme]){{{dark[1]}}}}}" in SHEETS[sheet]()
