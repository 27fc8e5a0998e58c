"""How wide a text is in DejaVu Sans, so that boxes fit their texts where no font can be asked.

Verdana has the same widths. The tables hold what pictures of computations are written in: Latin, Greek and Cyrillic
letters, signs of mathematics, arrows, superscripts and subscripts. They were read from the fonts' own tables (version
2.37, `hmtx`), in hundredths of an em; kerning, which makes a few pairs narrower, is left out.
"""

from __future__ import annotations

import unicodedata

REGULAR_WIDTHS = {
    17: "⁄ₗʲˡⱼ",
    18: "ⁱᵢ",
    23: "′",
    25: "⁽⁾₍₎",
    26: "ʳᵣ",
    27: "'",
    28: "ijlìíîïĩīĭįıĵĺļłіїј",
    29: "IJÌÍÎÏĨĪĬĮİĴΙΪІЇЈₜᵗ",
    30: "ᶠ",
    32: " ,.··‘’‚⋅",
    34: "/:;\\|¦ŀΐίιϊ∕",
    35: "fſ",
    36: "-‐‑",
    37: "″ₛᶜˢʸᶻ",
    38: "ľᵀ",
    39: "()[]tţťŧₐᵃ⌈⌉⌊⌋⟨⟩",
    40: "!¡²³¹‹›⁰⁴⁵⁶⁷⁸⁹ⁿ₀₁₂₃₄₅₆₇₈₉ₕₙʰᵘᵤ",
    41: "rŕŗřΊₒᵈᵍᵒℓ",
    42: "ₑᵉᵛᵥ",
    43: "ₖₚᵇᵏᵖ",
    44: "ₓˣ",
    46: '"',
    47: "ªº",
    50: "*_`§¨¯°´¸΄΅–†‡∥",
    52: "szśŝşšźżžѕ“”„ʷ∂∫∮",
    53: "?¿гзѓ⁺⁻⁼₊₋₌",
    54: "έεζ",
    55: "cçćĉċčсэє",
    56: "LĳĹĻĽĿŁΓνξ",
    58: "Fkķĸΰυχϋύт",
    59: "vxyýÿĲŷγκλςвухчьў•◦",
    60: "PÞΡπτРкяќ─│┌┐└┘╌╭╮╯╰",
    61: "TYao«»ÝàáâãäåðòóôõöøāăąōŏőŢŤŦŶŸΤΥΫδθοόЃЎГТУао",
    62: "eèéêëēĕėęěϵбеѐёђₘᵐ",
    63: "ESbdghnpquÈÉÊËßñùúûüþďđĒĔĖĘĚĝğġģĥńņňŋŚŜŞŠũūŭůűųΕΞΣήηρσЀЁЅЕр∃∘∙⋆",
    64: "$0123456789{}¢£¤¥µ¶βμЗл‒€∖√∛∴∵",
    65: "ийнпћѝџ",
    66: "KĶΚάαφψϏϕ",
    67: "∆∇∑",
    68: "AVÀÁÂÃÄÅĀĂĄΑΔΛАц∀",
    69: "BRXZħŔŖŘŹŻŽΆΒΖΧБВХЧЬЯд",
    70: "CÇĆĈĊČЄСЭℂ",
    71: "ЌКъ∝",
    72: "ℒ",
    73: "UÙÚÛÜŨŪŬŮŰŲ∧∨∩∪",
    74: "ℤ",
    75: "HNÑĤŃŅŇŊΈΗΝΠЍЏИЙЛНПм",
    76: "Ω∏∐",
    77: "DGÐĎĐĜĞĠĢ▲△▶▷▼▽◀◁◆◇",
    78: "&ДЦ",
    79: "OQÒÓÔÕÖØŌŎŐΘΟΦΨЂЋОыℝ∬",
    80: "ℕ",
    81: "ŉΌ",
    82: "wŵΎ",
    83: "ΏЪ∞",
    84: "#+<=>^~¬±×÷ωώю←↑→↓↔↕↖↗↘↙↦⇐⇒⇔−∓∗∼≃≅≈≠≡≤≥⊂⊃⊆⊇⊕⊖⊗⊘⊙✓✗",
    85: "ф℮",
    86: "MΜМФ",
    87: "Ή∅∈∉∋⊤⊥○●",
    88: "Ы",
    90: "жљњ∠⚠",
    92: "Ħш",
    94: "щ■□",
    95: "%",
    97: "m¼½¾Æ",
    98: "æ",
    99: "WŴ",
    100: "@©®—…™⋮⋯⋱",
    102: "œ",
    104: "Њ",
    105: "≪≫",
    107: "ŒШ",
    108: "ЖЮ",
    109: "ЉЩ",
    134: "‰",
}
BOLD_WIDTHS = {
    17: "⁄",
    22: "ⁱₗʲˡᵢⱼ",
    26: "′",
    29: "⁽⁾₍₎",
    31: "'",
    32: "ʳᵣ",
    34: "ijlìíîïĩīĭįıĵĺļіїј",
    35: " ",
    37: "/IJ\\|¦ÌÍÎÏĨĪĬĮİĴłΙΪІЇЈ∕",
    38: ",.··‘’‚ₛᶠˢ∙⋅",
    39: "ΐίιϊₜᵗ",
    40: ":;",
    41: "‹›ₓᶜˣ",
    42: "-‐‑ʸᶻ",
    43: "ᵀ",
    44: "f²³¹ſ΄⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉",
    45: "″",
    46: "!()[]¡ⁿₐₕₙᵃʰᵘᵤ⌈⌉⌊⌋⟨⟩",
    47: "ℓ",
    48: "tľţťŧₑₚᵇᵈᵉᵍᵖ",
    49: "rŕŗřₒₖᵏᵒ",
    50: "_`§¨¯°´¸΅–†‡ᵛᵥ∥",
    52: '"*гѓ',
    53: "⁺⁻⁼₊₋₌",
    54: "∂",
    56: "ªºŀΊέε∮",
    58: "?z¿źżžзт",
    59: "cçćĉċčζξςсэєʷ",
    60: "sśŝşšѕ─│┌┐└┘╌╭╮╯╰",
    61: "∫",
    63: "Ξλвь∘⋆",
    64: "L¤¶ĹĻĽĿŁΓτϵЃГя•◦",
    65: "vxy«»ýÿŷχухў",
    66: "“”„ₘᵐ",
    67: "akàáâãäåāăąķĸа√∛",
    68: "EFTeÈÉÊËèéêëĒēĔĕĖėĘęĚěŢŤŦΕΣΤΰγνυϋύЀЁЕТекѐёќ∃",
    69: "oðòóôõöøĳōŏőάαδθοόнопчџ",
    70: "$0123456789¢£¥бийѝ‒€∆∇∖∴∵",
    71: "hnu{}ñùúûüĥńņňŋũūŭůűųήηκЗђ∝",
    72: "SYbdgpqÝßþďđĝğġģŚŜŞŠŶŸΥΫβρЅр∑",
    73: "CPZÇĆĈĊČŹŻŽΖΡЄРСЭлћℂ",
    74: "µÞĲμц",
    75: "ъℤ",
    76: "BΒБВЬ",
    77: "AKRVXÀÁÂÃÄÅĀĂĄĶŔŖŘΑΔΚΛΧϏЎАУХЯ∀▲△▶▷▼▽◀◁◆◇",
    78: "σφ",
    79: "ħπψ∏∐",
    80: "Άϕℝ",
    81: "UÙÚÛÜŨŪŬŮŰŲЧд∧∨∩∪",
    82: "GĜĞĠĢЌКм",
    83: "DĎЛ∞",
    84: "#+<=>HN^~¬±ÐÑ×÷ĐĤŃŅŇŊΗΝΠЍЏИЙНПℕ←↑→↓↔↕↖↗↘↙↦⇐⇒⇔−∓∗∼≃≅≈≠≡≤≥⊂⊃⊆⊇⊕⊖⊗⊘⊙✓✗",
    85: "OQÒÓÔÕÖØŌŎŐΈΘΟΦΨΩО℮",
    86: "ℒ∅",
    87: "&ωώ○●",
    88: "ЂЋ",
    89: "ΌΏД",
    90: "ы∈∉∋∠⚠",
    91: "⊤⊥",
    92: "wŵ",
    93: "Ц∬",
    94: "Ъ■□",
    96: "њ",
    97: "Ħю",
    98: "ŉΎ",
    99: "Ффљ",
    100: "%@M©®ΜМж—…™⋮⋯⋱",
    101: "Ή",
    104: "m¼½¾Ы",
    105: "æ≪≫",
    106: "ш",
    108: "Æ",
    109: "œ",
    110: "WŴ",
    111: "щ",
    113: "Њ",
    115: "Љ",
    117: "ŒЮ",
    122: "Ж",
    124: "Ш",
    133: "Щ",
    144: "‰",
}

WIDE, OTHER = 100, 70  # ideographs and emoji fill an em; of the rest, few letters are wider than this
EMPTY = ("Mn", "Me", "Cf", "Cc")  # combining marks and controls take no room


def by_character(widths: dict[int, str]) -> dict[str, int]:
    """The table the other way round."""
    return {character: width for width, characters in widths.items() for character in characters}


REGULAR, BOLD = by_character(REGULAR_WIDTHS), by_character(BOLD_WIDTHS)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width of one line of text in pixels, for type of `size` pixels.

    >>> text_width("1 − y²", 10), text_width("tanh", 14, bold=True)
    (31.1, 35.98)
    """
    table = BOLD if bold else REGULAR
    return sum(table[character] if character in table else unknown(character) for character in text) * size / 100


def unknown(character: str) -> int:
    """What to reckon with for a character that isn't in the tables, in hundredths of an em."""
    if unicodedata.category(character) in EMPTY:
        return 0
    return WIDE if unicodedata.east_asian_width(character) in "WF" else OTHER
