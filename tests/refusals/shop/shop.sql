-- The shop that most refusals are asked of: a few rows of each shape of table.
CREATE TABLE customers AS SELECT * FROM (VALUES (1, 'IT', 'gold', 30), (2, 'FR', 'new', 41), (3, 'IT', 'gold', 55)) t(customer_id, country, segment, age);
CREATE TABLE orders AS
SELECT * FROM (VALUES
    (1, DATE '2024-01-05', DATE '2024-01-08', 1, 2, 'web', 'paid', 100.00, 'EUR'),
    (2, DATE '2024-01-20', DATE '2024-01-22', 2, 2, 'shop', 'paid', 40.50, 'USD'),
    (3, DATE '2024-02-10', NULL, 1, 3, 'web', 'open', 60.00, 'EUR'),
    (4, DATE '2024-03-02', DATE '2024-03-03', 3, 1, NULL, 'paid', 80.00, 'EUR'))
    t(order_id, ordered_on, shipped_on, customer_id, guest_id, channel, status, amount, currency);
CREATE TABLE lines AS SELECT * FROM (VALUES (1, 1, 'tea', 2), (2, 1, 'mug', 1), (3, 2, 'tea', 5), (4, 4, 'pot', 1)) t(line_id, order_id, sku, pieces);
CREATE TABLE costs AS SELECT * FROM (VALUES (1, DATE '2024-01-31', 'web', 30.00), (2, DATE '2024-02-29', 'shop', 20.00)) t(cost_id, day, channel, amount);
CREATE TABLE visits AS SELECT * FROM (VALUES (1, TIMESTAMP '2024-01-04 10:00:00', 1, 'home'), (2, TIMESTAMP '2024-02-03 11:30:00', 2, 'home')) t(visit_id, seen_at, customer_id, page);
CREATE TABLE stock AS SELECT * FROM (VALUES ('tea', DATE '2024-01-31', 5), ('mug', DATE '2024-01-31', 7), ('tea', DATE '2024-02-29', 4)) t(item, day, pieces);
CREATE TABLE plans AS SELECT * FROM (VALUES (1, 1, DATE '2024-01-01', NULL, 9.00), (2, 2, DATE '2024-01-10', DATE '2024-02-10', 5.00)) t(plan_id, customer_id, started_on, ended_on, price);
CREATE TABLE months AS SELECT * FROM (VALUES ('2024-01', 12), ('2024-02', 15)) t("month", attended);
CREATE TABLE weeks AS SELECT * FROM (VALUES (DATE '2024-01-01', 3), (DATE '2024-01-08', 4)) t(week, visitors);
CREATE TABLE catalogue AS SELECT * FROM (VALUES ('tea', 3.20), ('mug', 9.90)) t(sku, price);
CREATE TABLE prices AS SELECT * FROM (VALUES ('tea', 'drink'), ('tea', 'leaf'), ('mug', 'thing')) t(sku, kind);
CREATE TABLE fx AS SELECT * FROM (VALUES (DATE '2024-01-01', 'EUR', 'USD', 1.10)) t(day, base, quote, rate);
CREATE TABLE doubled AS SELECT * FROM (VALUES (1, DATE '2024-01-05', 10), (1, DATE '2024-01-05', 10), (2, DATE '2024-02-05', 20)) t(id, day, amount);
