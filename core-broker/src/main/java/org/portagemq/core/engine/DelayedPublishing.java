// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.StoredMessage;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;
import org.portagemq.core.record.MessageRecord;
import org.portagemq.core.record.RecordType;

/**
 * Takes messages in that become visible later: they are stored and confirmed at once, in the durable log whatever they
 * are, as they may have to wait for years. Belongs to the core.
 */
final class DelayedPublishing {

    private final TurnClock time;
    private final TurnLog log;
    private final SteadyClock clock;
    private final Routing routing;
    private final Publishing publishing;
    private final Messages messages;
    private final Schedule schedule;
    private final Deduplicating deduplicating;
    private final Totals totals;
    private final MessageRecord.Encoder encoder = new MessageRecord.Encoder();

    DelayedPublishing(
            TurnClock time,
            TurnLog log,
            SteadyClock clock,
            Routing routing,
            Publishing publishing,
            Messages messages,
            Schedule schedule,
            Deduplicating deduplicating,
            Totals totals) {
        this.time = time;
        this.log = log;
        this.clock = clock;
        this.routing = routing;
        this.publishing = publishing;
        this.messages = messages;
        this.schedule = schedule;
        this.deduplicating = deduplicating;
        this.totals = totals;
    }

    /** Whether the message becomes visible later than now. */
    boolean isLater(Message message) {
        return clock.due(message.deliverAt()) > clock.now();
    }

    /** False when there is no room for it now. */
    boolean publish(PublisherState publisher, Message message, long token) {
        // Names and rights are checked now, so that the publisher hears of what is wrong; routes are those of its time.
        routing.route(publisher, message);
        long now = time.wallMs();
        long due = clock.due(message.deliverAt());
        int target = Targets.idOf(publisher);
        int length = encoder.prepare(message, publisher.nameUtf8(), now, 0, 0);
        encoder.due(due, target);
        if (message.deduplication() != null) {
            encoder.hash(deduplicating.hash(publisher, message));
        }
        publishing.requireRecord(length);
        if (log.room(length, WriteClass.PUBLISH) != Room.YES) {
            return false;
        }
        long position = log.append(RecordType.MESSAGE, length, encoder::writeTo);
        MessageId id = MessageRecord.id(position, now);
        messages.remember(
                position,
                new StoredMessage(id, publisher.toGroup() ? "" : publisher.name(), now, message.asStored()),
                length);
        if (message.deduplication() != null) {
            deduplicating.stored(publisher, message, position, now);
        }
        schedule.add(new Waiting(due, position, 0, target, length, Publishing.traits(message)));
        publishing.fileKeys(publisher.session().namespace(), publisher.name(), message, position, now);
        totals.published++;
        totals.publishedBytes += length;
        Publishing.tellPending(publisher, token, id);
        publishing.confirm(publisher.session(), publisher.listener(), token, message, true);
        return true;
    }
}
