import { inWords } from "@clinic_crm/in_words";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";

import { Component } from "@odoo/owl";

const MINUTE = 60_000;
const LATE_MINUTES = 5; // a visit is marked as late from here on
const OVERDUE_MINUTES = 15; // somebody waits too long from here on
const LONG_OVERDUE_MINUTES = 30;
const UNDO_MINUTES = 15; // as the server has it

/** Label of the one next step of each column. */
const NEXT = {
    expected: { step: "arrive", label: _t("Has arrived") },
    waiting: { step: "call", label: _t("Send in") },
    inside: { step: "finish", label: _t("Finish") },
    absent: { step: "arrive", label: _t("Arrived after all") },
};

/** One visit on the board: who, when, with whom, and the next step. */
export class BoardCard extends Component {
    static template = "clinic_crm.BoardCard";
    static components = { Dropdown, DropdownItem };
    static props = {
        visit: Object,
        now: Number,
        busy: Boolean,
        canBook: Boolean,
        showPractitioner: Boolean,
        branch: { type: String, optional: true },
        onStep: Function, // (visit, step) => void
        onAction: Function, // (visit, name) => void
    };

    inWords = inWords;

    get visit() {
        return this.props.visit;
    }

    get next() {
        return NEXT[this.visit.stage];
    }

    since(moment) {
        return Math.max(0, Math.floor((this.props.now - moment) / MINUTE));
    }

    /** Minutes by which somebody expected is late, or 0. */
    get late() {
        const minutes = this.visit.stage === "expected" ? this.since(this.visit.start) : 0;
        return minutes >= LATE_MINUTES ? minutes : 0;
    }

    get waited() {
        return this.since(this.visit.arrived);
    }

    /** How the minutes of somebody who waits look: late is what is past the booked time. */
    get urgency() {
        const overdue = this.since(this.visit.due);
        if (overdue >= LONG_OVERDUE_MINUTES) {
            return "o_clinic_long";
        }
        return overdue >= OVERDUE_MINUTES ? "o_clinic_overdue" : "";
    }

    /** Minutes somebody who is inside had waited. */
    get hadWaited() {
        return Math.max(0, Math.floor((this.visit.started - this.visit.arrived) / MINUTE));
    }

    get canUndo() {
        return (
            this.visit.stage === "waiting" &&
            !this.visit.walk_in &&
            this.waited < UNDO_MINUTES
        );
    }

    get canReopen() {
        return this.visit.stage === "done" && this.since(this.visit.done) < UNDO_MINUTES;
    }

    /** Nobody is absent before their time. */
    get isDue() {
        return this.props.now >= this.visit.start;
    }

    /** The second click of a double one would take the next patient, who has moved up by then. */
    onNext(ev) {
        if (ev.detail < 2) {
            this.props.onStep(this.visit, this.next.step);
        }
    }

    get where() {
        const { practitioner, room } = this.visit;
        const parts = [room, this.props.showPractitioner && practitioner, this.props.branch];
        return parts.filter(Boolean).join(" · ");
    }
}
