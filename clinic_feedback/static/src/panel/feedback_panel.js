import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Component, onWillStart, useState } from "@odoo/owl";

/** What patients say by practitioner, type, branch or month; the words are one click away. */
export class FeedbackPanel extends Component {
    static template = "clinic_feedback.Panel";
    static props = { ...standardActionServiceProps };
    static displayName = _t("What patients say");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ by: "practitioner_id", days: 90, panel: null });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.panel = await this.orm.call("clinic.feedback.panel", "get_panel", [
            this.state.by,
            this.state.days,
        ]);
    }

    choose(values) {
        Object.assign(this.state, values);
        return this.load();
    }

    get byLabel() {
        return this.state.panel.by.find(([key]) => key === this.state.by)[1];
    }

    daysLabel(days) {
        return _t("%s days", days);
    }

    /** The answers of the period as a workbook. */
    async download() {
        const download = await this.orm.call("clinic.feedback.panel", "action_export", [
            this.state.days,
        ]);
        return this.action.doAction(download);
    }

    /** The records of a row in the period: comments, or cases. */
    async open(row, what) {
        const [action, moment] = {
            comments: ["clinic_feedback.clinic_feedback_analysis_action", "answered_at"],
            cases: ["clinic_feedback.clinic_feedback_case_action", "opened_at"],
        }[what];
        const domain = [[moment, ">=", this.state.panel.since]];
        if (row.key !== false && this.state.by !== "month") {
            domain.push([this.state.by, "=", row.key]);
        } else if (row.key) {
            const start = luxon.DateTime.fromSQL(row.key); // months are those of the user's zone
            domain.push([moment, ">=", serializeDateTime(start)]);
            domain.push([moment, "<", serializeDateTime(start.plus({ months: 1 }))]);
        }
        const loaded = await this.action.loadAction(action);
        return this.action.doAction({ ...loaded, domain, context: {} });
    }
}

registry.category("actions").add("clinic_feedback_panel", FeedbackPanel);
