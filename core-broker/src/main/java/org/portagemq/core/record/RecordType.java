// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.core.record;

/** The types of the core's records in the log. The numbers are part of the on-disk format. */
public final class RecordType {

    /** A message, with the set of groups that it reached, or pending in a transaction. */
    public static final byte MESSAGE = 1;

    /** Makes pending messages visible, together with acknowledgements. */
    public static final byte DISPATCH = 2;

    /** What groups handed out and what was done with it, in one turn of the core. */
    public static final byte PROGRESS = 3;

    /** A change of namespaces, topics, groups, bindings or policies. */
    public static final byte CHANGE = 4;

    /** The groups behind a route set's number. */
    public static final byte ROUTE_SET = 5;

    /** Moves a message from a group to others. */
    public static final byte MOVE = 6;

    /** Ends a message in one group until a time, when it comes back to a group. */
    public static final byte POSTPONE = 7;

    /** Makes messages visible whose time has come, or takes them away before. */
    public static final byte DUE = 8;

    /** The broker's own clock differs from the time of day by so much from now on. */
    public static final byte CLOCK = 9;

    /** A transaction that waits for somebody's decision. */
    public static final byte PREPARE = 10;

    /** Somebody decided to forget a transaction that waited. */
    public static final byte ROLLBACK = 11;

    /** What a consumer noted about a message that was out. */
    public static final byte NOTE = 12;

    /** More of a transaction that waits for somebody's decision. */
    public static final byte JOIN = 13;

    private RecordType() {}
}
