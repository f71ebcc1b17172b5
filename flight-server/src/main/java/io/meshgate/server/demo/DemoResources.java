package io.meshgate.server.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files of the demo that the program carries along. */
final class DemoResources {
  private DemoResources() {}

  /** The text of a resource, named relative to the demo's folder. */
  static String text(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Copies a resource over a file, whose folder is made if it is missing. */
  static void copy(String name, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (InputStream in = open(name)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = DemoResources.class.getResourceAsStream("/demo/" + name);
    if (in == null) {
      throw new FileNotFoundException("The program carries no file demo/" + name);
    }
    return in;
  }
}
