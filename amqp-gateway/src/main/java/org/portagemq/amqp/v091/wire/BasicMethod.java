// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

import java.util.Map;

/** Methods of class 60: publishing, consuming and settling of messages. Arguments in the order of the wire. */
public sealed interface BasicMethod extends Method {

    int CLASS_ID = 60;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    record Qos(long prefetchSize, int prefetchCount, boolean global) implements BasicMethod, ChannelRequest {
        public static final int ID = 10;

        static Qos read(ArgumentReader in) {
            return new Qos(in.longInt(), in.shortInt(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.longInt(prefetchSize);
            out.shortInt(prefetchCount);
            out.bit(global);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.basicQos(this);
        }
    }

    record QosOk() implements BasicMethod {
        public static final int ID = 11;

        static QosOk read(ArgumentReader in) {
            return new QosOk();
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            // No arguments.
        }
    }

    record Consume(
            int ticket,
            String queue,
            String consumerTag,
            boolean noLocal,
            boolean noAck,
            boolean exclusive,
            boolean nowait,
            Map<String, Object> arguments)
            implements BasicMethod, ChannelRequest {
        public static final int ID = 20;

        static Consume read(ArgumentReader in) {
            return new Consume(
                    in.shortInt(),
                    in.shortString(),
                    in.shortString(),
                    in.bit(),
                    in.bit(),
                    in.bit(),
                    in.bit(),
                    in.table());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
            out.shortString(queue);
            out.shortString(consumerTag);
            out.bit(noLocal);
            out.bit(noAck);
            out.bit(exclusive);
            out.bit(nowait);
            out.table(arguments);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.basicConsume(this);
        }
    }

    record ConsumeOk(String consumerTag) implements BasicMethod {
        public static final int ID = 21;

        static ConsumeOk read(ArgumentReader in) {
            return new ConsumeOk(in.shortString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortString(consumerTag);
        }
    }

    record Cancel(String consumerTag, boolean nowait) implements BasicMethod, ChannelRequest {
        public static final int ID = 30;

        static Cancel read(ArgumentReader in) {
            return new Cancel(in.shortString(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortString(consumerTag);
            out.bit(nowait);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.basicCancel(this);
        }
    }

    record CancelOk(String consumerTag) implements BasicMethod, ChannelRequest {
        public static final int ID = 31;

        static CancelOk read(ArgumentReader in) {
            return new CancelOk(in.shortString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortString(consumerTag);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.basicCancelOk(this);
        }
    }

    record Publish(int ticket, String exchange, String routingKey, boolean mandatory, boolean immediate)
            implements BasicMethod, ChannelRequest {
        public static final int ID = 40;

        static Publish read(ArgumentReader in) {
            return new Publish(in.shortInt(), in.shortString(), in.shortString(), in.bit(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
            out.shortString(exchange);
            out.shortString(routingKey);
            out.bit(mandatory);
            out.bit(immediate);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.basicPublish(this);
        }
    }

    record Return(int replyCode, String replyText, String exchange, String routingKey) implements BasicMethod {
        public static final int ID = 50;

        static Return read(ArgumentReader in) {
            return new Return(in.shortInt(), in.shortString(), in.shortString(), in.shortString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(replyCode);
            out.shortString(replyText);
            out.shortString(exchange);
            out.shortString(routingKey);
        }
    }

    record Deliver(String consumerTag, long deliveryTag, boolean redelivered, String exchange, String routingKey)
            implements BasicMethod {
        public static final int ID = 60;

        static Deliver read(ArgumentReader in) {
            return new Deliver(in.shortString(), in.longLong(), in.bit(), in.shortString(), in.shortString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortString(consumerTag);
            out.longLong(deliveryTag);
            out.bit(redelivered);
            out.shortString(exchange);
            out.shortString(routingKey);
        }
    }

    record Get(int ticket, String queue, boolean noAck) implements BasicMethod, ChannelRequest {
        public static final int ID = 70;

        static Get read(ArgumentReader in) {
            return new Get(in.shortInt(), in.shortString(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
            out.shortString(queue);
            out.bit(noAck);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.basicGet(this);
        }
    }

    record GetOk(long deliveryTag, boolean redelivered, String exchange, String routingKey, long messageCount)
            implements BasicMethod {
        public static final int ID = 71;

        static GetOk read(ArgumentReader in) {
            return new GetOk(in.longLong(), in.bit(), in.shortString(), in.shortString(), in.longInt());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.longLong(deliveryTag);
            out.bit(redelivered);
            out.shortString(exchange);
            out.shortString(routingKey);
            out.longInt(messageCount);
        }
    }

    record GetEmpty(String clusterId) implements BasicMethod {
        public static final int ID = 72;

        static GetEmpty read(ArgumentReader in) {
            return new GetEmpty(in.shortString());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortString(clusterId);
        }
    }

    record Ack(long deliveryTag, boolean multiple) implements BasicMethod, ChannelRequest {
        public static final int ID = 80;

        static Ack read(ArgumentReader in) {
            return new Ack(in.longLong(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.longLong(deliveryTag);
            out.bit(multiple);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.basicAck(this);
        }
    }

    record Reject(long deliveryTag, boolean requeue) implements BasicMethod, ChannelRequest {
        public static final int ID = 90;

        static Reject read(ArgumentReader in) {
            return new Reject(in.longLong(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.longLong(deliveryTag);
            out.bit(requeue);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.basicReject(this);
        }
    }

    record RecoverAsync(boolean requeue) implements BasicMethod, ChannelRequest {
        public static final int ID = 100;

        static RecoverAsync read(ArgumentReader in) {
            return new RecoverAsync(in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.bit(requeue);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.basicRecoverAsync(this);
        }
    }

    record Recover(boolean requeue) implements BasicMethod, ChannelRequest {
        public static final int ID = 110;

        static Recover read(ArgumentReader in) {
            return new Recover(in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.bit(requeue);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.basicRecover(this);
        }
    }

    record RecoverOk() implements BasicMethod {
        public static final int ID = 111;

        static RecoverOk read(ArgumentReader in) {
            return new RecoverOk();
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            // No arguments.
        }
    }

    record Nack(long deliveryTag, boolean multiple, boolean requeue) implements BasicMethod, ChannelRequest {
        public static final int ID = 120;

        static Nack read(ArgumentReader in) {
            return new Nack(in.longLong(), in.bit(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.longLong(deliveryTag);
            out.bit(multiple);
            out.bit(requeue);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.basicNack(this);
        }
    }
}
