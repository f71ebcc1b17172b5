package io.meshgate.catalog;

import com.google.common.collect.ImmutableList;
import io.meshgate.spi.RemoteTable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A table of a data product: the schema object of a contract.
 *
 * @param schema the product's schema name, {@code domain.product}
 * @param name the table's name in SQL
 * @param description what it holds
 * @param tags tags of the schema object
 * @param columns the columns that the contract names, in its order; the source may have more, which
 *     do not exist here
 * @param origin where the rows come from
 * @param foreignKeys its references to other tables, in the contract's order
 * @param audience who may ever read it
 */
public record ProductTable(
    String schema,
    String name,
    Optional<String> description,
    List<String> tags,
    List<ProductColumn> columns,
    Origin origin,
    List<ForeignKey> foreignKeys,
    Audience audience) {

  /** Who may ever read a table. */
  public enum Audience {
    /** Those whom policies let. */
    READERS,
    /** Rules of policies, and nobody else: the table exists for no reader. */
    POLICIES
  }

  /** Where the rows of a table come from. */
  public sealed interface Origin permits Remote, Derived, Broken {}

  /**
   * A table at a source.
   *
   * @param source the source's name
   * @param table the table as the source described it; holds at least the columns of the contract
   */
  public record Remote(String source, RemoteTable table) implements Origin {
    public Remote {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(table, "table");
    }
  }

  /** Whose rights a query over other products has. */
  public enum Rights {
    /** Those of who reads the product. */
    INVOKER,
    /** Those that the owners of its inputs have given to the product. */
    DEFINER
  }

  /**
   * A query over other products. Its output is cast to the types of the contract's columns, matched
   * by name.
   *
   * @param rights with whose rights it reads them
   */
  public record Derived(String sql, Rights rights) implements Origin {
    public Derived {
      Objects.requireNonNull(sql, "sql");
      Objects.requireNonNull(rights, "rights");
    }

    /** A query that is run with the rights of its reader. */
    public Derived(String sql) {
      this(sql, Rights.INVOKER);
    }
  }

  /**
   * A table that cannot be queried now: its source is away or no longer matches the contract.
   *
   * @param typing where the names and types come from that do not match
   */
  public record Broken(ProductState state, RemoteTable.Typing typing) implements Origin {
    public Broken {
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(typing, "typing");
    }

    /** A table of which nothing is known but that it cannot be queried. */
    public Broken(ProductState state) {
      this(state, RemoteTable.Typing.DECLARED);
    }
  }

  public ProductTable {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(audience, "audience");
    tags = ImmutableList.copyOf(tags);
    columns = ImmutableList.copyOf(columns);
    foreignKeys = ImmutableList.copyOf(foreignKeys);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("Table " + schema + "." + name + " has no columns");
    }
  }

  /** A table without references to others. */
  public ProductTable(
      String schema,
      String name,
      Optional<String> description,
      List<String> tags,
      List<ProductColumn> columns,
      Origin origin) {
    this(schema, name, description, tags, columns, origin, List.of(), Audience.READERS);
  }

  /** This table for another audience. */
  public ProductTable withAudience(Audience other) {
    return new ProductTable(schema, name, description, tags, columns, origin, foreignKeys, other);
  }

  /**
   * Whether names and types of its columns, or that they do not match the contract, follow from its
   * rows: who may not see all of them must not see these either.
   */
  public boolean isInferred() {
    RemoteTable.Typing typing =
        origin instanceof Remote remote
            ? remote.table().typing()
            : origin instanceof Broken broken ? broken.typing() : RemoteTable.Typing.DECLARED;
    return typing == RemoteTable.Typing.INFERRED;
  }

  /** Position of the column of this name, without regard to case. */
  public OptionalInt ordinal(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(column)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** The name as messages show it: {@code domain.product.table}. */
  public String displayName() {
    return schema + "." + name;
  }
}
