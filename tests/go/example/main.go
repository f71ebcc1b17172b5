// Prints the airlines of the Meshgate demo whose code is in a range.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/apache/arrow-adbc/go/adbc"
	"github.com/apache/arrow-adbc/go/adbc/driver/flightsql"
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	database, err := flightsql.NewDriver(memory.DefaultAllocator).NewDatabase(map[string]string{
		adbc.OptionKeyURI:      os.Getenv("MESHGATE_ADDRESS"), // grpc://localhost:31337
		adbc.OptionKeyUsername: os.Getenv("MESHGATE_USER"),
		adbc.OptionKeyPassword: os.Getenv("MESHGATE_PASSWORD"),
	})
	if err != nil {
		return err
	}
	defer database.Close()
	connection, err := database.Open(ctx)
	if err != nil {
		return err
	}
	defer connection.Close()
	statement, err := connection.NewStatement()
	if err != nil {
		return err
	}
	defer statement.Close()

	query := "SELECT carrier, name FROM fleet.aircraft.airlines WHERE carrier < ? ORDER BY carrier"
	if err := statement.SetSqlQuery(query); err != nil {
		return err
	}
	if err := statement.Prepare(ctx); err != nil {
		return err
	}
	parameters := parameter("B")
	defer parameters.Release()
	if err := statement.Bind(ctx, parameters); err != nil {
		return err
	}
	rows, _, err := statement.ExecuteQuery(ctx)
	if err != nil {
		return err
	}
	defer rows.Release()
	for rows.Next() {
		batch := rows.RecordBatch()
		for row := range int(batch.NumRows()) {
			fmt.Println(batch.Column(0).ValueStr(row), batch.Column(1).ValueStr(row))
		}
	}
	return rows.Err()
}

// parameter is one row with one column of text.
func parameter(value string) arrow.RecordBatch {
	schema := arrow.NewSchema([]arrow.Field{{Name: "1", Type: arrow.BinaryTypes.String}}, nil)
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer builder.Release()
	builder.Field(0).(*array.StringBuilder).Append(value)
	return builder.NewRecordBatch()
}
