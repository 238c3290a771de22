import { formAction } from "@clinic_crm/form_action";
import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { countdown } from "../case/countdown";

import { Component, onWillStart, useState } from "@odoo/owl";

/** What patients say by practitioner, type, branch or month, narrowed to any of these at once; the
 * words are one click away. */
export class FeedbackPanel extends Component {
    static template = "clinic_feedback.Panel";
    static props = { ...standardActionServiceProps };
    static displayName = _t("Panel of opinions");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ by: "practitioner_id", days: 90, only: {}, sign: "-", panel: null });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.panel = await this.orm.call("clinic.feedback.panel", "get_panel", [
            this.state.by,
            this.state.days,
            this.state.only,
        ]);
    }

    choose(values) {
        Object.assign(this.state, values);
        return this.load();
    }

    /** Narrow everything to one of a kind; to all of them, without an id. */
    narrow(name, id) {
        const only = { ...this.state.only, [name]: Number(id) };
        if (!id) {
            delete only[name];
        }
        return this.choose({ only });
    }

    get narrowed() {
        return Object.entries(this.state.only).map(([name, id]) => [name, "=", id]);
    }

    get byLabel() {
        return this.state.panel.by.find(([key]) => key === this.state.by)[1];
    }

    daysLabel(days) {
        return _t("%s days", days);
    }

    /** The answers of the period, narrowed as they are shown, as a workbook. */
    async download() {
        const download = await this.orm.call("clinic.feedback.panel", "action_export", [
            this.state.days,
            this.state.only,
        ]);
        return this.action.doAction(download);
    }

    /** The records behind a figure: of a row, in the period; of one aspect, where it is one. */
    async open(row, what, aspect = false) {
        const scored = (kind) => [
            "clinic_feedback.clinic_survey_answer_action", "finished_at",
            [
                ["state", "=", "done"], ["moment", "!=", "case_closed"],
                [kind, "!=", false],
            ],
        ];
        const [action, moment, more] = {
            comments: ["clinic_feedback.clinic_feedback_analysis_action", "finished_at", []],
            csat: scored("csat"),
            nps: scored("nps"),
            cases: [
                "clinic_feedback.clinic_feedback_case_action", "opened_at",
                [["is_anonymous", "=", false]],
            ],
            answers: [
                "clinic_feedback.clinic_survey_answer_action", "sent_at", [["answer_count", ">", 0]],
            ],
            recovered: [
                "clinic_feedback.clinic_survey_answer_action", "finished_at",
                [
                    ["state", "=", "done"], ["moment", "!=", "case_closed"],
                    ["was_bad", "=", true], ["score_kind", "!=", false],
                ],
            ],
            waited: [
                "clinic_feedback.clinic_survey_sent_action", "sent_at", [["wait_minutes", ">", 0]],
            ],
            long: [
                "clinic_feedback.clinic_survey_answer_action", "finished_at",
                [
                    ["state", "=", "done"],
                    ["wait_long", "=", true],
                    ["moment", "in", [false, "attended"]],
                ],
            ],
        }[what];
        const domain = [[moment, ">=", this.state.panel.since], ...this.narrowed, ...more];
        if (aspect) {
            const said = [["aspect", "=", aspect], ["sign", "=", this.state.sign]];
            domain.push(["aspect_ids", "any", said]);
        }
        if (row.key !== false && this.state.by !== "month") {
            domain.push([this.state.by, "=", row.key ?? false]); // null: those without any
        } else if (row.key) {
            const start = luxon.DateTime.fromSQL(row.key); // months are those of the user's zone
            domain.push([moment, ">=", serializeDateTime(start)]);
            domain.push([moment, "<", serializeDateTime(start.plus({ months: 1 }))]);
        }
        const loaded = await this.action.loadAction(action);
        return this.action.doAction({ ...loaded, domain, context: {} });
    }

    async openWaiting() {
        const loaded = await this.action.loadAction("clinic_feedback.clinic_feedback_case_action");
        return this.action.doAction({ ...loaded, domain: this.narrowed });
    }

    openCase(one) {
        return this.action.doAction(formAction("clinic.feedback.case", one.id));
    }

    /** How long until a complaint is due, and how urgent that looks. */
    countdown(one) {
        return countdown(deserializeDateTime(one.deadline), luxon.DateTime.now());
    }

    /** A share as people read it; how many, where there are too few for a share. */
    cellWords(cell) {
        if (!cell.count) {
            return "";
        }
        return cell.share === false ? `${cell.count}` : `${Math.round(100 * cell.share)} %`;
    }

    cellTitle(row, cell) {
        return _t("%(count)s of %(n)s comments", { count: cell.count, n: row.n });
    }

    /** The more often, the darker; half of the comments is as dark as it gets. */
    cellShade(cell) {
        const depth = Math.min(cell.share || 0, 0.5) * 1.4;
        const tone = this.state.sign === "-" ? "185, 28, 28" : "21, 128, 61";
        return `background-color: rgba(${tone}, ${depth.toFixed(2)}); color: ${depth > 0.45 ? "#fff" : "inherit"}`;
    }
}

registry.category("actions").add("clinic_feedback_panel", FeedbackPanel);
