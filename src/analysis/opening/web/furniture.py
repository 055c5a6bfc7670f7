"""What an element of a page is for, told by its tag, its role and its names.

>>> furniture_of("nav", {}), furniture_of("div", {"class": "relatedNews box"})
('navigation', 'related')
>>> furniture_of("div", {"id": "content"})
''
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TAGS = {
    "nav": "navigation", "menu": "navigation", "header": "header", "footer": "footer", "aside": "beside",
    "dialog": "popup", "search": "form",
}  # fmt: skip
_ROLES = {
    "navigation": "navigation", "menu": "navigation", "menubar": "navigation", "toolbar": "navigation",
    "banner": "header", "contentinfo": "footer", "complementary": "beside", "search": "form",
    "dialog": "popup", "alertdialog": "popup",
}  # fmt: skip
_TITLES = {"header": "header", "footer": "footer"}
_NAMES = {
    "cookies":
        "cookies? cookie-?(?:banner|bar|notice|law) consent gdpr rgpd",
    "share":
        "shar(?:e|ing) social[a-z]* addthis sharedaddy compartir partag(?:e|er) chia-?se",
    "comments":
        "comments? comment-?(?:list|form|area|section|box) disqus respond binh-?luan "
        "commentaires? comentarios? ykien reactions?",
    "related":
        "related[a-z]* recommend[a-z]* "
        "(?:more|other|latest|hot|recent)-?(?:news|posts|articles?|stories) "
        "tin-?(?:lien-?quan|khac|moi|cung-?chuyen-?muc|doc-?nhieu) lien-?quan popular "
        "most-?(?:read|viewed) trending xem-?them doc-?them doc-?nhieu lire-?aussi a-?lire "
        "outbrain taboola lea-?tambien leer?-?tambien noticias-?relacionadas "
        "read-?(?:more|next|also) news-?other",
    "advertisement":
        "ads? adv advert[a-z]* adsbygoogle sponsor(?:ed|s)? promo(?:tion|s)? quang-?cao "
        "publicidad publicit[ey] banners?",
    "navigation":
        "nav(?:bar|igation|s)? main-?nav menus? main-?menu submenu mega-?menu breadcrumbs? "
        "crumbs? pagination pager paging skip-?links? (?:post-?)?tags tag-?(?:list|cloud|links) "
        "toc duong-?dan",
    "footer":
        "footer site-?footer page-?footer copyright colophon chan-?trang",
    "header":
        "masthead site-?header top-?bar page-?top logo",
    "beside":
        "sidebar side-?bar widgets? rail right-?col(?:umn)? author-?(?:bio|box)",
    "form":
        "newsletter subscri(?:be|ption) log-?in sign-?up search(?:-?(?:box|form))? paywall",
    "popup":
        "modal pop-?up overlay lightbox toast",
}  # fmt: skip
"""Words of class names and ids; `-?` also stands for an underline or nothing."""
_NAMED = re.compile(
    r"(?<![a-z])(?<!has-)(?<!no-)(?<!with-)(?<!without-)(?:"
    + "|".join(f"(?P<{kind}>{'|'.join(words.split())})" for kind, words in _NAMES.items())
    + r")(?![a-z])"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def furniture_of(tag: str, attributes: Mapping[str, str | None]) -> str:
    """What the element is for, as a word; nothing where it may be the report."""
    role = attributes.get("role") or ""
    titled = attributes.get("title") or ""  # LibreOffice marks the head and the foot of a page so
    return _TAGS.get(tag) or _ROLES.get(role) or _TITLES.get(titled) or _named(attributes)


def _named(attributes: Mapping[str, str | None]) -> str:
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:300]
    if names == " ":
        return ""
    found = _NAMED.search(_HUMP.sub("-", names).lower().replace("_", "-"))
    return (found.lastgroup or "") if found else ""
