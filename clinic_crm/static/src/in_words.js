import { _t } from "@web/core/l10n/translation";

const EXACT = 10; // hours: beyond them nobody counts minutes

/** Minutes as people say them: “25 min”, “2 h 10 min”, “26 h”, “3 days”. */
export function inWords(minutes) {
    const hours = Math.floor(minutes / 60);
    if (!hours) {
        return `${minutes} min`;
    }
    if (hours >= 48) {
        return _t("%s days", Math.floor(hours / 24));
    }
    return hours < EXACT && minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}
