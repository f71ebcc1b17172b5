package io.meshgate.server.cli.policy;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.CatalogService;
import io.meshgate.catalog.ContractCatalog;
import io.meshgate.catalog.LoadResult;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.document.Problem;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.server.cli.mesh.MeshFiles;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Option;

/** Where policies and the products that they are about come from. */
final class MeshOptions {

  @Option(
      names = {"--mesh", "--config"},
      paramLabel = "FILE",
      description = "The gateway's configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "mesh.yaml")
  private Path file = Path.of("mesh.yaml");

  @Option(
      names = "--live",
      description =
          "Ask the sources for the types of columns. Without it the contracts' types count, and"
              + " neither sources nor secrets need to be there.")
  private boolean live;

  /**
   * A configuration and its products.
   *
   * @param problems what is wrong with its contracts
   */
  record Mesh(MeshFile file, Catalog catalog, List<Problem> problems) {
    Mesh {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(catalog, "catalog");
      problems = ImmutableList.copyOf(problems);
    }

    /** The policies that the configuration names, and those of further files and folders. */
    PolicyLoader.Result policies(List<Path> more) {
      List<Path> folders = new ArrayList<>(file.policies());
      for (Path path : more) {
        if (folders.stream().noneMatch(folder -> isWithin(path, folder))) {
          folders.add(path);
        }
      }
      return load(folders);
    }

    /** The policies of some files and folders, and no others. */
    PolicyLoader.Result load(List<Path> paths) {
      for (Path path : paths) {
        if (!Files.exists(path)) {
          throw new CommandException(ExitCode.USAGE, "There is no file or folder " + path);
        }
      }
      return PolicyLoader.load(paths, catalog, file.keys().keySet(), AccessPolicies.none());
    }
  }

  /** Whether a file is a folder or lies below it. */
  static boolean isWithin(Path path, Path folder) {
    return normal(path).startsWith(normal(folder));
  }

  private static Path normal(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /**
   * Reads the configuration and its contracts.
   *
   * @throws CommandException if it cannot be used
   */
  Mesh open() {
    if (live) {
      MeshFile mesh = MeshFiles.load(file);
      try (CatalogService service = MeshFiles.open(file)) {
        return new Mesh(mesh, service.catalog(), service.problems());
      }
    }
    MeshFile mesh = MeshFiles.outline(file);
    LoadResult loaded = ContractCatalog.load(mesh);
    return new Mesh(mesh, loaded.catalog(), loaded.problems());
  }
}
