"""What the figures are divided by: SQL that a good analyst would write, run on DuckDB directly.

Every statement reads the file that `generate` made, attached as `company`. Where several spellings compete, the
cheapest one counts.
"""

from __future__ import annotations

# The floor: every column that the 20 KPIs and their dimensions need, read once and as good as nothing done to it.
FLOOR = (
    """
    select max(ordered_at), max(customer_id), max(country), max(channel), max(category), max(status), max(quantity),
        max(discount), max(net_amount), max(cost), max(refunded)
    from company.orders
    """,
    "select max(started_at), max(source), max(country), max(channel), max(converted) from company.sessions",
    """
    select max(opened_at), max(first_response_at), max(resolved_at), max(channel), max(priority), max(country),
        max(contacts), max(csat)
    from company.tickets
    """,
    """
    select max(started_on), max(ended_on), max(plan), max(monthly_price), max(country), max(channel)
    from company.subscriptions
    """,
    "select max(customer_id), max(first_order_on), max(country), max(channel), max(segment) from company.customers",
)

_SUMS = "sum(net_amount) as revenue, sum(cost) as costs, sum(quantity) as units, sum(discount) as discounts"
_SEVEN = """
    revenue, orders, revenue::double / orders as average_order, (revenue - costs)::double / revenue as gross_margin,
    refunds::double / orders as refund_rate, units::double / orders as units_per_order,
    discounts::double / (revenue + discounts) as discount_rate
"""

# The seven plain KPIs of orders by month and country, with the total of each month: one scan, spelled in three ways.
FUSED = (
    f"""
    with added as (
        select date_trunc('month', ordered_at) as month, country, count(*) as orders,
            count(*) filter (where refunded) as refunds, {_SUMS}
        from company.orders where status <> 'cancelled' group by grouping sets ((month, country), (month))
    )
    select month, country, {_SEVEN} from added order by month, country
    """,
    f"""
    with folded as (
        select date_trunc('month', ordered_at) as month, country, count(*) as orders,
            count(*) filter (where refunded) as refunds, {_SUMS}
        from company.orders where status <> 'cancelled' group by all
    ),
    added as (
        select month, country, sum(orders) as orders, sum(refunds) as refunds, sum(revenue) as revenue,
            sum(costs) as costs, sum(units) as units, sum(discounts) as discounts
        from folded group by grouping sets ((month, country), (month))
    )
    select month, country, {_SEVEN} from added order by month, country
    """,
    f"""
    with folded as (  -- refunded is a key, not a filter
        select date_trunc('month', ordered_at) as month, country, refunded, count(*) as orders, {_SUMS}
        from company.orders where status <> 'cancelled' group by all
    ),
    added as (
        select month, country, sum(orders) as orders, sum(orders) filter (where refunded) as refunds,
            sum(revenue) as revenue, sum(costs) as costs, sum(units) as units, sum(discounts) as discounts
        from folded group by grouping sets ((month, country), (month))
    )
    select month, country, {_SEVEN} from added order by month, country
    """,
)

TILE = (
    """
    select date_trunc('month', ordered_at) as month, sum(net_amount) as revenue
    from company.orders where status <> 'cancelled' and country = 'IT' group by month order by month
    """,
)
