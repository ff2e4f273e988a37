"""Pages of one area: scorecard."""
