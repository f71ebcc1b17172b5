package io.meshgate.catalog.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads one contract file: its shape against the standard's JSON Schema, then what it means.
 *
 * <p>Versions v3.0.x and v3.1.0 are read; what v3.2 adds draws a warning; v2 is refused. Never
 * throws for what a file holds.
 */
public final class ContractReader {

  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  // The schema has already said what is malformed; the second reading only steps over it.
  private final List<Problem> alreadyReported = new ArrayList<>();

  private ContractReader(String file) {
    this.file = file;
  }

  /**
   * Reads the bytes of a contract.
   *
   * @param file how messages name the file
   */
  public static ContractReading read(String file, byte[] bytes) {
    return new ContractReader(file).read(bytes);
  }

  private ContractReading read(byte[] bytes) {
    Optional<Mapping> root = parse(bytes);
    Optional<Contract> contract = Optional.empty();
    if (root.isPresent() && supportedVersion(root.get())) {
      JsonNode tree = JsonTrees.of(root.get());
      new NextVersion(problems).strip(root.get(), (ObjectNode) tree);
      problems.addAll(OdcsSchema.instance().validate(root.get(), tree));
      Contract read = contract(root.get(), Hashing.sha256().hashBytes(bytes).toString());
      new ContractRules(read, problems).check();
      contract = Optional.of(read);
    }
    problems.sort(Comparator.comparingInt(Problem::line));
    boolean usable = problems.stream().noneMatch(p -> p.severity() == Problem.Severity.ERROR);
    return new ContractReading(contract.filter(read -> usable), problems);
  }

  private Optional<Mapping> parse(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      YamlNode root = YamlReader.parse(file, text);
      if (root instanceof Mapping mapping) {
        return Optional.of(mapping);
      }
      problems.add(Problem.error(root, "Expected a contract, found " + root.kind()));
    } catch (CharacterCodingException e) {
      problems.add(Problem.error(file, "The file is not UTF-8 text"));
    } catch (DocumentException e) {
      problems.addAll(e.problems());
    }
    return Optional.empty();
  }

  private boolean supportedVersion(Mapping root) {
    Optional<YamlNode> node = root.find("apiVersion");
    Optional<String> version = fields(root).text("apiVersion");
    if (node.isPresent() && version.filter(text -> text.startsWith("v2.")).isPresent()) {
      problems.add(
          Problem.error(
              node.get(),
              "Contracts of version "
                  + version.get()
                  + " are not read; migrate the file to v3.1.0: 'dataset' became 'schema',"
                  + " 'quantumName' became 'name', and columns became 'properties'"));
      return false;
    }
    return true;
  }

  private Contract contract(Mapping root, String sha256) {
    Fields fields = fields(root);
    return new Contract(
        file,
        sha256,
        fields.text("id").orElse(""),
        fields.text("version").orElse(""),
        fields.text("status").orElse(""),
        name(fields, "domain"),
        name(fields, "name").or(() -> name(fields, "dataProduct")),
        owner(fields),
        fields.fields("description").flatMap(description -> description.text("purpose")),
        fields.texts("tags"),
        servers(fields),
        tables(fields),
        root);
  }

  private static Optional<String> name(Fields fields, String key) {
    return fields.text(key).filter(text -> !text.isBlank());
  }

  private Optional<String> owner(Fields fields) {
    Optional<YamlNode> team = fields.node("team");
    if (team.isEmpty()) {
      return Optional.empty();
    }
    if (team.get() instanceof Mapping mapping) {
      Fields object = fields(mapping);
      return ownerAmong(object.items("members")).or(() -> name(object, "name"));
    }
    return ownerAmong(fields.items("team"));
  }

  private Optional<String> ownerAmong(List<YamlNode> members) {
    for (Fields member : mappings(members)) {
      boolean owns = member.text("role").filter("owner"::equalsIgnoreCase).isPresent();
      if (owns && member.text("dateOut").isEmpty()) {
        return member.text("username");
      }
    }
    return Optional.empty();
  }

  private List<ContractServer> servers(Fields fields) {
    List<ContractServer> servers = new ArrayList<>();
    for (Fields server : mappings(fields.items("servers"))) {
      servers.add(
          new ContractServer(
              server.text("server").orElse(""),
              server.text("type").orElse(""),
              name(server, "schema"),
              name(server, "path").or(() -> name(server, "location")),
              name(server, "format")));
    }
    return servers;
  }

  private List<ContractTable> tables(Fields fields) {
    List<ContractTable> tables = new ArrayList<>();
    for (Fields table : mappings(fields.items("schema"))) {
      Optional<String> name = name(table, "name");
      if (name.isPresent()) {
        tables.add(
            new ContractTable(
                name.get(),
                name(table, "physicalName"),
                table.text("description"),
                table.texts("tags"),
                columns(table),
                derivation(table),
                ContractRelationship.of(table),
                table.mapping()));
      }
    }
    return tables;
  }

  private Optional<String> derivation(Fields table) {
    boolean view = table.text("physicalType").filter("view"::equalsIgnoreCase).isPresent();
    for (Fields property : mappings(table.items("customProperties"))) {
      Optional<String> sql = property.text("value").filter(text -> !text.isBlank());
      if (property.text("property").filter("sql"::equals).isPresent()) {
        if (view && sql.isPresent()) {
          return sql;
        }
        problems.add(
            Problem.warning(
                property.mapping(),
                "The property 'sql' is used only as text and under physicalType: view"));
      }
    }
    return Optional.empty();
  }

  private List<ContractColumn> columns(Fields table) {
    List<ContractColumn> columns = new ArrayList<>();
    int keys = 0;
    for (Fields column : mappings(table.items("properties"))) {
      Optional<String> name = name(column, "name");
      int position = 0;
      if (column.bool("primaryKey").orElse(false)) {
        keys++;
        position = column.integer("primaryKeyPosition", 1, 10_000).orElse((long) keys).intValue();
      }
      if (name.isPresent()) {
        columns.add(
            new ContractColumn(
                name.get(),
                name(column, "physicalName"),
                type(column),
                position,
                column.text("description"),
                column.texts("tags"),
                name(column, "classification"),
                column.mapping()));
      }
    }
    return columns;
  }

  private ContractType type(Fields column) {
    Optional<Fields> options = column.fields("logicalTypeOptions");
    return new ContractType(
        name(column, "physicalType"),
        name(column, "logicalType"),
        options.flatMap(option -> option.text("format")),
        options.flatMap(option -> option.bool("timezone")).orElse(false),
        parts(column));
  }

  private List<ContractType.Part> parts(Fields column) {
    List<ContractType.Part> parts = new ArrayList<>();
    column
        .fields("items")
        .ifPresent(items -> parts.add(new ContractType.Part("items", type(items))));
    for (Fields property : mappings(column.items("properties"))) {
      Optional<String> name = name(property, "physicalName").or(() -> name(property, "name"));
      name.ifPresent(found -> parts.add(new ContractType.Part(found, type(property))));
    }
    return parts;
  }

  private Fields fields(Mapping mapping) {
    return new Fields(mapping, alreadyReported);
  }

  private List<Fields> mappings(List<YamlNode> nodes) {
    List<Fields> mappings = new ArrayList<>();
    for (YamlNode node : nodes) {
      if (node instanceof Mapping mapping) {
        mappings.add(fields(mapping));
      }
    }
    return mappings;
  }
}
