package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation points to is there. Addresses of the net are not tried. */
class LinksTest {
  private static final Pattern ADDRESS = Pattern.compile("[a-z]+:.*");
  private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+");

  private final List<Page> pages = Page.all();

  LinksTest() throws IOException {}

  @Test
  void everyLinkLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    int followed = 0;
    for (Page page : pages) {
      for (String link : page.links()) {
        if (!ADDRESS.matcher(link).matches()) {
          followed++;
          if (!leadsSomewhere(page, link)) {
            broken.add(page.path() + ": " + link);
          }
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(followed).as("links that were followed").isGreaterThan(20);
  }

  private boolean leadsSomewhere(Page page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
    if (!Files.exists(ProjectFiles.ROOT.resolve(target))) {
      return false;
    }
    return hash < 0
        || pages.stream()
            .filter(other -> other.path().equals(target))
            .anyMatch(other -> other.anchors().contains(link.substring(hash + 1)));
  }

  /** Text such as {@code connectors/spi}, if it begins with a folder of the project. */
  @Test
  void everyPathInTheTextIsThere() throws IOException {
    List<String> folders;
    try (Stream<Path> files = Files.list(ProjectFiles.ROOT)) {
      folders =
          files
              .filter(Files::isDirectory)
              .map(file -> String.valueOf(file.getFileName()))
              .collect(Collectors.toList());
    }
    List<String> missing = new ArrayList<>();
    for (Page page : pages) {
      for (String code : page.codeSpans()) {
        if (PLAIN_PATH.matcher(code).matches()
            && folders.contains(code.substring(0, code.indexOf('/')))
            && !Files.exists(ProjectFiles.ROOT.resolve(code))) {
          missing.add(page.path() + ": " + code);
        }
      }
    }
    assertThat(missing).isEmpty();
  }
}
