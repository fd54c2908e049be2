/**
 * The commit log: one append-only chain of records, its recovery and its cleaning.
 *
 * <p>The bytes are described in {@link org.portagemq.core.log.RecordLayout} and in {@code docs/on-disk-format.md}.
 */
package org.portagemq.core.log;
