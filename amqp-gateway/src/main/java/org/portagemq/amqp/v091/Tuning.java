// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import org.portagemq.amqp.v091.wire.ConnectionMethod;
import org.portagemq.amqp.v091.wire.Frames;

/** What both sides agreed on (section 4.2.3 and the grammar of the connection class). */
record Tuning(int channelMax, int frameMax, int heartbeatSeconds) {

    /** Takes the client's wish, which may lower what was offered but not raise it. */
    static Tuning agreed(ConnectionMethod.TuneOk wish, AmqpLimits offer) {
        if (wish.frameMax() < Frames.MIN_SIZE) {
            throw ReplyCode.NOT_ALLOWED.because("negotiated frame_max = " + wish.frameMax()
                    + " is lower than the minimum allowed value (" + Frames.MIN_SIZE + ")");
        }
        if (wish.frameMax() > offer.frameMax()) {
            throw ReplyCode.NOT_ALLOWED.because("negotiated frame_max = " + wish.frameMax()
                    + " is higher than the maximum allowed value (" + offer.frameMax() + ")");
        }
        if (wish.channelMax() < 1) {
            throw ReplyCode.NOT_ALLOWED.because(
                    "negotiated channel_max = 0 (no limit) is higher than the maximum allowed value ("
                            + offer.channelMax() + ")");
        }
        if (wish.channelMax() > offer.channelMax()) {
            throw ReplyCode.NOT_ALLOWED.because("negotiated channel_max = " + wish.channelMax()
                    + " is higher than the maximum allowed value (" + offer.channelMax() + ")");
        }
        return new Tuning(wish.channelMax(), (int) wish.frameMax(), wish.heartbeat());
    }
}
