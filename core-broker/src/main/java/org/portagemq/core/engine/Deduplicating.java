// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.Deduplication;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Message;
import org.portagemq.core.api.MessageId;
import org.portagemq.core.api.Publisher;
import org.portagemq.core.record.KeyHash;
import org.portagemq.core.record.MessageRecord;

/** Confirms messages that were stored already, without storing them again. Belongs to the core. */
final class Deduplicating {

    private final SteadyClock clock;
    private final Schedule schedule;
    private final DeduplicationTable table;
    private final Publishing publishing;
    private final Totals totals;
    /** The hash of the message that was looked at last. */
    private KeyHash hash;

    private Message hashed;
    private PublisherState hashedFor;

    Deduplicating(
            SteadyClock clock, Schedule schedule, DeduplicationTable table, Publishing publishing, Totals totals) {
        this.clock = clock;
        this.schedule = schedule;
        this.table = table;
        this.publishing = publishing;
        this.totals = totals;
    }

    /** What stands for the key of a message that has one. It is asked for again while the message is stored. */
    @SuppressWarnings("ReferenceEquality") // the very same one
    KeyHash hash(PublisherState publisher, Message message) {
        if (message != hashed || publisher != hashedFor) {
            hash = newHash(publisher, message);
            hashed = message;
            hashedFor = publisher;
        }
        return hash;
    }

    private static KeyHash newHash(PublisherState publisher, Message message) {
        Deduplication by = message.deduplication();
        if (by.isNumbered()) {
            return publisher.numbersOf(by.publisher()).number(by.number());
        }
        int namespace = publisher.session().namespace().id();
        // A group and a topic of one name are two.
        String topic = publisher.toGroup() ? "group " + publisher.name() : "topic " + publisher.name();
        return by.publisher().isEmpty()
                ? KeyHash.of(namespace, true, topic, by.key())
                : KeyHash.of(namespace, false, by.publisher(), by.key());
    }

    /** Whether the message was stored before; it is confirmed then when that one is. */
    boolean isKnown(PublisherState publisher, Message message, long token) {
        publishing.requireWrite(publisher, message);
        // Its record has the time of day: what that means must be known before.
        schedule.keepClock();
        DeduplicationTable.Original original = table.find(hash(publisher, message), clock.now());
        if (original == null) {
            return false;
        }
        totals.deduplicated++;
        if (token != Publisher.NO_TOKEN) {
            MessageId id = MessageRecord.id(original.position(), original.storedAt());
            publisher.session().mail().call(() -> publisher.listener().duplicate(token, id));
        }
        publishing.confirm(publisher.session(), publisher.listener(), token, message, true);
        return true;
    }

    void stored(PublisherState publisher, Message message, long position, long storedAt) {
        stored(hash(publisher, message), position, storedAt);
        // Not kept beyond its turn.
        hashed = null;
        hashedFor = null;
    }

    /** What stands for the key of a transaction: that of a publisher, among all that it sends to the namespace. */
    KeyHash hash(SessionState session, Deduplication by) {
        if (by.publisher().isEmpty()) {
            throw new BrokerException(ErrorCode.INVALID, "the key of a transaction needs a publisher");
        }
        // The record will have the time of day: what that means must be known before.
        schedule.keepClock();
        int namespace = session.namespace().id();
        return by.isNumbered()
                ? KeyHash.ofNumbers(namespace, by.publisher()).number(by.number())
                : KeyHash.of(namespace, false, by.publisher(), by.key());
    }

    void stored(KeyHash key, long position, long storedAt) {
        table.add(key, clock.now(), position, storedAt);
    }

    boolean isKnown(KeyHash key) {
        return table.find(key, clock.now()) != null;
    }
}
