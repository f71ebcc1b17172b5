package io.meshgate.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "product")
final class ProductCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return ExitCode.OK;
  }
}
