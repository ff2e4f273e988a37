"""What annotations say that limits heed, as it was known at a time."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from truenorth.app.accounts.models import Workspace
from truenorth.judgement import Remarks


def remarks_known(workspace: Workspace, as_of: datetime) -> dict[str, Remarks]:
    """Of each KPI the stretches left out and the levels begun by annotations that stood at a time; "": of every KPI."""
    rows = workspace.annotations.filter(Q(excluded=True) | Q(new_level=True), at__lte=as_of)
    standing = rows.filter(Q(removed_at__isnull=True) | Q(removed_at__gt=as_of)).order_by("period_start", "id")
    left_out: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    levels: dict[str, list[datetime]] = defaultdict(list)
    for row in standing:
        if row.excluded:
            left_out[row.kpi].append((row.period_start, row.period_end))
        if row.new_level:
            levels[row.kpi].append(row.period_start)
    return {kpi: Remarks(tuple(left_out[kpi]), tuple(levels[kpi])) for kpi in {*left_out, *levels}}
