package io.meshgate.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.query.Query;
import io.meshgate.connector.testing.query.ReferenceDatabase;
import io.meshgate.connector.testing.query.Tables.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

  private static final int POLICIES = Integer.getInteger("meshgate.random.policies", 10);
  private static final int QUERIES_A_POLICY = 30;
  private static final int QUERIES = Integer.getInteger("meshgate.random.queries", 2_000);

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  private final Path folder;
  private final Stores stores;
  private final ReferenceDatabase reference;

  RandomQueryTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.stores = new Stores(folder, Campaign.SEED);
    this.reference = new ReferenceDatabase(stores.rows());
  }

  @AfterAll
  void close() throws Exception {
    reference.close();
    stores.close();
  }

  @Test
  void showsWhatThePolicyShowsAndNothingElse() throws Exception {
    Campaign campaign = new Campaign();
    long start = System.nanoTime();
    for (int round = 0; round < POLICIES; round++) {
      RandomPolicy policy = new RandomPolicy(new Random(Campaign.SEED + round));
      Map<Table, List<List<@Nullable Object>>> visible = new LinkedHashMap<>();
      stores.rows().forEach((table, rows) -> visible.put(table, policy.visible(table, rows)));
      try (ReferenceDatabase shown = new ReferenceDatabase(visible);
          QueryEngine pushing =
              stores.pushing().engine(policy, memory.allocator(), folder.resolve("spill3"));
          QueryEngine pulling =
              stores.pulling().engine(policy, memory.allocator(), folder.resolve("spill4"))) {
        int first = Campaign.FIRST + round * QUERIES_A_POLICY;
        campaign.run(new Trial(pushing, pulling, shown), first, QUERIES_A_POLICY);
      }
    }
    check(campaign, start);
  }

  @Test
  void answersWhatOnceWentWrong() throws Exception {
    try (QueryEngine pushing =
            stores.pushing().engine(TestMesh::open, memory.allocator(), folder.resolve("spill5"));
        QueryEngine pulling =
            stores.pulling().engine(TestMesh::open, memory.allocator(), folder.resolve("spill6"))) {
      Trial trial = new Trial(pushing, pulling, reference);
      for (Query query : PinnedQueries.all()) {
        assertThat(trial.run(query))
            .as("%s%n%s", query.sql().gateway(), trial.plans(query))
            .isInstanceOf(Trial.Outcome.Agreed.class);
      }
    }
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
    check(campaign, start);
  }

  private static void check(Campaign campaign, long start) {
    String summary = campaign.summary(Duration.ofNanos(System.nanoTime() - start));
    System.out.println(summary);
    assertThat(campaign.failures()).as(summary).isEmpty();
    assertThat(campaign.shareNotRun()).as(summary).isLessThan(0.02);
  }
}
