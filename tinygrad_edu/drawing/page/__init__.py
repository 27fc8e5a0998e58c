"""The page that plays both passes of a graph, step by step, and the same as an animation.

Each file uses only those above it::

    faces           what of an array is shown as a matrix
    listings        the user's program beside its graph
    working         how one result comes about: formula, matrices, arithmetic
    steps           both passes, one step after the other
    replay          finite differences to hold gradients against
    data            all of this as JSON
    document        the HTML file, from page.html, page.css, graph.css and page.js
    animation       the same steps as a GIF
"""
