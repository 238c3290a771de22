import { _t } from "@web/core/l10n/translation";

import { chosenSlots, followingLabel, openLabel, openRows } from "./booking_repeat";

import { Component } from "@odoo/owl";

const CHIPS = 8; // more types than this are a list to choose from

/**
 * What the state of the dialog «Book a visit» amounts to: the wish that is sent, whether it can be
 * booked, and in which words. Changes nothing.
 */
export class BookingWish extends Component {
    get moving() {
        return this.state.desk.visit || null;
    }

    get type() {
        return this.state.desk.types.find((type) => type.id === this.state.typeId) || null;
    }

    get minutes() {
        const same = this.moving && this.moving.type_id === this.state.typeId;
        return (same && this.moving.minutes) || this.type?.duration || 30;
    }

    get asChips() {
        return this.state.desk.types.length <= CHIPS;
    }

    /** Who gives this type of visit in this branch. */
    get practitioners() {
        const { type } = this;
        if (!type?.has_practitioner) {
            return [];
        }
        return this.state.desk.practitioners.filter(
            (one) =>
                (!type.practitioner_ids || type.practitioner_ids.includes(one.id)) &&
                one.branch_ids.includes(this.state.branchId)
        );
    }

    get wish() {
        const { branchId, typeId, practitionerId, patient, date, part } = this.state;
        return {
            company_id: branchId,
            type_id: typeId,
            practitioner_id: practitionerId,
            patient_id: patient?.id || false,
            visit_id: this.moving?.id || false,
            scope: this.state.scope,
            date,
            part,
        };
    }

    /** The wish with the time that was chosen, or null. */
    get timedWish() {
        const { hand, slot } = this.state;
        if (hand) {
            if (!hand.date || !hand.time) {
                return null;
            }
            const minutes = hand.minutes || this.minutes;
            return { ...this.wish, local: `${hand.date}T${hand.time}`, minutes };
        }
        if (!slot) {
            return null;
        }
        const practitioner_id = slot.practitioner_id || this.wish.practitioner_id;
        return { ...this.wish, start: slot.start, practitioner_id };
    }

    get isSeries() {
        return Boolean(this.state.rule) || (this.moving && this.state.scope === "following");
    }

    get openRows() {
        return this.state.rows ? openRows(this.state.rows) : 0;
    }

    get chosenSlots() {
        return this.state.rows ? chosenSlots(this.state.rows) : [];
    }

    /** What the patient has on the day that is chosen, besides the visit that is moved. */
    get sameDay() {
        const day = this.state.hand?.date || this.state.slot?.date;
        const upcoming = this.state.patient?.upcoming || [];
        return upcoming.filter((one) => one.date === day && one.id !== this.moving?.id);
    }

    get needsException() {
        return Boolean(this.state.refused?.exception);
    }

    get canBook() {
        const { state } = this;
        const somebody = state.patient ? !state.patient.closed : Boolean(this.moving);
        if (state.busy || !this.type || !somebody) {
            return false;
        }
        if (this.isSeries) {
            return Boolean(state.rows && !this.openRows && this.chosenSlots.length);
        }
        if (state.refused) {
            return this.needsException && Boolean(state.exception.trim());
        }
        return Boolean(state.slot || this.timedWish);
    }

    get bookLabel() {
        const count = this.chosenSlots.length;
        if (this.isSeries && count) {
            return this.moving ? _t("Move %s visits", count) : _t("Book %s visits", count);
        }
        if (this.state.refused?.exception === "overbook") {
            return _t("Overbook");
        }
        return this.moving ? _t("Move the visit") : _t("Book");
    }

    get followingLabel() {
        return followingLabel(this.moving.following);
    }

    get openLabel() {
        return openLabel(this.openRows);
    }

    get summary() {
        const { patient, slot } = this.state;
        const when = slot && `${slot.label || slot.day}, ${slot.time}`;
        return [patient?.label || this.moving?.label, this.type?.name, when, slot?.practitioner]
            .filter(Boolean)
            .join(" · ");
    }
}
