"""Pictures without Graphviz: where everything in a scene stands, found here, and written down as SVG."""
