// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import java.time.Duration;
import org.portagemq.amqp.v091.wire.FrameWriter;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Delivery;
import org.portagemq.core.api.DeliverySource;
import org.portagemq.core.api.GroupSettings;
import org.portagemq.core.api.Subscription;
import org.portagemq.core.api.SubscriptionListener;

/**
 * One consumer of a channel, and the arithmetic of its prefetch window: what it was granted and has not used, plus what is
 * unacknowledged, never is more than the window.
 */
final class Consumer implements SubscriptionListener, DeliveryOwner {

    /** Where a consumer is in its life: STARTING, then RUNNING, then CANCELLING (no credit), then OVER. */
    enum State {
        STARTING,
        RUNNING,
        CANCELLING,
        OVER
    }

    private final ChannelConsumers consumers;
    private final String tag;
    private final byte[] tagBytes;
    private final String queue;
    private final boolean noAck;
    private final int window;
    private final int slot;
    private Subscription subscription;
    private State state = State.STARTING;
    private int granted;
    private int unacked;
    private Duration timeout;
    private boolean ownTimeout;
    private Runnable endTicks = () -> {};

    /**
     * @param window how many messages may be unacknowledged
     * @param slot its number among the channel's delivery owners
     */
    Consumer(ChannelConsumers consumers, String tag, String queue, boolean noAck, int window, int slot) {
        this.consumers = consumers;
        this.tag = tag;
        this.tagBytes = FrameWriter.tag(tag);
        this.queue = queue;
        this.noAck = noAck;
        this.window = window;
        this.slot = slot;
    }

    /** The time to acknowledge that the client asked for; null for that of the queue or the server. */
    void timeout(Duration wanted) {
        timeout = wanted;
    }

    Duration timeout() {
        return timeout;
    }

    void attach(Subscription made, int firstCredit) {
        subscription = made;
        granted = firstCredit;
    }

    @Override
    public void started(GroupSettings group) {
        if (state == State.STARTING) {
            state = State.RUNNING;
            consumers.started(this, group);
        }
    }

    @Override
    public void refused(BrokerException reason) {
        if (state == State.STARTING) {
            state = State.OVER;
            consumers.refused(this, reason);
        }
    }

    @Override
    public void deliver(Delivery delivery) {
        if (granted > 0 && !noAck) {
            granted--;
        }
        consumers.deliver(this, delivery);
    }

    @Override
    public void cancelled(BrokerException reason) {
        if (state != State.OVER) {
            state = State.OVER;
            consumers.cancelledByBroker(this);
        }
    }

    void cancel() {
        state = State.CANCELLING;
        subscription.cancel();
    }

    void over() {
        state = State.OVER;
    }

    State state() {
        return state;
    }

    /**
     * Grants what the window and the channel's share leave.
     *
     * @return whether the share left less than the window would have
     */
    boolean topUp(int share) {
        if (noAck || state != State.RUNNING) {
            return false;
        }
        int open = window - unacked;
        int more = Math.min(open, share) - granted;
        if (more > 0) {
            granted += more;
            subscription.addCredit(more);
        }
        return share < open;
    }

    /** Takes back what was granted and is not used, because a smaller limit came. */
    void shrinkTo(int share) {
        if (!noAck && state == State.RUNNING && granted > share) {
            granted = share;
            subscription.credit(share);
        }
    }

    void handedOut() {
        unacked++;
    }

    @Override
    public void settled() {
        unacked--;
        consumers.settledOne(this);
    }

    @Override
    public DeliverySource source() {
        return subscription;
    }

    @Override
    public void close() {
        state = State.OVER;
        endTicks.run();
        subscription.close();
    }

    /** It has a time of its own to acknowledge; {@code end} stops the looks at it when the consumer is closed. */
    void watched(Runnable end) {
        ownTimeout = true;
        endTicks = end;
    }

    @Override
    public boolean hasOwnTimeout() {
        return ownTimeout;
    }

    boolean isIdle() {
        return unacked == 0;
    }

    String tag() {
        return tag;
    }

    byte[] tagBytes() {
        return tagBytes;
    }

    String queue() {
        return queue;
    }

    boolean noAck() {
        return noAck;
    }

    int slot() {
        return slot;
    }
}
