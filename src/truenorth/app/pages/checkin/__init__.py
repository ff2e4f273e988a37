"""Pages of one area: checkin."""
