import { useService } from "@web/core/utils/hooks";
import { Component, onWillStart, useState } from "@odoo/owl";

const VARIABLE = /\{\{\s*(\w+)\s*\}\}/g;

/** Chooses an approved text, shows it as the patient will read it, and fills in what is missing. */
export class WhatsappTemplates extends Component {
    static template = "clinic_whatsapp.Templates";
    static props = {
        channelId: Number,
        closed: Boolean, // the 24 hours are over: there is no other way
        onSend: Function, // (template, values, text) => Promise<why not>
        onClose: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ all: null, chosen: null, values: {}, problem: "", busy: false, search: "" });
        onWillStart(async () => {
            this.state.all = await this.orm.silent.call(
                "clinic.whatsapp.conversation",
                "desk_templates",
                [this.props.channelId]
            );
            // among several a person chooses: what is chosen already is sent by whoever is in a hurry
            if (this.state.all.length === 1) {
                this.choose(this.state.all[0]);
            }
        });
    }

    get shown() {
        const word = this.state.search.trim().toLowerCase();
        return this.state.all.filter((one) =>
            `${one.name} ${one.body}`.toLowerCase().includes(word)
        );
    }

    choose(template) {
        this.state.chosen = template;
        this.state.problem = "";
        this.state.values = Object.fromEntries(
            template.variables.map(({ name, value }) => [name, value])
        );
    }

    /** The text cut at its variables: `{ text }` or `{ name, text, missing }`. */
    pieces(text) {
        const pieces = [];
        let from = 0;
        for (const found of text.matchAll(VARIABLE)) {
            pieces.push({ text: text.slice(from, found.index) });
            const value = (this.state.values[found[1]] || "").trim();
            pieces.push({ name: found[1], text: value || "……", missing: !value });
            from = found.index + found[0].length;
        }
        pieces.push({ text: text.slice(from) });
        return pieces.filter((piece) => piece.text);
    }

    said(text) {
        return this.pieces(text).map((piece) => piece.text).join("");
    }

    get isReady() {
        const { chosen, values, busy } = this.state;
        return chosen && !busy && chosen.variables.every(({ name }) => (values[name] || "").trim());
    }

    async send() {
        if (!this.isReady) {
            return;
        }
        this.state.busy = true;
        const { chosen, values } = this.state;
        const text = [chosen.header, chosen.body, chosen.footer]
            .filter(Boolean)
            .map((part) => this.said(part))
            .join("\n\n");
        this.state.problem = await this.props.onSend(chosen, { ...values }, text);
        this.state.busy = false;
    }
}
