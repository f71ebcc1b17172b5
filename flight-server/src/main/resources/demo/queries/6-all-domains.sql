-- All four stores: who flies which make in the rain, and how late
SELECT a.name AS airline, p.manufacturer, o.name AS departing_from, COUNT(*) AS flights,
       AVG(f.departure_delay) AS average_delay
FROM operations.flights.flights AS f
JOIN fleet.aircraft.airlines AS a ON a.carrier = f.carrier
JOIN fleet.aircraft.planes AS p ON p.tail_number = f.tail_number
JOIN reference.airports.airports AS o ON o.code = f.origin
JOIN weather.observations.hourly AS w ON w.origin = f.origin AND w.time_hour = f.time_hour
WHERE w.precipitation > 0.1
GROUP BY a.name, p.manufacturer, o.name
HAVING COUNT(*) >= 20
ORDER BY average_delay DESC
LIMIT 5
