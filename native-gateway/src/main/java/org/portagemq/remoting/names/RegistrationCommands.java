// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.names;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.portagemq.client.codec.BodyWriter;
import org.portagemq.client.codec.Json;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.OtherBrokers.Registration;
import org.portagemq.remoting.node.RouteQueues;

/** Other brokers register with this name server. Only administrators may: a route sends clients elsewhere. */
public final class RegistrationCommands implements Dispatcher.CommandSet {

    private static final long USUAL_LIFE_MS = 120_000;
    private static final long LONGEST_LIFE_MS = 3_600_000;
    private static final int CRC_MASK = 0x7fff_ffff;

    private final Node node;

    public RegistrationCommands(Node node) {
        this.node = node;
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.REGISTER_BROKER, this::register);
        dispatcher.on(RequestCode.UNREGISTER_BROKER, this::unregister);
        dispatcher.on(RequestCode.QUERY_DATA_VERSION, this::compareVersion);
    }

    private static void requireAdministrator(Request request) {
        if (!request.session().principal().isAdministrator()) {
            throw new Refusal(
                    ResponseCode.NO_PERMISSION,
                    "user '" + request.session().principal().name()
                            + "' may not register brokers: only administrators may");
        }
    }

    private void register(Request request) {
        requireAdministrator(request);
        String name = request.text("brokerName");
        if (name.equals(node.settings().brokerName())) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "'" + name
                            + "' is the name of the broker that this name server is part of: give one of them another"
                            + " name (native.broker-name)");
        }
        checkBody(request);
        Map<String, Object> topics = topics(request);
        Registration said = new Registration(
                request.text("clusterName"),
                name,
                request.number("brokerId"),
                request.text("brokerAddr"),
                object(topics.get("dataVersion")),
                Math.min(LONGEST_LIFE_MS, Math.max(1, request.number("heartbeatTimeoutMillis", USUAL_LIFE_MS))));
        Map<String, RouteQueues> queues = new HashMap<>();
        object(topics.get("topicConfigTable")).forEach((topic, config) -> {
            if (config instanceof Map<?, ?> json) {
                queues.put(topic, RouteQueues.of(json));
            }
        });
        Optional<String> writer;
        try {
            writer = node.others().register(said, queues, request.link());
        } catch (IllegalStateException full) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, full.getMessage());
        }
        answer(request, writer);
    }

    private static void checkBody(Request request) {
        if (request.flag("compressed", false)) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "registrations that are compressed are not taken: set compressedRegister=false in the broker");
        }
        int wanted = request.whole("bodyCrc32", 0);
        CRC32 crc = new CRC32();
        crc.update(request.body());
        if (wanted != 0 && wanted != ((int) crc.getValue() & CRC_MASK)) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "crc32 not match");
        }
    }

    private static Map<String, Object> topics(Request request) {
        return request.body().length == 0 ? Map.of() : object(request.json().get("topicConfigSerializeWrapper"));
    }

    private static Map<String, Object> object(Object json) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (json instanceof Map<?, ?> map) {
            map.forEach((key, value) -> object.put(String.valueOf(key), value));
        }
        return object;
    }

    /** With the topics whose queues are in order everywhere, which brokers keep too. */
    private void answer(Request request, Optional<String> writer) {
        KvCommands.table(node, request, KvCommands.ORDERED_TOPICS, table -> {
            Map<String, String> fields = new LinkedHashMap<>();
            writer.ifPresent(address -> {
                fields.put("masterAddr", address);
                fields.put("haServerAddr", request.text("haServerAddr", ""));
            });
            BodyWriter body = table.isEmpty() ? BodyWriter.EMPTY : BodyWriter.of(Json.bytes(Map.of("table", table)));
            request.answer(ResponseCode.SUCCESS, null, fields, body);
        });
    }

    private void unregister(Request request) {
        requireAdministrator(request);
        node.others().unregister(request.text("brokerName"), request.number("brokerId"), request.text("brokerAddr"));
        request.done();
    }

    /** Whether a broker has to register its topics again. */
    private void compareVersion(Request request) {
        Optional<Map<String, Object>> known =
                node.others().version(request.text("brokerName"), request.number("brokerId"));
        boolean changed = known.isEmpty() || !known.get().equals(request.json());
        request.answer(
                ResponseCode.SUCCESS,
                null,
                Request.fields("changed", changed),
                known.isEmpty() ? BodyWriter.EMPTY : BodyWriter.of(Json.bytes(known.get())));
    }
}
