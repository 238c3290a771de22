import { formAction } from "@clinic_crm/form_action";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { useLive } from "../board/use_live";
import { useRefresh } from "../home/use_refresh";
import { BlockDialog } from "./block_dialog";

import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";

const REFRESH_SECONDS = 30;
const PAUSE = 800; // milliseconds: a second tap on “Call in” would be one on “Finish”
const SWIPE = 70; // pixels to the side; a finger that scrolls stays below
const STEPS = {
    action_arrive: _t("Has arrived"),
    action_start: _t("Call in"),
    action_finish: _t("Finish"),
};
const BACK = {
    action_arrive: _t("Back to the waiting room"),
    action_reschedule: _t("Undo the arrival"),
    action_start: _t("Still in consultation"),
};

/** The practitioner's own day, in order, made for a phone between two patients. */
export class ClinicMyDay extends Component {
    static template = "clinic_crm.MyDay";
    static props = { ...standardActionServiceProps };
    static displayName = _t("My day");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.state = useState({ day: null, stale: false, busy: null, allergies: {} });
        onWillStart(async () => {
            this.state.day = await this.orm.call("clinic.my.day", "get_day", []);
        });
        useLive(() => this.refresh());
        useRefresh(() => this.refresh(), REFRESH_SECONDS);
        this.body = useRef("body");
        useEffect(
            () => this.showBeginning(),
            () => [this.state.day.day]
        );
    }

    /** The visit at work with, or who comes next, when what came before is over. */
    get now() {
        const { items, is_today } = this.state.day;
        const index = items.findIndex((item) => item.kind === "visit" && !item.over);
        return is_today && index > 0 ? items[index] : null;
    }

    /** What is over is scrolled away: the one at work with, or next, comes first under the head. */
    showBeginning() {
        const body = this.body.el;
        const now = body?.querySelector(".o_clinic_now");
        if (now) {
            const head = body.querySelector(".o_clinic_my_day_head");
            now.style.scrollMarginTop = `${head.offsetHeight}px`;
        }
        (now || body)?.scrollIntoView();
    }

    get stepLabels() {
        return STEPS;
    }

    get backLabels() {
        return BACK;
    }

    /** Reads the day again; while it shows today it goes on to the next one at midnight. */
    async refresh() {
        const shown = this.state.day;
        await this.load(shown.is_today ? null : shown.day);
    }

    async load(day) {
        try {
            this.state.day = await this.keepLast.add(
                this.orm.silent.call("clinic.my.day", "get_day", [day])
            );
            this.state.stale = false;
        } catch {
            this.state.stale = true;
        }
    }

    onTouchStart(ev) {
        const touch = ev.changedTouches[0];
        this.touched = { x: touch.clientX, y: touch.clientY };
    }

    onTouchEnd(ev) {
        const touch = ev.changedTouches[0];
        const x = touch.clientX - this.touched.x;
        const y = touch.clientY - this.touched.y;
        if (Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y)) {
            return this.load(x > 0 ? this.state.day.previous : this.state.day.next);
        }
    }

    async step(item, name) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = item.id;
        try {
            await this.orm.call("clinic.appointment", name, [[item.id]]);
        } finally {
            await this.refresh();
            browser.setTimeout(() => (this.state.busy = null), PAUSE);
        }
    }

    /** Which allergies: a read of the record, so only when somebody asks. */
    async showAllergies(item) {
        this.state.allergies[item.id] = await this.orm.call("clinic.my.day", "get_allergies", [
            item.id,
        ]);
    }

    openBlock() {
        this.dialog.add(BlockDialog, {
            day: this.state.day.day,
            title: this.state.day.title,
            parts: this.state.day.parts,
            onBlocked: async (answer) => {
                this.notification.add(
                    _t("Blocked: %(from)s – %(to)s", { from: answer.from, to: answer.to }),
                    { type: "success" }
                );
                await this.refresh();
            },
        });
    }

    /** Late, or not coming at all: everybody who is still to come is told in one action. */
    dayBreaks() {
        return this.action.doAction("clinic_crm.clinic_day_break_action", {
            additionalContext: {
                default_practitioner_id: this.state.day.practitioner_id,
                default_what: "late",
            },
            onClose: () => this.refresh(),
        });
    }

    async unblock(item) {
        await this.orm.call("clinic.my.day", "unblock", [item.id]);
        await this.refresh();
    }

    openVisit(item) {
        return this.openRecord("clinic.appointment", item.id);
    }

    openPatient(item) {
        return this.openRecord("clinic.patient", item.patient_id);
    }

    openRecord(model, id) {
        return this.action.doAction(formAction(model, id));
    }

    openFeed() {
        return this.action.doActionButton({
            type: "object",
            name: "action_open_feed",
            resModel: "clinic.practitioner",
            resId: this.state.day.practitioner_id,
            resIds: [this.state.day.practitioner_id],
            context: user.context,
        });
    }

    get sheetUrl() {
        const { practitioner_id, day } = this.state.day;
        return `/clinic/paper/day?practitioners=${practitioner_id}&day=${day}`;
    }
}

registry.category("actions").add("clinic_my_day", ClinicMyDay);
