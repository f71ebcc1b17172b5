-- Most flown aircraft: joined on tail numbers, which the analyst sees only as keyed hashes
SELECT f.tail_number, p.manufacturer, p.model, COUNT(*) AS flights, SUM(f.distance) AS miles
FROM operations.flights.flights AS f
JOIN fleet.aircraft.planes AS p ON p.tail_number = f.tail_number
GROUP BY f.tail_number, p.manufacturer, p.model
ORDER BY miles DESC
LIMIT 5
