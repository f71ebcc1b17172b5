-- Where flights arrive latest: flights in PostgreSQL, places in a CSV file
SELECT t.name AS destination, t.time_zone, COUNT(*) AS flights, AVG(f.arrival_delay) AS average_delay
FROM operations.flights.flights AS f
JOIN reference.airports.airports AS t ON t.code = f.destination
WHERE f.arrival_delay IS NOT NULL
GROUP BY t.name, t.time_zone
HAVING COUNT(*) >= 300
ORDER BY average_delay DESC
LIMIT 5
