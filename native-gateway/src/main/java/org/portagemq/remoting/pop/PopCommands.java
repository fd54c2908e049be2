// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.remoting.pop;

import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.portagemq.client.codec.RequestCode;
import org.portagemq.client.codec.ResponseCode;
import org.portagemq.core.api.BrokerException;
import org.portagemq.core.api.GroupRules;
import org.portagemq.core.api.StreamGroupSettings;
import org.portagemq.core.api.StreamStart;
import org.portagemq.remoting.link.Dispatcher;
import org.portagemq.remoting.link.Refusal;
import org.portagemq.remoting.link.Request;
import org.portagemq.remoting.message.Handle;
import org.portagemq.remoting.message.NativeHeader;
import org.portagemq.remoting.message.Outgoing;
import org.portagemq.remoting.message.TopicName;
import org.portagemq.remoting.node.ConsumerRules;
import org.portagemq.remoting.node.Node;
import org.portagemq.remoting.node.Steps;
import org.portagemq.remoting.node.Subscription;
import org.portagemq.remoting.node.TopicConfig;
import org.portagemq.remoting.produce.Joining;

/** Messages are popped, acknowledged, and kept invisible for longer. */
public final class PopCommands implements Dispatcher.CommandSet {

    private static final int MOST_MESSAGES = 32;
    private static final int MOST_ACKNOWLEDGED = 65_536;
    private static final int MOST_GROUPS_ACKNOWLEDGED = 100;
    private static final long LONGEST_POLL_MS = 60_000;
    private static final long MARGIN_MS = 100;
    private static final int FROM_END = 1;

    /** Turns of groups that pop by priorities now and then: steps of it reach each number below a hundred once. */
    private static final int STEP = 61;

    /** In handles, of messages that were popped in order. */
    private static final int IN_ORDER = 999;

    /**
     * Field of an answer: the queue, offset and time of those messages that were not out any more when they were acknowledged.
     * Other clients do not look for it.
     */
    private static final String GONE = "gone";

    private final Node node;
    private final PopGroups groups;
    private final ReadRights rights;
    private final HeldAcks held;
    private final AtomicInteger turn = new AtomicInteger();

    public PopCommands(Node node, PopGroups groups) {
        this.node = node;
        this.groups = groups;
        this.rights = new ReadRights(node);
        this.held = new HeldAcks(rights, groups);
    }

    @Override
    public void addTo(Dispatcher dispatcher) {
        dispatcher.on(RequestCode.POP_MESSAGE, this::pop);
        dispatcher.on(RequestCode.ACK_MESSAGE, this::ack);
        dispatcher.on(RequestCode.BATCH_ACK_MESSAGE, this::ackSome);
        dispatcher.on(RequestCode.CHANGE_MESSAGE_INVISIBLETIME, this::extend);
    }

