// Package clients asks the running demo through the Go driver of ADBC. Its address is in MESHGATE_ADDRESS, the login in
// MESHGATE_USER and MESHGATE_PASSWORD; the user is the auditor, who sees every row.
package clients

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow-adbc/go/adbc"
	"github.com/apache/arrow-adbc/go/adbc/driver/flightsql"
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

const endless = `SELECT a.distance FROM operations.flights.flights AS a, operations.flights.flights AS b
	WHERE a.distance + b.distance > 3`

// allocator counts, so that a test fails whose batches the driver keeps.
func allocator(t *testing.T) *memory.CheckedAllocator {
	t.Helper()
	checked := memory.NewCheckedAllocator(memory.DefaultAllocator)
	t.Cleanup(func() { checked.AssertSize(t, 0) })
	return checked
}

func connect(t *testing.T, memory memory.Allocator, options map[string]string) adbc.Connection {
	t.Helper()
	all := map[string]string{
		adbc.OptionKeyURI:      os.Getenv("MESHGATE_ADDRESS"),
		adbc.OptionKeyUsername: os.Getenv("MESHGATE_USER"),
		adbc.OptionKeyPassword: os.Getenv("MESHGATE_PASSWORD"),
	}
	for key, value := range options {
		all[key] = value
	}
	database, err := flightsql.NewDriver(memory).NewDatabase(all)
	must(t, err)
	t.Cleanup(func() { must(t, database.Close()) })
	connection, err := database.Open(t.Context())
	must(t, err)
	t.Cleanup(func() { must(t, connection.Close()) })
	return connection
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func statement(t *testing.T, connection adbc.Connection, sql string) adbc.Statement {
	t.Helper()
	made, err := connection.NewStatement()
	must(t, err)
	t.Cleanup(func() { must(t, made.Close()) })
	must(t, made.SetSqlQuery(sql))
	return made
}

// values are the rows of a result as text, with a bar between columns.
func values(rows array.RecordReader) ([]string, error) {
	defer rows.Release()
	var found []string
	for rows.Next() {
		batch := rows.RecordBatch()
		for row := range int(batch.NumRows()) {
			var cells []string
			for _, column := range batch.Columns() {
				cells = append(cells, column.ValueStr(row))
			}
			found = append(found, strings.Join(cells, "|"))
		}
	}
	return found, rows.Err()
}

func query(t *testing.T, connection adbc.Connection, sql string) ([]string, error) {
	t.Helper()
	rows, _, err := statement(t, connection, sql).ExecuteQuery(t.Context())
	if err != nil {
		return nil, err
	}
	return values(rows)
}

func expect(t *testing.T, found []string, wanted ...string) {
	t.Helper()
	if !slices.Equal(found, wanted) {
		t.Errorf("found %q, wanted %q", found, wanted)
	}
}

func TestExampleOfTheDocumentationPrintsItsRows(t *testing.T) {
	output, err := exec.CommandContext(t.Context(), "go", "run", "./example").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	expect(t, strings.Split(strings.TrimSpace(string(output)), "\n"),
		"9E Endeavor Air Inc.", "AA American Airlines Inc.", "AS Alaska Airlines Inc.")
}

func TestQueryGivesTypedRows(t *testing.T) {
	connection := connect(t, allocator(t), nil)
	rows, _, err := statement(t, connection, `SELECT origin, COUNT(*) AS n, MAX(flight_date) AS latest
		FROM operations.flights.flights GROUP BY origin ORDER BY origin`).ExecuteQuery(t.Context())
	must(t, err)
	for i, wanted := range []arrow.Type{arrow.STRING, arrow.INT64, arrow.DATE32} {
		if found := rows.Schema().Field(i).Type.ID(); found != wanted {
			t.Errorf("column %d has type %v, wanted %v", i, found, wanted)
		}
	}
	found, err := values(rows)
	must(t, err)
	expect(t, found, "EWR|120835|2013-12-31", "JFK|111279|2013-12-31", "LGA|104662|2013-12-31")
}

func TestLargeResultArrivesWhole(t *testing.T) {
	rows, _, err := statement(t, connect(t, allocator(t), nil),
		"SELECT flight_date, carrier FROM operations.flights.flights").ExecuteQuery(t.Context())
	must(t, err)
	defer rows.Release()
	var count int64
	for rows.Next() {
		count += rows.RecordBatch().NumRows()
	}
	must(t, rows.Err())
	if count != 336776 {
		t.Errorf("%d rows arrived", count)
	}
}

func TestParametersAreBound(t *testing.T) {
	checked := allocator(t)
	prepared := statement(t, connect(t, checked, nil),
		"SELECT name FROM fleet.aircraft.airlines WHERE carrier = ? AND CAST(? AS BIGINT) > 1")
	must(t, prepared.Prepare(t.Context()))
	parameters, err := prepared.GetParameterSchema()
	must(t, err)
	if len(parameters.Fields()) != 2 {
		t.Errorf("the statement has the parameters %v", parameters)
	}
	for carrier, name := range map[string]string{"UA": "United Air Lines Inc.", "AA": "American Airlines Inc."} {
		schema := arrow.NewSchema([]arrow.Field{
			{Name: "1", Type: arrow.BinaryTypes.String}, {Name: "2", Type: arrow.PrimitiveTypes.Int32}}, nil)
		builder := array.NewRecordBuilder(checked, schema)
		builder.Field(0).(*array.StringBuilder).Append(carrier)
		builder.Field(1).(*array.Int32Builder).Append(2)
		batch := builder.NewRecordBatch()
		builder.Release()
		must(t, prepared.Bind(t.Context(), batch))
		batch.Release()
		rows, _, err := prepared.ExecuteQuery(t.Context())
		must(t, err)
		found, err := values(rows)
		must(t, err)
		expect(t, found, name)
	}
}

func TestObjectsAreListed(t *testing.T) {
	connection := connect(t, allocator(t), nil)
	schema, table := "fleet.aircraft", "air%"
	rows, err := connection.GetObjects(t.Context(), adbc.ObjectDepthAll, nil, &schema, &table, nil, nil)
	must(t, err)
	found, err := values(rows)
	must(t, err)
	all := strings.Join(found, "\n")
	for _, wanted := range []string{"mesh", "fleet.aircraft", `"table_name":"airlines"`, `"column_name":"carrier"`} {
		if !strings.Contains(all, wanted) {
			t.Errorf("%q is not in %s", wanted, all)
		}
	}
	if strings.Contains(all, "planes") {
		t.Errorf("the filter lets planes through: %s", all)
	}
}

func TestSchemaOfATableIsThatOfItsRows(t *testing.T) {
	connection := connect(t, allocator(t), nil)
	product := "operations.flights"
	described, err := connection.GetTableSchema(t.Context(), nil, &product, "flights")
	must(t, err)
	rows, _, err := statement(t, connection,
		"SELECT * FROM operations.flights.flights WHERE 1 = 0").ExecuteQuery(t.Context())
	must(t, err)
	defer rows.Release()
	for i, field := range rows.Schema().Fields() {
		if field.Name != described.Field(i).Name || !arrow.TypeEqual(field.Type, described.Field(i).Type) {
			t.Errorf("described as %v, read as %v", described.Field(i), field)
		}
	}
}

func TestInfoNamesTheGateway(t *testing.T) {
	rows, err := connect(t, allocator(t), nil).GetInfo(t.Context(), []adbc.InfoCode{adbc.InfoVendorName})
	must(t, err)
	found, err := values(rows)
	must(t, err)
	if len(found) != 1 || !strings.Contains(found[0], "Meshgate") {
		t.Errorf("found %q", found)
	}
}

func TestSchemaOfTheSessionCompletesNames(t *testing.T) {
	connection := connect(t, allocator(t), nil)
	options := connection.(adbc.PostInitOptions)
	must(t, options.SetOption(adbc.OptionKeyCurrentDbSchema, "fleet.aircraft"))
	found, err := query(t, connection, "SELECT COUNT(*) AS n FROM airlines")
	must(t, err)
	expect(t, found, "16")
}

func TestPartitionsAreReadElsewhere(t *testing.T) {
	checked := allocator(t)
	_, partitions, _, err := statement(t, connect(t, checked, nil),
		"SELECT carrier FROM fleet.aircraft.airlines").ExecutePartitions(t.Context())
	must(t, err)
	var count int
	for _, id := range partitions.PartitionIDs {
		rows, err := connect(t, checked, nil).ReadPartition(t.Context(), id)
		must(t, err)
		found, err := values(rows)
		must(t, err)
		count += len(found)
	}
	if count != 16 {
		t.Errorf("%d rows arrived", count)
	}
}

func TestErrorsHaveACodeAndSayWhy(t *testing.T) {
	connection := connect(t, allocator(t), nil)
	for _, wanted := range []struct {
		sql, text string
		code      adbc.Status
	}{
		{"SELEC 1", "SYNTAX_ERROR", adbc.StatusInvalidArgument},
		{"SELECT * FROM a.b.c", "Table 'a.b.c' not found", adbc.StatusNotFound},
		{"SELECT 1 / 0 AS a", "DIVISION_BY_ZERO", adbc.StatusInvalidArgument},
		{"DROP TABLE fleet.aircraft.airlines", "READ_ONLY", adbc.StatusInvalidArgument},
	} {
		_, err := query(t, connection, wanted.sql)
		var failure adbc.Error
		if !errors.As(err, &failure) || failure.Code != wanted.code || !strings.Contains(failure.Msg, wanted.text) {
			t.Errorf("%s: %v", wanted.sql, err)
		}
	}
}

func TestWrongPasswordIsRefused(t *testing.T) {
	database, err := flightsql.NewDriver(allocator(t)).NewDatabase(map[string]string{
		adbc.OptionKeyURI:      os.Getenv("MESHGATE_ADDRESS"),
		adbc.OptionKeyUsername: os.Getenv("MESHGATE_USER"),
		adbc.OptionKeyPassword: "wrong",
	})
	must(t, err)
	defer database.Close()
	_, err = database.Open(t.Context())
	var failure adbc.Error
	if !errors.As(err, &failure) || failure.Code != adbc.StatusUnauthenticated {
		t.Errorf("found %v", err)
	}
}

func TestCancelledContextEndsAQuery(t *testing.T) {
	connection := connect(t, memory.DefaultAllocator, nil)
	ctx, cancel := context.WithCancel(t.Context())
	rows, _, err := statement(t, connection, endless).ExecuteQuery(ctx)
	must(t, err)
	defer rows.Release()
	if !rows.Next() {
		t.Fatal("no rows before the cancel: ", rows.Err())
	}
	cancel()
	for rows.Next() {
	}
	var failure adbc.Error
	if !errors.As(rows.Err(), &failure) || failure.Code != adbc.StatusCancelled {
		t.Errorf("found %v", rows.Err())
	}
}

func TestConnectionsOfManyGoroutinesDoNotMixTheirRows(t *testing.T) {
	var group sync.WaitGroup
	for _, carrier := range []string{"UA", "AA", "DL", "B6", "EV", "WN", "US", "9E", "MQ", "AS"} {
		connection := connect(t, memory.DefaultAllocator, nil)
		asked := statement(t, connection,
			"SELECT carrier FROM fleet.aircraft.airlines WHERE carrier = '"+carrier+"'")
		group.Go(func() {
			for range 5 {
				rows, _, err := asked.ExecuteQuery(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				if found, err := values(rows); err != nil || !slices.Equal(found, []string{carrier}) {
					t.Errorf("%s: found %q, %v", carrier, found, err)
				}
			}
		})
	}
	group.Wait()
}
