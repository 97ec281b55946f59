import pytest
from rich.cells import cell_len

from kolopt.report.grid import Grid, canvas, draw, pages, text_of


def drawn(grid, width=80, colour=False):
    console = canvas(width, colour)
    draw(console, grid)
    return text_of(console)


def test_wide_characters_keep_the_columns_in_step():
    grid = Grid(("名", "n"), (("腰部达人", "1"), ("mid", "22")), ("all", "23"))
    ends = [cell_len(line) for line in drawn(grid).splitlines()]
    assert len(dict.fromkeys(ends)) == 1


def test_a_wide_grid_continues_below_and_loses_no_figure():
    headings = ("Units", *(f"phase-{k}" for k in range(20)))
    row = ("offer", *(f"{k:,}" for k in range(1_000_000, 1_000_020)))
    parts = pages(Grid(headings, (row,)), 60)
    assert len(parts) > 1
    assert all(part.headings[0] == "Units" for part in parts)
    assert tuple(cell for part in parts for cell in part.rows[0][1:]) == row[1:]
    text = drawn(Grid(headings, (row,)), 60)
    assert all(cell in text for cell in row)
    assert "…" not in text
    assert max(cell_len(line) for line in text.splitlines()) <= 60


def test_a_long_name_is_folded_before_a_figure_is_cut():
    text = drawn(Grid(("Payee", "Amount"), (("x" * 200, "¥1,234,567.89"),)), 60)
    assert "¥1,234,567.89" in text
    assert text.count("x") == 200
    assert max(cell_len(line) for line in text.splitlines()) <= 60


def test_cells_are_text_and_never_markup():
    assert "[bold]x[/bold] :smile:" in drawn(Grid(("a", "b"), (("[bold]x[/bold] :smile:", "1"),)))


def test_a_ragged_row_is_refused():
    with pytest.raises(ValueError, match="one cell for each heading"):
        Grid(("a", "b"), (("1",),))


def test_the_environment_changes_nothing(monkeypatch):
    grid = Grid(("a", "b"), (("1", "2"),), ("3", "4"))
    plain = drawn(grid)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    assert drawn(grid) == plain
    assert "\x1b" not in plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" in drawn(grid, colour=True)
