package io.meshgate.catalog.contract;

import com.google.common.collect.ImmutableList;
import io.meshgate.document.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of reading a contract file.
 *
 * @param contract the contract; empty if its own text is wrong
 * @param problems errors and warnings, in the order of the file
 */
public record ContractReading(Optional<Contract> contract, List<Problem> problems) {

  public ContractReading {
    Objects.requireNonNull(contract, "contract");
    problems = ImmutableList.copyOf(problems);
  }
}
