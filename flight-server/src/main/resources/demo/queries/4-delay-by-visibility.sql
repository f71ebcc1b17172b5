-- Does fog matter? Flights in PostgreSQL against hourly weather in Parquet
SELECT CASE WHEN w.visibility < 1 THEN '1 fog' WHEN w.visibility < 5 THEN '2 haze' ELSE '3 clear' END AS sight,
       COUNT(*) AS flights,
       AVG(f.departure_delay) AS average_delay,
       SUM(CASE WHEN f.departure_delay IS NULL THEN 1 ELSE 0 END) AS cancelled
FROM operations.flights.flights AS f
JOIN weather.observations.hourly AS w ON w.origin = f.origin AND w.time_hour = f.time_hour
GROUP BY CASE WHEN w.visibility < 1 THEN '1 fog' WHEN w.visibility < 5 THEN '2 haze' ELSE '3 clear' END
ORDER BY sight
