// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

/**
 * Commands as octets: one for the kind, then the fields in the order of the record. Numbers as {@link SectionWriter} has
 * them; what may be null is a value with its type.
 */
@SuppressWarnings("EnumOrdinal") // their order is part of the encoding
public final class CommandCodec implements SessionCommand.Handler {

    private static final int OPEN = 1;
    private static final int TAKE_CLIENT_ID = 2;
    private static final int PUBLISH = 3;
    private static final int SUBSCRIBE = 4;
    private static final int CREDIT = 5;
    private static final int SETTLE = 6;
    private static final int RESTART = 7;
    private static final int DRAIN = 8;
    private static final int CLOSE_SUBSCRIPTION = 9;
    private static final int COMMIT = 10;
    private static final int ROLLBACK = 11;
    private static final int PREPARE = 12;
    private static final int DECIDE = 13;
    private static final int LIST_PREPARED = 14;
    private static final int MAKE_TEMPORARY = 15;
    private static final int DELETE_TEMPORARY = 16;
    private static final int DELETE_SUBSCRIPTION = 17;
    private static final int LOOKUP = 18;
    private static final int BROWSE = 19;
    private static final int LEAVE = 20;
    private static final int ASK_COMMITTED = 21;

    private static final Place.Kind[] PLACE_KINDS = Place.Kind.values();
    private static final SessionCommand.Outcome[] OUTCOMES = SessionCommand.Outcome.values();

    private final SectionWriter out;

    private CommandCodec(SectionWriter out) {
        this.out = out;
    }

    /** Writes a command. */
    public static void write(SessionCommand command, SectionWriter out) {
        command.handle(new CommandCodec(out));
    }

    /**
     * Reads the next command.
     *
     * @throws SectionReader.MalformedException when there is none
     */
    public static SessionCommand read(SectionReader in) {
        try {
            return read(in.octet(), in);
        } catch (ClassCastException mixed) {
            throw new SectionReader.MalformedException("a field has a value of another type");
        }
    }

    private static SessionCommand read(int kind, SectionReader in) {
        return switch (kind) {
            case OPEN ->
                new SessionCommand.Open(
                        in.number(), (String) in.value(), (byte[]) in.value(), in.text(), in.text(), (String)
                                in.value());
            case TAKE_CLIENT_ID -> new SessionCommand.TakeClientId(in.number(), in.text());
            case PUBLISH -> new SessionCommand.Publish(in.number(), in.number(), place(in), outgoing(in));
            case SUBSCRIBE -> new SessionCommand.Subscribe(in.number(), in.number(), wish(in));
            case CREDIT -> new SessionCommand.Credit(in.number(), (int) in.number());
            case SETTLE -> new SessionCommand.Settle(in.number(), offsets(in), outcome(in), in.number());
            case RESTART -> new SessionCommand.Restart(in.number(), offsets(in), (int) in.number(), (int) in.number());
            case DRAIN -> new SessionCommand.Drain(in.number(), in.number());
            case CLOSE_SUBSCRIPTION -> new SessionCommand.CloseSubscription(in.number(), in.number());
            case COMMIT -> new SessionCommand.Commit(in.number(), in.number(), (String) in.value());
            case ASK_COMMITTED -> new SessionCommand.AskCommitted(in.number(), in.text());
            case ROLLBACK -> new SessionCommand.Rollback(in.number(), in.number());
            case PREPARE -> new SessionCommand.Prepare(in.number(), in.number(), in.bytes());
            case DECIDE -> new SessionCommand.Decide(in.number(), in.bytes(), in.octet() != 0);
            case LIST_PREPARED -> new SessionCommand.ListPrepared(in.number());
            case MAKE_TEMPORARY -> new SessionCommand.MakeTemporary(in.number(), place(in));
            case DELETE_TEMPORARY -> new SessionCommand.DeleteTemporary(in.number(), place(in));
            case DELETE_SUBSCRIPTION ->
                new SessionCommand.DeleteSubscription(in.number(), (String) in.value(), in.text());
            case LOOKUP -> new SessionCommand.Lookup(in.number(), place(in));
            case BROWSE ->
                new SessionCommand.Browse(in.number(), place(in), (String) in.value(), in.number(), (int) in.number());
            case LEAVE -> new SessionCommand.Leave(in.number());
            default -> throw new SectionReader.MalformedException("a command of unknown kind " + kind);
        };
    }

    @Override
    public void open(SessionCommand.Open command) {
        out.octet(OPEN);
        out.number(command.request())
                .value(command.user())
                .value(command.password())
                .text(command.namespace())
                .text(command.connection())
                .value(command.clientId());
    }

    @Override
    public void takeClientId(SessionCommand.TakeClientId command) {
        out.octet(TAKE_CLIENT_ID);
        out.number(command.request()).text(command.clientId());
    }

    @Override
    public void publish(SessionCommand.Publish command) {
        out.octet(PUBLISH);
        out.number(command.request()).number(command.transaction());
        place(command.to());
        outgoing(command.message());
    }

    @Override
    public void subscribe(SessionCommand.Subscribe command) {
        out.octet(SUBSCRIBE);
        out.number(command.request()).number(command.subscription());
        wish(command.wish());
    }

    @Override
    public void credit(SessionCommand.Credit command) {
        out.octet(CREDIT);
        out.number(command.subscription()).number(command.more());
    }

