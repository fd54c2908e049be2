// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091;

/** Gives delivery tags to what a channel hands out, and settles by them, at once or with the channel's transaction. */
final class Unsettled {

    private final UnackedDeliveries unacked = new UnackedDeliveries();
    private final DeliveryOwners owners;
    private final ChannelTransaction transaction;
    private final AckDeadline deadline = new AckDeadline();
    private long lastTag;

    Unsettled(DeliveryOwners owners, ChannelTransaction transaction) {
        this.owners = owners;
        this.transaction = transaction;
    }

    int count() {
        return unacked.count();
    }

    /**
     * Asked at each {@value AckDeadline#LOOKS}th of the server's time: whether it is over for some delivery of those that
     * have no time of their own.
     */
    boolean isOverdue() {
        return deadline.isOver(
                lastTag, unacked.oldestTag(owner -> !owners.get(owner).hasOwnTimeout()));
    }

    /** The same for the deliveries of one owner, whose deadline is its own. */
    boolean isOverdue(int owner, AckDeadline own) {
        return own.isOver(lastTag, unacked.oldestTag(of -> of == owner));
    }

    /** A tag for a delivery that is done with as it is handed out. */
    long nextTag() {
        return ++lastTag;
    }

    /** A tag for a delivery that waits to be settled. */
    long add(long offset, int owner) {
        long tag = ++lastTag;
        unacked.add(tag, offset, owner);
        return tag;
    }

    /**
     * Settles one delivery, or all up to it; tag 0 with multiple means all.
     *
     * @throws AmqpException 406 when no such delivery waits
     */
    void settle(long tag, boolean multiple, Settlement how) {
        UnackedDeliveries.Visitor visitor = transaction.isSelected()
                ? (taken, offset, owner) -> transaction.settle(taken, offset, owner, how)
                : (taken, offset, owner) -> settleNow(offset, owner, how);
        if (multiple && tag == 0) {
            // With nothing waiting, all is nothing: no mistake.
            unacked.takeUpTo(Long.MAX_VALUE, visitor);
        } else if (!(multiple ? takeUpTo(tag, visitor) : unacked.take(tag, visitor))) {
            throw ReplyCode.PRECONDITION_FAILED.because("unknown delivery tag " + Long.toUnsignedString(tag));
        }
    }

    private boolean takeUpTo(long tag, UnackedDeliveries.Visitor visitor) {
        return unacked.contains(tag) && unacked.takeUpTo(tag, visitor);
    }

    /** Gives all back to the queues, so that they are delivered again. */
    void recover() {
        unacked.takeUpTo(Long.MAX_VALUE, (tag, offset, owner) -> settleNow(offset, owner, Settlement.RECOVER));
    }

    /** Gives all back because the channel is over. It may have died of one of them, so that each counts as an attempt. */
    void abandon() {
        unacked.takeUpTo(
                Long.MAX_VALUE,
                (tag, offset, owner) ->
                        Settlement.REQUEUE.apply(owners.get(owner).source(), offset));
    }

    void settleNow(long offset, int owner, Settlement how) {
        DeliveryOwner from = owners.get(owner);
        how.apply(from.source(), offset);
        from.settled();
    }

    /** What was settled in a transaction that is rolled back waits again. */
    void restore(UnackedDeliveries taken) {
        unacked.restore(taken);
    }
}
