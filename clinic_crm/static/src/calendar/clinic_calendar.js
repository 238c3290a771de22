import { openBooking } from "@clinic_crm/booking/open_booking";
import { useLive } from "@clinic_crm/board/use_live";
import { offerUndo } from "@clinic_crm/offer_undo";
import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";
import { CalendarController } from "@web/views/calendar/calendar_controller";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { CalendarRenderer } from "@web/views/calendar/calendar_renderer";
import { CalendarCommonRenderer } from "@web/views/calendar/calendar_common/calendar_common_renderer";
import { calendarView } from "@web/views/calendar/calendar_view";

import { ClinicCalendarPopover } from "./clinic_calendar_popover";
import { MoveQuestion, MoveRefused } from "./clinic_calendar_move";
import { visibleHours, workingHours } from "./working_hours";

import { onPatched, onWillUnmount } from "@odoo/owl";

const { DateTime } = luxon;

/** The visits of the calendar, and when practitioners work. */
export class ClinicCalendarModel extends CalendarModel {
    asked = 0; // how many loads were asked for, and the last of them that came to its end
    answered = 0;

    async load(params) {
        const asked = ++this.asked;
        try {
            await super.load(params);
        } finally {
            this.answered = asked;
        }
    }

    /**
     * Show what others have changed, unless somebody's hand is on a visit when it has come.
     * Not by `load`: one that is overtaken by another never comes back to whoever waits for it.
     *
     * @param {() => boolean} isBusy
     * @returns {Promise<boolean>} whether it is shown, by this or by a load that began meanwhile
     */
    async refresh(isBusy) {
        const { asked } = this;
        if (isBusy() || asked !== this.answered) {
            return false;
        }
        const data = { ...this.data };
        await this.updateData(data);
        if (asked === this.asked) {
            if (isBusy()) {
                return false;
            }
            this.data = data;
            this.notify();
        }
        return true;
    }

    /** On a phone a day fits, a week does not. */
    getLocalStorageScale() {
        const kept = browser.localStorage.getItem(this.storageKey);
        return this.env.isSmall && !kept ? "day" : super.getLocalStorageScale();
    }

    async updateData(data) {
        const range = this.computeRange();
        const opening = this.orm.call(this.resModel, "get_opening", [
            serializeDateTime(range.start),
            serializeDateTime(range.end),
        ]);
        const step = this.step ?? this.orm.call(this.resModel, "get_step", []);
        await super.updateData(data);
        data.opening = await opening;
        this.step = await step;
    }

    /** Whoever takes part in a session that is shown already is not shown beside it. */
    async loadRecords(data) {
        const records = await super.loadRecords(data);
        for (const record of Object.values(records)) {
            const session = record.rawRecord.session_id;
            if (session && records[session[0]]) {
                delete records[record.id];
            }
        }
        return records;
    }

    normalizeRecord(rawRecord) {
        const record = super.normalizeRecord(rawRecord);
        const { state, is_session } = rawRecord;
        record.isStriked = ["cancelled", "no_show"].includes(state);
        const type = is_session ? "" : rawRecord.type_id?.[1];
        const { local_time, practitioner_id } = rawRecord;
        record.hint = [local_time, type, practitioner_id?.[1]].filter(Boolean).join(" · ");
        return record;
    }

    /** The practitioners whose visits are shown, or null for all. */
    get shownPractitioners() {
        const filters = this.data.filterSections.practitioner_id?.filters || [];
        const active = filters.filter((filter) => filter.active);
        return active.length === filters.length ? null : active.map((filter) => filter.value);
    }

    /** The one practitioner who is shown, to book with, or false. */
    get onlyPractitioner() {
        const active = (this.data.filterSections.practitioner_id?.filters || []).filter(
            (filter) => filter.active
        );
        return active.length === 1 ? active[0].value : false;
    }
}

