// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

/**
 * What one connection may take.
 *
 * @param frameBytes the largest frame that is taken
 * @param sessions on one connection
 * @param links of one session
 * @param silenceMs of the peer that is taken as its death; 0: any
 * @param messageBytes the largest message
 * @param unsettled messages handed out on one link and not settled
 * @param transactions open at once on one connection
 * @param autoCreate whether queues are made that a link names and that do not exist
 * @param product what peers are told that this is
 * @param version of the product
 */
public record Limits10(
        int frameBytes,
        int sessions,
        int links,
        int silenceMs,
        int messageBytes,
        int unsettled,
        int transactions,
        boolean autoCreate,
        String product,
        String version) {}
