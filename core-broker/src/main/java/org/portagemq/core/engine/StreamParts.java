// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.platform.Platform;

/** The parts of the core that are about streams, and how they are connected. Belongs to the core. */
final class StreamParts {

    private final Needs needs;
    private final StreamTails tails;
    private final Streams streams;
    private final NamedStreamGroups named;
    private final Retention retention;

    /** What they need of the rest of the core. */
    record Needs(
            Platform platform,
            Catalog catalog,
            Administration administration,
            Accounting accounting,
            Declarations declarations,
            Rights rights,
            ProgressJournal journal,
            Browsing browsing,
            IndexKeeper indexes,
            ColdReads coldReads,
            TurnLog log,
            Progress progress,
            CoreCalls calls,
            Pump pump,
            Totals totals,
            Events events) {}

    StreamParts(Needs needs) {
        this.needs = needs;
        this.tails = new StreamTails(needs.log, needs.progress, needs.calls, needs.pump, needs.browsing::durableEnd);
        Dropping dropping = new Dropping(needs.journal, needs.indexes, needs.coldReads, needs.calls, needs.totals);
        StreamMoves moves = new StreamMoves(
                needs.administration,
                needs.declarations,
                needs.rights,
                needs.journal,
                needs.browsing,
                dropping,
                needs.progress,
                needs.calls);
        this.streams = new Streams(
                needs.platform,
                needs.catalog,
                needs.administration,
                needs.declarations,
                needs.rights,
                needs.browsing,
                tails,
                moves,
                needs.events,
                needs.log);
        this.named = new NamedStreamGroups(streams, needs.accounting);
        this.retention = new Retention(needs.catalog, needs.journal, needs.indexes);
    }

    StreamTails tails() {
        return tails;
    }

    Streams streams() {
        return streams;
    }

    NamedStreamGroups named() {
        return named;
    }

    /** On each tick. */
    void tick() {
        tails.tick(needs.platform.nanoTime());
    }

    /** About once a second: what streams let go, turn by turn. */
    void retain() {
        if (retention.look(needs.platform.wallMs())) {
            needs.calls.call(this::retain);
        }
    }
}
