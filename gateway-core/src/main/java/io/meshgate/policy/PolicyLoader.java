package io.meshgate.policy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Problem;
import io.meshgate.document.Problem.Severity;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlReader;
import io.meshgate.policy.AccessPolicies.LoadedSet;
import io.meshgate.policy.PolicyCompiler.Compilation;
import io.meshgate.policy.PolicyDocument.Layer;
import io.meshgate.policy.PolicyDocumentReader.Coverage;
import io.meshgate.policy.inventory.PolicyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Loads policy files into a snapshot.
 *
 * <p>Sets come from files and from the contracts of products. A file is taken whole or not at all.
 * Where it is bad, its last good version stays in force; without one, every table that it covers is
 * denied to everybody, and every table at all if it does not say what it covers, because it may
 * hold denials, restrictions or masks. A set that was good before the catalog changed loses only
 * the tables on which it no longer fits.
 */
public final class PolicyLoader {

  private static final String SUFFIX = ".policy.yaml";
  private static final Coverage EVERYTHING =
      new Coverage(new Layer(Optional.empty()), PolicyScope.EVERYTHING);

  private final Catalog catalog;
  private final Set<String> keyIds;
  private final AccessPolicies previous;
  private final Clock clock;
  private final List<Problem> problems = new ArrayList<>();
  private final List<PolicyFile> files = new ArrayList<>();
  private final Set<String> closed = new LinkedHashSet<>();
  private final Map<String, LoadedSet> loaded = new LinkedHashMap<>();
  private final Map<String, List<TableRules>> rules = new LinkedHashMap<>();
  private final Map<String, String> filesById = new LinkedHashMap<>();

  private PolicyLoader(Catalog catalog, Set<String> keyIds, AccessPolicies previous, Clock clock) {
    this.catalog = catalog;
    this.keyIds = ImmutableSet.copyOf(keyIds);
    this.previous = previous;
    this.clock = clock;
  }

  /**
   * What came of loading.
   *
   * @param policies the new snapshot; safe to use whatever the problems are
   * @param problems what is wrong, by file and line
   * @param files what has become of each file, in order
   */
  public record Result(AccessPolicies policies, List<Problem> problems, List<PolicyFile> files) {
    public Result {
      files = ImmutableList.copyOf(files);
      problems = ImmutableList.copyOf(problems);
    }
  }

  /**
   * Loads all {@code *.policy.yaml} files below some folders.
   *
   * @param folders the folders, searched with all folders below them
   * @param catalog the catalog that the snapshot is for
   * @param keyIds the ids of the keys that masks may hash with
   * @param previous the snapshot that is in force; {@link AccessPolicies#none()} at start
   */
  public static Result load(
      List<Path> folders, Catalog catalog, Set<String> keyIds, AccessPolicies previous) {
    return new PolicyLoader(catalog, keyIds, previous, Clock.systemUTC()).load(folders);
  }

  /** Loads under a clock of the caller's, for {@code validUntil}. */
  static Result load(List<Path> folders, Catalog catalog, Set<String> keyIds, Clock clock) {
    return new PolicyLoader(catalog, keyIds, AccessPolicies.none(), clock).load(folders);
  }

  private Result load(List<Path> folders) {
    for (Path file : files(folders)) {
      loadFile(file);
    }
    for (DataProduct product : catalog.products()) {
      product.policies().ifPresent(set -> loadContract(product, set));
    }
    Map<String, TableDecider> deciders = new LinkedHashMap<>();
    for (DataProduct product : catalog.products()) {
      for (ProductTable table : product.tables()) {
        List<TableRules> sets = rules.getOrDefault(PolicyCompiler.key(table), List.of());
        deciders.put(PolicyCompiler.key(table), new TableDecider(product, table, sets));
      }
    }
    ProductInputs inputs = new ProductInputs(catalog);
    Delegations delegations = new Delegations(deciders, inputs.byTable());
    problems.addAll(inputs.problems(delegations));
    AccessPolicies policies =
        new AccessPolicies(previous.version() + 1, delegations, closed, loaded, clock);
    return new Result(policies, problems, files);
  }

  private Set<Path> files(List<Path> folders) {
    Map<String, Path> files = new TreeMap<>();
    for (Path folder : folders) {
      try (Stream<Path> walk = Files.walk(folder)) {
        walk.filter(file -> file.toString().endsWith(SUFFIX))
            .filter(file -> !isHidden(folder.relativize(file)))
            // A link that leads nowhere is a file that cannot be read, not one that was removed.
            .filter(file -> !Files.isDirectory(file))
            .forEach(file -> files.put(file.toString(), file));
      } catch (IOException | UncheckedIOException e) {
        problems.add(
            Problem.error(
                folder.toString(),
                "The folder cannot be read; all tables are denied until it can: "
                    + e.getClass().getSimpleName()));
        close(EVERYTHING);
        keepLastGood(folder, files);
      }
    }
    return new LinkedHashSet<>(files.values());
  }

