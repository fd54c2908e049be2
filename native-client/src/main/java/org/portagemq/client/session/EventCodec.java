// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.session;

import java.util.ArrayList;
import java.util.List;

/** Events as octets; see {@link CommandCodec}. */
@SuppressWarnings("EnumOrdinal") // their order is part of the encoding
public final class EventCodec {

    private static final int DONE = 1;
    private static final int FAILED = 2;
    private static final int OPENED = 3;
    private static final int BRANCHES = 4;
    private static final int PAGE = 5;
    private static final int DELIVERED = 6;
    private static final int SUBSCRIPTION_ENDED = 7;
    private static final int HOLD = 8;
    private static final int RESUME = 9;
    private static final int ENDED = 10;

    private static final Failure.Kind[] FAILURES = Failure.Kind.values();

    private EventCodec() {}

    /** Writes an event. */
    public static void write(SessionEvent event, SectionWriter out) {
        if (event instanceof SessionEvent.Delivered delivered) {
            out.octet(DELIVERED)
                    .number(delivered.subscription())
                    .number(delivered.epoch())
                    .number(delivered.offset());
            incoming(delivered.message(), out);
        } else if (event instanceof SessionEvent.Answer answer) {
            answer(answer, out);
        } else if (event instanceof SessionEvent.SubscriptionEnded over) {
            out.octet(SUBSCRIPTION_ENDED).number(over.subscription());
            failure(over.reason(), out);
        } else if (event instanceof SessionEvent.Hold hold) {
            out.octet(HOLD).text(hold.reason());
        } else if (event instanceof SessionEvent.Resume) {
            out.octet(RESUME);
        } else if (event instanceof SessionEvent.Ended over) {
            out.octet(ENDED);
            failure(over.reason(), out);
        }
    }

    private static void answer(SessionEvent.Answer answer, SectionWriter out) {
        if (answer instanceof SessionEvent.Done) {
            out.octet(DONE).number(answer.request());
        } else if (answer instanceof SessionEvent.Failed failed) {
            out.octet(FAILED).number(answer.request());
            failure(failed.failure(), out);
        } else if (answer instanceof SessionEvent.Opened opened) {
            out.octet(OPENED).number(answer.request()).text(opened.broker()).text(opened.version());
        } else if (answer instanceof SessionEvent.Branches branches) {
            out.octet(BRANCHES).number(answer.request()).number(branches.names().size());
            branches.names().forEach(out::bytes);
        } else if (answer instanceof SessionEvent.Page page) {
            out.octet(PAGE)
                    .number(answer.request())
                    .number(page.nextOffset())
                    .octet(page.end() ? 1 : 0)
                    .number(page.messages().size());
            page.messages().forEach(message -> incoming(message, out));
        }
    }

    private static void failure(Failure failure, SectionWriter out) {
        out.octet(failure.kind().ordinal()).text(failure.text());
    }

    private static Failure failure(SectionReader in) {
        return new Failure(CommandCodec.ofOrdinal(FAILURES, in.octet()), in.text());
    }

    private static void incoming(Incoming message, SectionWriter out) {
        CommandCodec.write(message.place(), out);
        out.octet(message.durable() ? 1 : 0)
                .octet(message.priority())
                .number(message.attempts())
                .bytes(message.header())
                .bytes(message.body());
    }

    private static Incoming incoming(SectionReader in) {
        return new Incoming(
                CommandCodec.place(in), in.octet() != 0, in.octet(), (int) in.number(), in.bytes(), in.bytes());
    }

    /**
     * Reads the next event.
     *
     * @throws SectionReader.MalformedException when there is none
     */
    public static SessionEvent read(SectionReader in) {
        int kind = in.octet();
        return switch (kind) {
            case DONE -> new SessionEvent.Done(in.number());
            case FAILED -> new SessionEvent.Failed(in.number(), failure(in));
            case OPENED -> new SessionEvent.Opened(in.number(), in.text(), in.text());
            case BRANCHES -> branches(in);
            case PAGE -> page(in);
            case DELIVERED -> new SessionEvent.Delivered(in.number(), (int) in.number(), in.number(), incoming(in));
            case SUBSCRIPTION_ENDED -> new SessionEvent.SubscriptionEnded(in.number(), failure(in));
            case HOLD -> new SessionEvent.Hold(in.text());
            case RESUME -> new SessionEvent.Resume();
            case ENDED -> new SessionEvent.Ended(failure(in));
            default -> throw new SectionReader.MalformedException("an event of unknown kind " + kind);
        };
    }

    private static SessionEvent branches(SectionReader in) {
        long request = in.number();
        List<byte[]> names = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            names.add(in.bytes());
        }
        return new SessionEvent.Branches(request, names);
    }

    private static SessionEvent page(SectionReader in) {
        long request = in.number();
        long next = in.number();
        boolean end = in.octet() != 0;
        List<Incoming> messages = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            messages.add(incoming(in));
        }
        return new SessionEvent.Page(request, messages, next, end);
    }
}