export class ClinicCalendarCommonRenderer extends CalendarCommonRenderer {
    static components = { ...CalendarCommonRenderer.components, Popover: ClinicCalendarPopover };
    static eventTemplate = "clinic_crm.CalendarEvent";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        onPatched(() => {
            // somebody else's hours, or a visit outside of them, came into view
            for (const [name, value] of Object.entries(this.hourOptions)) {
                this.fc.api.setOption(name, value);
            }
        });
    }

    get hourOptions() {
        const { model } = this.props;
        const hours = workingHours(model.data.opening || [], model.shownPractitioners);
        return { businessHours: hours.length ? hours : false, ...visibleHours(hours, model.records) };
    }

    get options() {
        return {
            ...super.options,
            ...this.hourOptions,
            allDaySlot: false,
            expandRows: true,
            slotDuration: "00:30:00",
            snapDuration: { minutes: this.props.model.step },
            slotEventOverlap: false,
            scrollTime: DateTime.now().minus({ hours: 1 }).toFormat("HH:00:00"),
        };
    }

    convertRecordToEvent(record) {
        const movable = ["hold", "scheduled", "confirmed", "arrived"];
        return {
            ...super.convertRecordToEvent(record),
            editable:
                this.props.model.canEdit && movable.includes(record.rawRecord.state),
        };
    }

    onEventDidMount(info) {
        super.onEventDidMount(info);
        const record = this.props.model.records[info.event.id];
        if (record) {
            info.el.dataset.state = record.rawRecord.state;
        }
    }

    /** Odoo waits a quarter of a second for a second click before it shows the visit. */
    onEventClick(info) {
        super.onEventClick(info);
        info.el.classList.toggle("o_clinic_clicked", Boolean(this.clickTimeoutId));
    }

    onClick(info) {
        info.el.classList.remove("o_clinic_clicked");
        super.onClick(info);
    }

    onEventDrop(info) {
        return this.moveEvent(info);
    }

    onEventResize(info) {
        return this.moveEvent(info);
    }

    /** Move the visit, or put it back where it was and say why. */
    async moveEvent(info) {
        this.fc.api.unselect();
        // as wide as a whole day while under the hand, it would stay so, over its neighbours
        this.unhighlightEvent(info.event, "o_cw_custom_highlight");
        const { model } = this.props;
        const moved = this.fcEventToRecord(info.event);
        const { following_count: following } = model.records[moved.id].rawRecord;
        const raw = model.buildRawRecord(moved, { moved: true });
        const wish = { visit_id: moved.id, start: raw.start, stop: raw.stop, scope: "one" };
        const { start, end: stop } = model.records[moved.id];
        const back = { ...wish, start: serializeDateTime(start), stop: serializeDateTime(stop) };
        if (following) {
            wish.scope = await this.ask(MoveQuestion, { following });
            if (!wish.scope) {
                return info.revert();
            }
        }
        return this.tryMove(info, wish, { ...back, scope: wish.scope });
    }

    async tryMove(info, wish, back) {
        let answer;
        try {
            answer = await this.orm.call("clinic.booking", "move", [wish]);
        } catch (error) {
            info.revert();
            throw error;
        }
        if (!answer.refused) {
            this.sayMoved(answer, back);
            return this.props.model.load();
        }
        info.revert();
        const exception = await this.ask(MoveRefused, { refused: answer.refused });
        if (exception) {
            await this.tryMove(info, { ...wish, exception }, back);
        }
    }

    /** A hand slips easily: say where the visit is now, and offer to put it back. */
    sayMoved({ patient, booked }, back) {
        const undo = async () => {
            const { refused } = await this.orm.call("clinic.booking", "move", [back]);
            if (refused) {
                this.notification.add(refused.text, { type: "warning" });
            }
            await this.props.model.load();
        };
        offerUndo(this.notification, booked[0].when, undo, {
            title: patient || _t("The visit was moved"),
            type: "success",
        });
    }

    /** Show a dialog and wait for what is answered; nothing when it is closed. */
    ask(Dialog, props) {
        return new Promise((resolve) => {
            this.dialog.add(
                Dialog,
                { ...props, onAnswer: resolve },
                { onClose: () => resolve(null) }
            );
        });
    }
}

export class ClinicCalendarRenderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: ClinicCalendarCommonRenderer,
        week: ClinicCalendarCommonRenderer,
        month: ClinicCalendarCommonRenderer,
    };
}

// what a person is doing with a visit that must not be drawn anew under their hand
const BUSY = [
    ".o_cw_popover",
    ".o_clinic_clicked",
    ".fc-event-dragging",
    ".fc-event-resizing",
    ".fc-event-mirror",
    ".fc-highlight",
].join();
const LATER_MS = 1000;

export class ClinicCalendarController extends CalendarController {
    setup() {
        super.setup();
        const isBusy = () => Boolean(document.querySelector(BUSY));
        const soon = useLive(
            async () => {
                // what cannot be asked for now comes with the next change
                const shown = await this.model.refresh(isBusy).catch(() => true);
                if (!shown) {
                    clearTimeout(this.later);
                    this.later = setTimeout(soon, LATER_MS);
                }
            },
            { changed: "clinic.agenda/changed", concerns: (news) => this.shows(news) }
        );
        onWillUnmount(() => clearTimeout(this.later));
    }

    /** Whether any of the days that somebody has changed is in sight. */
    shows({ from, until }) {
        const { start, end } = this.model.computeRange();
        return deserializeDateTime(from) < end && deserializeDateTime(until) > start;
    }

    /** A free time was clicked, or a stretch of it chosen. */
    createRecord(record) {
        if (!this.model.canCreate) {
            return;
        }
        const defaults = { practitioner_id: this.model.onlyPractitioner || undefined };
        if (record.isAllDay || ["month", "year"].includes(this.model.scale)) {
            defaults.date = record.start.toISODate();
        } else {
            defaults.start = serializeDateTime(record.start);
        }
        return this.book(defaults);
    }

    book(defaults = {}) {
        const { default_patient_id: patient_id } = this.props.context;
        return new Promise((resolve) => {
            openBooking(
                this.env,
                { patient_id, ...defaults },
                { onClose: () => resolve(this.model.load()) }
            );
        });
    }
}

export const clinicCalendarView = {
    ...calendarView,
    Controller: ClinicCalendarController,
    Model: ClinicCalendarModel,
    Renderer: ClinicCalendarRenderer,
    buttonTemplate: "clinic_crm.CalendarButtons",
};

registry.category("views").add("clinic_calendar", clinicCalendarView);