    @Override
    public void settle(SessionCommand.Settle command) {
        out.octet(SETTLE);
        out.number(command.subscription());
        offsets(command.offsets());
        outcome(command.outcome());
        out.number(command.transaction());
    }

    @Override
    public void restart(SessionCommand.Restart command) {
        out.octet(RESTART);
        out.number(command.subscription());
        offsets(command.failed());
        out.number(command.epoch()).number(command.credit());
    }

    @Override
    public void drain(SessionCommand.Drain command) {
        out.octet(DRAIN);
        out.number(command.request()).number(command.subscription());
    }

    @Override
    public void closeSubscription(SessionCommand.CloseSubscription command) {
        out.octet(CLOSE_SUBSCRIPTION);
        out.number(command.request()).number(command.subscription());
    }

    @Override
    public void commit(SessionCommand.Commit command) {
        out.octet(COMMIT);
        out.number(command.request()).number(command.transaction()).value(command.key());
    }

    @Override
    public void askCommitted(SessionCommand.AskCommitted command) {
        out.octet(ASK_COMMITTED);
        out.number(command.request()).text(command.key());
    }

    @Override
    public void rollback(SessionCommand.Rollback command) {
        out.octet(ROLLBACK);
        out.number(command.request()).number(command.transaction());
    }

    @Override
    public void prepare(SessionCommand.Prepare command) {
        out.octet(PREPARE);
        out.number(command.request()).number(command.transaction()).bytes(command.branch());
    }

    @Override
    public void decide(SessionCommand.Decide command) {
        out.octet(DECIDE);
        out.number(command.request()).bytes(command.branch()).octet(command.commit() ? 1 : 0);
    }

    @Override
    public void listPrepared(SessionCommand.ListPrepared command) {
        out.octet(LIST_PREPARED);
        out.number(command.request());
    }

    @Override
    public void makeTemporary(SessionCommand.MakeTemporary command) {
        out.octet(MAKE_TEMPORARY);
        out.number(command.request());
        place(command.place());
    }

    @Override
    public void deleteTemporary(SessionCommand.DeleteTemporary command) {
        out.octet(DELETE_TEMPORARY);
        out.number(command.request());
        place(command.place());
    }

    @Override
    public void deleteSubscription(SessionCommand.DeleteSubscription command) {
        out.octet(DELETE_SUBSCRIPTION);
        out.number(command.request()).value(command.clientId()).text(command.name());
    }

    @Override
    public void lookup(SessionCommand.Lookup command) {
        out.octet(LOOKUP);
        out.number(command.request());
        place(command.place());
    }

    @Override
    public void browse(SessionCommand.Browse command) {
        out.octet(BROWSE);
        out.number(command.request());
        place(command.queue());
        out.value(command.selector()).number(command.fromOffset()).number(command.max());
    }

    @Override
    public void leave(SessionCommand.Leave command) {
        out.octet(LEAVE);
        out.number(command.request());
    }

    // Parts.

    private void place(Place place) {
        write(place, out);
    }

    static void write(Place place, SectionWriter out) {
        out.octet(place.kind().ordinal()).text(place.name());
    }

    static Place place(SectionReader in) {
        return new Place(ofOrdinal(PLACE_KINDS, in.octet()), in.text());
    }

    private void outcome(SessionCommand.Outcome outcome) {
        out.octet(outcome.ordinal());
    }

    private static SessionCommand.Outcome outcome(SectionReader in) {
        return ofOrdinal(OUTCOMES, in.octet());
    }

    static <T> T ofOrdinal(T[] values, int ordinal) {
        if (ordinal >= values.length) {
            throw new SectionReader.MalformedException("an unknown value " + ordinal);
        }
        return values[ordinal];
    }

    private void offsets(long[] offsets) {
        out.number(offsets.length);
        for (long offset : offsets) {
            out.number(offset);
        }
    }

    private static long[] offsets(SectionReader in) {
        long[] offsets = new long[in.count()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = in.number();
        }
        return offsets;
    }

    private void outgoing(Outgoing message) {
        out.octet(message.durable() ? 1 : 0)
                .octet(message.priority())
                .number(message.ttlMs() + 1)
                .number(message.deliverAt())
                .value(message.orderingKey())
                .octet(message.lastOfKey() ? 1 : 0)
                .number(message.number())
                .bytes(message.header())
                .bytes(message.body());
    }

    private static Outgoing outgoing(SectionReader in) {
        return new Outgoing(
                in.octet() != 0,
                in.octet(),
                in.number() - 1,
                in.number(),
                (String) in.value(),
                in.octet() != 0,
                in.number(),
                in.bytes(),
                in.bytes());
    }

    private void wish(SubscriptionWish wish) {
        place(wish.place());
        out.value(wish.selector())
                .octet(wish.noLocal() ? 1 : 0)
                .octet(wish.isShared() ? 1 : 0)
                .octet(wish.durable() ? 1 : 0)
                .value(wish.name())
                .value(wish.clientId())
                .number(wish.credit())
                .octet(wish.settled() ? 1 : 0);
    }

    private static SubscriptionWish wish(SectionReader in) {
        return new SubscriptionWish(
                place(in),
                (String) in.value(),
                in.octet() != 0,
                in.octet() == 0 ? SubscriptionWish.Sharing.ALONE : SubscriptionWish.Sharing.SHARED,
                in.octet() != 0,
                (String) in.value(),
                (String) in.value(),
                (int) in.number(),
                in.octet() != 0);
    }
}
