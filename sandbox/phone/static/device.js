// One phone on the table: its frame, the chat with the business, the line to write in.

import { bubble, lost, note } from "./bubble.js";
import { avatar, day, gist, gistLine, h, icon, nameOf, number, time, toast } from "./dom.js";
import { record } from "./recorder.js";
import * as sheets from "./sheets.js";
import { account, act, key, messages, now, post, store, watch } from "./store.js";

const START = ["Hola, quiero una cita", "¿Qué horarios tienen mañana?", "¿Cuánto cuesta la consulta?", "Necesito mi factura"];
const SHOWN = new Set(["delivered", "read", "played"]);

export class Device {
    constructor(id, onclose) {
        this.id = id;
        this.onclose = onclose;
        this.rows = new Map(); // message id -> element
        this.reply = null;
        this.build();
        this.stop = watch((event) => this.on(event));
        this.refresh();
    }

    get phone() {
        return store.phones.get(this.id);
    }

    close() {
        this.stop();
        this.sizes.disconnect();
        clearTimeout(this.glance);
        this.element.remove();
    }

    // -- the frame -----------------------------------------------------------------------------

    build() {
        this.owner = h("div.owner");
        this.clock = h("span.bar-clock");
        this.head = h("header.chat-head");
        this.chat = h("div.chat", { role: "log", ariaLabel: "Conversación" });
        this.quoted = h("div.quoting", { hidden: true });
        this.input = h("textarea", { rows: 1, placeholder: "Mensaje", ariaLabel: "Escriba como el paciente", maxLength: 4096 });
        this.button = h("button.send", { type: "submit", ariaLabel: "Grabar nota de voz" }, icon("mic"));
        this.form = h(
            "form.composer",
            {},
            h(
                "div.line",
                {},
                h("button.round", { type: "button", ariaLabel: "Adjuntar", onclick: () => this.attach() }, icon("clip")),
                this.input,
            ),
            this.button,
        );
        this.screen = h(
            "div.screen",
            {},
            h("div.bar", { ariaHidden: "true" }, this.clock, h("span.notch"), h("span.battery", {}, h("i"), h("i"), h("i"), h("b"))),
            this.head,
            this.chat,
            this.quoted,
            this.form,
        );
        this.element = h("section.device", {}, this.owner, h("div.frame", {}, this.screen));
        this.input.oninput = () => this.onInput();
        this.input.onkeydown = (event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                this.form.requestSubmit();
            } else if (event.key === "Escape" && this.reply) {
                this.quote(null);
            }
        };
        this.form.onsubmit = (event) => {
            event.preventDefault();
            this.send();
        };
        this.stuck = true;
        this.chat.onscroll = () => {
            this.stuck = this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < 60;
        };
        this.sizes = new ResizeObserver(() => this.follow());
        this.sizes.observe(this.chat);
        this.typing = h("div.typing", { hidden: true, ariaLabel: "Escribiendo" }, h("i"), h("i"), h("i"));
        this.chat.ondragover = (event) => event.preventDefault();
        this.chat.ondrop = (event) => this.onDrop(event);
    }

    drawOwner() {
        const phone = this.phone;
        this.element.setAttribute("aria-label", `Teléfono de ${nameOf(phone)}`);
        const about =
            phone.kind === "username"
                ? `@${phone.username}`
                : number(phone.number) + (phone.kind === "521" ? " · 521" : "") + (phone.kind === "absent" ? " · sin WhatsApp" : "");
        this.owner.replaceChildren(
            avatar(nameOf(phone), phone.id),
            h("div.who", {}, h("b", { title: nameOf(phone) }, nameOf(phone)), h("small", { title: about }, about)),
            h(
                `button.round${phone.on ? ".lit" : ""}`,
                { type: "button", title: phone.on ? "Apagar el teléfono" : "Encender el teléfono", ariaLabel: phone.on ? "Apagar el teléfono" : "Encender el teléfono", onclick: () => this.change({ on: !this.phone.on }) },
                icon("power"),
            ),
            h("button.round", { type: "button", ariaLabel: "Más opciones", title: "Más opciones", onclick: () => this.options() }, icon("more")),
            h("button.round.shut", { type: "button", ariaLabel: "Guardar este teléfono", title: "Guardar este teléfono", onclick: () => this.onclose(this.id) }, icon("close")),
        );
        const business = account();
        const typing = (store.typing.get(key(this.id)) || 0) > Date.now();
        const blocked = phone.blocked.includes(business.phone_number_id);
        this.head.replaceChildren(
            h("button.round.back", { type: "button", ariaLabel: "Volver a los teléfonos", onclick: () => this.onclose(this.id) }, icon("back")),
            h("span.brand", { ariaHidden: "true" }, "✚"),
            h("div.who", {}, h("b", {}, business.name), h("small", {}, typing ? "escribiendo…" : blocked ? "bloqueado" : h("span.wide-only", {}, "Cuenta de empresa"), typing || blocked ? null : h("span.mobile-only", {}, `Usted es ${nameOf(phone)}`))),
            h("button.round.mobile", { type: "button", ariaLabel: "Más opciones", onclick: () => this.options() }, icon("more")),
        );
        this.clock.textContent = time(now());
        this.typing.hidden = !typing;
        this.drawOff();
    }

    drawOff() {
        this.screen.querySelector(".off")?.remove();
        this.screen.classList.toggle("dark", !this.phone.on);
        if (!this.phone.on) {
            const waiting = [...(store.chats.get(key(this.id))?.values() || [])].filter(
                (message) => message.direction === "out" && message.status === "sent",
            ).length;
            const words = waiting ? `${waiting === 1 ? "Un mensaje espera" : `${waiting} mensajes esperan`} a que se encienda.` : "Lo que le escriban esperará a que se encienda.";
            this.screen.append(
                h("div.off", {}, icon("power"), h("p", {}, "Teléfono apagado"), h("small", {}, words), h("button.primary", { type: "button", onclick: () => this.change({ on: true }) }, "Encender")),
            );
        }
    }

    // -- the chat ------------------------------------------------------------------------------

    async refresh() {
        if (!this.phone) {
            this.onclose(this.id);
            return;
        }
        const found = await messages(this.id);
        this.rows.clear();
        this.chat.replaceChildren(this.welcome(), this.typing);
        this.lastDay = "";
        found.forEach((message) => this.draw(message));
        this.drawOwner();
        this.follow(true);
        this.look();
    }

    welcome() {
        const chips = START.map((text) => h("button", { type: "button", onclick: () => act(this.id, { kind: "text", text }) }, text));
        return h("div.welcome", {}, h("p", {}, `Usted es ${nameOf(this.phone)}. Escriba al consultorio o toque un ejemplo:`), h("div.chips", {}, chips));
    }

    draw(message) {
        const old = this.rows.get(message.id);
        const fresh = this.row(message);
        if (!fresh) {
            old?.remove();
            this.rows.delete(message.id);
            return;
        }
        if (old) {
            old.replaceWith(fresh);
        } else {
            const title = day(message.at, now());
            if (title !== this.lastDay) {
                this.lastDay = title;
                this.chat.append(h("div.day", {}, title));
            }
            this.chat.append(fresh);
        }
        this.rows.set(message.id, fresh);
        this.chat.classList.toggle("begun", this.rows.size > 0);
    }

    row(message) {
        if (message.type === "reaction" || message.type === "edit" || message.type === "revoke") {
            return null;
        }
        if (message.direction === "out") {
            if (message.status === "failed") {
                return lost(message);
            }
            if (!SHOWN.has(message.status)) {
                return null;
            }
        }
        if (message.type === "system") {
            return note(gist(message));
        }
        const chat = store.chats.get(key(this.id));
        return bubble(message, {
            phone: this.id,
            find: (id) => chat?.get(id),
            onreply: (which) => this.quote(which),
            onmenu: (which) => sheets.menu(this.screen, this.id, which, (target) => this.quote(target)),
            onlist: (which) => sheets.list(this.screen, this.id, which),
            onflow: (which, parameters) => sheets.flow(this.screen, this.id, which, parameters),
            onheight: () => this.follow(),
        });
    }

    follow(always = false) {
        if (always || this.stuck) {
            this.chat.scrollTop = this.chat.scrollHeight;
            this.stuck = true;
        }
    }

    /** Somebody looks at this phone: what arrived is read, after the moment a glance takes. */
    look() {
        clearTimeout(this.glance);
        this.glance = setTimeout(() => {
            const waiting = [...(store.chats.get(key(this.id))?.values() || [])].some(
                (message) => message.direction === "out" && message.status === "delivered",
            );
            if (waiting && this.phone?.on && document.visibilityState === "visible" && this.element.isConnected) {
                act(this.id, { kind: "read" });
            }
        }, 900);
    }

    on(event) {
        if (event.event === "loaded") {
            this.refresh();
        } else if (event.event === "message" && event.message.phone === this.id) {
            if (event.message.account === account().phone_number_id) {
                this.draw(event.message);
                this.drawOwner();
                this.follow(event.message.direction === "in" && event.message.status === "sent");
                this.look();
            }
        } else if ((event.event === "phone" && event.phone.id === this.id) || event.event === "clock") {
            this.drawOwner();
        } else if (event.event === "typing" && event.phone === this.id) {
            this.drawOwner();
            this.follow();
            setTimeout(() => this.phone && this.drawOwner(), event.seconds * 1000 + 50);
        } else if (event.event === "visible") {
            this.look();
        }
    }

    // -- writing -------------------------------------------------------------------------------

    onInput() {
        this.input.style.height = "auto";
        this.input.style.height = `${Math.min(this.input.scrollHeight, 110)}px`;
        const words = this.input.value.trim();
        this.button.replaceChildren(icon(words ? "send" : "mic"));
        this.button.ariaLabel = words ? "Enviar" : "Grabar nota de voz";
    }

    async send() {
        const text = this.input.value.trim();
        const reply = this.reply ? { reply_to: this.reply.id } : {};
        const done = text ? await act(this.id, { kind: "text", text, ...reply }) : await this.speak(reply);
        if (done) {
            this.input.value = "";
            this.onInput();
            this.quote(null);
        }
        this.input.focus();
    }

    /** A voice note: recorded here, or the sample where there is no microphone. */
    async speak(reply) {
        let file;
        try {
            file = await record(this.form);
        } catch {
            toast("Sin micrófono: se envía la nota de ejemplo.");
            return act(this.id, { kind: "voice", sample: "voice", ...reply });
        }
        return file && act(this.id, { kind: "voice", ...reply }, file);
    }

    attach() {
        sheets.attach(this.screen, this.id, this.reply ? { reply_to: this.reply.id } : {}, () => this.quote(null));
    }

    async onDrop(event) {
        event.preventDefault();
        for (const file of event.dataTransfer.files) {
            const family = file.type.split("/")[0];
            await act(this.id, { kind: ["image", "video", "audio"].includes(family) ? family : "document" }, file);
        }
    }

    quote(message) {
        this.reply = message;
        this.quoted.hidden = !message;
        if (message) {
            this.quoted.replaceChildren(
                h("div.quote", {}, h("b", {}, message.direction === "in" ? "Usted" : "Consultorio"), h("span", {}, gistLine(message))),
                h("button.round", { type: "button", ariaLabel: "No citar", onclick: () => this.quote(null) }, icon("close")),
            );
            this.input.focus();
        }
    }

    // -- the phone itself ----------------------------------------------------------------------

    async change(body) {
        try {
            await post(`/phones/${this.id}`, { account: account().phone_number_id, ...body });
        } catch (error) {
            toast(error.message, true);
        }
    }

    options() {
        const phone = this.phone;
        const me = account().phone_number_id;
        const blocked = phone.blocked.includes(me);
        const quiet = phone.no_marketing.includes(me);
        const item = (label, hint, action) =>
            h("button.item", { type: "button", onclick: () => (close(), action()) }, h("span", {}, h("b", {}, label), h("small", {}, hint)));
        const close = sheets.open(
            this.screen,
            nameOf(phone),
            h(
                "div.menu",
                {},
                item(phone.on ? "Apagar el teléfono" : "Encender el teléfono", phone.on ? "Los mensajes quedan enviados, sin entregar" : "Llega lo que esperaba", () => this.change({ on: !phone.on })),
                item(blocked ? "Desbloquear el consultorio" : "Bloquear el consultorio", blocked ? "Vuelve a recibir mensajes" : "No recibe nada más de él", () => this.change({ blocked: !blocked })),
                item(quiet ? "Recibir promociones" : "Dejar de recibir promociones", "Como el aviso «Detener» de WhatsApp", () => act(this.id, { kind: "preference", value: quiet ? "resume" : "stop" })),
                item("Cambiar de nombre", "Solo en esta página y en su perfil", () => this.ask("Nombre", phone.name, (name) => this.change({ name }))),
                phone.kind === "username" ? null : item("Cambiar de número", "El consultorio recibe el aviso de WhatsApp", () => this.ask("Número nuevo", "", (text) => act(this.id, { kind: "change_number", number: text }))),
            ),
        );
    }

    ask(label, value, done) {
        const input = h("input", { value, ariaLabel: label, required: true });
        const form = h("form.sheet-body", {}, h("label.field", {}, label, input), h("button.primary.wide", { type: "submit" }, "Guardar"));
        const close = sheets.open(this.screen, label, form);
        form.onsubmit = (event) => {
            event.preventDefault();
            close();
            done(input.value.trim());
        };
    }
}
