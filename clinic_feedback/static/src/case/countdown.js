import { inWords } from "@clinic_crm/in_words";
import { _t } from "@web/core/l10n/translation";

const SOON = 2 * 60; // minutes

/**
 * How long until a deadline, or since it passed, and in which tone that is said.
 *
 * @param {luxon.DateTime} deadline
 * @param {luxon.DateTime} now
 * @returns {{text: string, tone: string}}
 */
export function countdown(deadline, now) {
    const minutes = Math.floor(deadline.diff(now, "minutes").minutes);
    const span = inWords(Math.abs(minutes));
    if (minutes < 0) {
        return { text: _t("Late by %s", span), tone: "text-danger fw-bold" };
    }
    const tone = minutes < SOON ? "text-warning-emphasis fw-bold" : "text-muted";
    return { text: _t("%s left", span), tone };
}
