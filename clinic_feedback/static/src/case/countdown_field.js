import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const EVERY = 20_000; // ms
const SOON = 2 * 60; // minutes

/** How long until a deadline, or since it passed; a closed case says whether it was in time. */
export class ClinicCountdownField extends Component {
    static template = "clinic_feedback.CountdownField";
    static props = { ...standardFieldProps };

    setup() {
        this.clock = useState({ now: luxon.DateTime.now() });
        const timer = setInterval(() => (this.clock.now = luxon.DateTime.now()), EVERY);
        onWillUnmount(() => clearInterval(timer));
    }

    get deadline() {
        return this.props.record.data[this.props.name];
    }

    get isClosed() {
        return this.props.record.data.state === "closed";
    }

    /** Minutes left; negative once it has passed. */
    get minutes() {
        return Math.floor(this.deadline.diff(this.clock.now, "minutes").minutes);
    }

    get text() {
        if (this.isClosed) {
            return this.props.record.data.in_time ? _t("Closed in time") : _t("Closed late");
        }
        const span = this.span(Math.abs(this.minutes));
        return this.minutes < 0 ? _t("Late by %s", span) : _t("%s left", span);
    }

    span(minutes) {
        if (minutes < 60) {
            return _t("%s min", minutes);
        }
        const hours = Math.floor(minutes / 60);
        if (hours < 48) {
            return _t("%(h)s h %(m)s min", { h: hours, m: minutes % 60 });
        }
        return _t("%s days", Math.floor(hours / 24));
    }

    get tone() {
        if (this.isClosed) {
            return this.props.record.data.in_time ? "text-success" : "text-muted";
        }
        if (this.minutes < 0) {
            return "text-danger fw-bold";
        }
        return this.minutes < SOON ? "text-warning-emphasis fw-bold" : "text-muted";
    }

    get title() {
        return this.deadline.toLocaleString(luxon.DateTime.DATETIME_MED);
    }
}

registry.category("fields").add("clinic_countdown", {
    component: ClinicCountdownField,
    displayName: _t("Countdown"),
    supportedTypes: ["datetime"],
});
