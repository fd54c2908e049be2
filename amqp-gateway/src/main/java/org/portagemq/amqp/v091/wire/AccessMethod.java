// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

/** Methods of class 30: the obsolete access tickets, which old clients still ask for. Arguments in the order of the wire. */
public sealed interface AccessMethod extends Method {

    int CLASS_ID = 30;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    record Request(String realm, boolean exclusive, boolean passive, boolean active, boolean write, boolean read)
            implements AccessMethod, ChannelRequest {
        public static final int ID = 10;

        static Request read(ArgumentReader in) {
            return new Request(in.shortString(), in.bit(), in.bit(), in.bit(), in.bit(), in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortString(realm);
            out.bit(exclusive);
            out.bit(passive);
            out.bit(active);
            out.bit(write);
            out.bit(read);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.accessRequest(this);
        }
    }

    record RequestOk(int ticket) implements AccessMethod {
        public static final int ID = 11;

        static RequestOk read(ArgumentReader in) {
            return new RequestOk(in.shortInt());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.shortInt(ticket);
        }
    }
}
