// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.client.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ReceiptTest {

    @Test
    void aReceiptIsWrittenAsItWasRead() {
        String text = "0 1795216223111 10000 0 0 b0 2 3";
        Receipt receipt = Receipt.parse(text);
        assertEquals(text, receipt.text());
        assertEquals("T", receipt.topic("T", "G"));
        assertEquals("3 5 6 7 0 b0 2 3", receipt.renewed(5, 6, 7).text());
        assertThrows(IllegalArgumentException.class, () -> Receipt.parse("0 1 2"));
    }

    @Test
    void whatAGroupHasGivenBackIsInATopicOfItsOwn() {
        assertEquals("0", Receipt.retryOf("T"));
        assertEquals("1", Receipt.retryOf("%RETRY%G_T"));
        assertEquals("2", Receipt.retryOf("%RETRY%G+T"));
        assertEquals("%RETRY%G_T", Receipt.parse("0 1 2 0 1 b0 2 3").topic("T", "G"));
        assertEquals("%RETRY%G+T", Receipt.parse("0 1 2 0 2 b0 2 3").topic("T", "G"));
    }
}
