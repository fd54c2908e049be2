// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.amqp.v091.wire;

/** Methods of class 85: publisher confirms. Arguments in the order of the wire. */
public sealed interface ConfirmMethod extends Method {

    int CLASS_ID = 85;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    record Select(boolean nowait) implements ConfirmMethod, ChannelRequest {
        public static final int ID = 10;

        static Select read(ArgumentReader in) {
            return new Select(in.bit());
        }

        @Override
        public int methodId() {
            return ID;
        }

        @Override
        public void write(ArgumentWriter out) {
            out.bit(nowait);
        }

        @Override
        public void dispatch(ChannelRequestHandler handler) {
            handler.confirmSelect(this);
        }
    }

    record SelectOk() implements ConfirmMethod {
        public static final int ID = 11;

        static SelectOk read(ArgumentReader in) {
            return new SelectOk();
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
}
