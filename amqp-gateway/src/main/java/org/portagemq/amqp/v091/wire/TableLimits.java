// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

/**
 * How large a field table may be, whatever fits into its frame.
 *
 * @param depth tables and arrays within each other
 * @param entries fields of one table, or values of one array
 * @param elements values in the whole tree: many tiny ones would otherwise cost far more memory than their bytes
 */
public record TableLimits(int depth, int entries, int elements) {

    public static final TableLimits DEFAULT = new TableLimits(32, 1_024, 4_096);

    /** Before login. */
    public static final TableLimits STRICT = new TableLimits(4, 128, 256);
}
