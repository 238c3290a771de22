import { inWords } from "@clinic_crm/in_words";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const MINUTE = 60 * 1000;
const SOON = 5; // minutes
const FAR = 120; // minutes: before that the clinic opens, or it is no hurry

/**
 * How long somebody has waited, and how long the team still has.
 *
 * @param {{ waiting_since: string|false, answer_by: string|false }|undefined} whatsapp
 * @param {number} now epoch ms of the server
 * @returns {{ short: string, long: string, title: string, tone: ""|"soon"|"late" }|null}
 */
export function countdown(whatsapp, now) {
    if (!whatsapp?.waiting_since) {
        return null;
    }
    const waited = minutes(now - deserializeDateTime(whatsapp.waiting_since).toMillis());
    const title = _t("Waits for an answer: %s", inWords(waited));
    if (!whatsapp.answer_by) {
        return { short: inWords(waited), long: title, title, tone: "" };
    }
    const by = deserializeDateTime(whatsapp.answer_by);
    const left = Math.ceil((by.toMillis() - now) / MINUTE);
    const until = _t("%(wait)s. To be answered by %(time)s.", {
        wait: title,
        time: by.toFormat(left > 12 * 60 ? "cccc h:mm a" : "h:mm a"),
    });
    if (left <= 0) {
        const late = inWords(Math.max(1, -left));
        return {
            short: `+${late}`,
            long: _t("Late by %s", late),
            title: until,
            tone: "late",
        };
    }
    if (left > FAR) {
        return { short: inWords(waited), long: until, title: until, tone: "" };
    }
    return {
        short: inWords(left),
        long: _t("Answer within %s", inWords(left)),
        title: until,
        tone: left <= SOON ? "soon" : "",
    };
}

function minutes(ms) {
    return Math.max(0, Math.floor(ms / MINUTE));
}
