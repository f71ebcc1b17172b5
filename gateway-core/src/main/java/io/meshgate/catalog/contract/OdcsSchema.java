package io.meshgate.catalog.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The standard's own JSON Schema, version 3.1.0, without network access.
 *
 * <p>Safe for use by many threads.
 */
final class OdcsSchema {

  private static final String RESOURCE = "odcs-json-schema-v3.1.0.json";

  private final JsonNode document;
  private final Schema schema;

  private OdcsSchema(JsonNode document) {
    this.document = document;
    this.schema =
        SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2019_09,
                // No resource loader: a $ref that leaves the document fails instead of connecting.
                builder -> builder.schemas(java.util.Map.of()))
            .getSchema(document);
  }

  /** The schema, read once. */
  static OdcsSchema instance() {
    return Holder.INSTANCE;
  }

  /** What is wrong with a document's shape: causes only, with their places. */
  List<Problem> validate(YamlNode root, JsonNode tree) {
    List<Error> errors = schema.validate(tree);
    return new SchemaErrors(root, document).explain(errors);
  }

  /** Loaded on first use: reading the schema takes longer than reading most contracts. */
  private static final class Holder {
    private static final OdcsSchema INSTANCE = load();

    private static OdcsSchema load() {
      try (InputStream stream = OdcsSchema.class.getResourceAsStream(RESOURCE)) {
        if (stream == null) {
          throw new IllegalStateException("The resource " + RESOURCE + " is not on the class path");
        }
        return new OdcsSchema(new ObjectMapper().readTree(stream));
      } catch (IOException e) {
        throw new UncheckedIOException("The resource " + RESOURCE + " cannot be read", e);
      }
    }
  }
}
