"""HTML that tries to run, to load or to break out."""

from __future__ import annotations

import pytest

from analysis.pages.rendering.sanitise import safe_html


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("<b>x</b>", "<b>x</b>"),
        ("<script>x()</script>y", "y"),
        ("<SCRIPT >x()</SCRIPT>y", "y"),
        ("<scr<script>ipt>x()</script>", "ipt&gt;x()"),
        ("<style>*{display:none}</style>y", "y"),
        ("<img src=x onerror=x()>y", "y"),
        ("<svg><a href='javascript:x()'>z</a></svg>y", "y"),
        ("<iframe src='https://example.org'></iframe>y", "y"),
        ("<a href=' javascript:x()'>y</a>", "<a>y</a>"),
        ("<a href='java\nscript:x()'>y</a>", "<a>y</a>"),
        ("<a href='data:text/html,x'>y</a>", "<a>y</a>"),
        ("<a href='//example.org'>y</a>", "<a>y</a>"),
        ("<a href='https://example.org/a?b=c&d'>y</a>", '<a href="https://example.org/a?b=c&amp;d">y</a>'),
        ("<p style='position:fixed'>y</p>", "<p>y</p>"),
        ("</div></article>y", "y"),
        ("<div><b>y", "<div><b>y</b></div>"),
        ('<p class="a&quot; onclick=x()">y</p>', "<p>y</p>"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("<!-- x --><?php y ?><![CDATA[z]]>y", "y"),
        ("<script>never closed", ""),
    ],
)
def test_only_the_harmless_part_is_left(hostile: str, harmless: str) -> None:
    assert safe_html(hostile) == harmless
