"""Pictures without Graphviz: where everything in a scene stands, found here, and written down as SVG.

Each file uses only those above it::

    metrics         how wide a text is
    boxes           where everything in a box stands
    layered         the layout itself: units in ranks, joined by links
    curves          smooth curves for arrows, their lanes and heads
    nesting         what is inside which cluster
    walks           in which order a reader follows the arrows
    layout          all together: a place for each box, arrow, label and cluster
    legend          the legend and the caption below
    document        the SVG itself
"""
