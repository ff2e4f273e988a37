"""Forecasts of short series: smoothing members, their mean, intervals from their own past errors, and the odds."""
