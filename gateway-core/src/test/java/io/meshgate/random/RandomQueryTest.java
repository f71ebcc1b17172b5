package io.meshgate.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.connector.testing.AllocatorExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random queries over PostgreSQL, MariaDB and Parquet. For a longer run: {@code
 * -Dmeshgate.random.queries=100000 -Dmeshgate.seed=…}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 1, unit = TimeUnit.DAYS)
class RandomQueryTest {

  private static final int QUERIES = Integer.getInteger("meshgate.random.queries", 2000);

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  private final Path folder;
  private final Stores stores;
  private final Reference reference;

  RandomQueryTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.stores = new Stores(folder, Campaign.SEED);
    this.reference = new Reference(stores.rows());
  }

  @AfterAll
  void close() throws Exception {
    reference.close();
    stores.close();
  }

  @Test
  void givesTheSameRowsWithPushdownWithoutItAndFromDuckDbAlone() throws Exception {
    Campaign campaign = new Campaign();
    long start = System.nanoTime();
    try (QueryEngine pushing =
            stores.pushing().engine(TestMesh::open, memory.allocator(), folder.resolve("spill1"));
        QueryEngine pulling =
            stores.pulling().engine(TestMesh::open, memory.allocator(), folder.resolve("spill2"))) {
      campaign.run(new Trial(pushing, pulling, reference), Campaign.FIRST, QUERIES);
    }
    String summary = campaign.summary(Duration.ofNanos(System.nanoTime() - start));
    System.out.println(summary);
    assertThat(campaign.failures()).as(summary).isEmpty();
    assertThat(campaign.shareNotRun()).as(summary).isLessThan(0.1);
  }
}
