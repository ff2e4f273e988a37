"""Pages of one area: kpi."""
