// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.portagemq.amqp.v091.wire.ChannelMethod;
import org.portagemq.amqp.v091.wire.ChannelRequest;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Payload;
import org.portagemq.core.api.Session;

/** The channels of an open connection, over the one session that they share. */
final class ChannelTable implements ChannelHost {

    /** Answers and new calls that may follow each other in one batch, before others of the event loop have their turn. */
    private static final int MAX_ROUNDS = 8;

    /** Closes the connection. */
    interface Closer {
        void close(AmqpException reason, int classId, int methodId);
    }

    /** Runs a task again and again; answers what ends it. */
    interface Ticks {
        Runnable every(Duration interval, Runnable task);
    }

    private final Session session;
    private final Names names;
    private final boolean cancelNotify;
    private final int channelMax;
    private final AmqpLimits limits;
    private final ContentBudget contents;
    private final Output output;
    private final Reading reading;
    private final Closer closer;
    private final Ticks ticks;
    private final IntObjectMap<Channel091> channels = new IntObjectHashMap<>();
    private final List<Channel091> touched = new ArrayList<>();
    private boolean brokerCalled;
    private boolean ended;

    /**
     * @param cancelNotify whether the client wants to hear when the broker ends a consumer
     */
    ChannelTable(
            Session session,
            boolean cancelNotify,
            int channelMax,
            AmqpLimits limits,
            Output output,
            Reading reading,
            Closer closer,
            Ticks ticks) {
        this.session = session;
        this.names = new Names(session.namespace());
        this.cancelNotify = cancelNotify;
        this.channelMax = channelMax;
        this.limits = limits;
        this.contents = new ContentBudget(limits);
        this.output = output;
        this.reading = reading;
        this.closer = closer;
        this.ticks = ticks;
    }

    void method(int number, ChannelRequest request) {
        Channel091 channel = channels.get(number);
        if (channel != null) {
            channel.method(request);
        } else if (request instanceof ChannelMethod.Open) {
            open(number);
        } else if (!(request instanceof ChannelMethod.CloseOk)) {
            // A late close-ok is what remains when both sides close a channel at once.
            throw ReplyCode.CHANNEL_ERROR.because("expected 'channel.open' on channel " + number);
        }
    }

    private void open(int number) {
        if (number > channelMax || channels.size() >= channelMax) {
            throw ReplyCode.NOT_ALLOWED.because(
                    "channel " + number + " exceeds the negotiated channel_max of " + channelMax);
        }
        try {
            session.enterChannel();
        } catch (BrokerException tooMany) {
            throw ReplyCode.NOT_ALLOWED.because(tooMany.getMessage());
        }
        channels.put(number, new Channel091(number, this));
        output.method(number, new ChannelMethod.OpenOk(Payload.EMPTY));
    }

    /** Asked now and then: closes channels with deliveries that have waited too long to be settled. */
    void checkDeadlines() {
        List.copyOf(channels.values()).forEach(Channel091::checkDeadline);
    }

    void header(int number, ByteBuf payload) {
        withContent(number).header(payload);
    }

    void body(int number, ByteBuf payload) {
        withContent(number).body(payload);
    }

    private Channel091 withContent(int number) {
        Channel091 channel = channels.get(number);
        if (channel == null) {
            throw contentOutOfPlace(number);
        }
        return channel;
    }

    static AmqpException contentOutOfPlace(int number) {
        return ReplyCode.UNEXPECTED_FRAME.because("content frame on channel " + number + ", which is not open");
    }

    /**
     * Gives the broker what the channels have for it. It may answer at once, and an answer may lead to further calls.
     *
     * @return whether there is still more to do, in a later batch
     */
    boolean endBatch() {
        int rounds = 0;
        boolean more = !ended;
        while (more && rounds++ < MAX_ROUNDS) {
            brokerCalled = false;
            for (int i = 0; i < touched.size(); i++) {
                touched.get(i).endBatch();
            }
            touched.clear();
            session.flush();
            more = !ended && (brokerCalled || !touched.isEmpty());
        }
        return more;
    }

    void writable(boolean writable) {
        if (!ended) {
            session.writable(writable);
        }
    }

    /** Ends all channels and the session; may be called again. */
    void end() {
        if (!ended) {
            ended = true;
            channels.values().forEach(Channel091::release);
            channels.clear();
            touched.clear();
            session.close();
        }
    }

    @Override
    public Output output() {
        return output;
    }

    @Override
    public Session session() {
        brokerCalled = true;
        return session;
    }

    @Override
    public Names names() {
        return names;
    }

    @Override
    public String user() {
        return session.principal().name();
    }

    @Override
    public AmqpLimits limits() {
        return limits;
    }

    @Override
    public ContentBudget contents() {
        return contents;
    }

    @Override
    public boolean cancelNotify() {
        return cancelNotify;
    }

    @Override
    public void closeConnection(AmqpException reason, int classId, int methodId) {
        closer.close(reason, classId, methodId);
    }

    @Override
    public Runnable every(Duration interval, Runnable task) {
        return ticks.every(interval, task);
    }

    @Override
    public void touched(Channel091 channel) {
        if (channel.touch()) {
            touched.add(channel);
        }
    }

    @Override
    public void forget(int channel) {
        if (channels.remove(channel) != null) {
            session.leaveChannel();
        }
    }

    @Override
    public void published() {
        reading.published();
    }

    @Override
    public void backlog(boolean tooLong) {
        reading.backlog(tooLong);
    }
}
