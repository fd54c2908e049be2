// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v10;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.transport.Attach;
import org.apache.qpid.proton.amqp.transport.Begin;
import org.apache.qpid.proton.amqp.transport.Close;
import org.apache.qpid.proton.amqp.transport.Detach;
import org.apache.qpid.proton.amqp.transport.Disposition;
import org.apache.qpid.proton.amqp.transport.End;
import org.apache.qpid.proton.amqp.transport.Flow;
import org.apache.qpid.proton.amqp.transport.FrameBody;
import org.apache.qpid.proton.amqp.transport.Open;
import org.apache.qpid.proton.amqp.transport.Transfer;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.TransportConditionException;
import org.apache.qpid.proton.engine.impl.TransportImpl;
import org.apache.qpid.proton.framing.TransportFrame;

/**
 * The library's state machine, and before it the rules of the standard that it takes for kept: which frames may come when,
 * and what their ids and handles have to be. Who breaks one is told which, in the standard's own words; the state machine
 * does not see such a frame. What asks for an answer that the state machine does not give is answered here.
 */
final class StrictTransport extends TransportImpl {

    private static final EnumSet<EndpointState> ANY = EnumSet.allOf(EndpointState.class);
    private static final EnumSet<EndpointState> BEGUN = EnumSet.of(EndpointState.ACTIVE);

    private final Connection connection;
    private final int frameBytes;
    private final int channels;
    /** By the peer's channels. */
    private final Map<Integer, SessionRules> sessions = new HashMap<>();
    /** Those that are not answered yet, by the peer's channels too. */
    private final Map<Integer, SessionRules> begun = new HashMap<>();
    /** By our channels. */
    private final Map<Integer, SessionRules> answered = new HashMap<>();

    private final GatheredOutcomes outcomes = new GatheredOutcomes();
    private final Check check = new Check();
    private boolean opened;

    /**
     * @param connection that it is bound to later
     * @param frameBytes the largest frame that is taken
     * @param channels how many there may be
     */
    @SuppressWarnings("deprecation") // the one constructor that there is outside of the library
    StrictTransport(Connection connection, int frameBytes, int channels) {
        this.connection = connection;
        this.frameBytes = frameBytes;
        this.channels = channels;
        setMaxFrameSize(frameBytes);
        setChannelMax(channels - 1);
    }

    // From the peer.

    @Override
    public boolean handleFrame(TransportFrame frame) {
        SessionRules session = sessions.get(frame.getChannel());
        try {
            if (session != null && session.isBroken() && ignored(frame.getBody())) {
                return false;
            }
            check.session = session;
            frame.getBody().invoke(check, frame.getPayload(), frame.getChannel());
        } catch (Violation violation) {
            return breaks(session, violation);
        }
        boolean last = super.handleFrame(frame);
        follow(frame, session);
        return last;
    }

    private static boolean ignored(FrameBody frame) {
        return frame instanceof Attach
                || frame instanceof Flow
                || frame instanceof Transfer
                || frame instanceof Detach
                || frame instanceof Disposition;
    }

    /** Returns whether nothing more can be read. */
    private boolean breaks(SessionRules session, Violation violation) {
        if (violation.isOfSession()) {
            session.breakOff();
            session.session().setCondition(Conditions.of(violation.condition(), violation.getMessage()));
            session.session().close();
            return false;
        }
        closed(new TransportConditionException(violation.getMessage(), violation.condition()));
        return true;
    }

    /** What the state machine has done with a frame shows in the rules for the next ones. */
    private void follow(TransportFrame frame, SessionRules session) {
        FrameBody body = frame.getBody();
        if (body instanceof Begin begin) {
            SessionRules made = new SessionRules(newestSession(), begin);
            sessions.put(frame.getChannel(), made);
            begun.put(frame.getChannel(), made);
        } else if (body instanceof Attach attach) {
            session.attached(attach);
        } else if (body instanceof End) {
            sessions.remove(frame.getChannel());
        } else if (body instanceof Flow flow && flow.getEcho()) {
            answer(session);
        }
    }

