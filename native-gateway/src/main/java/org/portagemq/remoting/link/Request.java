// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.link;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.portagemq.client.codec.BodyWriter;
import org.portagemq.client.codec.Command;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.MalformedCommandException;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.Answer;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.ErrorCode;
import org.portagemq.core.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request of a client, its parameters, and its one answer. Belongs to the connection's thread. */
public final class Request {

    private static final Logger LOG = LoggerFactory.getLogger(Request.class);

    private final ClientLink link;
    private final Command command;
    private final Session session;
    private boolean answered;

    Request(ClientLink link, Command command, Session session) {
        this.link = link;
        this.command = command;
        this.session = session;
    }

    public ClientLink link() {
        return link;
    }

    /** Of whom the request is from. Calls go to the broker when all is handled that has arrived. */
    public Session session() {
        link.called();
        return session;
    }

    public int code() {
        return command.code();
    }

    public Command command() {
        return command;
    }

    public boolean isOneWay() {
        return command.isOneWay();
    }

    // Parameters.

    /** @throws Refusal when it is missing */
    public String text(String name) {
        String value = command.field(name);
        if (value == null) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "the request has no field '" + name + "'");
        }
        return value;
    }

    public String text(String name, String otherwise) {
        String value = command.field(name);
        return value == null ? otherwise : value;
    }

    public long number(String name) {
        return parse(name, text(name));
    }

    public long number(String name, long otherwise) {
        String value = command.field(name);
        return value == null || value.isEmpty() ? otherwise : parse(name, value);
    }

    public int whole(String name) {
        return inInt(name, number(name));
    }

    public int whole(String name, int otherwise) {
        return inInt(name, number(name, otherwise));
    }

    private static int inInt(String name, long value) {
        if (value != (int) value) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "field '" + name + "' is too large: " + value);
        }
        return (int) value;
    }

    private static long parse(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException wrong) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "field '" + name + "' is no number: " + value);
        }
    }

    public boolean flag(String name, boolean otherwise) {
        String value = command.field(name);
        return value == null ? otherwise : Boolean.parseBoolean(value);
    }

    public byte[] body() {
        return command.body();
    }

    /** The body as an object in JSON. */
    public Map<String, Object> json() {
        try {
            return Json.readObject(command.body());
        } catch (MalformedCommandException malformed) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "the body of the request: " + malformed.getMessage());
        }
    }

    // The answer.

    /** It was done, and there is nothing to say about it. */
    public void done() {
        answer(ResponseCode.SUCCESS, null, Map.of());
    }

    public void answer(int code, String remark, Map<String, String> fields) {
        answer(code, remark, fields, BodyWriter.EMPTY);
    }

    public void answer(int code, String remark, Map<String, String> fields, BodyWriter body) {
        if (answered) {
            throw new IllegalStateException("a second answer to " + command);
        }
        answered = true;
        if (!command.isOneWay()) {
            link.send(command.answer(code, remark, fields, Command.NO_BODY), body);
        }
    }

    /** Whether there has been an answer, of which there is only one. */
    public boolean isAnswered() {
        return answered;
    }

    /** Success with fields: names and values in turn. */
    public void answerFields(Object... namesAndValues) {
        answer(ResponseCode.SUCCESS, null, fields(namesAndValues));
    }

    /** Success with a body in JSON. */
    public void answerJson(Object value) {
        answer(ResponseCode.SUCCESS, null, Map.of(), BodyWriter.of(Json.bytes(value)));
    }

    public static Map<String, String> fields(Object... namesAndValues) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], String.valueOf(namesAndValues[i + 1]));
        }
        return fields;
    }

    public void refuse(Refusal reason) {
        if (command.isOneWay()) {
            LOG.info("a one-way request of {} was refused: {}: {}", link.info().peer(), command, reason.getMessage());
        }
        answer(reason.code(), reason.getMessage(), Map.of());
    }

    public void refuse(BrokerException reason) {
        refuse(Refusal.of(reason));
    }

    /** What the broker answers; a refusal of its, also one thrown on the way, refuses the request. */
    public <T> Answer<T> then(Consumer<T> next) {
        return new Answer<>() {
            @Override
            public void done(T value) {
                attempt(() -> next.accept(value));
            }

            @Override
            public void failed(BrokerException reason) {
                refuse(reason);
            }
        };
    }

    /** The same, with another way to go on when the broker knows no such thing. */
    public <T> Answer<T> then(Consumer<T> next, Runnable notFound) {
        return new Answer<>() {
            @Override
            public void done(T value) {
                attempt(() -> next.accept(value));
            }

            @Override
            public void failed(BrokerException reason) {
                if (reason.code() == ErrorCode.NOT_FOUND) {
                    attempt(notFound);
                } else {
                    refuse(reason);
                }
            }
        };
    }

    /** Runs a step of what is done for the request: what it throws is the answer. */
    public void attempt(Runnable step) {
        try {
            step.run();
        } catch (Refusal refusal) {
            refuse(refusal);
        } catch (BrokerException refusal) {
            refuse(refusal);
        } catch (RuntimeException bug) {
            if (answered) {
                throw bug;
            }
            LOG.error("internal error on the request of {}: {}", link.info().peer(), command, bug);
            answer(ResponseCode.SYSTEM_ERROR, "something went wrong in the server; its log says more", Map.of());
        }
    }
}
