import gzip
import re
from pathlib import Path

import pytest

from toolfy_portal.components import styles
from toolfy_portal.components.scripts import head_js, page_js

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
    assert len(css) <= 22_000
    assert len(gzip.compress(css)) <= 5_450


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
    for theme in ("light", "dark", "auto"):
        assert len(head_js(theme)) < 600
        assert head_js(theme).endswith(f'("{theme}")')
    assert len(page_js()) < 2_560
    for script in (head_js("auto"), page_js()):
        assert "</" not in script
        assert "eval(" not in script


def test_a_theme_that_isn_t_one_is_refused() -> None:
    with pytest.raises(ValueError, match="no theme"):
        head_js('dark");alert(1)("')
