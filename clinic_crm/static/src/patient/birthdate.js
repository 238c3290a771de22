import { formatDate } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { dateField, DateTimeField } from "@web/views/fields/datetime/datetime_field";

import { useExternalListener } from "@odoo/owl";

const { DateTime } = luxon;
const MONTHS = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];

/**
 * Reads a birth date as it is told: 12/03/1988, 120388, 12 de marzo de 1988, 1988-03-12.
 *
 * Nobody is born in the future: of a year told with two digits the century is the one that fits.
 *
 * @param {string} text
 * @param {DateTime} [today]
 * @returns {DateTime|null} null: no date, or one that does not exist
 */
export function readBirthdate(text, today = DateTime.local()) {
    let parts = text.toLowerCase().match(/\d+|\p{L}+/gu) || [];
    parts = parts.filter((part) => !["de", "del"].includes(part));
    const [digits] = parts;
    if (parts.length === 1 && /^(\d{6}|\d{8})$/.test(digits)) {
        parts = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)];
    }
    if (parts.length !== 3) {
        return null;
    }
    const named = parts.findIndex((part) => /\D/.test(part));
    let [day, month, year] = parts;
    if (/^\d{4}$/.test(day)) {
        [year, month, day] = parts;
    } else if (named === 0 || (named < 0 && localization.dateFormat.startsWith("MM"))) {
        [month, day] = parts;
    }
    if (/\D/.test(month)) {
        month = MONTHS.indexOf(month.slice(0, 3)) + 1;
    }
    if (!/^(\d{2}|\d{4})$/.test(year)) {
        return null;
    }
    const short = year.length === 2;
    const born = (century) =>
        DateTime.fromObject({ year: century + Number(year), month: Number(month), day: Number(day) });
    let date = born(short ? 2000 : 0);
    if (short && date > today) {
        date = born(1900);
    }
    return date.isValid ? date : null;
}

/** What cannot be read is said and not saved; Odoo's own field would leave it out without a word. */
export class ClinicBirthdateField extends DateTimeField {
    setup() {
        super.setup();
        this.notification = useService("notification");
        this.typed = false;
        // Before Odoo reads the text: whatever ends the typing begins with one of these.
        const capture = { capture: true };
        useExternalListener(window, "pointerdown", (ev) => this.onPointerDown(ev), capture);
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev), capture);
        useExternalListener(window, "focusin", (ev) => this.onFocus(ev), capture);
    }

    onInput() {
        super.onInput();
        this.typed = true;
    }

    onPointerDown({ target }) {
        if (target !== this.startDate.el && !target.closest?.(".o_datetime_picker")) {
            this.read();
        }
    }

    onKeydown(ev) {
        if (ev.altKey || ["Enter", "Tab"].includes(ev.key)) {
            this.read();
        }
    }

    onFocus({ target }) {
        const { name, record } = this.props;
        if (target === this.startDate.el && record.isFieldInvalid(name)) {
            record.resetFieldValidity(name); // one more look, and it may stay empty
        }
    }

    read() {
        const input = this.startDate.el;
        if (!this.typed || input?.tagName !== "INPUT") {
            return;
        }
        this.typed = false;
        const text = input.value.trim();
        const date = text && readBirthdate(text);
        if (date) {
            input.value = formatDate(date);
        } else if (text) {
            this.props.record.setInvalidField(this.props.name);
            this.notification.add(
                _t("“%s” is no date. Write day, month and year: 05/03/1988.", text.slice(0, 40)),
                { type: "danger" }
            );
        }
    }
}

registry.category("fields").add("clinic_birthdate", {
    ...dateField,
    component: ClinicBirthdateField,
});
