// One message as a phone shows it.

import { gist, gistLine, h, icon, marked, size, time, toast } from "./dom.js";
import { act } from "./store.js";
import { voice } from "./voice.js";

const LOST = {
    131026: "el número no tiene WhatsApp",
    131047: "pasaron más de 24 horas desde el último mensaje del paciente; solo puede salir una plantilla",
    131049: "WhatsApp decidió no entregarlo",
    131050: "el paciente dejó de recibir promociones",
    131053: "no se pudo obtener el archivo",
    130472: "WhatsApp tiene el número en un experimento",
    131042: "hay un problema de pago en la cuenta",
};

/** What the phone never shows, but whoever tries the clinic wants to know. */
export function lost(message) {
    const reason = LOST[message.error?.code] || message.error?.title || "error desconocido";
    return h(
        "div.note.lost",
        { title: message.error?.error_data?.details || "" },
        `No llegó un mensaje del consultorio: ${reason} (${message.error?.code ?? "?"}).`,
    );
}

export function note(text) {
    return h("div.note", {}, text);
}

/** `tools` = {phone, find(id), onreply, onmenu, onlist, onflow} */
export function bubble(message, tools) {
    const mine = message.direction === "in";
    const view = message.view;
    const quoted = message.context && !mine ? tools.find(message.context) : mine && tools.find(message.context);
    const element = h(
        `div.bubble.${mine ? "mine" : "theirs"}.is-${view.kind}`,
        { tabIndex: 0, role: "group", ariaLabel: `${mine ? "Usted" : "Consultorio"}: ${gist(message)}` },
        view.template && h("span.sr", {}, "Plantilla"),
        quoted ? quote(quoted) : null,
        ...body(message, tools),
        h("span.meta", {}, time(message.at), mine ? ticks(message.status) : null),
        h(
            "button.handle",
            { type: "button", ariaLabel: "Opciones del mensaje", onclick: (event) => tools.onmenu(message, event.currentTarget) },
            icon("down"),
        ),
    );
    const reactions = Object.values(message.reactions).filter(Boolean);
    if (reactions.length) {
        element.append(h("span.reactions", {}, reactions.join("")));
        element.classList.add("reacted");
    }
    element.ondblclick = () => tools.onreply(message);
    const buttons = !mine ? actions(message, tools) : null;
    return h(`div.row.${mine ? "mine" : "theirs"}`, { id: "" }, h("div.stack", {}, element, buttons));
}

function quote(message) {
    return h(
        "div.quote",
        {},
        h("b", {}, message.direction === "in" ? "Usted" : "Consultorio"),
        h("span", {}, gistLine(message)),
    );
}

const TICK = { sent: "Enviado", delivered: "Entregado", read: "Leído" };

function ticks(status) {
    const mark = h(`span.ticks.${status}`, { title: TICK[status] || "", ariaLabel: TICK[status] || "" });
    mark.textContent = status === "sent" ? "✓" : "✓✓";
    return mark;
}

function text(words, spec = "div.text") {
    return words ? h(spec, {}, ...marked(words)) : null;
}

function body(message, tools) {
    const view = message.view;
    switch (view.kind) {
        case "text":
            return [text(view.text)];
        case "media":
            return [media(view.media, message, tools), text(view.text)];
        case "location":
            return [place(view.location)];
        case "contacts":
            return view.contacts.map(contact);
        case "card":
            return [header(view.header, message, tools), text(view.body), text(view.footer, "div.foot")];
        case "answers":
            return [answers(view.answers)];
        case "system":
            return [h("div.text.gone", {}, "🚫 ", view.text)];
        default:
            return [h("div.text.gone", {}, "Este mensaje no se puede mostrar aquí.")];
    }
}

function header(part, message, tools) {
    if (!part) {
        return null;
    }
    if (part.type === "text") {
        return h("div.title", {}, part.text);
    }
    return part.type === "location" ? place(part.location) : media(part.media, message, tools);
}

function media(part, message, tools) {
    if (!part.url) {
        return h("div.loading", {}, "Descargando…");
    }
    if (part.type === "image" || part.type === "sticker") {
        const image = h(`img.${part.type === "sticker" ? "sticker" : "photo"}`, { src: part.url, alt: "Imagen", loading: "lazy" });
        image.onload = () => tools.onheight?.();
        return h("a", { href: part.url, target: "_blank", rel: "noopener" }, image);
    }
    if (part.type === "video") {
        return h("video.photo", { src: part.url, controls: true, preload: "metadata" });
    }
    if (part.type === "audio") {
        const played = () => message.direction === "out" && act(tools.phone, { kind: "played", message: message.id });
        return voice(part, played);
    }
    const kind = (part.filename?.split(".").pop() || part.mime_type?.split("/").pop() || "").slice(0, 4).toUpperCase();
    return h(
        "a.document",
        { href: part.url, target: "_blank", rel: "noopener", download: part.filename || "documento" },
        h(`span.sheet-icon.${kind === "PDF" ? "pdf" : "other"}`, {}, kind || "DOC"),
        h("span.file", {}, h("b", {}, part.filename || "Documento"), h("small", {}, [kind, size(part.size)].filter(Boolean).join(" · "))),
    );
}

function place(part) {
    const query = `${part.latitude},${part.longitude}`;
    return h(
        "a.place",
        { href: `https://www.openstreetmap.org/?mlat=${part.latitude}&mlon=${part.longitude}`, target: "_blank", rel: "noopener noreferrer" },
        h("span.map", { ariaHidden: "true" }, icon("pin")),
        h("b", {}, part.name || "Ubicación"),
        h("small", {}, part.address || query),
    );
}

function contact(person) {
    return h(
        "div.contact",
        {},
        h("span.contact-icon", {}, icon("person")),
        h("span.file", {}, h("b", {}, person.name), h("small", {}, person.phones.join(" · ") || person.company)),
    );
}

function answers(values) {
    const rows = Object.entries(values).filter(([name]) => name !== "flow_token");
    return h(
        "div.answers",
        {},
        h("b", {}, icon("form"), "Formulario enviado"),
        ...rows.map(([name, value]) => h("span", {}, h("small", {}, name.replaceAll("_", " ")), String(value))),
    );
}

// -- what can be tapped below a message of the business ----------------------------------------

const SIGN = { reply: "reply", quick_reply: "reply", url: "link", phone: "phone", flow: "form", copy: "copy", location: "pin" };

function actions(message, tools) {
    const view = message.view;
    const buttons = (view.buttons || []).map((button) =>
        h(
            `button.action${message.chosen && message.chosen === button.id ? ".chosen" : ""}`,
            { type: "button", onclick: () => tap(message, button, tools) },
            icon(SIGN[button.type]),
            button.title,
        ),
    );
    if (view.list) {
        buttons.push(
            h("button.action", { type: "button", onclick: () => tools.onlist(message) }, icon("list"), view.list.button),
        );
    }
    return buttons.length ? h("div.actions", {}, buttons) : null;
}

async function tap(message, button, tools) {
    if (button.type === "reply" || button.type === "quick_reply") {
        await act(tools.phone, { kind: "button", reply_to: message.id, title: button.title });
    } else if (button.type === "url") {
        window.open(button.url, "_blank", "noopener");
    } else if (button.type === "phone") {
        toast(`Llamaría al ${button.phone}.`);
    } else if (button.type === "copy") {
        await navigator.clipboard?.writeText(button.code);
        toast(`Copiado: ${button.code}`);
    } else if (button.type === "location") {
        await act(tools.phone, { kind: "location", reply_to: message.id });
    } else if (button.type === "flow") {
        tools.onflow(message, button.flow);
    }
}
