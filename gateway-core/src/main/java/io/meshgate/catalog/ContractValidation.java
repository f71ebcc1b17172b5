package io.meshgate.catalog;

import io.meshgate.catalog.config.MeshFile;
import io.meshgate.catalog.contract.Contract;
import io.meshgate.catalog.contract.ContractReader;
import io.meshgate.catalog.contract.ContractReading;
import io.meshgate.document.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks contract files without a running gateway and without contacting sources. */
public final class ContractValidation {

  private ContractValidation() {}

  /** Checks a file by itself. */
  public static ContractReading validate(Path file) {
    return validate(file, Optional.empty());
  }

  /** Checks a file and whether a gateway of this configuration would find its source. */
  public static ContractReading validate(Path file, MeshFile mesh) {
    return validate(file, Optional.of(mesh));
  }

  private static ContractReading validate(Path file, Optional<MeshFile> mesh) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return failed(file, "The file does not exist");
    } catch (IOException e) {
      return failed(file, "The file cannot be read by this process");
    }
    ContractReading reading = ContractReader.read(file.toString(), bytes);
    if (reading.contract().isEmpty()) {
      return reading;
    }
    Contract contract = reading.contract().get();
    List<Problem> problems = new ArrayList<>(reading.problems());
    if (mesh.isPresent()) {
      new ContractBinder(mesh.get().bindings(), mesh.get().sources().keySet())
          .bind(contract, problems);
    } else {
      ContractBinder.checkNames(contract, contract.domain(), contract.name(), problems);
    }
    return new ContractReading(reading.contract(), problems);
  }

  private static ContractReading failed(Path file, String message) {
    return new ContractReading(Optional.empty(), List.of(Problem.error(file.toString(), message)));
  }
}
