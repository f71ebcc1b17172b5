package io.meshgate.catalog;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;

/** Makes SQL types whose text is Unicode; Calcite's own default is Latin-1. */
final class MeshTypeFactory extends JavaTypeFactoryImpl {

  MeshTypeFactory() {
    super(new MeshTypeSystem());
  }

  @Override
  public Charset getDefaultCharset() {
    return StandardCharsets.UTF_8;
  }
}
