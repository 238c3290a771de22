import { _t } from "@web/core/l10n/translation";

import { Component, onMounted, useRef } from "@odoo/owl";

const { Info } = luxon;

/** How often a visit repeats. */
export class BookingRule extends Component {
    static template = "clinic_crm.BookingRule";
    static props = {
        rule: Object, // { unit, every, count, weekdays }
        onChange: Function, // () => void, after the rule has changed
    };

    setup() {
        const root = useRef("root");
        // it opens at the bottom of a long form
        onMounted(() => root.el.scrollIntoView({ block: "center" }));
    }

    get weekdays() {
        const long = Info.weekdays("long");
        return Info.weekdays("short").map((name, day) => ({ day, name, long: long[day] }));
    }

    toggleDay(day) {
        const { rule } = this.props;
        rule.weekdays = rule.weekdays.includes(day)
            ? rule.weekdays.filter((one) => one !== day)
            : [...rule.weekdays, day].sort();
        this.props.onChange();
    }
}

/** Every visit of a series before it is booked, with what to do about those that cannot be. */
export class BookingPlan extends Component {
    static template = "clinic_crm.BookingPlan";
    static props = {
        rows: Array, // as `clinic.booking.plan` answers, with `choice`: slot, nearest, skip or null
        canSkip: Boolean,
        onChange: Function,
    };

    useNearest({ nearest }) {
        const what = [nearest.when, nearest.practitioner].filter(Boolean).join(", ");
        return _t("Use %s", what);
    }

    choose(row, choice) {
        row.choice = choice;
        this.props.onChange();
    }
}

/** The rows that would be booked, as their slots. */
export function chosenSlots(rows) {
    return rows.filter((row) => row.choice && row.choice !== "skip").map((row) => row[row.choice]);
}

/** How many rows still need somebody's word. */
export function openRows(rows) {
    return rows.filter((row) => !row.choice).length;
}

/** «This and those after it», with how many. */
export function followingLabel(count) {
    return count === 1 ? _t("This and the following one") : _t("This and the %s following", count);
}

export function openLabel(count) {
    return count === 1
        ? _t("One visit of the series still needs a time.")
        : _t("%s visits of the series still need a time.", count);
}
