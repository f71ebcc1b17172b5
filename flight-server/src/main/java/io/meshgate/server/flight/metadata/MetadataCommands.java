package io.meshgate.server.flight.metadata;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.meshgate.server.flight.metadata.MetadataAnswer.Visible;
import io.meshgate.server.flight.service.VisibleTable;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCatalogs;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCrossReference;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetExportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetImportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetPrimaryKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetSqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTableTypes;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetXdbcTypeInfo;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The metadata commands of Flight SQL, answered from what the caller may see. */
public final class MetadataCommands {

  /** The kinds of tables, in order. */
  private static final List<String> TABLE_TYPES = List.of("SYSTEM TABLE", "TABLE", "VIEW");

  private MetadataCommands() {}

  /** The answer to a command; empty if it is no metadata command. */
  public static Optional<MetadataAnswer> answer(Any command) {
    if (command.is(CommandGetCatalogs.class)) {
      return answer(
          Schemas.GET_CATALOGS_SCHEMA, visible -> List.of(Arrays.asList(visible.catalog())));
    }
    if (command.is(CommandGetDbSchemas.class)) {
      CommandGetDbSchemas request = unpack(command, CommandGetDbSchemas.class);
      return answer(Schemas.GET_SCHEMAS_SCHEMA, visible -> schemas(request, visible));
    }
    if (command.is(CommandGetTables.class)) {
      CommandGetTables request = unpack(command, CommandGetTables.class);
      return answer(
          request.getIncludeSchema()
              ? Schemas.GET_TABLES_SCHEMA
              : Schemas.GET_TABLES_SCHEMA_NO_SCHEMA,
          visible -> tables(request, visible));
    }
    if (command.is(CommandGetTableTypes.class)) {
      return answer(
          Schemas.GET_TABLE_TYPES_SCHEMA, visible -> TABLE_TYPES.stream().map(List::of).toList());
    }
    if (command.is(CommandGetSqlInfo.class)) {
      CommandGetSqlInfo request = unpack(command, CommandGetSqlInfo.class);
      return Optional.of(
          new MetadataAnswer(
              Schemas.GET_SQL_INFO_SCHEMA,
              (root, visible) -> SqlInfoTable.write(root, request.getInfoList())));
    }
    if (command.is(CommandGetXdbcTypeInfo.class)) {
      CommandGetXdbcTypeInfo request = unpack(command, CommandGetXdbcTypeInfo.class);
      return answer(Schemas.GET_TYPE_INFO_SCHEMA, visible -> TypeInfoTable.rows(request));
    }
    return keys(command);
  }

  private static Optional<MetadataAnswer> keys(Any command) {
    if (command.is(CommandGetPrimaryKeys.class)) {
      CommandGetPrimaryKeys request = unpack(command, CommandGetPrimaryKeys.class);
      return answer(Schemas.GET_PRIMARY_KEYS_SCHEMA, visible -> KeyRows.primary(request, visible));
    }
    if (command.is(CommandGetImportedKeys.class)) {
      CommandGetImportedKeys request = unpack(command, CommandGetImportedKeys.class);
      return answer(
          Schemas.GET_IMPORTED_KEYS_SCHEMA, visible -> KeyRows.imported(request, visible));
    }
    if (command.is(CommandGetExportedKeys.class)) {
      CommandGetExportedKeys request = unpack(command, CommandGetExportedKeys.class);
      return answer(
          Schemas.GET_EXPORTED_KEYS_SCHEMA, visible -> KeyRows.exported(request, visible));
    }
    if (command.is(CommandGetCrossReference.class)) {
      CommandGetCrossReference request = unpack(command, CommandGetCrossReference.class);
      return answer(
          Schemas.GET_CROSS_REFERENCE_SCHEMA, visible -> KeyRows.between(request, visible));
    }
    return Optional.empty();
  }

  private static Optional<MetadataAnswer> answer(
      Schema schema, Function<Visible, List<? extends List<? extends @Nullable Object>>> rows) {
    return Optional.of(
        new MetadataAnswer(
            schema, (root, visible) -> RowWriter.write(root, rows.apply(visible.get()))));
  }

  /** Unpacks a command, refusing bytes that are none. */
  public static <M extends Message> M unpack(Any command, Class<M> type) {
    try {
      return command.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY, "The message is no valid " + type.getSimpleName(), e);
    }
  }

  private static List<List<String>> schemas(CommandGetDbSchemas request, Visible visible) {
    Predicate<String> catalog = exact(request.hasCatalog(), request.getCatalog());
    Predicate<String> schema =
        pattern(request.hasDbSchemaFilterPattern(), request.getDbSchemaFilterPattern());
    return visible.tables().stream()
        .filter(table -> catalog.test(table.catalog()) && schema.test(table.schema()))
        .map(table -> List.of(table.catalog(), table.schema()))
        .distinct()
        .toList();
  }

  private static List<List<Object>> tables(CommandGetTables request, Visible visible) {
    Predicate<String> catalog = exact(request.hasCatalog(), request.getCatalog());
    Predicate<String> schema =
        pattern(request.hasDbSchemaFilterPattern(), request.getDbSchemaFilterPattern());
    Predicate<String> name =
        pattern(request.hasTableNameFilterPattern(), request.getTableNameFilterPattern());
    List<String> types = request.getTableTypesList();
    List<List<Object>> rows = new ArrayList<>();
    for (VisibleTable table : visible.tables()) {
      if (catalog.test(table.catalog())
          && schema.test(table.schema())
          && name.test(table.name())
          && (types.isEmpty() || types.contains(table.type()))) {
        List<Object> row =
            new ArrayList<>(List.of(table.catalog(), table.schema(), table.name(), table.type()));
        if (request.getIncludeSchema()) {
          row.add(serialize(visible.form().schema(ColumnMetadata.ofTable(table))));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  // An empty name asks for what has no catalog or schema, which nothing here is without.
  static Predicate<String> exact(boolean given, String name) {
    return given ? name::equals : any -> true;
  }

  private static Predicate<String> pattern(boolean given, String text) {
    return given ? new NamePattern(text)::matches : any -> true;
  }

  /** A schema as an encapsulated message: what drivers expect wherever bytes stand for a schema. */
  public static byte[] serialize(Schema schema) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      MessageSerializer.serialize(new WriteChannel(Channels.newChannel(bytes)), schema);
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }
}
