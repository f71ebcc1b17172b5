package io.meshgate.catalog.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.session.QueryLimits;
import io.meshgate.spi.ConnectorFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The configuration of a gateway, {@code mesh.yaml}: read strictly, with references replaced.
 *
 * @param path the file
 * @param name the gateway's name
 * @param catalog the catalog's name in SQL
 * @param sources the sources, in the order of the file
 * @param bindings which source a contract reads, by the name of one of its servers, by its id, or
 *     by {@code domain.product}
 * @param products folders with contracts
 * @param policies folders with access policies
 * @param keys secret keys of masks, by id
 * @param limits what one query may use
 * @param decisions who decides about access beside policy files
 * @param server how the gateway is reached, for whoever serves it
 * @param authentication who may connect, for whoever serves it
 * @param operations where operators look at the gateway, for whoever serves it
 * @param audit what is put on record and where, for whoever serves the gateway
 * @param warnings what is odd but usable
 */
public record MeshFile(
    Path path,
    String name,
    String catalog,
    ImmutableMap<String, SourceDefinition> sources,
    ImmutableMap<String, Binding> bindings,
    List<Path> products,
    List<Path> policies,
    ImmutableMap<String, String> keys,
    QueryLimits limits,
    Optional<YamlNode.Mapping> decisions,
    Optional<YamlNode.Mapping> server,
    Optional<YamlNode.Mapping> authentication,
    Optional<YamlNode.Mapping> operations,
    Optional<YamlNode.Mapping> audit,
    List<Problem> warnings) {

  public MeshFile {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(sources, "sources");
    Objects.requireNonNull(bindings, "bindings");
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(decisions, "decisions");
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(authentication, "authentication");
    Objects.requireNonNull(operations, "operations");
    Objects.requireNonNull(audit, "audit");
    products = ImmutableList.copyOf(products);
    policies = ImmutableList.copyOf(policies);
    warnings = ImmutableList.copyOf(warnings);
  }

  /**
   * Reads a file.
   *
   * @param factories the source types that exist, by their names
   * @throws DocumentException with everything that is wrong with the file
   */
  public static MeshFile load(Path path, Map<String, ConnectorFactory> factories)
      throws DocumentException {
    return load(path, factories, System.getenv());
  }

  /**
   * Reads a file under an environment other than the process's own.
   *
   * @param factories the source types that exist, by their names
   * @param environment environment variables by name
   * @throws DocumentException with everything that is wrong with the file
   */
  public static MeshFile load(
      Path path, Map<String, ConnectorFactory> factories, Map<String, String> environment)
      throws DocumentException {
    return new MeshFileReader(path, factories, environment).read();
  }

  /**
   * Reads a file for tools that contact no source: what references stand for is not read, so that
   * neither secrets nor environment variables need to be there.
   *
   * @param factories the source types that exist, by their names
   * @throws DocumentException with everything else that is wrong with the file
   */
  public static MeshFile outline(Path path, Map<String, ConnectorFactory> factories)
      throws DocumentException {
    return new MeshFileReader(path, factories).read();
  }

  /** Folder of the file, against which relative paths are resolved. */
  public Path folder() {
    return folder(path);
  }

  static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  /** Names the gateway and its file; keys are secret and left out. */
  @Override
  public String toString() {
    return "MeshFile[" + name + ", " + path + ", sources=" + sources.keySet() + "]";
  }
}
