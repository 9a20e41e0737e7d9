"""The document that the script-less frame shows, and the policy that it is served under."""

from __future__ import annotations

from html import escape

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
"""No scripts, no loads from anywhere but here; holds even when the address is opened by itself."""

_STYLE = """
:root { color-scheme: light dark; }
html { overflow-wrap: break-word; }
body { margin: 0; padding: 4px 2px 16px; overflow-x: auto; font: 15px/1.55 system-ui,
  -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
img { max-width: 100%; }
img[src] { height: auto; }
img:not([src]) { display: inline-block; overflow: hidden; box-sizing: border-box;
  background: #8a94a61f; font-size: 12px; line-height: 1.3; }
table { max-width: 100%; }
pre { white-space: pre-wrap; }
blockquote { margin-inline: 0; padding-inline-start: 12px; border-inline-start: 3px solid #8a94a6; }
.plain { white-space: pre-wrap; max-width: 78ch; }
.quote { color: GrayText; }
"""
# A designed letter keeps its light canvas: its colours were chosen for white paper.
_LIGHT = ":root { color-scheme: light; } body { background: #fff; color: #1b1f27; padding: 16px; }"


def document(clean: str, *, designed: bool, language: str = "") -> str:
    """*clean*, which must come from ``sanitize`` or ``text_to_html``, as a whole document.

    ``designed``: the sender chose the looks (HTML); otherwise it follows the reader's light or
    dark. ``language`` is a BCP 47 tag where the letter's is known.
    """
    style = _STYLE + (_LIGHT if designed else "")
    lang = f' lang="{escape(language)}"' if language else ""
    return (
        f'<!doctype html><html{lang}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<style>{style}</style></head><body dir="auto">{clean}</body></html>'
    )
