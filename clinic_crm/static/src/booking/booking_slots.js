import { _t } from "@web/core/l10n/translation";

import { Component, useRef, useState } from "@odoo/owl";

const ARROWS = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] };

const FIRST_ON_PHONE = 9;

/** The parts of the day that can be asked for. */
export const PARTS = [
    { key: "", label: _t("Any time") },
    { key: "morning", label: _t("Morning") },
    { key: "afternoon", label: _t("Afternoon") },
    { key: "evening", label: _t("Evening") },
];

/** How many places a group session has left, in words. */
export function placesLeft(count) {
    return count === 1 ? _t("1 place left") : _t("%s places left", count);
}

/** The first free times by day, as buttons; the arrows go through them. */
export class BookingSlots extends Component {
    static template = "clinic_crm.BookingSlots";
    static props = {
        days: Array, // as `clinic.booking.get_days` answers
        chosen: [Object, { value: null }],
        named: Boolean, // say with whom: whoever is free
        onChoose: Function, // (slot) => void
    };

    setup() {
        this.root = useRef("root");
        this.state = useState({ whole: {} }); // days shown whole on a phone, by date
    }

    placesLeft(count) {
        return placesLeft(count);
    }

    wholeDay(day) {
        return _t("All %s times of this day", day.slots.length);
    }

    slots(day) {
        const whole = !this.env.isSmall || this.state.whole[day.date];
        return whole ? day.slots : day.slots.slice(0, FIRST_ON_PHONE);
    }

    isChosen(slot) {
        const { chosen } = this.props;
        return Boolean(
            chosen &&
                chosen.start === slot.start &&
                chosen.practitioner_id === slot.practitioner_id
        );
    }

    onKeydown(ev) {
        const step = ARROWS[ev.key];
        const columns = [...this.root.el.querySelectorAll(".o_clinic_booking_day")].map((day) => [
            ...day.querySelectorAll(".o_clinic_slot"),
        ]);
        const x = columns.findIndex((column) => column.includes(document.activeElement));
        if (!step || x < 0) {
            return;
        }
        ev.preventDefault();
        const y = columns[x].indexOf(document.activeElement);
        const column = columns[x + step[0]] || columns[x];
        column[Math.min(Math.max(y + step[1], 0), column.length - 1)].focus();
    }
}
