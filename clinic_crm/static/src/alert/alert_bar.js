import { formAction } from "@clinic_crm/form_action";
import { inWords } from "@clinic_crm/in_words";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

import { Component, onMounted, onPatched, onWillUnmount, useRef, useState } from "@odoo/owl";

const REFRESH_MS = 60_000;
const PAUSE_MS = 150; // what happens at one instant is asked for once
const SHOWN = 3;

/** What cannot wait, on every page until somebody takes it: who, since when, whose turn it is. */
export class AlertBar extends Component {
    static template = "clinic_crm.AlertBar";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.bus = useService("bus_service");
        this.state = useState({ alerts: [], now: luxon.DateTime.now(), busy: false });
        this.bar = useRef("bar");
        // what lies over every page ends where the bar begins
        onPatched(() => {
            const height = this.bar.el?.offsetHeight || 0;
            document.body.style.setProperty("--clinic-alert-bar", `${height}px`);
        });
        this.soon = () => {
            this.timer = this.timer || setTimeout(() => this.refresh(), PAUSE_MS);
        };
        onMounted(() => {
            this.bus.subscribe("clinic.alert/changed", this.soon);
            this.bus.addEventListener("BUS:RECONNECT", this.soon);
            this.bus.start();
            this.clock = setInterval(() => {
                this.state.now = luxon.DateTime.now();
                if (this.state.alerts.length && !document.hidden) {
                    this.soon();
                }
            }, REFRESH_MS);
            this.soon();
        });
        onWillUnmount(() => {
            clearInterval(this.clock);
            clearTimeout(this.timer);
            this.bus.unsubscribe("clinic.alert/changed", this.soon);
            this.bus.removeEventListener("BUS:RECONNECT", this.soon);
        });
    }

    async refresh() {
        this.timer = null;
        try {
            const alerts = await this.orm.silent.call("clinic.alert", "get_open", []);
            // what asks for this person first, then what nobody has, then what they have
            const rank = (alert) => (alert.for_me ? 0 : alert.state === "new" ? 1 : 2);
            this.state.alerts = alerts.sort((a, b) => rank(a) - rank(b));
            this.state.now = luxon.DateTime.now();
        } catch {
            // the page itself says when the server does not answer
        }
    }

    get shown() {
        return this.state.alerts.slice(0, SHOWN);
    }

    get more() {
        return this.state.alerts.length - this.shown.length;
    }

    minutes(alert) {
        const since = deserializeDateTime(alert.since);
        return Math.max(0, Math.floor(this.state.now.diff(since).as("minutes")));
    }

    words(alert) {
        let whose = alert.for_me ? _t("It is your turn") : _t("Turn: %s", alert.turn);
        if (alert.state === "taken") {
            whose = _t("You have it");
        }
        return `${inWords(this.minutes(alert))} · ${whose}`;
    }

    async take(alert) {
        this.state.busy = true;
        try {
            await this.orm.call("clinic.alert", "action_take", [[alert.id]]);
            await this.open(alert);
        } finally {
            this.state.busy = false;
            await this.refresh();
        }
    }

    open(alert) {
        return this.action.doAction(formAction("clinic.alert", alert.id));
    }

    openAll() {
        return this.action.doAction("clinic_crm.clinic_alert_action");
    }
}

registry.category("main_components").add("clinic_crm.AlertBar", { Component: AlertBar });
