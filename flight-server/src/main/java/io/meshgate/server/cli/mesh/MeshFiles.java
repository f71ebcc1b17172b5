package io.meshgate.server.cli.mesh;

import io.meshgate.catalog.CatalogService;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.document.DocumentException;
import io.meshgate.server.ConnectorFactories;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.nio.file.Path;

/** Reads a gateway's configuration for commands that look at it and serve nothing. */
public final class MeshFiles {
  private MeshFiles() {}

  /**
   * Reads the file.
   *
   * @throws CommandException if it cannot be used
   */
  public static MeshFile load(Path file) {
    try {
      return MeshFile.load(file, ConnectorFactories.installed());
    } catch (DocumentException e) {
      throw new CommandException(ExitCode.USAGE, Problems.text(e.problems()), e);
    }
  }

  /**
   * Loads the catalog, for which the sources are asked. The caller closes it.
   *
   * @throws CommandException if the file cannot be used
   */
  public static CatalogService open(Path file) {
    try {
      return CatalogService.open(load(file));
    } catch (DocumentException e) {
      throw new CommandException(ExitCode.USAGE, Problems.text(e.problems()), e);
    }
  }

  /**
   * Reads the file without what its references stand for, so that no secret needs to be there.
   *
   * @throws CommandException if it cannot be used
   */
  public static MeshFile outline(Path file) {
    try {
      return MeshFile.outline(file, ConnectorFactories.installed());
    } catch (DocumentException e) {
      throw new CommandException(ExitCode.USAGE, Problems.text(e.problems()), e);
    }
  }
}
