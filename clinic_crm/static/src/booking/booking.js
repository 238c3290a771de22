import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { BookingDone } from "./booking_done";
import { BookingPatient } from "./booking_patient";
import { BookingPlan, BookingRule } from "./booking_repeat";
import { BookingSlots, PARTS } from "./booking_slots";
import { emptyBooking, readDefaults } from "./booking_state";
import { BookingWish } from "./booking_wish";
import { openWaitingEntry } from "./open_booking";

import { onWillStart, useEffect, useRef, useState } from "@odoo/owl";

/**
 * The dialog «Book a visit»: who, what, with whom and when, at one glance.
 *
 * Every refusal is shown in place and nothing typed is lost. With `visit_id` it moves that visit.
 */
export class ClinicBooking extends BookingWish {
    static template = "clinic_crm.Booking";
    static components = { BookingDone, BookingPatient, BookingPlan, BookingRule, BookingSlots };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Book a visit");
    static target = "new";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bookButton = useRef("book");
        this.results = useRef("results");
        this.parts = PARTS;
        this.keepDays = new KeepLast();
        this.keepPlan = new KeepLast();
        this.keepCheck = new KeepLast();
        this.checkSoon = useDebounced(() => this.check(), 250);
        this.planSoon = useDebounced(() => this.loadPlan(), 250);
        this.defaults = readDefaults(this.props.action);
        this.state = useState(emptyBooking());
        this.touched = new Set(); // what a person chose is not overwritten by what we guess
        onWillStart(() => this.start());
        useEffect(
            (slot) => {
                if (slot && !this.state.hand) {
                    this.bookButton.el?.focus({ preventScroll: true });
                }
            },
            () => [this.state.slot]
        );
    }

    // ------------------------------------------------------------------ beginning
    async start() {
        const { patient_id, type_id, practitioner_id, company_id, start, date, visit_id } =
            this.defaults;
        const desk = await this.orm.call("clinic.booking", "get_desk", [
            { company_id, start, visit_id },
        ]);
        const visit = desk.visit || {};
        Object.assign(this.state, {
            desk,
            branchId: desk.branch_id,
            typeId: visit.type_id || type_id || desk.types[0]?.id || false,
            practitionerId:
                desk.practitioner_id || visit.practitioner_id || practitioner_id || false,
            date: date || desk.local?.slice(0, 10) || "",
            notify: visit.notify ?? true,
        });
        if (visit.type_id || type_id) {
            this.touched.add("type");
        }
        if (visit.practitioner_id || practitioner_id || desk.practitioner_id) {
            this.touched.add("practitioner");
        }
        if (start) {
            this.setHand(desk.local);
        }
        const patient = visit.patient_id || patient_id;
        if (patient) {
            this.setPatient(await this.orm.call("clinic.booking", "get_patient", [patient]));
        } else {
            this.reload();
        }
    }

    setHand(local) {
        const [date, time] = local.split("T");
        this.state.hand = { date, time, minutes: this.minutes };
    }

    // ------------------------------------------------------------------ choosing
    setPatient(patient) {
        this.state.patient = patient;
        const types = this.state.desk.types.map((type) => type.id);
        if (patient && !this.touched.has("type") && types.includes(patient.type_id)) {
            this.state.typeId = patient.type_id;
        }
        if (!this.touched.has("practitioner")) {
            const usual = patient?.practitioner_id;
            const offered = this.practitioners.map((one) => one.id);
            this.state.practitionerId = offered.includes(usual) ? usual : false;
        }
        return this.reload({ focus: Boolean(patient) });
    }

    setType(id) {
        this.touched.add("type");
        this.state.typeId = id;
        if (this.state.hand) {
            this.state.hand.minutes = this.minutes;
        }
        if (!this.practitioners.some((one) => one.id === this.state.practitionerId)) {
            this.state.practitionerId = false;
        }
        this.reload();
    }

    setPractitioner(value) {
        this.touched.add("practitioner");
        this.state.practitionerId = Number(value) || false;
        this.reload();
    }

    setBranch(value) {
        this.state.branchId = Number(value);
        if (!this.practitioners.some((one) => one.id === this.state.practitionerId)) {
            this.state.practitionerId = this.state.desk.practitioner_id || false;
        }
        this.reload();
    }

    setPart(key) {
        this.state.part = key;
        this.reload();
    }

    setDate(value) {
        this.state.date = value;
        this.reload();
    }

    setScope(scope) {
        this.state.scope = scope;
        this.forgetVerdict();
        this.planSoon();
    }

    chooseSlot(slot) {
        this.state.slot = slot;
        this.state.hand = null;
        this.forgetVerdict();
        if (this.isSeries) {
            this.planSoon();
        }
    }

    // ------------------------------------------------------------------ free times
    forgetVerdict() {
        this.state.refused = null;
        this.state.rows = null;
    }

    /** Look for free times again: what was asked has changed. */
    async reload({ focus = false } = {}) {
        this.state.slot = null;
        this.forgetVerdict();
        if (this.state.hand) {
            this.checkSoon();
        }
        if (!this.type) {
            return;
        }
        const found = await this.loadDays(this.state.date);
        if (found && focus && !this.state.hand) {
            requestAnimationFrame(() => this.showResults());
        }
    }

    /** The patient is chosen: the next thing is a time. */
    showResults() {
        if (this.env.isSmall) {
            this.results.el?.scrollIntoView({ behavior: "smooth" });
        } else {
            this.results.el?.querySelector(".o_clinic_slot")?.focus({ preventScroll: true });
        }
    }

    async loadDays(date) {
        this.state.loading = true;
        this.state.failed = false;
        try {
            const found = await this.keepDays.add(
                this.orm.silent.call("clinic.booking", "get_days", [{ ...this.wish, date }])
            );
            Object.assign(this.state, { days: found.days, next: found.next, loading: false });
            return true;
        } catch {
            Object.assign(this.state, { days: [], next: false, loading: false, failed: true });
            return false;
        }
    }

    showMore() {
        this.state.date = this.state.next;
        return this.loadDays(this.state.next);
    }

    showFirst() {
        this.state.date = "";
        return this.loadDays("");
    }

    // ------------------------------------------------------------------ a time by hand
    toggleHand() {
        if (this.state.hand) {
            this.state.hand = null;
            this.forgetVerdict();
        } else {
            const day = this.state.slot?.date || this.state.date || this.state.desk.today;
            this.state.hand = { date: day, time: "", minutes: this.minutes };
            this.state.slot = null;
            this.forgetVerdict();
        }
    }

    onHand() {
        this.state.slot = null;
        this.forgetVerdict();
        this.checkSoon();
    }

    async check() {
        const wish = this.timedWish;
        if (!wish || !this.state.hand) {
            return;
        }
        if (this.isSeries) {
            return this.loadPlan();
        }
        const answer = await this.keepCheck.add(
            this.orm.silent.call("clinic.booking", "check", [wish])
        );
        if (!this.state.hand || JSON.stringify(wish) !== JSON.stringify(this.timedWish)) {
            return this.checkSoon(); // something else was asked meanwhile
        }
        this.state.refused = answer.refused || null;
        this.state.slot = answer.slot || null;
    }

    // ------------------------------------------------------------------ series
    toggleRepeat() {
        this.state.rule = this.state.rule
            ? null
            : { unit: "week", every: 1, count: 4, weekdays: [] };
        this.onRule();
    }

    onRule() {
        this.state.rows = null;
        if (!this.state.rule && this.state.hand) {
            this.checkSoon();
        }
        this.planSoon();
    }

    async loadPlan() {
        const wish = this.timedWish;
        if (!wish || !this.isSeries) {
            return;
        }
        const asked = JSON.stringify({ ...wish, repeat: this.state.rule });
        if (this.state.rows && asked === this.planned) {
            return; // what was chosen for its visits stays
        }
        const answer = await this.keepPlan.add(
            this.orm.call("clinic.booking", "plan", [JSON.parse(asked)])
        );
        this.planned = asked;
        this.state.refused = answer.refused || null;
        this.state.rows =
            answer.visits?.map((row) => ({ ...row, choice: row.slot ? "slot" : null })) || null;
    }

    backToTimes() {
        this.state.slot = null;
        this.state.hand = null;
        this.forgetVerdict();
    }

    // ------------------------------------------------------------------ book
    async book() {
        if (!this.canBook) {
            return;
        }
        this.state.busy = true;
        try {
            const { slot, reason, exception, refused, rule, notify } = this.state;
            const why = refused ? exception : "";
            const wish = { ...this.timedWish, reason, exception: why, notify };
            if (this.isSeries) {
                wish.visits = this.chosenSlots.map((one) => one.values);
                wish.repeat = rule;
            } else if (slot) {
                wish.visits = [slot.values];
            }
            const method = this.moving ? "move" : "book";
            const answer = await this.orm.call("clinic.booking", method, [wish]);
            if (answer.refused) {
                await this.onRefused(answer.refused);
            } else {
                this.state.told = answer;
            }
        } finally {
            this.state.busy = false;
        }
    }

    /** Somebody was faster, or it is not allowed: say it, and show what is free now. */
    async onRefused(refused) {
        if (this.isSeries) {
            this.planned = null;
            await this.loadPlan();
        } else {
            await this.loadDays(this.state.date);
            if (refused.exception && this.state.slot && !this.state.hand) {
                // the same time again, now by hand: a written reason may overrule the agenda
                const { date, start, stop } = this.state.slot;
                const minutes = (new Date(`${stop}Z`) - new Date(`${start}Z`)) / 60000;
                const time = this.state.slot.clock;
                this.state.hand = { date, time, minutes };
            }
            this.state.slot = null;
        }
        this.state.refused = refused;
    }

    // ------------------------------------------------------------------ afterwards
    close() {
        return this.action.doAction({ type: "ir.actions.act_window_close" });
    }

    another() {
        const { told } = this.state;
        Object.assign(this.state, {
            told: null,
            patient: null,
            slot: null,
            hand: null,
            rule: null,
            reason: "",
            exception: "",
            showReason: false,
            notify: true,
            // often for somebody else of the family: what, with whom and the day stay
            date: told.booked[0].date,
        });
        this.touched.add("type").add("practitioner");
        this.setPatient(null);
    }

    openWaitingList() {
        const { patient, typeId, part, practitionerId } = this.state;
        return openWaitingEntry(this.env, { patient_id: patient.id, typeId, part, practitionerId });
    }
}

registry.category("actions").add("clinic_booking", ClinicBooking);
