// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.engine;

import org.portagemq.core.log.CommitLog;
import org.portagemq.core.log.Demand;
import org.portagemq.core.log.RecordBody;
import org.portagemq.core.log.Room;
import org.portagemq.core.log.WriteClass;

/** A log as the core uses it: what a turn appends goes to the log's thread as one batch, with its strongest demand. */
final class TurnLog {

    private final CommitLog log;
    private Demand demand = Demand.NONE;
    private boolean appended;
    private boolean syncAsked;
    private long endAtLastLook;

    TurnLog(CommitLog log) {
        this.log = log;
    }

    CommitLog log() {
        return log;
    }

    Room room(int bytes, WriteClass cls) {
        return log.room(bytes, cls);
    }

    boolean hasFailed() {
        return log.failure() != null;
    }

    long append(byte type, int length, RecordBody body) {
        appended = true;
        return log.append(type, length, body);
    }

    /** The position behind the last record: who is stored up to here has everything that was appended before. */
    long end() {
        return log.tail();
    }

    /** Whether the log is never synced to the position without being synced to its end of now. */
    boolean syncsWithEnd(long position) {
        return log.syncsWithTail(position);
    }

    void want(Demand wanted) {
        if (wanted.compareTo(demand) > 0) {
            demand = wanted;
        }
        syncAsked |= wanted != Demand.NONE;
    }

    void want(boolean synced) {
        want(synced ? Demand.SYNC : Demand.WRITE);
    }

    /** Looked at about once a second: a log that has gone idle says what of it is synced. */
    void look() {
        if (log.tail() == endAtLastLook && log.recordSynced()) {
            appended = true;
        }
        endAtLastLook = log.tail();
    }

    void endTurn() {
        if (appended || syncAsked) {
            log.endBatch(demand);
            appended = false;
            syncAsked = false;
            demand = Demand.NONE;
        }
    }
}
