package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.CatalogService;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlReader;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.server.auth.UserDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * YAML blocks are read by the gateway's own readers without a problem.
 *
 * <p>A block with a {@code kind} is a whole file; any other is put into the smallest file that its
 * keys belong to. Contracts and policies of all pages belong to one mesh, whose data is made up.
 */
final class YamlCheck implements BlockCheck {
  private static final Set<String> MESH_SECTIONS =
      Set.of(
          "server",
          "authentication",
          "audit",
          "sources",
          "bindings",
          "keys",
          "limits",
          "decisions");

  private final Path folder;
  private final List<Block> all;
  private int meshes;

  /**
   * @param folder where files are made
   * @param all the blocks of all pages
   */
  YamlCheck(Path folder, List<Block> all) {
    this.folder = folder;
    this.all = List.copyOf(all);
  }

  @Override
  public void check(Block block) throws Exception {
    switch (kind(block)) {
      case MESH -> ExampleMesh.of(next()).load(block.text());
      case MESH_FRAGMENT -> ExampleMesh.of(next()).loadFragment(block.text());
      case USERS -> checkUsers(block.text());
      case CONTRACT, CONTRACT_FRAGMENT -> checkCatalog(List.of());
      case POLICIES -> checkCatalog(List.of(block));
    }
  }

  private enum Kind {
    MESH,
    MESH_FRAGMENT,
    USERS,
    CONTRACT,
    CONTRACT_FRAGMENT,
    POLICIES
  }

  private static Kind kind(Block block) throws Exception {
    YamlNode root = YamlReader.parse(block.place(), block.text());
    if (!(root instanceof YamlNode.Mapping mapping)) {
      throw new AssertionError("A block is a mapping, not " + root.kind());
    }
    Set<String> keys = mapping.entries().keySet();
    if (mapping.find("kind").orElse(mapping) instanceof YamlNode.Scalar kind) {
      return switch (kind.text()) {
        case "Mesh" -> Kind.MESH;
        case "AccessPolicySet" -> Kind.POLICIES;
        case "DataContract" -> Kind.CONTRACT;
        default -> throw new AssertionError("No file of a gateway is a " + kind.text());
      };
    }
    if (keys.equals(Set.of("users"))) {
      return Kind.USERS;
    }
    if (keys.equals(Set.of("schema"))) {
      return Kind.CONTRACT_FRAGMENT;
    }
    assertThat(MESH_SECTIONS).as("sections of mesh.yaml").containsAll(keys);
    return Kind.MESH_FRAGMENT;
  }

  private Path next() throws IOException {
    meshes++;
    return Files.createDirectory(folder.resolve("mesh" + meshes));
  }

  private void checkUsers(String text) throws Exception {
    Path file = next().resolve("users.yaml");
    Files.writeString(file, text);
    assertThat(new UserDirectory(file)).isNotNull();
  }

  /** All contracts of the pages in one catalog, under the given policies. */
  private void checkCatalog(List<Block> policies) throws Exception {
    ExampleMesh mesh = ExampleMesh.of(next());
    for (Block block : all) {
      if (block.kind().equals("yaml")) {
        switch (kind(block)) {
          case CONTRACT -> mesh.addContract(block.text());
          case CONTRACT_FRAGMENT -> mesh.addDerived(block.text());
          default -> {
            // No part of the catalog.
          }
        }
      }
    }
    for (Block policy : policies) {
      mesh.addPolicies(policy.text());
    }
    try (CatalogService service = CatalogService.open(mesh.open())) {
      assertThat(service.problems()).isEmpty();
      Catalog catalog = service.catalog();
      assertThat(catalog.products()).isNotEmpty();
      assertThat(
              PolicyLoader.load(
                      List.of(mesh.policies()),
                      catalog,
                      ExampleMesh.MASK_KEYS,
                      AccessPolicies.none())
                  .problems())
          // Each set is looked at by itself; what a product needs may be granted in another one.
          .filteredOn(problem -> !problem.message().contains("no grant to {products"))
          .isEmpty();
    }
  }
}
