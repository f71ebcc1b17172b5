package io.meshgate.server.cli;

import io.meshgate.catalog.ContractValidation;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.catalog.contract.ContractReading;
import io.meshgate.server.cli.mesh.MeshFiles;
import io.meshgate.server.cli.mesh.Problems;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate product validate}: checks contract files without a gateway and its sources. */
@Command(
    name = "validate",
    description = {
      "Checks contracts (Open Data Contract Standard v3) without contacting a source.",
      "Exit code 0 if all of them can be used, 1 if one cannot, 2 if there is none."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  meshgate product validate products/",
      "  meshgate product validate orders.odcs.yaml --config mesh.yaml"
    })
final class ProductValidateCommand implements Callable<Integer> {
  private static final String SUFFIX = ".odcs.yaml";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Contract files, or folders that are searched for *.odcs.yaml.")
  private List<Path> paths = List.of();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Also check that this gateway would find the contracts' sources.")
  private Optional<Path> config = Optional.empty();

  @Override
  public Integer call() throws IOException {
    List<Path> files = files();
    if (files.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "There is no *" + SUFFIX + " in " + paths);
    }
    Optional<MeshFile> mesh = config.map(MeshFiles::load);
    PrintWriter out = spec.commandLine().getOut();
    int bad = 0;
    for (Path file : files) {
      ContractReading reading =
          mesh.isPresent()
              ? ContractValidation.validate(file, mesh.get())
              : ContractValidation.validate(file);
      reading.problems().forEach(out::println);
      bad += Problems.errors(reading.problems()) > 0 ? 1 : 0;
    }
    out.println(files.size() + " contracts, " + bad + " cannot be used");
    out.flush();
    return bad == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> walk = Files.walk(path)) {
          walk.filter(file -> file.toString().endsWith(SUFFIX)).sorted().forEach(files::add);
        }
      } else {
        files.add(path);
      }
    }
    return files;
  }
}
