"""How well a text is read on a fill, for the tests of colours."""

from tinygrad_edu.drawing.palette import channels


def contrast(first, second):
    """How well one colour is read on the other, from 1 to 21. Source: WCAG 2.2, contrast ratio."""
    darker, lighter = sorted(map(luminance, (first, second)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color):
    parts = [channel / 255 for channel in channels(color)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