    private void pop(Request request) {
        int max = request.whole("maxMsgNums");
        if (max < 1 || max > MOST_MESSAGES) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "maxMsgNums is 1 to " + MOST_MESSAGES + ", not " + max);
        }
        String name = request.text("topic");
        String group = request.text("consumerGroup");
        node.book().rules(request, group, rules -> {
            rules.require(group, false);
            node.topics().find(request, name, topic -> pop(request, topic, way(request, topic, rules)), () -> {
                throw new Refusal(ResponseCode.TOPIC_NOT_EXIST, "topic[" + name + "] not exist");
            });
        });
    }

    private PopWay way(Request request, TopicConfig topic, ConsumerRules rules) {
        if (isOrdered(request)) {
            return PopWay.IN_ORDER;
        }
        boolean isByPriority = topic.isByPriority() && request.whole("queueId") < 0;
        return isByPriority && isTurnOf(rules.priorityFactor()) ? PopWay.HIGHEST_FIRST : PopWay.ANY;
    }

    private boolean isTurnOf(int ofHundred) {
        return Math.floorMod(turn.getAndAdd(STEP), ConsumerRules.ALWAYS) < ofHundred;
    }

    private void pop(Request request, TopicConfig topic, PopWay way) {
        if (!topic.isReadable()) {
            throw new Refusal(
                    ResponseCode.NO_PERMISSION, "the broker does not let anybody read topic '" + topic.name() + "'");
        }
        Subscription wanted = Subscription.of(topic.name(), request.text("exp", "*"), request.text("expType", null), 0);
        StreamStart start = request.whole("initMode", 0) == FROM_END ? StreamStart.NEXT : StreamStart.FIRST;
        if (!topic.isStream()) {
            // Whoever pops it takes its messages from all others: there is one group.
            rights.require(request, topic, "", () -> begin(request, topic, "", wanted, way));
            return;
        }
        String group = TopicName.decode(request.text("consumerGroup"));
        // Whoever asks has to be allowed to; the group itself goes on by the one who asked first.
        request.session().committedOffset(group, topic.coreName(), 0, request.then(offset -> {
            rights.remember(request, topic, group);
            if (offset.isPresent()) {
                begin(request, topic, group, wanted, way);
                return;
            }
            StreamGroupSettings settings = new StreamGroupSettings(topic.coreName(), group, GroupRules.NONE);
            request.session()
                    .admin()
                    .declareStreamGroup(
                            settings, start, request.then(nothing -> begin(request, topic, group, wanted, way)));
        }));
    }

    private void begin(Request request, TopicConfig topic, String group, Subscription wanted, PopWay way) {
        PopGroup popGroup = groups.open(request, topic, group, wanted, way);
        Waiting.Wanted messages = new Waiting.Wanted(
                request.whole("queueId"),
                request.whole("maxMsgNums"),
                Math.max(1, request.number("invisibleTime")),
                pollMs(request),
                request.text("attemptId", null));
        Asking asking = new Asking(request, topic);
        popGroup.run(() -> popGroup.pop(messages, asking));
    }

    /** A little less than what was asked for: some who ask wait no longer than that for the answer. */
    private static long pollMs(Request request) {
        long wanted = Math.min(LONGEST_POLL_MS, Math.max(0, request.number("pollTime")));
        return wanted - Math.min(MARGIN_MS, wanted / 10);
    }

    private static boolean isOrdered(Request request) {
        return request.flag("order", false);
    }

    /** One pop, which is answered when it is served. */
    private final class Asking implements Waiting.Taker {

        private final Request request;
        private final TopicConfig topic;

        Asking(Request request, TopicConfig topic) {
            this.request = request;
            this.topic = topic;
        }

        @Override
        public void take(List<Popped> popped, long popTime) {
            request.link().execute(() -> request.attempt(() -> answer(popped, popTime)));
        }

        @Override
        public void failed(BrokerException reason) {
            request.link().execute(() -> request.refuse(reason));
        }

        @Override
        public boolean isGone() {
            return request.link().isClosed();
        }

        private void answer(List<Popped> popped, long popTime) {
            Map<String, String> fields = Request.fields(
                    "popTime",
                    popTime,
                    "invisibleTime",
                    request.number("invisibleTime"),
                    "reviveQid",
                    isOrdered(request) ? IN_ORDER : 0,
                    "restNum",
                    0);
            if (popped.isEmpty()) {
                request.answer(ResponseCode.POLLING_TIMEOUT, "no new message", fields);
                return;
            }
            Map<Integer, List<Long>> offsets = new TreeMap<>();
            popped.forEach(one -> offsets.computeIfAbsent(one.queue(), queue -> new ArrayList<>())
                    .add(one.delivery().offset()));
            List<String> starts = new ArrayList<>();
            List<String> all = new ArrayList<>();
            offsets.forEach((queue, some) -> {
                some.sort(null);
                starts.add("0 " + queue + " " + some.get(0));
                all.add("0 " + queue + " "
                        + String.join(",", some.stream().map(String::valueOf).toList()));
            });
            fields.put("startOffsetInfo", String.join(";", starts));
            fields.put("msgOffsetInfo", String.join(";", all));
            fields.put("restNum", String.valueOf(popped.get(0).delivery().remaining()));
            request.answer(
                    ResponseCode.SUCCESS,
                    "FOUND",
                    fields,
                    out -> popped.forEach(one -> {
                        NativeHeader header = Outgoing.header(one.delivery().message());
                        NativeHeader again = header.again(
                                header.reconsumeTimes() + one.delivery().attempts());
                        long offset = one.delivery().offset();
                        Outgoing.Place place = new Outgoing.Place(
                                topic.name(),
                                one.queue(),
                                offset,
                                Handle.waiting(one.delivery().message().id().low()));
                        Outgoing.of(one.delivery().message(), again, place, node.host(request.link()))
                                .writeTo(out);
                    }));
        }
    }

    // What is out.

    private void ack(Request request) {
        long waiting = Joining.wanted(request);
        if (waiting != Joining.NONE) {
            held.hold(request, waiting);
            return;
        }
        Out out = Out.of(request);
        settle(
                request,
                out,
                group -> group.ack(out.queue(), out.offset(), out.popTime()) ? 0L : -1L,
                found -> request.done());
    }

    private void extend(Request request) {
        Out out = Out.of(request);
        long invisible = Math.max(1, request.number("invisibleTime"));
        boolean counts = !request.flag("suspend", false);
        settle(
                request,
                out,
                group -> group.extend(out.queue(), out.offset(), out.popTime(), invisible, counts),
                popTime -> request.answerFields(
                        "popTime", popTime, "invisibleTime", invisible, "reviveQid", out.reviveQueue()));
    }

    /** Something that is done with a message that is out. */
    private interface Settlement {
        /** @return -1 when it is not out here */
        long in(PopGroup group);
    }

    /** Goes on with what was done, on the thread of the connection. */
    private void settle(Request request, Out out, Settlement settlement, Consumer<Long> then) {
        Runnable gone = () -> request.refuse(out.gone());
        Consumer<Long> told = found -> request.link().execute(() -> {
            if (found >= 0) {
                then.accept(found);
            } else {
                gone.run();
            }
        });
        rights.requireToSettle(
                request, out, () -> settle(groups.of(out.topic(), out.group()), 0, settlement, told), gone);
    }

    private void settle(List<PopGroup> all, int index, Settlement settlement, Consumer<Long> then) {
        if (index == all.size()) {
            then.accept(-1L);
            return;
        }
        PopGroup group = all.get(index);
        group.run(() -> {
            long found = settlement.in(group);
            if (found >= 0) {
                then.accept(found);
            } else {
                settle(all, index + 1, settlement, then);
            }
        });
    }

    private void ackSome(Request request) {
        if (Joining.wanted(request) != Joining.NONE) {
            throw new Refusal(
                    ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
                    "in a transaction messages are acknowledged one by one, not in batches");
        }
        List<Out> outs = new ArrayList<>();
        if (request.json().get("acks") instanceof List<?> acks) {
            acks.forEach(one -> addAll(outs, one));
        }
        if (outs.isEmpty()) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "the request acknowledges nothing");
        }
        Runnable answer = () -> request.link()
                .execute(() -> request.answer(
                        ResponseCode.SUCCESS, null, outs.isEmpty() ? Map.of() : Map.of(GONE, text(outs))));
        Steps.each(
                oneOfEachGroup(outs),
                (out, next) -> rights.requireToSettle(request, out, next, next),
                () -> ackIn(concerned(outs), 0, outs, answer));
    }

    private static List<Out> oneOfEachGroup(List<Out> outs) {
        Map<String, Out> some = new LinkedHashMap<>();
        outs.forEach(out -> some.putIfAbsent(out.topic() + '\u0000' + out.group(), out));
        if (some.size() > MOST_GROUPS_ACKNOWLEDGED) {
            throw new Refusal(
                    ResponseCode.SYSTEM_ERROR,
                    "the request acknowledges messages of " + some.size() + " groups and topics, of at most "
                            + MOST_GROUPS_ACKNOWLEDGED);
        }
        return List.copyOf(some.values());
    }

    private List<Map.Entry<PopGroups.Key, PopGroup>> concerned(List<Out> outs) {
        return groups.all().stream()
                .filter(entry -> outs.stream().anyMatch(out -> entry.getKey().isOf(out.topic(), out.group())))
                .toList();
    }

    /** Those that are acknowledged are taken off the list; the others, whose time is over, come again. */
    private void ackIn(List<Map.Entry<PopGroups.Key, PopGroup>> all, int index, List<Out> outs, Runnable then) {
        if (index == all.size()) {
            then.run();
            return;
        }
        PopGroups.Key key = all.get(index).getKey();
        PopGroup group = all.get(index).getValue();
        group.run(() -> {
            outs.removeIf(
                    out -> key.isOf(out.topic(), out.group()) && group.ack(out.queue(), out.offset(), out.popTime()));
            ackIn(all, index + 1, outs, then);
        });
    }

    private static String text(List<Out> outs) {
        return outs.stream()
                .map(out -> out.queue() + " " + out.offset() + " " + out.popTime())
                .collect(Collectors.joining(";"));
    }

    private static void addAll(List<Out> outs, Object ack) {
        if (!(ack instanceof Map<?, ?> json)) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        json.forEach((name, value) -> fields.put(String.valueOf(name), value));
        if (fields.get("so") instanceof Number start
                && fields.get("q") instanceof Number queue
                && fields.get("pt") instanceof Number popTime
                && fields.get("b") instanceof String bits) {
            BitSet offsets = offsets(bits);
            if (outs.size() + offsets.cardinality() > MOST_ACKNOWLEDGED) {
                throw new Refusal(
                        ResponseCode.SYSTEM_ERROR,
                        "the request acknowledges more than " + MOST_ACKNOWLEDGED + " messages");
            }
            String topic = TopicName.decode(String.valueOf(fields.get("t")));
            String group = TopicName.decode(String.valueOf(fields.get("c")));
            offsets.stream()
                    .forEach(bit -> outs.add(
                            new Out(topic, group, queue.intValue(), start.longValue() + bit, popTime.longValue(), 0)));
        }
    }

    private static BitSet offsets(String bits) {
        try {
            return BitSet.valueOf(Base64.getDecoder().decode(bits));
        } catch (IllegalArgumentException wrong) {
            throw new Refusal(ResponseCode.SYSTEM_ERROR, "the bits of an acknowledgement are no base64");
        }
    }
}
