"""Charts as SVG, drawn from what cards hold: pure functions, values in, escaped text out."""
