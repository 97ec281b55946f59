"""What a page runs: Vega from the wheel of vl-convert, one small script, and a policy that allows no more."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from importlib.resources import files
from typing import Any


@functools.cache
def drawing_library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script of about 900 kB that asks no network for anything."""
    import vl_convert

    source = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    if "</script" in source.lower():
        raise ValueError("the drawing library cannot stand inside a page")
    return source


def page_script() -> str:
    """The script that draws the charts of a page."""
    return files(__package__).joinpath("page.js").read_text(encoding="utf-8")


def security_policy(scripts: tuple[str, ...]) -> str:
    """A content security policy: no network, no frames, no forms, and no scripts but those given."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )


def embedded_json(value: Any) -> str:
    """JSON that can stand in a page: nothing in it ends a script or opens a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate({ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
