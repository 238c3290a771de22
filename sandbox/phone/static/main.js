// The page: who is open on the table, what the receiver says, and the clock.

import { Device } from "./device.js";
import { h, icon, moment, toast } from "./dom.js";
import { drawPeople, newPhone, onSearch } from "./people.js";
import { account, choose, listen, load, now, post, store, watch } from "./store.js";

const table = document.getElementById("table");
const pill = document.getElementById("receiver");
const opened = new Map(); // phone id -> Device, oldest first
const narrow = window.matchMedia("(max-width: 760px)");
const room = () => (narrow.matches ? 1 : Math.max(1, Math.min(4, Math.floor((table.clientWidth - 24) / 300))));

document.querySelectorAll("[data-icon]").forEach((place) => place.append(icon(place.dataset.icon)));

// -- the table ---------------------------------------------------------------------------------

function show(id, keep = true) {
    if (opened.has(id)) {
        if (!narrow.matches) {
            shut(id);
            return;
        }
    } else {
        while (opened.size >= room()) {
            drop([...opened.keys()][0]);
        }
        const device = new Device(id, shut);
        opened.set(id, device);
        table.append(device.element);
        device.element.scrollIntoView({ block: "nearest", inline: "nearest" });
        if (!narrow.matches) {
            device.input.focus();
        }
    }
    arrange(keep);
}

function drop(id) {
    opened.get(id)?.close();
    opened.delete(id);
}

function shut(id) {
    drop(id);
    arrange(true);
}

function arrange(keep) {
    document.body.classList.toggle("in-chat", opened.size > 0);
    table.querySelector(".hello")?.remove();
    if (!opened.size) {
        table.append(hello());
    }
    if (keep) {
        localStorage.setItem("phones", JSON.stringify([...opened.keys()]));
    }
    people();
}

function hello() {
    const step = (number, title, text) => h("li", {}, h("span", {}, number), h("div", {}, h("b", {}, title), h("p", {}, text)));
    return h(
        "section.hello",
        {},
        h("h2", {}, "Aquí usted es el paciente"),
        h("p.lead", {}, "Estos teléfonos hablan con el WhatsApp de su clínica, sin Meta, sin internet y sin gastar un mensaje."),
        h(
            "ol",
            {},
            step("1", "Elija un teléfono de la lista", "O cree uno con el nombre y el número de un paciente suyo. Puede tener varios abiertos, uno junto a otro."),
            step("2", "Escriba o toque, como lo haría él", "Texto, botones, listas, fotos, estudios en PDF, notas de voz, su ubicación."),
            step("3", "Vea en Odoo cómo llega, y conteste", "Las palomitas dicen hasta dónde llegó: ✓ enviado, ✓✓ en la clínica, azul cuando lo leyeron."),
        ),
        h("button.primary", { type: "button", onclick: () => show([...store.phones.keys()][0]) }, "Abrir el primer teléfono"),
    );
}

const people = () => drawPeople(opened, (id) => show(id));

// -- the receiver and the clock ----------------------------------------------------------------

function drawPill() {
    const answer = store.receiver;
    const [words, tone] =
        answer === "200"
            ? ["Clínica conectada", "good"]
            : answer === "sandbox"
              ? ["Sin simulador", "bad"]
              : answer
                ? ["La clínica no contesta", "bad"]
                : ["En espera", "idle"];
    pill.className = `pill ${tone}`;
    pill.textContent = words;
    pill.title = answer && answer !== "200" ? `${account()?.webhook || ""}: ${answer}. Se reintenta solo.` : account()?.webhook || "";
}

/** Which business the phones talk to, when there are several. */
function drawBusiness() {
    const select = document.getElementById("business");
    select.hidden = store.accounts.length < 2;
    select.replaceChildren(
        ...store.accounts.map((each) => h("option", { value: each.phone_number_id, selected: each === account() }, each.name)),
    );
    select.onchange = () => {
        choose(select.value);
    };
}

function drawClock() {
    document.getElementById("now").textContent = Math.abs(store.ahead) > 60 ? `${moment(now())} ›` : moment(now());
}

function turnClock() {
    const choice = (label, hint, seconds) =>
        h(
            "button.item",
            {
                type: "button",
                onclick: async () => {
                    dialog.close();
                    await post("/clock", { advance: seconds });
                    toast(`Ahora es ${moment(now())}.`);
                },
            },
            h("span", {}, h("b", {}, label), h("small", {}, hint)),
        );
    const dialog = h(
        "dialog.dialog",
        {},
        h(
            "form",
            { method: "dialog" },
            h("header", {}, h("h2", {}, "Adelantar el reloj de WhatsApp"), h("button.round", { type: "submit", ariaLabel: "Cerrar" }, icon("close"))),
            h("p", {}, "Solo cambia la hora del simulador, no la de Odoo. Sirve para ver qué pasa cuando se cierra la ventana de 24 horas."),
            h("div.menu", {}, choice("Una hora", "Se reintenta lo que no había llegado", 3600), choice("Un día", "La ventana de 24 horas se cierra", 86460), choice("Una semana", "Vencen también los archivos recibidos", 604800)),
        ),
    );
    dialog.onclose = () => dialog.remove();
    document.body.append(dialog);
    dialog.showModal();
}

// -- start -------------------------------------------------------------------------------------

document.getElementById("new-phone").onclick = () => newPhone((id) => !opened.has(id) && show(id));
document.getElementById("time").onclick = turnClock;
onSearch(people);

watch((event) => {
    if (event.event === "loaded") {
        for (const id of [...opened.keys()].filter((each) => !store.phones.has(each))) {
            drop(id);
        }
        drawBusiness();
        arrange(true);
    }
    if (["message", "phone", "loaded"].includes(event.event)) {
        people();
    }
    drawPill();
    drawClock();
});

document.addEventListener("visibilitychange", () => opened.forEach((device) => device.on({ event: "visible" })));
document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) {
        event.preventDefault();
        document.getElementById("search").focus();
    }
});
window.addEventListener("resize", () => {
    while (opened.size > room()) {
        shut([...opened.keys()][0]);
    }
});
setInterval(() => {
    drawClock();
    opened.forEach((device) => device.drawOwner());
}, 20000);

async function start() {
    await load();
    listen();
    const wanted = new URLSearchParams(location.search).getAll("to");
    const found = wanted.map((text) => text.replace(/\D/g, "").slice(-10)).map((digits) => [...store.phones.values()].find((phone) => phone.number.endsWith(digits))?.id);
    const before = wanted.length ? found : JSON.parse(localStorage.getItem("phones") || "[]");
    before
        .filter((id) => store.phones.has(id))
        .slice(0, room())
        .forEach((id) => show(id, false));
    arrange(false);
}

start();
