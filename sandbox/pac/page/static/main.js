// What was stamped, newest first; told of changes as they happen.

import { FAULTS, KINDS, MOTIVES, PACS, PAYMENT, badge, date, element, money } from "./words.js";

const PAGE = 40;
const state = { stamps: new Map(), filter: "all", text: "", open: new Set(), shown: PAGE, faults: [], facts: {}, fresh: "" };
const $ = (id) => document.getElementById(id);

async function ask(path, body, method) {
    const options = body ? { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } } : { method: method || "GET" };
    const response = await fetch(`/_sandbox/${path}`, options);
    const found = await response.json();
    if (!response.ok) {
        throw new Error(found.error);
    }
    return found;
}

function toast(text) {
    $("toast").textContent = text;
    $("toast").hidden = false;
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => ($("toast").hidden = true), 4000);
}

async function load() {
    const [found, faults] = await Promise.all([ask("stamps?limit=2000"), ask("faults")]);
    state.stamps = new Map(found.stamps.map((stamp) => [stamp.uuid, stamp]));
    state.facts = found;
    state.faults = faults.faults;
    draw();
    drawFaults();
}

// -- the list -----------------------------------------------------------------------------------

const FILTERS = {
    all: ["Todos", () => true],
    valid: ["Vigentes", (stamp) => stamp.state === "valid"],
    waiting: ["Por aceptar", (stamp) => stamp.cancellation?.answer === "waiting"],
    cancelled: ["Cancelados", (stamp) => stamp.state === "cancelled"],
};

function chosen() {
    const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
    const keep = FILTERS[state.filter][1];
    return [...state.stamps.values()].reverse().filter((stamp) => {
        const hay = [stamp.uuid, stamp.serie + stamp.folio, stamp.receiver.name, stamp.receiver.rfc, stamp.issuer.name, stamp.issuer.rfc, stamp.total].join(" ").toLowerCase();
        return keep(stamp) && words.every((word) => hay.includes(word));
    });
}

function draw() {
    const found = chosen();
    $("list").replaceChildren(...found.slice(0, state.shown).map(card));
    $("more").hidden = found.length <= state.shown;
    $("empty").hidden = found.length > 0;
    $("empty").textContent = state.stamps.size
        ? "Ningún comprobante coincide con lo que busca."
        : "Todavía no hay timbres. Publique una factura en la clínica y envíela: aparecerá aquí al momento.";
    $("filter").replaceChildren(
        ...Object.entries(FILTERS).map(([name, [label, keep]]) => {
            const count = [...state.stamps.values()].filter(keep).length;
            const button = element("button", {}, `${label} ${count}`);
            button.type = "button";
            button.setAttribute("aria-pressed", String(state.filter === name));
            button.onclick = () => {
                state.filter = name;
                draw();
            };
            return button;
        })
    );
    const credits = state.facts.credits || {};
    const facts = [["Timbrados", state.facts.total ?? 0], ...Object.entries(credits).map(([pac, left]) => [`Quedan en ${PACS[pac]}`, left])];
    $("facts").replaceChildren(...facts.map(([label, value]) => element("div", {}, element("dt", {}, label), element("dd", {}, Number(value).toLocaleString("es-MX")))));
    $("alarm").hidden = !state.facts.doubles;
    $("alarm").textContent = `${state.facts.doubles} ${state.facts.doubles === 1 ? "comprobante se timbró" : "comprobantes se timbraron"} más de una vez.`;
    $("judge").textContent =
        state.facts.judge === "sat"
            ? "Cada comprobante se revisó con el esquema y la cadena original del SAT."
            : "En esta máquina no están los esquemas del SAT: revisa el motor de la clínica en su lugar.";
    state.fresh = "";
}

function card(stamp) {
    const [kind, label] = badge(stamp);
    const item = element("li", { class: `card ${stamp.state} ${state.fresh === stamp.uuid ? "new" : ""}` });
    const head = element(
        "button",
        { class: "head", type: "button", "aria-expanded": String(state.open.has(stamp.uuid)) },
        element("span", { class: "who" }, stamp.receiver.name),
        element("span", { class: "amount" }, stamp.kind === "P" ? money(stamp.paid, "MXN") : money(stamp.total, stamp.currency)),
        element("span", { class: "sub" }, `${stamp.global ? "Factura global" : KINDS[stamp.kind] || stamp.kind} ${stamp.serie}${stamp.folio} · ${date(stamp.at)} · ${PACS[stamp.pac]}`),
        element("span", { class: "sub right" }, element("span", { class: `badge ${kind}` }, label))
    );
    head.onclick = () => {
        state.open.has(stamp.uuid) ? state.open.delete(stamp.uuid) : state.open.add(stamp.uuid);
        item.replaceWith(card(stamp));
        document.querySelector(`[data-uuid="${stamp.uuid}"] .head`)?.focus();
    };
    item.dataset.uuid = stamp.uuid;
    item.append(head);
    if (state.open.has(stamp.uuid)) {
        item.append(details(stamp));
    }
    return item;
}

