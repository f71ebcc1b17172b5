package io.meshgate.catalog.contract;

import com.google.common.collect.ImmutableList;
import io.meshgate.document.Fields;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A relationship between columns, as a contract says it.
 *
 * @param from the columns that refer, in order
 * @param to the columns referred to, one for each that refers
 */
public record ContractRelationship(List<Reference> from, List<Reference> to) {

  private static final Pattern BY_NAME =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\.([A-Za-z_][A-Za-z0-9_]*)");
  private static final Pattern BY_ID =
      Pattern.compile("(?:(.+\\.yaml)#)?/?schema/([A-Za-z0-9_-]+)/properties/([A-Za-z0-9_-]+)");

  public ContractRelationship {
    from = ImmutableList.copyOf(from);
    to = ImmutableList.copyOf(to);
  }

  /**
   * The place of a column.
   *
   * @param file the file of another contract, as this one names it; empty for this contract
   * @param table the name or id of the table
   * @param column the name or id of the column
   * @param kind what table and column are given by
   */
  public record Reference(Optional<String> file, String table, String column, Kind kind) {
    public Reference {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(table, "table");
      Objects.requireNonNull(column, "column");
      Objects.requireNonNull(kind, "kind");
    }

    /** What a reference gives. */
    public enum Kind {
      /** Names, which match without regard to case. */
      NAME,
      /** Ids of the contract's elements. */
      ID
    }

    /** Whether it leads into this table of its contract. */
    public boolean isTable(ContractTable candidate) {
      return kind == Kind.NAME
          ? candidate.name().equalsIgnoreCase(table)
          : hasId(candidate.at(), table);
    }

    /** Whether it leads to this column of its table. */
    public boolean isColumn(ContractColumn candidate) {
      return kind == Kind.NAME
          ? candidate.name().equalsIgnoreCase(column)
          : hasId(candidate.at(), column);
    }

    private static boolean hasId(YamlNode at, String id) {
      return at instanceof Mapping mapping
          && new Fields(mapping, new ArrayList<>()).text("id").filter(id::equals).isPresent();
    }

    static Optional<Reference> parse(String text) {
      Matcher byName = BY_NAME.matcher(text);
      if (byName.matches()) {
        return Optional.of(
            new Reference(Optional.empty(), byName.group(1), byName.group(2), Kind.NAME));
      }
      Matcher byId = BY_ID.matcher(text);
      return byId.matches()
          ? Optional.of(
              new Reference(
                  Optional.ofNullable(byId.group(1)), byId.group(2), byId.group(3), Kind.ID))
          : Optional.empty();
    }
  }

  /** The relationships of a table and of its columns; what has another form is left out. */
  static List<ContractRelationship> of(Fields table) {
    List<ContractRelationship> found = new ArrayList<>();
    for (YamlNode item : table.items("relationships")) {
      if (item instanceof Mapping mapping) {
        Fields fields = new Fields(mapping, new ArrayList<>());
        add(found, references(fields, "from"), references(fields, "to"));
      }
    }
    for (YamlNode property : table.items("properties")) {
      if (property instanceof Mapping column) {
        Fields fields = new Fields(column, new ArrayList<>());
        List<Reference> self =
            List.of(
                new Reference(
                    Optional.empty(),
                    table.text("name").orElse(""),
                    fields.text("name").orElse(""),
                    Reference.Kind.NAME));
        for (YamlNode item : fields.items("relationships")) {
          if (item instanceof Mapping mapping) {
            add(found, self, references(new Fields(mapping, new ArrayList<>()), "to"));
          }
        }
      }
    }
    return found;
  }

  private static void add(
      List<ContractRelationship> found, List<Reference> from, List<Reference> to) {
    if (!from.isEmpty() && from.size() == to.size()) {
      found.add(new ContractRelationship(from, to));
    }
  }

  /** All references under a key, or none if one of them has another form. */
  private static List<Reference> references(Fields fields, String key) {
    List<Reference> references = new ArrayList<>();
    List<YamlNode> items = fields.items(key);
    for (YamlNode item : items) {
      if (item instanceof Scalar scalar) {
        Reference.parse(scalar.text()).ifPresent(references::add);
      }
    }
    return references.size() == items.size() ? references : List.of();
  }
}
