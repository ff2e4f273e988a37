-- The shop of the cases: small tables made by arithmetic, the same every time.
CREATE SCHEMA sales;
SET schema = 'sales';

CREATE TABLE countries AS
SELECT * FROM (VALUES ('IT', 'Europe'), ('FR', 'Europe'), ('NO', 'Europe'), ('JP', 'Asia'), ('XX', NULL)) t(country, continent);

CREATE TABLE customers AS
SELECT i::BIGINT AS customer_id, 'Customer ' || i AS name,
    CASE WHEN i % 5 = 0 THEN NULL WHEN i % 3 = 0 THEN 'gold' ELSE 'silver' END AS tier,
    ['IT', 'FR', 'NO', 'JP', 'XX', NULL, 'ZZ'][1 + i % 7] AS country,
    CASE WHEN i % 11 = 0 THEN NULL ELSE 18 + (i * 7) % 50 END::BIGINT AS age,
    DATE '2023-01-01' + (i * 9 % 400)::INTEGER AS joined
FROM range(1, 41) r(i);

CREATE TABLE products AS
SELECT * FROM (VALUES ('tea', 'drink', 3.20), ('coffee', 'drink', 4.10), ('mug', 'thing', 9.99), ('pot', 'thing', 24.50))
    t(sku, category, list_price);

CREATE TABLE orders AS
SELECT i::BIGINT AS order_id,
    CASE WHEN i % 13 = 0 THEN NULL WHEN i % 29 = 0 THEN 999 ELSE 1 + i * 17 % 40 END::BIGINT AS customer_id,
    TIMESTAMP '2023-01-03 08:15:00' + INTERVAL (i * 26 + (i * i) % 17) HOUR + INTERVAL (i * 7 % 60) MINUTE AS ordered_at,
    CASE WHEN i % 6 = 0 THEN NULL ELSE (TIMESTAMP '2023-01-03' + INTERVAL (i * 26 + (i * i) % 17) HOUR)::DATE + (i % 9)::INTEGER END AS shipped_on,
    ['paid', 'paid', 'paid', 'open', 'cancelled'][1 + i % 5] AS status,
    ['web', 'shop', 'phone', NULL][1 + i * 3 % 4] AS channel,
    ((i * 37 % 900) + i % 4 * 0.25)::DECIMAL(10, 2) AS amount,
    CASE WHEN i % 10 = 0 THEN (i % 50)::DECIMAL(10, 2) END AS refund,
    (i % 8 / 4.0)::DOUBLE AS weight,
    i % 17 = 0 AS test,
    TIMESTAMP '2023-01-04 03:00:00' + INTERVAL (i * 26) HOUR AS loaded_at
FROM range(1, 397) r(i);

CREATE TABLE order_lines AS
SELECT (order_id * 10 + n)::BIGINT AS line_id, order_id, ['tea', 'coffee', 'mug', 'pot', 'old'][1 + (order_id + n * 2) % 5] AS sku,
    (1 + (order_id * n) % 4)::BIGINT AS pieces, (2 + (order_id + n) % 13 * 1.15)::DECIMAL(8, 2) AS price
FROM orders, range(1, 4) t(n)
WHERE n <= 1 + order_id % 3;

CREATE TABLE returns AS
SELECT (i)::BIGINT AS return_id, (1 + i * 7 % 42)::BIGINT AS customer_id, DATE '2023-01-20' + (i * 9)::INTEGER AS day,
    ['web', 'shop', NULL][1 + i % 3] AS route, (5 + i % 40)::DECIMAL(10, 2) AS amount
FROM range(1, 45) r(i);

CREATE TABLE visits AS
SELECT i::BIGINT AS visit_id, CASE WHEN i % 19 = 0 THEN NULL ELSE 1 + i * 11 % 45 END::BIGINT AS customer_id,
    TIMESTAMP '2023-06-01 09:00:00' + INTERVAL (i * 13) HOUR AS seen_at, ['home', 'search', 'basket'][1 + i % 3] AS page
FROM range(1, 501) r(i);

