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

TAG_LIMIT = 100_000
"""Tags that are read. The largest real reports have some 20,000."""

TAGS = frozenset(
    "a abbr address article aside b bdi big blockquote br caption center cite code col "
    "colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 "
    "header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp section small span "
    "strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)

RAW_TEXT_TAGS = frozenset(
    "iframe noembed noframes noscript plaintext script style textarea title xmp".split()
)
"""What stands in them is not markup to a browser, and not text to show either."""

HIDDEN_TAGS = frozenset("math select svg template".split())
"""Markup in them follows rules of its own; they go with all they hold."""

VOID_TAGS = frozenset("br col hr img wbr".split())

ATTRIBUTES: dict[str, frozenset[str]] = {
    tag: frozenset(names.split())
    for tag, names in {
        "*": "align dir lang style title valign",
        "a": "href",
        "blockquote": "type",
        "col": "span width",
        "colgroup": "span width",
        "details": "open",
        "font": "color face size",
        "hr": "color noshade size width",
        "img": "alt border height hspace src vspace width",
        "li": "value",
        "ol": "reversed start type",
        "table": "bgcolor border cellpadding cellspacing height role width",
        "td": "bgcolor colspan height nowrap rowspan width",
        "th": "bgcolor colspan height nowrap rowspan scope width",
        "tr": "bgcolor height",
        "ul": "type",
    }.items()
}

MEASURES = frozenset(
    "border cellpadding cellspacing colspan height hspace rowspan span vspace width".split()
)
"""Attributes that are a number, of at most four digits here: no letter is wider than that."""

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

DATA_IMAGE_LIMIT = 350_000
"""Characters: 256 KB of picture in base64."""

CSS_PROPERTIES = frozenset(
    "background background-color border border-bottom border-bottom-color border-bottom-style "
    "border-bottom-width border-collapse border-color border-left border-left-color "
    "border-left-style border-left-width border-radius border-right border-right-color "
    "border-right-style border-right-width border-spacing border-style border-top "
    "border-top-color border-top-style border-top-width border-width box-sizing caption-side "
    "clear color direction display empty-cells float font font-family font-size font-style "
    "font-variant font-weight height letter-spacing line-height list-style list-style-position "
    "list-style-type margin margin-bottom margin-left margin-right margin-top max-height "
    "max-width min-height min-width opacity overflow overflow-wrap padding padding-bottom "
    "padding-left padding-right padding-top table-layout text-align text-decoration text-indent "
    "text-transform unicode-bidi vertical-align white-space width word-break word-spacing "
    "word-wrap".split()
)
CSS_FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla"})

# Letters shown in another order than they are written: a link that reads as another address.
CSS_WORDS_REFUSED = frozenset({"bidi-override", "isolate-override"})

CSS_UNITS_PX = {
    "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78,
    "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0,
}  # fmt: skip
"""About how many pixels one is. No viewport units: the frame is as high as its content."""

CSS_LENGTH_LIMIT_PX = 3000.0
CSS_NUMBER_LIMIT = 1000.0  # per cent, font weights, line heights

# Only these may be negative, and by a little: the rest is how a letter covers what is above it.
CSS_NEGATIVE = frozenset({"letter-spacing", "text-indent", "word-spacing"})
CSS_NEGATIVE_LIMIT = 20.0
