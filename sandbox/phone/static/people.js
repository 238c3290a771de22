// The list of phones at the left, and the dialog that makes one.

import { avatar, gistLine, h, icon, nameOf, number, toast, when } from "./dom.js";
import { account, now, post, store, unread } from "./store.js";

const list = document.getElementById("list");
const search = document.getElementById("search");

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function last(phone) {
    return phone.chats?.[account()?.phone_number_id]?.last;
}

function matches(phone, words) {
    const wanted = plain(words);
    const digits = words.replace(/\D/g, "");
    return plain(nameOf(phone)).includes(wanted) || (digits.length > 2 && phone.number.includes(digits)) || plain(phone.username || "").includes(wanted);
}

/** Latest talk first, then the demo's own people, then the rest. */
function order(a, b) {
    return (last(b)?.seq || 0) - (last(a)?.seq || 0) || b.known - a.known;
}

const TAG = { 521: "521", username: "@", absent: "sin WhatsApp" };

export function drawPeople(opened, onpick) {
    const words = search.value.trim();
    const found = [...store.phones.values()].filter((phone) => !words || matches(phone, words)).sort(order);
    const active = document.activeElement?.dataset?.phone;
    list.replaceChildren(
        ...found.slice(0, 200).map((phone) => {
            const message = last(phone);
            const count = unread(phone);
            return h(
                "li",
                {},
                h(
                    `button.person${opened.has(phone.id) ? ".open" : ""}${phone.on ? "" : ".away"}`,
                    { type: "button", "data-phone": phone.id, ariaPressed: String(opened.has(phone.id)), onclick: () => onpick(phone.id) },
                    avatar(nameOf(phone), phone.id),
                    h("span.who", {}, h("span.named", {}, h("b", {}, nameOf(phone)), TAG[phone.kind] ? h("i.tag", {}, TAG[phone.kind]) : null), h("small", {}, line(phone, message))),
                    h("span.side", {}, message ? h("small", {}, when(message.at, now())) : null, count ? h("span.badge", { ariaLabel: `${count} sin leer` }, String(count)) : null),
                ),
            );
        }),
        found.length ? "" : h("li.none", {}, words ? "Nadie con ese nombre o número." : "Todavía no hay teléfonos."),
    );
    if (active) {
        list.querySelector(`[data-phone="${active}"]`)?.focus();
    }
}

function line(phone, message) {
    if (!phone.on) {
        return "Apagado";
    }
    const visible = message?.direction === "in" || ["delivered", "read", "played"].includes(message?.status);
    if (message?.status === "failed") {
        return "Un mensaje no llegó";
    }
    if (!visible) {
        return phone.kind === "username" ? `@${phone.username}` : number(phone.number);
    }
    return [message.direction === "in" ? "Usted: " : null, ...gistLine(message)].filter(Boolean);
}

export function onSearch(draw) {
    search.oninput = draw;
    search.addEventListener("keydown", (event) => event.key === "Enter" && list.querySelector(".person")?.click());
}

const KINDS = [
    ["normal", "Normal", "Número de diez dígitos, como casi todos"],
    ["521", "Cuenta antigua (521)", "WhatsApp la conoce con un 1 después del 52"],
    ["username", "Solo nombre de usuario", "El consultorio no ve su número"],
    ["absent", "Sin WhatsApp", "Lo que se le envíe no llegará"],
];

/** Make a phone; `onmade(id)` when it is there. */
export function newPhone(onmade) {
    const name = h("input", { required: true, placeholder: "Por ejemplo, Lucía Herrera", autocomplete: "off" });
    const digits = h("input", { inputMode: "tel", placeholder: "Vacío: uno inventado", autocomplete: "off" });
    const problem = h("p.problem", { hidden: true, role: "alert" });
    const kinds = KINDS.map(([value, title, hint], index) =>
        h("label.option", {}, h("span", {}, h("b", {}, title), h("small", {}, hint)), h("input", { type: "radio", name: "kind", value, checked: index === 0 })),
    );
    const form = h(
        "form",
        { method: "dialog" },
        h("header", {}, h("h2", {}, "Nuevo teléfono"), h("button.round", { type: "button", ariaLabel: "Cerrar", onclick: () => dialog.close() }, icon("close"))),
        h("label.field", {}, "Nombre de la persona", name),
        h("label.field", {}, "Número", digits, h("small", {}, "Los inventados usan un rango que nadie tiene: no suenan en ningún lado.")),
        h("fieldset", {}, h("legend", {}, "Cuenta"), kinds),
        problem,
        h("button.primary.wide", { type: "submit" }, "Crear teléfono"),
    );
    const dialog = h("dialog.dialog", {}, form);
    form.onsubmit = async (event) => {
        event.preventDefault();
        try {
            const kind = new FormData(form).get("kind");
            const made = await post("/phones", { name: name.value.trim(), number: digits.value.trim(), kind });
            dialog.close();
            onmade(made.phone.id);
            toast(`Listo: el teléfono de ${made.phone.name}.`);
        } catch (error) {
            problem.textContent = error.message;
            problem.hidden = false;
        }
    };
    dialog.onclose = () => dialog.remove();
    document.body.append(dialog);
    dialog.showModal();
    name.focus();
}
