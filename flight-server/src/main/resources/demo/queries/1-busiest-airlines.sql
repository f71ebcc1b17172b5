-- Busiest airlines: flights in PostgreSQL, names in MariaDB
SELECT a.name AS airline, COUNT(*) AS flights, AVG(f.arrival_delay) AS average_delay
FROM operations.flights.flights AS f
JOIN fleet.aircraft.airlines AS a ON a.carrier = f.carrier
GROUP BY a.name
ORDER BY flights DESC
LIMIT 5
