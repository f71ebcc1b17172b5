package io.meshgate.server.cli.client;

import com.google.common.collect.ImmutableList;
import io.meshgate.server.cli.client.TableDescription.Column;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flight.sql.FlightSqlColumnMetadata;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Readers of the answers to Flight SQL's metadata commands. */
final class MetadataRows {
  private MetadataRows() {}

  /** Collects one column of texts. */
  static final class Texts implements RowSink {
    private final String column;
    private final ImmutableList.Builder<String> texts = ImmutableList.builder();

    Texts(String column) {
      this.column = column;
    }

    @Override
    public void begin(VectorSchemaRoot batch) {
      // Nothing to prepare.
    }

    @Override
    public void accept(VectorSchemaRoot batch) {
      for (int row = 0; row < batch.getRowCount(); row++) {
        texts.add(text(batch, column, row));
      }
    }

    List<String> texts() {
      return texts.build();
    }
  }

  /** Collects tables with their columns. */
  static final class Tables implements RowSink {
    private final ImmutableList.Builder<TableDescription> tables = ImmutableList.builder();

    @Override
    public void begin(VectorSchemaRoot batch) {
      // Nothing to prepare.
    }

    @Override
    public void accept(VectorSchemaRoot batch) throws IOException {
      FieldVector schemas = batch.getVector("table_schema");
      for (int row = 0; row < batch.getRowCount(); row++) {
        tables.add(
            new TableDescription(
                text(batch, "catalog_name", row),
                text(batch, "db_schema_name", row),
                text(batch, "table_name", row),
                text(batch, "table_type", row),
                columns(((VarBinaryVector) schemas).get(row))));
      }
    }

    private static List<Column> columns(byte[] message) throws IOException {
      Schema schema =
          MessageSerializer.deserializeSchema(
              new ReadChannel(Channels.newChannel(new ByteArrayInputStream(message))));
      return schema.getFields().stream().map(Tables::column).toList();
    }

    private static Column column(Field field) {
      FlightSqlColumnMetadata metadata = new FlightSqlColumnMetadata(field.getMetadata());
      return new Column(
          field.getName(),
          type(field.getType(), metadata),
          field.isNullable(),
          Optional.ofNullable(metadata.getRemarks()).orElse(""));
    }

    private static String type(ArrowType type, FlightSqlColumnMetadata metadata) {
      String name = Optional.ofNullable(metadata.getTypeName()).orElse(type.toString());
      return type instanceof ArrowType.Decimal decimal
          ? name + "(" + decimal.getPrecision() + ", " + decimal.getScale() + ")"
          : name;
    }

    List<TableDescription> tables() {
      return tables.build();
    }
  }

  private static String text(VectorSchemaRoot batch, String column, int row) {
    VarCharVector vector = (VarCharVector) batch.getVector(column);
    return vector.isNull(row) ? "" : new String(vector.get(row), StandardCharsets.UTF_8);
  }
}
