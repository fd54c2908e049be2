// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
package org.portagemq.jms.jndi;

import java.util.Hashtable;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;

/** A naming context of what was configured. It is read only. */
@SuppressWarnings({"JdkObsolete", "BanJNDI"}) // naming has hash tables; nothing is deserialized here
final class PropertyContext implements Context {

    private static final String DYNAMIC_QUEUES = "dynamicQueues/";
    private static final String DYNAMIC_TOPICS = "dynamicTopics/";

    private final Map<String, Object> bound;

    PropertyContext(Map<String, Object> bound) {
        this.bound = bound;
    }

    @Override
    public Object lookup(String name) throws NamingException {
        if (name.isEmpty()) {
            return this;
        }
        Object found = bound.get(name);
        if (found != null) {
            return found;
        }
        if (name.startsWith(DYNAMIC_QUEUES)) {
            return PortageInitialContextFactory.named(name.substring(DYNAMIC_QUEUES.length()))
                    .queue();
        }
        if (name.startsWith(DYNAMIC_TOPICS)) {
            return PortageInitialContextFactory.named(name.substring(DYNAMIC_TOPICS.length()))
                    .topic();
        }
        throw new NameNotFoundException("nothing is configured as '" + name + "'; there are " + bound.keySet());
    }

    @Override
    public Object lookup(Name name) throws NamingException {
        return lookup(name.toString());
    }

    @Override
    public Object lookupLink(Name name) throws NamingException {
        return lookup(name);
    }

    @Override
    public Object lookupLink(String name) throws NamingException {
        return lookup(name);
    }

    @Override
    public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
        return list(name.toString());
    }

    @Override
    public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
        return all(
                name,
                each -> new NameClassPair(
                        each.getKey(), each.getValue().getClass().getName()));
    }

    @Override
    public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
        return listBindings(name.toString());
    }

    @Override
    public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
        return all(name, each -> new Binding(each.getKey(), each.getValue()));
    }

    private <T> NamingEnumeration<T> all(String name, Function<Map.Entry<String, Object>, T> as)
            throws NamingException {
        if (!name.isEmpty()) {
            throw new NameNotFoundException("there is no context '" + name + "' in this one");
        }
        return new Listing<>(bound.entrySet().stream().map(as).iterator());
    }

    /** Goes through what there is. */
    private static final class Listing<T> implements NamingEnumeration<T> {

        private final Iterator<T> left;

        Listing(Iterator<T> left) {
            this.left = left;
        }

        @Override
        public T next() {
            return left.next();
        }

        @Override
        public boolean hasMore() {
            return left.hasNext();
        }

        @Override
        public boolean hasMoreElements() {
            return left.hasNext();
        }

        @Override
        public T nextElement() {
            return left.next();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    @Override
    public NameParser getNameParser(Name name) {
        return CompositeName::new;
    }

    @Override
    public NameParser getNameParser(String name) {
        return CompositeName::new;
    }

    @Override
    public Name composeName(Name name, Name prefix) throws NamingException {
        return ((Name) prefix.clone()).addAll(name);
    }

    @Override
    public String composeName(String name, String prefix) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    @Override
    public Hashtable<?, ?> getEnvironment() {
        return new Hashtable<>();
    }

    @Override
    public String getNameInNamespace() {
        return "";
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private static NamingException readOnly() {
        return new OperationNotSupportedException(
                "this naming context is what its properties say, and cannot be changed");
    }

    @Override
    public void bind(Name name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void bind(String name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rebind(Name name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rebind(String name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void unbind(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void unbind(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rename(Name from, Name to) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rename(String from, String to) throws NamingException {
        throw readOnly();
    }

    @Override
    public void destroySubcontext(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void destroySubcontext(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Context createSubcontext(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Context createSubcontext(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Object addToEnvironment(String name, Object value) throws NamingException {
        throw readOnly();
    }

    @Override
    public Object removeFromEnvironment(String name) throws NamingException {
        throw readOnly();
    }
}
