/** What can be asked: data products, their contracts, and the sources behind them. */
@NullMarked
package io.meshgate.catalog;

import org.jspecify.annotations.NullMarked;
