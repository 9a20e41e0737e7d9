"""What HTML mail may contain: an allow-list of structure, nothing that loads, runs or overlays.

No SVG, MathML, style sheets, forms, frames or media: most published weaknesses of web mail are in
those. Raise :data:`POLICY_VERSION` when the policy grows stricter.
"""

from __future__ import annotations

POLICY_VERSION = 1

SIZE_LIMIT = 2_000_000
"""Characters of HTML that are read; the rest is cut."""

DEPTH_LIMIT = 256
"""Nested elements. Browsers stop at 512; the sanitiser takes quadratic time in the depth."""

TAGS = frozenset(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col "
    "colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 "
    "header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp section small span "
    "strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)

# Their content is not text to show either.
TAGS_WITH_CONTENT_DROPPED = frozenset(
    "script style title noscript template svg math textarea xmp noembed noframes plaintext "
    "iframe object embed applet audio video canvas select option button head".split()
) - {"head"}

VOID_TAGS = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"align", "dir", "lang", "style", "title", "valign"},
    "a": {"href"},
    "blockquote": {"type"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "details": {"open"},
    "font": {"color", "face", "size"},
    "hr": {"color", "noshade", "size", "width"},
    "img": {"alt", "height", "src", "width"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "table": {"bgcolor", "border", "cellpadding", "cellspacing", "height", "role", "width"},
    "td": {"bgcolor", "colspan", "height", "nowrap", "rowspan", "width"},
    "th": {"bgcolor", "colspan", "height", "nowrap", "rowspan", "scope", "width"},
    "tr": {"bgcolor", "height"},
    "ul": {"type"},
}

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

DATA_IMAGE_PREFIXES = tuple(
    f"data:image/{kind};base64," for kind in ("png", "jpeg", "jpg", "gif", "webp")
)
DATA_IMAGE_LIMIT = 350_000  # characters: 256 KB of picture in base64

CSS_PROPERTIES = frozenset(
    "background background-color border border-bottom border-bottom-color border-bottom-style "
    "border-bottom-width border-collapse border-color border-left border-left-color "
    "border-left-style border-left-width border-radius border-right border-right-color "
    "border-right-style border-right-width border-spacing border-style border-top "
    "border-top-color border-top-style border-top-width border-width box-sizing caption-side "
    "clear color direction display empty-cells float font font-family font-size font-style "
    "font-variant font-weight height letter-spacing line-height list-style list-style-position "
    "list-style-type margin margin-bottom margin-left margin-right margin-top max-height "
    "max-width min-height min-width opacity overflow padding padding-bottom padding-left "
    "padding-right padding-top table-layout text-align text-decoration text-indent "
    "text-transform unicode-bidi vertical-align white-space width word-break word-spacing "
    "word-wrap overflow-wrap".split()
)
CSS_FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla"})
CSS_WORDS_REFUSED = frozenset({"fixed", "absolute", "sticky", "expression", "behavior"})

# Lengths outside this are how a letter covers the page or hides in it.
CSS_LENGTH_LEAST, CSS_LENGTH_MOST = 0.0, 3000.0
