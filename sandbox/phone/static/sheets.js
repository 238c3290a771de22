// What slides up inside a phone: a list's rows, what can be attached, a Flow, a message's menu.

import { h, icon, toast } from "./dom.js";
import { act, get } from "./store.js";

/** Show a sheet in a phone's screen; returns how to close it. */
export function open(screen, title, content, { tall = false } = {}) {
    screen.querySelector(".veil")?.remove();
    const before = document.activeElement;
    const close = () => {
        veil.remove();
        before?.focus?.();
    };
    const sheet = h(
        `section.sheet${tall ? ".tall" : ""}`,
        { role: "dialog", ariaLabel: title },
        h(
            "header",
            {},
            h("h2", {}, title),
            h("button.round", { type: "button", ariaLabel: "Cerrar", onclick: close }, icon("close")),
        ),
        content,
    );
    const veil = h("div.veil", {}, sheet);
    // A listener, not `onclick`: that one's `false` would keep a radio from being chosen.
    veil.addEventListener("click", (event) => event.target === veil && close());
    veil.onkeydown = (event) => {
        if (event.key === "Escape") {
            event.stopPropagation();
            close();
        }
    };
    screen.append(veil);
    (sheet.querySelector("input, textarea, .choice, .option") || sheet.querySelector("button")).focus();
    return close;
}

/** The rows of a list message. */
export function list(screen, phone, message) {
    const { button, sections } = message.view.list;
    let chosen = null;
    const send = h("button.primary.wide", { type: "button", disabled: true }, "Enviar");
    const pick = (row, label) => {
        chosen = row;
        send.disabled = false;
        form.querySelectorAll(".option").forEach((each) => each.classList.toggle("on", each === label));
    };
    const group = `list-${message.seq}`;
    const form = h(
        "div.options",
        {},
        sections.map((section) => [
            section.title ? h("h4", {}, section.title) : null,
            section.rows.map((row) => {
                const input = h("input", { type: "radio", name: group });
                const label = h(
                    "label.option",
                    {},
                    h("span", {}, h("b", {}, row.title), row.description ? h("small", {}, row.description) : null),
                    input,
                );
                input.onchange = () => pick(row, label);
                label.ondblclick = () => send.click();
                return label;
            }),
        ]).flat(2),
    );
    form.addEventListener("keydown", (event) => event.key === "Enter" && chosen && send.click());
    const close = open(screen, button, h("div.sheet-body", {}, form, send));
    send.onclick = async () => {
        if (await act(phone, { kind: "list", reply_to: message.id, id: chosen.id })) {
            close();
        }
    };
}

/** What the clip offers. */
export function attach(screen, phone, reply, done) {
    const give = (spec) => async () => {
        close();
        if (await act(phone, { ...spec, ...reply })) {
            done();
        }
    };
    const file = h("input", { type: "file", hidden: true });
    file.onchange = async () => {
        close();
        for (const each of file.files) {
            const family = each.type.split("/")[0];
            const kind = ["image", "video", "audio"].includes(family) ? family : "document";
            if (each.size > 90e6) {
                toast("Ese archivo es demasiado grande.", true);
            } else if (await act(phone, { kind, ...reply }, each)) {
                done();
            }
        }
    };
    const person = { name: { formatted_name: "Lic. Tomás Beltrán", first_name: "Tomás", last_name: "Beltrán" }, phones: [{ phone: "+52 55 0731 8820", type: "CELL" }] };
    const choice = (name, label, tint, onclick) => {
        const button = h("button.choice", { type: "button", onclick }, h("span", {}, icon(name)), label);
        button.style.setProperty("--tint", tint);
        return button;
    };
    const content = h(
        "div.choices",
        {},
        choice("image", "Foto de ejemplo", "#7c4d9e", give({ kind: "image", sample: "photo" })),
        choice("file", "Estudio en PDF", "#b4472d", give({ kind: "document", sample: "pdf" })),
        choice("mic", "Nota de voz", "#1f8a7d", give({ kind: "voice", sample: "voice" })),
        choice("pin", "Ubicación", "#2f7d4f", give({ kind: "location" })),
        choice("person", "Contacto", "#2b6cb0", give({ kind: "contacts", contacts: [person] })),
        choice("upload", "Archivo propio", "#5b6770", () => file.click()),
        file,
    );
    const close = open(screen, "Enviar", content);
}

