"""The page that plays both passes of a graph, step by step, and the same as an animation."""
