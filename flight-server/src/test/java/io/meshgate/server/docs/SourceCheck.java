package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;

/**
 * Programs in other languages stand word for word in a file of the project, which the tests of that
 * language run against the demo.
 *
 * @param file the file, from the root of the project
 */
record SourceCheck(String file) implements BlockCheck {
  @Override
  public void check(Block block) throws Exception {
    assertThat(block.text()).isEqualTo(Files.readString(ProjectFiles.ROOT.resolve(file)));
  }
}