function details(stamp) {
    const body = element("div", { class: "body" });
    const request = stamp.cancellation;
    if (request?.answer === "waiting") {
        const box = element("div", { class: "decision" }, element("p", {}, `${stamp.receiver.name} debe decidir si acepta la cancelación. Responda por el receptor:`));
        for (const [answer, label, look] of [["accept", "Aceptar", "primary"], ["reject", "Rechazar", ""], ["expire", "Dejar vencer", ""]]) {
            const button = element("button", { class: `button ${look}`, type: "button" }, label);
            button.onclick = () => ask(`stamps/${stamp.uuid}`, { answer }).catch((error) => toast(error.message));
            box.append(button);
        }
        body.append(box);
    }
    if (stamp.lines.length && stamp.kind !== "P") {
        const rows = stamp.lines.map((line) => element("tr", {}, element("td", {}, line.text), element("td", {}, line.quantity), element("td", {}, money(line.amount, stamp.currency))));
        body.append(
            element("table", {}, element("thead", {}, element("tr", {}, ...["Concepto", "Cantidad", "Importe"].map((name) => element("th", {}, name)))), element("tbody", {}, ...rows))
        );
        if (stamp.more_lines) {
            body.append(element("p", { class: "sub" }, `y ${stamp.more_lines} conceptos más`));
        }
    }
    const pairs = [
        ["UUID", element("code", {}, stamp.uuid)],
        ["Emisor", `${stamp.issuer.name} · ${stamp.issuer.rfc}`],
        ["Receptor", `${stamp.receiver.rfc} · uso ${stamp.receiver.use}`],
        ["Fecha del comprobante", stamp.date.replace("T", " ")],
    ];
    if (stamp.method) {
        pairs.push(["Pago", PAYMENT[stamp.method] || stamp.method]);
    }
    for (const relation of stamp.relations) {
        pairs.push([relation.kind === "pago" ? "Paga" : `Relación ${relation.kind}`, element("code", {}, relation.uuid.toLowerCase())]);
    }
    if (request) {
        pairs.push(["Cancelación", `Motivo ${request.motive}, ${MOTIVES[request.motive] || ""} · pedida el ${date(request.asked)}`]);
        if (request.replacement) {
            pairs.push(["Lo sustituye", element("code", {}, request.replacement)]);
        }
    }
    if (stamp.key) {
        pairs.push(["Clave de envío", element("code", {}, stamp.key)]);
    }
    body.append(element("dl", { class: "pairs" }, ...pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])));
    body.append(element("p", {}, element("a", { class: "button", href: `/stamps/${stamp.uuid}.xml` }, "Descargar XML timbrado")));
    return body;
}

// -- faults -------------------------------------------------------------------------------------

function drawFaults() {
    $("faults").replaceChildren(
        ...FAULTS.map(({ title, text, fault, once }) => {
            const rule = state.faults.find((each) => each.kind === fault.kind && String(each.match?.call ?? "") === String(fault.match?.call ?? "") && (each.count === null || each.fired < each.count) && Object.entries(fault).every(([name, value]) => name === "match" || name === "count" || each[name] === value));
            const button = element("button", { type: "button" }, rule ? "Quitar" : once ? "Una vez" : "Provocar");
            button.setAttribute("aria-label", `${button.textContent}: ${title}`);
            button.onclick = async () => {
                try {
                    await (rule ? ask(`faults?id=${rule.id}`, null, "DELETE") : ask("faults", once ? { ...fault, count: 1 } : fault));
                    state.faults = (await ask("faults")).faults;
                    drawFaults();
                } catch (error) {
                    toast(error.message);
                }
            };
            const item = element("li", { class: rule ? "on" : "" }, element("strong", {}, title), element("small", {}, text), button);
            return item;
        })
    );
}

// -- changes ------------------------------------------------------------------------------------

function listen() {
    const feed = new EventSource("/_sandbox/feed");
    let waiting = null;
    feed.onmessage = (message) => {
        const event = JSON.parse(message.data);
        if (event.event === "stamp") {
            state.fresh = state.stamps.has(event.stamp.uuid) ? "" : event.stamp.uuid;
            state.stamps.set(event.stamp.uuid, event.stamp);
        }
        if (event.event === "stamp" || event.event === "reload") {
            clearTimeout(waiting);
            waiting = setTimeout(() => load().catch(() => {}), 250);
        }
    };
    feed.onopen = () => load().catch(() => {});
}

$("search").oninput = (event) => {
    state.text = event.target.value;
    state.shown = PAGE;
    draw();
};
$("more").onclick = () => {
    state.shown += PAGE;
    draw();
};
load().catch((error) => toast(error.message));
listen();
