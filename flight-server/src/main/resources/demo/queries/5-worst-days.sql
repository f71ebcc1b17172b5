-- Worst days of the year: a derived product over three domains, with the caller's rights
SELECT flight_date, origin, airline, flights, average_departure_delay, strongest_wind, heaviest_rain
FROM insights.delays.daily_delays
WHERE flights >= 30
ORDER BY average_departure_delay DESC
LIMIT 5
