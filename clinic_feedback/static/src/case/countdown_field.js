import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { countdown } from "./countdown";

const EVERY = 20_000; // ms

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

    get left() {
        if (this.isClosed) {
            return this.props.record.data.in_time
                ? { text: _t("Closed in time"), tone: "text-success" }
                : { text: _t("Closed late"), tone: "text-muted" };
        }
        return countdown(this.deadline, this.clock.now);
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
