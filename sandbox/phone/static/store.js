// What the page knows, kept up to date by the sandbox's feed, and how it asks for changes.

import { toast } from "./dom.js";

export const store = {
    phones: new Map(), // id -> phone
    accounts: [],
    chats: new Map(), // "phone/account" -> Map(id -> message)
    typing: new Map(), // "phone/account" -> until (ms)
    receiver: "",
    ahead: 0,
};

const watchers = new Set();

/** `watch(function(event))`: told of everything that changes; returns how to stop. */
export function watch(watcher) {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
}

function tell(event) {
    for (const watcher of [...watchers]) {
        watcher(event);
    }
}

export const now = () => Date.now() / 1000 + store.ahead;
export const account = () => store.accounts.find((each) => each.phone_number_id === store.chosen) || store.accounts[0];
export const key = (phone, number = account()?.phone_number_id) => `${phone}/${number}`;

async function call(path, options) {
    const response = await fetch(`/_sandbox${path}`, options);
    const body = await response.json().catch(() => ({}));
    if (!response.ok) {
        throw new Error(body.error || "El simulador no respondió.");
    }
    return body;
}

export const get = (path) => call(path);

export function post(path, body) {
    return call(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
    });
}

/** Do something as a patient; a refusal is shown, not thrown. Returns whether it was done. */
export async function act(phone, spec, file = null) {
    const body = { phone, account: account().phone_number_id, ...spec };
    try {
        if (file) {
            const form = new FormData();
            form.append("data", JSON.stringify(body));
            form.append("file", file, file.name);
            await call("/inbound", { method: "POST", body: form });
        } else {
            await post("/inbound", body);
        }
        return true;
    } catch (error) {
        toast(error.message, true);
        return false;
    }
}

export async function load() {
    const state = await get("/state");
    store.accounts = state.accounts;
    store.ahead = state.now - Date.now() / 1000;
    store.receiver = state.webhooks.delivered ? "200" : "";
    store.phones.clear();
    for (const phone of state.phones) {
        store.phones.set(phone.id, phone);
    }
    store.chats.clear();
    tell({ event: "loaded" });
}

/** The messages of a chat, oldest first; asked for once, then kept by the feed. */
export async function messages(phone) {
    const name = key(phone);
    if (!store.chats.has(name)) {
        const query = new URLSearchParams({ phone, account: account().phone_number_id, limit: 500 });
        const found = await get(`/messages?${query}`);
        store.chats.set(name, new Map(found.messages.map((message) => [message.id, message])));
    }
    return [...store.chats.get(name).values()];
}

function onMessage(message, count) {
    const phone = store.phones.get(message.phone);
    if (!phone) {
        return;
    }
    const chat = store.chats.get(key(message.phone, message.account));
    chat?.set(message.id, message);
    const name = message.account;
    const known = phone.chats?.[name];
    phone.chats = phone.chats || {};
    if (!known || message.seq >= known.last.seq) {
        phone.chats[name] = { last: message };
    }
    phone.chats[name].unread = count;
    store.typing.delete(key(message.phone, message.account));
}

export function unread(phone) {
    return phone.chats?.[account()?.phone_number_id]?.unread || 0;
}

/** Look at the chats with another business number. */
export function choose(number) {
    store.chosen = number;
    tell({ event: "loaded" });
}

/** Listen; after a pause without the sandbox everything is loaded anew. */
export function listen() {
    const source = new EventSource("/_sandbox/feed");
    // What happened between the page's first look and this moment, or while it was cut off.
    source.onopen = () => load();
    source.onerror = () => {
        store.receiver = "sandbox";
        tell({ event: "receiver" });
    };
    source.onmessage = ({ data }) => {
        const event = JSON.parse(data);
        if (event.event === "reload") {
            load();
            return;
        }
        if (event.event === "message") {
            onMessage(event.message, event.unread);
        } else if (event.event === "phone") {
            const known = store.phones.get(event.phone.id);
            store.phones.set(event.phone.id, { ...known, ...event.phone });
        } else if (event.event === "typing") {
            store.typing.set(key(event.phone, event.account), Date.now() + event.seconds * 1000);
        } else if (event.event === "receiver") {
            store.receiver = event.answer;
        } else if (event.event === "clock") {
            store.ahead = event.now - Date.now() / 1000;
        }
        tell(event);
    };
}