  /** Mounted configuration keeps its older versions in hidden folders. */
  private static boolean isHidden(Path file) {
    for (Path part : file) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  /** So that a folder which comes back finds its last good versions again. */
  private void keepLastGood(Path folder, Map<String, Path> files) {
    for (String file : previous.loaded().keySet()) {
      if (Path.of(file).startsWith(folder)) {
        files.put(file, Path.of(file));
      }
    }
  }

  private void loadFile(Path path) {
    String file = path.toString();
    Coverage coverage = EVERYTHING;
    List<Problem> found = new ArrayList<>();
    try {
      String text = Files.readString(path, StandardCharsets.UTF_8);
      YamlNode root = YamlReader.parse(file, text);
      coverage = PolicyDocumentReader.coverage(root);
      Optional<PolicyDocument> document = new PolicyDocumentReader(found).read(root);
      if (document.isPresent() && found.isEmpty() && isOnlyOne(file, document.get(), found)) {
        LoadedSet set = new LoadedSet(text, document.get());
        if (accept(file, set, found)) {
          return;
        }
      }
    } catch (DocumentException e) {
      found.addAll(e.problems());
    } catch (IOException e) {
      found.add(Problem.error(file, "The file cannot be read: " + e.getClass().getSimpleName()));
    } catch (RuntimeException e) {
      found.add(Problem.error(file, "The file cannot be understood: " + e));
    }
    refuse(file, found, coverage);
  }

  /** A set in a contract is taken like one in a file of its own; its product is what it covers. */
  private void loadContract(DataProduct product, YamlNode at) {
    String file = "contract of " + product.schema();
    List<Problem> found = new ArrayList<>();
    Optional<PolicyDocument> document = new PolicyDocumentReader(found).readContract(at, product);
    if (document.isPresent() && found.isEmpty() && isOnlyOne(file, document.get(), found)) {
      if (accept(file, new LoadedSet(at.toString(), document.get()), found)) {
        return;
      }
    }
    refuse(file, found, PolicyDocumentReader.contractCoverage(at, product));
  }

  private void refuse(String file, List<Problem> found, Coverage coverage) {
    int first = problems.size();
    problems.addAll(found);
    fallBack(file, coverage);
    report(
        file,
        first,
        loaded.containsKey(file) ? PolicyFile.State.LAST_GOOD : PolicyFile.State.REFUSED);
  }

  private boolean isOnlyOne(String file, PolicyDocument document, List<Problem> found) {
    String first = filesById.putIfAbsent(document.id(), file);
    if (first != null) {
      found.add(Problem.error(file, "The id '" + document.id() + "' is also that of " + first));
    }
    return first == null;
  }

  /** Takes a set into force; false if it is bad. */
  private boolean accept(String file, LoadedSet set, List<Problem> found) {
    Compilation compilation = new PolicyCompiler(set.document(), catalog, keyIds).compile();
    LoadedSet before = previous.loaded().get(file);
    boolean wasGood = before != null && before.text().equals(set.text());
    if (compilation.hasErrors() && !wasGood) {
      found.addAll(compilation.problems());
      return false;
    }
    int first = problems.size();
    problems.addAll(compilation.problems());
    enforce(file, set, compilation);
    report(file, first, PolicyFile.State.IN_FORCE);
    return true;
  }

  /** Says what has become of a file, whose problems are those from the first on. */
  private void report(String file, int first, PolicyFile.State state) {
    List<Problem> own = List.copyOf(problems.subList(first, problems.size()));
    Optional<LoadedSet> set = Optional.ofNullable(loaded.get(file));
    files.add(
        new PolicyFile(
            file,
            state,
            set.map(each -> new AccessPolicies.Inventory(each.document()).set()),
            own));
  }

  private void fallBack(String file, Coverage coverage) {
    LoadedSet lastGood = previous.loaded().get(file);
    if (lastGood != null) {
      PolicyDocument document = lastGood.document();
      problems.add(
          new Problem(
              Severity.WARNING,
              file,
              0,
              "",
              "Version " + document.version() + " of " + document.id() + " stays in force"));
      enforce(file, lastGood, new PolicyCompiler(document, catalog, keyIds).compile());
      return;
    }
    int count = close(coverage);
    problems.add(
        Problem.error(
            file,
            "Denied to everybody until the file is good: the " + count + " tables it covers"));
  }

  private void enforce(String file, LoadedSet set, Compilation compilation) {
    loaded.put(file, set);
    closed.addAll(compilation.failed());
    compilation
        .rules()
        .forEach(
            (table, found) -> rules.computeIfAbsent(table, key -> new ArrayList<>()).add(found));
  }

  private int close(Coverage coverage) {
    int count = 0;
    for (DataProduct product : catalog.products()) {
      for (ProductTable table : product.tables()) {
        if (coverage.scope().covers(coverage.layer(), product, table)) {
          closed.add(PolicyCompiler.key(table));
          count++;
        }
      }
    }
    return count;
  }
}
