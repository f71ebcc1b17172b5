package io.meshgate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The layers of the engine, and the one home of each library. */
class ArchitectureTest {

  private static final int MOST_TYPES = 25;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(QueryEngine.class.getProtectionDomain().getCodeSource().getLocation());

  private static final String[] CORE = {
    "io.meshgate",
    "io.meshgate.session..",
    "io.meshgate.monitor..",
    "io.meshgate.document..",
    "io.meshgate.catalog..",
    "io.meshgate.policy..",
    "io.meshgate.audit..",
    "io.meshgate.system..",
    "io.meshgate.plan..",
    "io.meshgate.execute.."
  };

  private static LayeredArchitecture layers() {
    return layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage(CORE[0], CORE)
        .layer("engine")
        .definedBy("io.meshgate")
        .layer("execute")
        .definedBy("io.meshgate.execute..")
        .layer("plan")
        .definedBy("io.meshgate.plan..")
        .layer("system")
        .definedBy("io.meshgate.system..")
        .layer("audit")
        .definedBy("io.meshgate.audit..")
        .layer("policy")
        .definedBy("io.meshgate.policy..")
        .layer("catalog")
        .definedBy("io.meshgate.catalog..")
        .layer("document")
        .definedBy("io.meshgate.document..")
        .layer("monitor")
        .definedBy("io.meshgate.monitor..")
        .layer("session")
        .definedBy("io.meshgate.session..");
  }

  @Test
  void dependsOneWay() {
    layers()
        .whereLayer("engine")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("execute")
        .mayOnlyBeAccessedByLayers("engine")
        .whereLayer("plan")
        .mayOnlyBeAccessedByLayers("execute", "engine")
        .whereLayer("system")
        .mayOnlyBeAccessedByLayers("plan", "execute", "engine")
        .whereLayer("policy")
        .mayOnlyBeAccessedByLayers("audit", "system", "plan", "execute", "engine")
        .whereLayer("audit")
        .mayOnlyBeAccessedByLayers("plan", "engine")
        .whereLayer("catalog")
        .mayOnlyBeAccessedByLayers("policy", "audit", "system", "plan", "execute", "engine")
        .whereLayer("monitor")
        .mayOnlyBeAccessedByLayers("system", "execute", "engine")
        .whereLayer("document")
        .mayOnlyBeAccessedByLayers("catalog", "policy", "plan")
        .check(CLASSES);
  }

  @Test
  void sessionKnowsNothingOfTheEngine() {
    noClasses()
        .that()
        .resideInAPackage("io.meshgate.session..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.meshgate",
            "io.meshgate.monitor..",
            "io.meshgate.document..",
            "io.meshgate.catalog..",
            "io.meshgate.policy..",
            "io.meshgate.audit..",
            "io.meshgate.system..",
            "io.meshgate.plan..",
            "io.meshgate.execute..")
        .check(CLASSES);
  }

  @Test
  void eachLibraryHasOneHome() {
    onlyIn(
        "org.apache.calcite..",
        "io.meshgate.catalog..",
        "io.meshgate.policy..",
        "io.meshgate.system..",
        "io.meshgate.plan..");
    onlyIn("org.duckdb..", "io.meshgate.execute..");
    onlyIn("java.sql..", "io.meshgate.execute..");
    onlyIn("org.apache.arrow.c..", "io.meshgate.execute..");
    onlyIn("org.snakeyaml..", "io.meshgate.document..");
    onlyIn("com.networknt..", "io.meshgate.catalog..");
    onlyIn("org.apache.arrow.flight..");
    onlyIn("org.postgresql..");
    onlyIn("org.mariadb..");
  }

  private static void onlyIn(String library, String... homes) {
    noClasses()
        .that()
        .resideOutsideOfPackages(homes)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  @Test
  void packagesStaySmall() {
    Map<String, Long> types =
        CLASSES.stream()
            .filter(ArchitectureTest::isTopLevel)
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
    types.forEach(
        (name, count) -> assertThat(count).as("types in " + name).isLessThanOrEqualTo(MOST_TYPES));
  }

  private static boolean isTopLevel(JavaClass type) {
    return !type.isNestedClass()
        && !type.isAnonymousClass()
        && !type.getSimpleName().equals("package-info");
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(
            CLASSES.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                .filter(each -> each.getClasses().stream().anyMatch(ArchitectureTest::isTopLevel)))
        .isEmpty();
  }
}
