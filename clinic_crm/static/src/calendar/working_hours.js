import { deserializeDateTime } from "@web/core/l10n/dates";

const FIRST_HOUR = 8;
const LAST_HOUR = 20;

function clock(moment) {
    return moment.toFormat("HH:mm");
}

/**
 * What the calendar shades around: FullCalendar's `businessHours` of the days that are shown.
 *
 * @param {[number, string, string][]} opening as `clinic.appointment.get_opening` answers
 * @param {(number|false)[]|null} practitioners only of these; null: of all
 */
export function workingHours(opening, practitioners) {
    const seen = new Map();
    for (const [practitioner, since, until] of opening) {
        if (practitioners && !practitioners.includes(practitioner)) {
            continue;
        }
        const start = deserializeDateTime(since);
        let stop = deserializeDateTime(until);
        if (!start.hasSame(stop, "day")) {
            stop = start.endOf("day");
        }
        const hours = {
            daysOfWeek: [start.weekday % 7],
            startTime: clock(start),
            endTime: clock(stop),
        };
        seen.set(JSON.stringify(hours), hours);
    }
    return [...seen.values()];
}

/** From which to which hour the calendar shows: opening hours and every visit outside of them. */
export function visibleHours(hours, records) {
    let first = hours.length ? 24 : FIRST_HOUR;
    let last = hours.length ? 0 : LAST_HOUR;
    const widen = (from, to) => {
        first = Math.min(first, Math.floor(from));
        last = Math.max(last, Math.ceil(to));
    };
    for (const { startTime, endTime } of hours) {
        const [from, to] = [startTime, endTime].map((text) => {
            const [hour, minute] = text.split(":").map(Number);
            return hour + minute / 60;
        });
        widen(from, to);
    }
    for (const { start, end } of Object.values(records)) {
        const sameDay = start.hasSame(end, "day");
        widen(start.hour + start.minute / 60, sameDay ? end.hour + end.minute / 60 : 24);
    }
    const pad = (hour) => `${String(hour).padStart(2, "0")}:00:00`;
    return { slotMinTime: pad(first), slotMaxTime: pad(Math.max(last, first + 1)) };
}
