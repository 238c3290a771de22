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
    const span = words(Math.abs(minutes));
    if (minutes < 0) {
        return { text: _t("Late by %s", span), tone: "text-danger fw-bold" };
    }
    const tone = minutes < SOON ? "text-warning-emphasis fw-bold" : "text-muted";
    return { text: _t("%s left", span), tone };
}

function words(minutes) {
    if (minutes < 60) {
        return _t("%s min", minutes);
    }
    const hours = Math.floor(minutes / 60);
    if (hours < 48) {
        return _t("%(h)s h %(m)s min", { h: hours, m: minutes % 60 });
    }
    return _t("%s days", Math.floor(hours / 24));
}
