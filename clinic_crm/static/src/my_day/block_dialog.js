import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { Component, useState } from "@odoo/owl";

const PARTS = {
    morning: _t("Morning"),
    afternoon: _t("Afternoon"),
    day: _t("The whole day"),
    now: _t("From now on"),
};

/** Chooses what to block: one tap for a part of the day, or hours of one's own. */
export class BlockDialog extends Component {
    static template = "clinic_crm.BlockDialog";
    static components = { Dialog };
    static props = {
        day: String,
        title: String,
        parts: Array, // [{part, from, to}]
        onBlocked: Function, // (answer) => Promise
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        // `asked` is what is to be blocked, `booked` the answer that lists visits in it
        this.state = useState({ since: "16:00", until: "18:00", busy: false, asked: null, booked: null });
    }

    label(part) {
        return PARTS[part];
    }

    async block(part, overVisits = false) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const answer = await this.orm.call("clinic.my.day", "block", [this.props.day, part], {
                since: this.state.since,
                until: this.state.until,
                over_visits: overVisits,
            });
            if (answer.block) {
                this.props.close();
                await this.props.onBlocked(answer);
            } else {
                Object.assign(this.state, { asked: part, booked: answer });
            }
        } finally {
            this.state.busy = false;
        }
    }
}
