// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.codec;

/**
 * What is read of a peer at most.
 *
 * @param frameBytes of a whole frame
 * @param headerBytes of its header
 */
public record FrameLimits(int frameBytes, int headerBytes) {

    private static final int USUAL_FRAME = 16 << 20;
    private static final int USUAL_HEADER = 256 << 10;

    /** As much as other implementations take. */
    public static final FrameLimits USUAL = new FrameLimits(USUAL_FRAME, USUAL_HEADER);
}