const EMOJIS = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/** What can be done with one message. */
export function menu(screen, phone, message, onreply) {
    const run = (action) => () => {
        close();
        action();
    };
    const react = (emoji) => run(() => act(phone, { kind: "reaction", reply_to: message.id, emoji }));
    const item = (name, label, action) => h("button.item", { type: "button", onclick: run(action) }, icon(name), label);
    const own = message.direction === "in";
    const content = h(
        "div.menu",
        {},
        h(
            "div.emojis",
            {},
            EMOJIS.map((emoji) => {
                const given = message.reactions.in === emoji;
                return h(`button${given ? ".on" : ""}`, { type: "button", onclick: react(given ? "" : emoji) }, emoji);
            }),
        ),
        item("reply", "Responder", () => onreply(message)),
        own && message.view.kind === "text" && message.type === "text"
            ? item("form", "Corregir", () => correct(screen, phone, message))
            : null,
        own && message.view.kind !== "system"
            ? item("close", "Eliminar para todos", () => act(phone, { kind: "revoke", message: message.id }))
            : null,
    );
    const close = open(screen, "Mensaje", content);
}

function correct(screen, phone, message) {
    const input = h("textarea", { value: message.view.text, rows: 3, ariaLabel: "Texto corregido" });
    const save = h("button.primary.wide", { type: "button" }, "Guardar");
    const close = open(screen, "Corregir", h("div.sheet-body", {}, input, save));
    save.onclick = async () => {
        if (input.value.trim() && (await act(phone, { kind: "edit", message: message.id, text: input.value.trim() }))) {
            close();
        }
    };
}

// -- Flows -------------------------------------------------------------------------------------

/** A Flow's screens one after the other; without its JSON, one free answer. */
export async function flow(screen, phone, message, parameters) {
    const name = String(parameters.flow_id || parameters.flow_name || "");
    const found = name ? (await get(`/flows/${encodeURIComponent(name)}`)).json : null;
    const screens = found?.screens || [
        {
            title: "Formulario",
            layout: {
                children: [
                    { type: "TextBody", text: "Este formulario no se ha dado de alta en el simulador. Escriba una respuesta libre." },
                    { type: "TextArea", name: "respuesta", label: "Su respuesta", required: true },
                ],
            },
        },
    ];
    const values = {};
    const show = (index) => {
        const page = screens[index];
        const fields = flat(page.layout.children).map((part) => field(part, values)).filter(Boolean);
        const last = index === screens.length - 1 || page.terminal;
        const label = flat(page.layout.children).find((part) => part.type === "Footer")?.label;
        const next = h("button.primary.wide", { type: "submit" }, label || (last ? "Enviar" : "Siguiente"));
        const form = h("form.sheet-body.flow", {}, fields, next);
        const close = open(screen, page.title || "Formulario", form, { tall: true });
        form.onsubmit = async (event) => {
            event.preventDefault();
            if (!last) {
                show(index + 1);
            } else if (
                await act(phone, { kind: "flow", reply_to: message.id, answers: values, flow_token: parameters.flow_token })
            ) {
                close();
            }
        };
    };
    show(0);
}

function flat(parts) {
    return (parts || []).flatMap((part) => (part.children ? flat(part.children) : [part]));
}

function field(part, values) {
    const label = typeof part.label === "string" ? part.label : "";
    const set = (value) => (values[part.name] = value);
    const options = Array.isArray(part["data-source"]) ? part["data-source"] : [];
    switch (part.type) {
        case "TextHeading":
        case "TextSubheading":
            return h("h4", {}, part.text);
        case "TextBody":
        case "TextCaption":
            return h("p", {}, part.text);
        case "RadioButtonsGroup":
        case "CheckboxGroup": {
            const many = part.type === "CheckboxGroup";
            const boxes = options.map((option) => {
                const input = h("input", { type: many ? "checkbox" : "radio", name: part.name, value: option.id, required: !many && part.required });
                input.onchange = () => {
                    const all = [...input.form.elements[part.name]].filter((each) => each.checked).map((each) => each.value);
                    set(many ? all : input.value);
                };
                return h("label.option", {}, h("span", {}, h("b", {}, option.title), option.description ? h("small", {}, option.description) : null), input);
            });
            return h("fieldset", {}, label ? h("legend", {}, label) : null, boxes);
        }
        case "Dropdown": {
            const select = h("select", { required: part.required }, h("option", { value: "" }, "Elija…"), options.map((option) => h("option", { value: option.id }, option.title)));
            select.onchange = () => set(select.value);
            return h("label.field", {}, label, select);
        }
        case "TextArea":
        case "TextInput":
        case "DatePicker": {
            const type = part.type === "DatePicker" ? "date" : part["input-type"] || "text";
            const input = part.type === "TextArea" ? h("textarea", { rows: 3 }) : h("input", { type });
            input.required = Boolean(part.required);
            input.oninput = () => set(input.value);
            return h("label.field", {}, label, input);
        }
        case "OptIn": {
            const input = h("input", { type: "checkbox", required: part.required });
            input.onchange = () => set(input.checked);
            return h("label.option", {}, h("span", {}, label), input);
        }
        default:
            return null;
    }
}
