import { formAction } from "@clinic_crm/form_action";
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const PAGE = 30;
const TICKS = {
    queued: "fa-clock-o text-muted",
    sending: "fa-clock-o text-muted",
    sent: "fa-check text-muted",
    delivered: "o_clinic_timeline_double fa-check text-muted",
    read: "o_clinic_timeline_double fa-check text-info",
    failed: "fa-exclamation-circle text-danger",
    expired: "fa-ban text-muted",
    cancelled: "fa-ban text-muted",
};

/** What happened with a patient, newest first: pages from `clinic.patient.timeline`. */
export class ClinicTimeline extends Component {
    static template = "clinic_crm.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialogs = useService("dialog");
        this.keepLast = new KeepLast();
        this.state = useState({ entries: [], kinds: [], kind: null, next: false, loading: true });
        onWillStart(() => this.reload(this.props.record.resId));
        onWillUpdateProps(({ record }) => {
            if (record.resId !== this.resId) {
                this.state.kind = null;
                return this.reload(record.resId);
            }
        });
    }

    get days() {
        const days = [];
        const today = luxon.DateTime.now().startOf("day");
        for (const entry of this.state.entries) {
            const at = deserializeDateTime(entry.at);
            const key = at.toISODate();
            if (days.at(-1)?.key !== key) {
                days.push({ key, label: this.dayLabel(at, today), entries: [] });
            }
            days.at(-1).entries.push({ ...entry, time: at.toLocaleString(luxon.DateTime.TIME_SIMPLE) });
        }
        return days;
    }

    dayLabel(at, today) {
        const ago = today.diff(at.startOf("day"), "days").days;
        if (ago === 0) {
            return _t("Today");
        }
        if (ago === 1) {
            return _t("Yesterday");
        }
        const format = { weekday: "long", day: "numeric", month: "long" };
        return at.toLocaleString(at.year === today.year ? format : { ...format, year: "numeric" });
    }

    get canLog() {
        return !this.props.readonly && this.state.kinds.some((kind) => kind.key === "message");
    }

    icon(entry) {
        const kind = this.state.kinds.find((kind) => kind.key === entry.kind);
        return entry.icon || kind?.icon || "fa-circle-o";
    }

    details(entry) {
        return [
            entry.direction === "in" && _t("from the patient"),
            entry.channel_label !== entry.title && entry.channel_label,
            entry.author,
        ]
            .filter(Boolean)
            .join(" · ");
    }

    ticks(entry) {
        return entry.direction === "out" ? TICKS[entry.state] || "" : "";
    }

    /** Show the newest page again. */
    async reload(resId = this.resId) {
        this.resId = resId;
        if (!resId) {
            Object.assign(this.state, { entries: [], next: false, loading: false });
            return;
        }
        const page = await this.fetchPage(null);
        Object.assign(this.state, { ...page, loading: false });
    }

    async loadMore() {
        const page = await this.fetchPage(this.state.next);
        this.state.entries.push(...page.entries);
        Object.assign(this.state, { next: page.next, loading: false });
    }

    fetchPage(cursor) {
        this.state.loading = true;
        const kinds = this.state.kind && [this.state.kind];
        return this.keepLast.add(
            this.orm.call("clinic.patient", "timeline", [[this.resId]], { cursor, limit: PAGE, kinds })
        );
    }

    filter(kind) {
        this.state.kind = kind;
        return this.reload();
    }

    open(entry) {
        if (!entry.can_open) {
            return;
        }
        return this.action.doAction(formAction(entry.model, entry.res_id));
    }

    /** Do what a button of an entry says, then show what came of it. */
    async press(entry, button) {
        if (button.confirm && !(await this.confirmed(button))) {
            return;
        }
        if (button.method) {
            await this.orm.call(entry.model, button.method, [[entry.res_id]]);
            return this.reload();
        }
        return this.action.doAction(button.action, {
            additionalContext: { active_id: entry.res_id, [`default_${button.key}`]: entry.res_id },
            onClose: () => this.reload(),
        });
    }

    confirmed(button) {
        return new Promise((resolve) => {
            this.dialogs.add(ConfirmationDialog, {
                title: button.label,
                body: button.confirm,
                confirmLabel: button.label,
                confirm: () => resolve(true),
                cancel: () => resolve(false),
                dismiss: () => resolve(false),
            });
        });
    }

    log() {
        return this.action.doAction("clinic_crm.clinic_message_log_action", {
            additionalContext: { default_patient_id: this.resId },
            onClose: () => this.reload(),
        });
    }
}

registry.category("view_widgets").add("clinic_timeline", { component: ClinicTimeline });