    private Session newestSession() {
        Session newest = null;
        for (Session each = connection.sessionHead(ANY, BEGUN); each != null; each = each.next(ANY, BEGUN)) {
            newest = each;
        }
        return newest;
    }

    /** One performative against the rules; throws what it breaks. */
    private final class Check implements FrameBody.FrameBodyHandler<Integer> {

        /** That of the frame at hand; null when its channel has none. */
        private SessionRules session;

        @Override
        public void handleOpen(Open open, Binary payload, Integer channel) {
            if (opened) {
                throw Violation.ofConnection(Conditions.ILLEGAL_STATE, "the connection is open already");
            }
            opened = true;
        }

        @Override
        public void handleBegin(Begin begin, Binary payload, Integer channel) {
            if (!opened) {
                throw Violation.ofConnection(
                        Conditions.ILLEGAL_STATE, "a session was begun before the connection was opened");
            }
            if (channel >= channels) {
                throw Violation.ofConnection(
                        Conditions.FRAMING_ERROR,
                        "channel " + channel + " is beyond the highest one, " + (channels - 1) + " (amqp.channel-max)");
            }
            if (session != null) {
                throw Violation.ofConnection(Conditions.NOT_ALLOWED, "there is a session on channel " + channel);
            }
            if (begin.getRemoteChannel() != null) {
                throw Violation.ofConnection(
                        Conditions.INVALID_FIELD,
                        "a begin answers one on channel " + begin.getRemoteChannel() + ", and none was sent");
            }
        }

        @Override
        public void handleAttach(Attach attach, Binary payload, Integer channel) {
            begun(channel).attach(attach);
        }

        @Override
        public void handleFlow(Flow flow, Binary payload, Integer channel) {
            begun(channel).flow(flow);
        }

        @Override
        public void handleTransfer(Transfer transfer, Binary payload, Integer channel) {
            begun(channel).transfer(transfer);
            if (transfer.getResume()) {
                // No message is known from before: it is ignored, as one that is aborted.
                transfer.setAborted(true);
            }
        }

        @Override
        public void handleDisposition(Disposition disposition, Binary payload, Integer channel) {
            begun(channel);
        }

        @Override
        public void handleDetach(Detach detach, Binary payload, Integer channel) {
            begun(channel).detach(detach);
        }

        @Override
        public void handleEnd(End end, Binary payload, Integer channel) {
            begun(channel);
        }

        @Override
        public void handleClose(Close close, Binary payload, Integer channel) {
            // May come at any time.
        }

        private SessionRules begun(Integer channel) {
            if (session == null) {
                throw Violation.ofConnection(Conditions.NOT_ALLOWED, "there is no session on channel " + channel);
            }
            return session;
        }
    }

    // To the peer.

    private void answer(SessionRules asked) {
        answered.forEach((channel, session) -> {
            if (session == asked) {
                writeFrame(channel, session.state(frameBytes), null, null);
            }
        });
    }

    @Override
    public boolean writeInto(ByteBuffer target) {
        boolean over = super.writeInto(target);
        if (outcomes.isEmpty()) {
            return over;
        }
        sendOutcomes();
        return super.writeInto(target);
    }

    private void sendOutcomes() {
        if (!outcomes.isEmpty()) {
            super.writeFrame(outcomes.channel(), outcomes.take(), null, null);
        }
    }

    /** Dispositions are gathered until something else is sent, or nothing more. */
    @Override
    protected void writeFrame(int channel, FrameBody body, ReadableBuffer payload, Runnable onPayloadTooLarge) {
        if (body instanceof Disposition disposition) {
            if (!outcomes.add(channel, disposition)) {
                sendOutcomes();
                outcomes.add(channel, disposition);
            }
            return;
        }
        sendOutcomes();
        super.writeFrame(channel, body, payload, onPayloadTooLarge);
        if (body instanceof Transfer) {
            answered.get(channel).sent();
        } else if (body instanceof Begin begin) {
            answered.put(channel, begun.remove(begin.getRemoteChannel().intValue()));
        } else if (body instanceof End) {
            answered.remove(channel);
        }
    }
}
