package io.meshgate.catalog.config;

import com.google.common.collect.ImmutableMap;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Problem;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connectors of all configured sources; made once and closed together. */
public final class Sources implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

  private final ImmutableMap<String, Connector> connectors;

  private Sources(Map<String, Connector> connectors) {
    this.connectors = ImmutableMap.copyOf(connectors);
  }

  /**
   * Makes the connectors that a file names, without contacting any source.
   *
   * @throws DocumentException if the options of a source make no sense; nothing stays open then
   */
  public static Sources open(MeshFile file) throws DocumentException {
    Map<String, Connector> opened = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    file.sources()
        .forEach(
            (name, source) -> {
              try {
                opened.put(name, source.factory().create(source.config()));
              } catch (IllegalArgumentException e) {
                problems.add(Problem.error(source.at(), String.valueOf(e.getMessage())));
              } catch (ConnectorException e) {
                LOG.warn("Source {} cannot be set up", name, e);
                problems.add(Problem.error(source.at(), e.publicMessage()));
              }
            });
    Sources sources = new Sources(opened);
    if (!problems.isEmpty()) {
      sources.close();
      throw new DocumentException(problems);
    }
    return sources;
  }

  /** Connectors that exist already; they are closed with the result. */
  public static Sources of(Map<String, Connector> connectors) {
    return new Sources(connectors);
  }

  /** The connectors by the names of their sources, in the order of the file. */
  public ImmutableMap<String, Connector> connectors() {
    return connectors;
  }

  /** Closes all connectors; one that fails to close does not keep the others open. */
  @Override
  public void close() {
    connectors.forEach(
        (name, connector) -> {
          try {
            connector.close();
          } catch (RuntimeException e) {
            LOG.warn("Source {} did not close cleanly", name, e);
          }
        });
  }
}
