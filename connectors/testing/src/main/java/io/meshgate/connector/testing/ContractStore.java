package io.meshgate.connector.testing;

import io.meshgate.spi.Connector;
import io.meshgate.spi.TableName;

/** A real store that holds the agreed tables; closing it removes them. */
public interface ContractStore extends AutoCloseable {

  /** A new connector on this store; the caller closes it. */
  Connector connect();

  /** What the agreed table is called at this store. */
  TableName nameOf(ContractTable table);

  @Override
  void close();
}
