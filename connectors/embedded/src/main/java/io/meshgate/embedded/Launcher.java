package io.meshgate.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The prefix of a server's command line: it gives up root where the server refuses to be root, and
 * lets the server die with the JVM.
 *
 * @param prefix words before the program; may be empty
 * @param asNobody whether the program runs as {@link #NOBODY}
 */
record Launcher(List<String> prefix, boolean asNobody) {

  /** The user id that a server gets when the JVM is root. */
  static final int NOBODY = 65534;

  private static final String DEATH_SIGNAL = "--pdeathsig=";

  Launcher {
    prefix = List.copyOf(prefix);
  }

  /** Runs programs as the JVM's own user. */
  static Launcher plain(String deathSignal) {
    List<String> prefix = List.of("setpriv", DEATH_SIGNAL + deathSignal);
    return new Launcher(works(prefix) ? prefix : List.of(), false);
  }

  /**
   * Runs programs without root.
   *
   * <p>For root this is {@code setpriv} with another user id. Of root's powers it keeps, if the
   * system allows, the one to pass folders that belong to root, since caches and temporary folders
   * usually do. Without {@code setpriv} a user namespace serves.
   */
  static Launcher unprivileged(String deathSignal) {
    if (!isRoot()) {
      return plain(deathSignal);
    }
    List<String> bare =
        List.of(
            "setpriv",
            "--reuid=" + NOBODY,
            "--regid=" + NOBODY,
            "--clear-groups",
            DEATH_SIGNAL + deathSignal);
    List<String> passing = new ArrayList<>(bare);
    passing.add("--securebits=+no_setuid_fixup");
    for (String set : List.of("inh-caps", "ambient-caps", "bounding-set")) {
      passing.add("--" + set + "=-all,+dac_override");
    }
    if (works(passing)) {
      return new Launcher(passing, true);
    }
    if (works(bare)) {
      return new Launcher(bare, true);
    }
    List<String> namespace = List.of("unshare", "-U");
    if (works(namespace)) {
      return new Launcher(namespace, false);
    }
    throw new IllegalStateException(
        "PostgreSQL refuses to run as root, and neither setpriv nor unshare -U works here; install"
            + " util-linux or run as an ordinary user");
  }

  static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot tell this process's user from /proc/self", e);
    }
  }

  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(program);
    return command;
  }

  /** Gives a file or folder to the user as whom programs run. */
  void handOver(Path path) throws IOException {
    if (asNobody) {
      Files.setAttribute(path, "unix:uid", NOBODY);
      Files.setAttribute(path, "unix:gid", NOBODY);
    }
  }

  private static boolean works(List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      // The program is not installed.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while trying " + prefix, e);
    }
  }
}