CREATE TABLE stock AS
SELECT item, day::DATE AS day, ((n + dayofyear(day) * 3) % 40)::BIGINT AS pieces, ((n * 10 + dayofyear(day)) % 500 / 10.0)::DECIMAL(10, 2) AS value
FROM (VALUES ('tea', 5), ('mug', 11), ('pot', 17)) t(item, n), range(DATE '2023-11-01', DATE '2024-03-11', INTERVAL 1 DAY) d(day)
WHERE (dayofyear(day) + n) % 7 <> 3 AND dayofweek(day) <> 0 AND NOT (item = 'pot' AND day >= DATE '2024-02-20');

CREATE TABLE subscriptions AS
SELECT i::BIGINT AS sub_id, (1 + i * 3 % 40)::BIGINT AS customer_id, ['basic', 'plus', 'pro'][1 + i % 3] AS plan, (5 + i % 3 * 7.5)::DECIMAL(8, 2) AS price,
    DATE '2023-03-01' + (i * 5)::INTEGER AS started_on,
    CASE WHEN i % 4 = 0 THEN NULL WHEN i % 9 = 0 THEN DATE '9999-12-31' ELSE DATE '2023-03-01' + (i * 5 + 20 + i * 13 % 200)::INTEGER END AS ended_on
FROM range(1, 71) r(i);

CREATE TABLE attendances AS
SELECT strftime(month, '%Y-%m') AS period, department, (1000 + month(month) * 10 + n)::BIGINT AS attended, (n * 7 + month(month))::BIGINT AS late
FROM range(DATE '2023-01-01', DATE '2024-03-01', INTERVAL 1 MONTH) m(month), (VALUES ('A', 3), ('B', 8)) d(department, n);

CREATE TABLE tills AS
SELECT (DATE '2024-02-01' + (i // 3)::INTEGER) AS day, (TIME '08:30:00' + INTERVAL (i * 5 % 12) HOUR)::TIME AS clock, (i % 30)::BIGINT AS amount
FROM range(0, 60) r(i);

CREATE TABLE yearly AS
SELECT (2020 + i // 12)::BIGINT AS y, (1 + i % 12)::BIGINT AS m, (i * 3 % 50)::BIGINT AS "CPT (£)", (i % 7)::BIGINT AS "order"
FROM range(0, 50) r(i);

CREATE TABLE payments AS
SELECT i::BIGINT AS payment_id, DATE '2024-01-05' + (i * 3)::INTEGER AS day, ['EUR', 'USD', 'GBP', 'CHF'][1 + i % 4] AS currency,
    (i * 13 % 100 + 0.5)::DECIMAL(10, 2) AS amount
FROM range(0, 20) r(i);

CREATE TABLE fx AS
SELECT DATE '2024-01-01' + (n * 5)::INTEGER AS day, base, quote, rate
FROM range(0, 14) w(n), (VALUES ('EUR', 'USD', 1.25), ('GBP', 'EUR', 1.15), ('CHF', 'GBP', 0.88)) t(base, quote, rate);

CREATE TABLE prices AS
SELECT * FROM (VALUES
    (1, DATE '2024-01-10', 100.00, TIMESTAMP '2024-01-11 06:00:00'), (1, DATE '2024-01-10', 90.00, TIMESTAMP '2024-02-05 06:00:00'),
    (2, DATE '2024-01-20', 40.00, TIMESTAMP '2024-01-21 06:00:00'), (3, DATE '2024-02-02', 7.00, TIMESTAMP '2024-02-03 06:00:00'))
    t(price_id, day, amount, known_at);

-- What the hand-written SQL of the cases begins with: orders that count.
CREATE VIEW o AS SELECT *, strftime(ordered_at, '%Y-%m') AS month, ordered_at::DATE AS day FROM orders WHERE NOT test;
CREATE VIEW oc AS SELECT o.*, tier, age, customers.country, continent
    FROM o LEFT JOIN customers USING (customer_id) LEFT JOIN countries ON countries.country = customers.country;
CREATE VIEW l AS SELECT order_lines.*, ordered_at, o2.customer_id, strftime(ordered_at, '%Y-%m') AS month, category, list_price
    FROM order_lines JOIN orders o2 USING (order_id) LEFT JOIN products USING (sku);
