import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

import { Component, useExternalListener, useRef, useState } from "@odoo/owl";

/** What is typed to find somebody is a phone, and no name. */
export const PHONE = /^[+(]?\d[\d\s().-]{5,}$/;

/** Finds a patient by name, phone or record number while the person types. */
export class PatientSearch extends Component {
    static template = "clinic_crm.PatientSearch";
    static props = {
        canCreate: Boolean,
        onOpen: Function, // (patientId) => void
        onCreate: Function, // (context with default values) => void
    };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.input = useAutofocus({ refName: "input" });
        this.keepLast = new KeepLast();
        this.search = useDebounced(() => this.load(), 120);
        this.state = useState({ text: "", found: null, foundFor: "", active: 0, failed: false });
        this.openFirst = false; // Enter was pressed before the answer came
        useExternalListener(window, "click", (ev) => {
            if (!this.root.el?.contains(ev.target)) {
                this.close();
            }
        });
    }

    get text() {
        return this.state.text.trim();
    }

    get isOpen() {
        return this.state.failed || this.state.found !== null;
    }

    get isFresh() {
        return this.state.found !== null && this.state.foundFor === this.text;
    }

    onInput() {
        this.openFirst = false;
        if (this.text) {
            this.search();
        } else {
            this.close();
        }
    }

    async load() {
        const text = this.text;
        if (!text) {
            return;
        }
        try {
            const found = await this.keepLast.add(
                this.orm.silent.call("clinic.home", "search_patients", [text])
            );
            if (text !== this.text) {
                return;
            }
            Object.assign(this.state, { found, foundFor: text, active: 0, failed: false });
        } catch {
            Object.assign(this.state, { found: null, foundFor: "", failed: true });
            this.openFirst = false;
            return;
        }
        if (this.openFirst && this.state.found.rows.length) {
            this.props.onOpen(this.state.found.rows[0].id);
        }
        this.openFirst = false;
    }

    close() {
        Object.assign(this.state, { found: null, foundFor: "", active: 0, failed: false });
    }

    onKeydown(ev) {
        const rows = this.state.found?.rows || [];
        if (ev.key === "ArrowDown" && rows.length) {
            this.state.active = (this.state.active + 1) % rows.length;
        } else if (ev.key === "ArrowUp" && rows.length) {
            this.state.active = (this.state.active - 1 + rows.length) % rows.length;
        } else if (ev.key === "Enter" && this.text) {
            this.onEnter(rows);
        } else if (ev.key === "Escape" && (this.text || this.state.found)) {
            this.state.text = "";
            this.close();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    onEnter(rows) {
        if (!this.isFresh) {
            this.openFirst = true;
            this.search();
        } else if (rows.length) {
            this.props.onOpen(rows[this.state.active].id);
        } else if (this.props.canCreate) {
            this.onCreate();
        }
    }

    onCreate() {
        const key = PHONE.test(this.text) ? "default_phone" : "default_name";
        this.props.onCreate({ [key]: this.text });
    }
}
