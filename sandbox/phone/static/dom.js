// Small helpers: making elements, icons, dates and sizes in Spanish, WhatsApp's text marks.

const ICONS = {
    search: "M10.5 4a6.5 6.5 0 1 0 4.1 11.5l4.4 4.4 1.4-1.4-4.4-4.4A6.5 6.5 0 0 0 10.5 4Zm0 2a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Z",
    plus: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
    clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14Zm-1 2v6l4.6 2.7 1-1.7-3.6-2.1V7Z",
    back: "m14.7 5.3 1.4 1.4L10.8 12l5.3 5.3-1.4 1.4L8 12z",
    close: "m6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z",
    more: "M12 5.2a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4Zm0 5.1a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4Zm0 5.1a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4Z",
    send: "M3.5 20.5 21 12 3.5 3.5 5.7 11 14 12l-8.3 1z",
    clip: "M16.5 6.5v9a4.5 4.5 0 0 1-9 0V6a3 3 0 0 1 6 0v9a1.5 1.5 0 0 1-3 0V7H9v8a3 3 0 0 0 6 0V6a4.5 4.5 0 0 0-9 0v9.5a6 6 0 0 0 12 0v-9z",
    mic: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3Zm-6.5 8a6.5 6.5 0 0 0 5.5 6.4V21h2v-3.6a6.5 6.5 0 0 0 5.5-6.4h-2a4.5 4.5 0 0 1-9 0z",
    image: "M4 5h16v14H4zm2 2v7.6l3.5-3.6 3.5 3.6 2-2 3 3V7zm9.5 1.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Z",
    file: "M6 3h8l5 5v13H6zm2 2v14h9V9h-4V5zm1.5 7h6v1.6h-6zm0 3h6v1.6h-6z",
    pin: "M12 2.5a6.5 6.5 0 0 0-6.5 6.5c0 4.7 6.5 12.5 6.5 12.5S18.5 13.7 18.5 9A6.5 6.5 0 0 0 12 2.500Zm0 4a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z",
    person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8Zm0 10c4.4 0 8 2.2 8 5v1H4v-1c0-2.8 3.6-5 8-5Z",
    upload: "M11 16V8.800L7.9 11.9 6.5 10.5 12 5l5.5 5.5-1.4 1.400L13 8.800V16zM5 18h14v2H5z",
    play: "M8 5v14l11-7z",
    pause: "M7 5h3.500v14H7zm6.5 0H17v14h-3.500z",
    link: "M14 4h6v6h-2V7.400l-7.3 7.3-1.4-1.400L16.6 6H14zM5 6h6v2H7v9h9v-4h2v6H5z",
    phone: "M6.6 3.5 9.5 3l2 5-2.3 1.700a12 12 0 0 0 5.1 5.100L16 12.500l5 2-.5 2.900a2 2 0 0 1-2 1.700C11 19 5 13 4.9 5.500a2 2 0 0 1 1.7-2Z",
    list: "M5 6h14v2H5zm0 5h14v2H5zm0 5h14v2H5z",
    copy: "M8 3h11v13h-2V5H8zM5 7h10v14H5zm2 2v10h6V9z",
    reply: "M10 5v4c6 .5 9 4 10 10-2.5-3.5-5.5-5-10-5v4l-7-6.500z",
    smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM9 8.500a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.600Zm6 0a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.600ZM7.5 13a4.6 4.6 0 0 0 9 0z",
    power: "M11 3h2v9h-2zm5.7 2.700A8 8 0 1 1 7.3 5.700l1.2 1.600a6 6 0 1 0 7 0z",
    down: "m6.4 8.5 5.6 5.6 5.6-5.600L19 9.900l-7 7-7-7z",
    form: "M5 3h14v18H5zm2 2v14h10V5zm2 3h6v1.700H9zm0 3.500h6v1.700H9zM9 15h4v1.700H9z",
};

export function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.classList.add("icon");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
}

