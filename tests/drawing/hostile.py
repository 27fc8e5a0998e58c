"""Names that have broken other tools: each means something in DOT, HTML, SVG, JSON, a shell or a terminal."""

HOSTILE = [
    '"', "\\N", "<b>", "</TABLE>", "a&b", "{x|y}", "'; rm -rf ~", "\n", "\x00", "\u202eabc", "\ud800", "&#10;", "]]>",
    "<<x>>", "-o x.png", "%s", "x" * 500, "", " ", "∂L/∂W", "日本語", "🙂", "\\", "\\\\", "n0 -> n1", 'label="x"', "--",
    "URL=javascript:x", "/*", "#", "\t", "a\\lb", "<IMG SRC='x'>", "${HOME}",
]  # fmt: skip