/** h("button.primary", {onclick}, child, …): an element; null children are left out. */
export function h(spec, props = {}, ...children) {
    const [tag, ...classes] = spec.split(".");
    const element = document.createElement(tag || "div");
    if (classes.length) {
        element.className = classes.join(" ");
    }
    for (const [name, value] of Object.entries(props)) {
        if (value === null || value === undefined || value === false) {
            continue;
        }
        if (name.startsWith("on")) {
            element.addEventListener(name.slice(2), value);
        } else if (name in element && name !== "list") {
            element[name] = value;
        } else {
            element.setAttribute(name, value === true ? "" : value);
        }
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return element;
}

// -- words ------------------------------------------------------------------------------------

const PALETTE = ["#1f7d72", "#b4602d", "#6a4c93", "#2b6cb0", "#a03e5c", "#4d7c0f", "#8a5a00", "#0e7490"];

export function avatar(name, key = name) {
    const words = name.replace(/^(don|doña|dra?\.?)\s+/i, "").split(/\s+/);
    const letters = /^\+?\d/.test(name) ? "#" : (words[0][0] + (words[1]?.[0] || "")).toUpperCase();
    let sum = 0;
    for (const letter of key) {
        sum = (sum * 31 + letter.codePointAt(0)) % 997;
    }
    const element = h("span.avatar", { ariaHidden: "true" }, letters);
    element.style.setProperty("--tint", PALETTE[sum % PALETTE.length]);
    return element;
}

export function number(digits) {
    const mexican = /^521?(\d{10})$/.exec(digits);
    if (!mexican) {
        return `+${digits}`;
    }
    const area = /^(55|56|33|81)/.test(mexican[1]) ? 2 : 3;
    const rest = mexican[1].slice(area);
    return `${mexican[1].slice(0, area)} ${rest.slice(0, -4)} ${rest.slice(-4)}`;
}

/** A phone nobody named carries its number. */
export const nameOf = (phone) => (/^\+\d+$/.test(phone.name) ? number(phone.number) : phone.name);

const date = (seconds) => new Date(seconds * 1000);
const TIME = new Intl.DateTimeFormat("es-MX", { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("es-MX", { weekday: "long", day: "numeric", month: "long" });
const SHORT = new Intl.DateTimeFormat("es-MX", { day: "numeric", month: "short" });
const dayOf = (seconds) => date(seconds).toDateString();

export const time = (seconds) => TIME.format(date(seconds));

export function day(seconds, now) {
    if (dayOf(seconds) === dayOf(now)) {
        return "Hoy";
    }
    return dayOf(seconds) === dayOf(now - 86400) ? "Ayer" : DAY.format(date(seconds));
}

export function when(seconds, now) {
    if (dayOf(seconds) === dayOf(now)) {
        return time(seconds);
    }
    return dayOf(seconds) === dayOf(now - 86400) ? "Ayer" : SHORT.format(date(seconds));
}

export const moment = (seconds) => `${SHORT.format(date(seconds))}, ${time(seconds)}`;

export function size(bytes) {
    if (!bytes) {
        return "";
    }
    return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function duration(seconds) {
    const whole = Math.round(seconds || 0);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

const MARKS = /(```[^`]+```)|(?<![\wáéíóúñ])\*(\S|\S[^*\n]*\S)\*(?!\w)|(?<![\wáéíóúñ])_(\S|\S[^_\n]*\S)_(?!\w)|(?<![\wáéíóúñ])~(\S|\S[^~\n]*\S)~(?!\w)|(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/g;

/** A text with WhatsApp's marks (*bold*, _italic_, ~struck~, ```code```) and links, as nodes. */
export function marked(text) {
    const nodes = [];
    let last = 0;
    for (const found of text.matchAll(MARKS)) {
        nodes.push(text.slice(last, found.index));
        const [whole, code, bold, italic, struck, link] = found;
        if (code) {
            nodes.push(h("code", {}, code.slice(3, -3)));
        } else if (bold) {
            nodes.push(h("strong", {}, ...marked(bold)));
        } else if (italic) {
            nodes.push(h("em", {}, ...marked(italic)));
        } else if (struck) {
            nodes.push(h("s", {}, ...marked(struck)));
        } else {
            nodes.push(h("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link));
        }
        last = found.index + whole.length;
    }
    nodes.push(text.slice(last));
    return nodes.filter((node) => node !== "");
}

/** One line that says what a message is, for the list and for quotes. */
export function gist(message) {
    const view = message.view;
    switch (view.kind) {
        case "text":
        case "system":
            return view.text.replace(/[*_~`]/g, "");
        case "media": {
            const names = { image: "Foto", video: "Video", audio: "Audio", document: "", sticker: "Sticker" };
            const name = view.media.voice ? "Nota de voz" : names[view.media.type];
            return view.text || name + (view.media.type === "document" ? view.media.filename || "Documento" : "");
        }
        case "location":
            return view.location.name || "Ubicación";
        case "contacts":
            return view.contacts.map((person) => person.name).join(", ");
        case "card":
            return view.body.replace(/[*_~`]/g, "");
        case "reaction":
            return view.emoji ? `Reaccionó con ${view.emoji}` : "Quitó su reacción";
        case "answers":
            return "Formulario contestado";
        default:
            return "Mensaje no compatible";
    }
}

const GLYPHS = { location: "pin", contacts: "person", answers: "form" };
const MEDIA_GLYPHS = { image: "image", video: "play", document: "file", audio: "mic" };

/** The gist with the sign of its kind before it. */
export function gistLine(message) {
    const { kind, media } = message.view;
    const sign = kind === "media" ? MEDIA_GLYPHS[media.type] : GLYPHS[kind];
    return [sign ? icon(sign) : null, gist(message)];
}

export function toast(text, failed = false) {
    const box = document.getElementById("toast");
    box.textContent = text;
    box.classList.toggle("failed", failed);
    box.hidden = false;
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => (box.hidden = true), failed ? 6000 : 2600);
}
